# SPDX-License-Identifier: Apache-2.0
"""What the programs tell the service manager, and when: ready, reloading, stopping, alive (interfaces, R-67)."""
import os
import signal
import socket
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402
from hostkit.host import CONFIGURATION, CREDENTIALS  # noqa: E402
from service_manager import ask_admin, Managed, ManagedTest, NAMES, RUNTIME  # noqa: E402

WATCHDOG_MS = 200
FED_WITHIN = 8.0  # seconds: a net under a hundred milliseconds, and less than any loop waits when nothing happens
NOT_RELOADED = "serving; the configuration was not reloaded: " + CONFIGURATION + ":"


class Start(ManagedTest):
    def test_ready_when_it_serves(self):
        for name in NAMES:
            self.assertEqual(self.launch(name).next(), {"READY": "1", "STATUS": "serving"}, name)
        system.host.tessera.ctl("status")

    def test_never_ready_without_its_sockets(self):
        for name in NAMES:
            program = self.launch(name, sockets=False)
            self.assertEqual((program.next(), program.exit_code()), (None, 71), name)

    def test_never_ready_with_a_bad_configuration(self):
        self.spoil()
        for name in NAMES:
            program = self.launch(name)
            self.assertEqual((program.next(), program.exit_code()), (None, 78), name)

    def test_a_missing_store_is_in_the_status_until_it_is_there(self):
        os.rename("/var/lib/tessera/tessera.db", "/var/lib/tessera/aside")
        daemon = self.launch("tesserad")
        status = daemon.expect("READY", "1")["STATUS"]
        self.assertRegex(status, "^refusing every login in scope: store /var/lib/tessera/tessera.db: ")
        os.rename("/var/lib/tessera/aside", "/var/lib/tessera/tessera.db")
        self.assertEqual(daemon.expect("STATUS")["STATUS"], "serving")

    def test_a_secret_that_cannot_be_read_is_in_the_couriers_status(self):
        self.write_configuration({"gateways": {"mail": {
            "kind": "smtp", "url": "smtps://127.0.0.1:465", "user": "u", "password": "credential:absent",
            "from": "login@example.com"}}})
        status = self.launch("tessera-courier").expect("READY", "1")["STATUS"]
        self.assertRegex(status, "^serving, but gateway mail: .*absent cannot be read")


class Reload(ManagedTest):
    def test_the_good_is_in_force_and_the_bad_changes_nothing(self):
        daemon = self.launch("tesserad")
        daemon.expect("READY", "1")
        self.rename("training-uat")
        self.assertEqual(self.reload(daemon), "serving")
        self.assertEqual(self.environment(), "training-uat")
        self.rename("never")
        self.spoil()
        self.assertRegex(self.reload(daemon), NOT_RELOADED + r"\d+:1: unknown key \"environmant\"")
        self.assertEqual(self.environment(), "training-uat")
        self.rename("training-final")
        self.assertEqual(self.reload(daemon), "serving")
        self.assertEqual(self.environment(), "training-final")

    def test_another_runtime_directory_waits_for_a_restart(self):
        """Or the daemon would look for its helpers where they are not, and refuse everybody who is not local."""
        daemon, _ = self.launch("tesserad"), self.launch("tessera-directory").expect("READY", "1")
        daemon.expect("READY", "1")
        self.rename("training-uat", paths={"runtime": "/run/elsewhere"})
        self.assertEqual(self.reload(daemon), "serving")
        self.assertEqual(ask_admin(RUNTIME + "/admin.sock", "account.show", account="nobody-knows-me")["exit"], 67)

    def test_the_helpers_say_the_same(self):
        for name in ("tessera-directory", "tessera-courier"):
            helper = self.launch(name)
            helper.expect("READY", "1")
            self.assertEqual(self.reload(helper), "serving")
            self.spoil()
            self.assertRegex(self.reload(helper), NOT_RELOADED)
            self.write_configuration()
            self.assertEqual(self.reload(helper), "serving")

    def test_each_begun_reload_is_ended(self):
        """Signals that come together may be one reload; whatever was begun is ended before the next begins."""
        for name in NAMES:
            program = self.launch(name)
            program.expect("READY", "1")
            for _ in range(20):
                program.signal(signal.SIGHUP)
            program.signal(signal.SIGTERM)
            while "STOPPING" not in (state := program.next()):
                self.assertIn("RELOADING", state, name)
                self.assertIn("READY", program.next(), name)
            self.assertEqual(program.exit_code(), 0, name)


class Stop(ManagedTest):
    def test_sigterm(self):
        for name in NAMES:
            program = self.launch(name)
            program.expect("READY", "1")
            program.signal(signal.SIGTERM)
            self.assertEqual(program.expect("STOPPING", "1")["STATUS"], "stopping", name)
            self.assertEqual(program.exit_code(), 0, name)


class Watchdog(ManagedTest):
    """What is asserted of time is only that nothing comes from a loop that stands, however long one waits."""

    def feeds(self, program: Managed, times: int = 3) -> None:
        for _ in range(times):
            self.assertEqual(program.next(FED_WITHIN), {"WATCHDOG": "1"}, program.service.name)

    def starves(self, program: Managed) -> None:
        program.drain()  # what it said before it stood
        self.assertIsNone(program.next(3 * WATCHDOG_MS / 1000), program.service.name)

    def started(self, name: str) -> Managed:
        program = self.launch(name, WATCHDOG_MS)
        while "READY" not in program.next():
            pass
        return program

    def test_fed_while_the_loop_runs(self):
        for name in NAMES:
            self.feeds(self.started(name))

    def test_a_stopped_program_starves(self):
        for name in NAMES:
            program = self.started(name)
            program.signal(signal.SIGSTOP)
            program.wait_until_stopped()
            self.starves(program)
            program.signal(signal.SIGCONT)
            self.feeds(program)

    def test_a_loop_that_stands_starves_though_other_threads_run(self):
        for name in NAMES:
            program = self.started(name)
            self.feeds(program, 1)
            program.hold_loop()
            self.starves(program)
            program.release_loop()
            self.feeds(program)

    def test_the_watchdog_of_another_process_is_not_fed(self):
        for name in NAMES:
            program = Managed(name, system.host.stage.path(name), RUNTIME, WATCHDOG_MS)
            program.watchdog_pid = 1
            self.programs[name] = program
            program.load_credentials(CREDENTIALS)
            program.start(["--config", CONFIGURATION, "--log", "stderr"], 2)
            self.assertIn("READY", program.next(), name)
            self.assertIsNone(program.next(3 * WATCHDOG_MS / 1000), name)

    def test_a_gateway_that_hangs_does_not_starve_it(self):
        with socket.socket() as hole:
            hole.bind(("127.0.0.1", 0))
            hole.listen()
            self.write_configuration({"gateways": {"hole": {
                "kind": "smtp", "url": f"smtp://127.0.0.1:{hole.getsockname()[1]}", "from": "login@example.com",
                "tls": "none"}}})
            daemon, courier = self.launch("tesserad"), self.started("tessera-courier")
            daemon.expect("READY", "1")
            with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as admin:
                admin.connect(RUNTIME + "/admin.sock")
                admin.send(b'{"verb":"gateway.test","args":{"gateway":"hole","email":"a@example.com"}}')
                connection, _ = hole.accept()
                courier.drain()
                self.feeds(courier, 5)
                connection.close()


if __name__ == "__main__":
    system.main()
