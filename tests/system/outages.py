# SPDX-License-Identifier: Apache-2.0
"""Tessera is away, stopped, killed or broken: a clear sentence in time, never an open door (R-28, R-62, R-67)."""
import os
import shutil
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402

NOT_ANSWERING = ("Not let in: the second-step service on this host is not answering. "
                 "Tell your administrator: systemctl status tesserad")
LOGIN_SOCKET = "/run/tessera/login.sock"
STORE = "/var/lib/tessera/tessera.db"
IN_TIME = 8 + 4  # seconds: timeout=8 of the module and the rest of the login


class Away(system.SystemTest):
    def refused_in_time(self, golden: str = ""):
        terminal = self.ssh("ana")
        terminal.answer("Password: ", system.PASSWORD)
        terminal.see(NOT_ANSWERING, timeout=IN_TIME)
        terminal.see("Password: ")
        terminal.press("c")
        terminal.exit_code()
        self.assertNotIn("logged in as", terminal.screen)
        if golden:
            self.assert_golden(golden, terminal.screen)


class SocketAbsent(Away):
    def test_refused(self):
        system.host.tessera.stop()
        self.assertFalse(os.path.exists(LOGIN_SOCKET))
        self.refused_in_time("daemon-absent")


class NobodyAccepts(Away):
    """Under socket activation connect() succeeds while the daemon is dead."""

    def test_refused(self):
        system.host.tessera.stop()
        listener = system.listening_socket(LOGIN_SOCKET)
        self.addCleanup(listener.close)
        self.refused_in_time()


class Squatted(Away):
    def test_a_socket_that_is_not_root_s_is_not_trusted(self):
        """R-34: who called listen() must have been root."""
        system.host.tessera.stop()
        os.chown("/run/tessera", 4321, 4321)
        self.addCleanup(os.chown, "/run/tessera", 0, 0)
        pid = os.fork()
        if pid == 0:
            os.setuid(4321)
            squatter = system.listening_socket(LOGIN_SOCKET)
            os.chmod(squatter.getsockname(), 0o666)
            signal.pause()
        self.addCleanup(os.waitpid, pid, 0)
        self.addCleanup(os.kill, pid, signal.SIGKILL)
        system.wait_until(lambda: os.path.exists(LOGIN_SOCKET), "the squatter's socket")
        self.refused_in_time()
        self.assertIn("the socket belongs to another uid", system.syslog.text())


class Stopped(Away):
    def test_a_daemon_under_sigstop_is_not_waited_for_for_ever(self):
        os.kill(system.host.tessera.pids["tesserad"], signal.SIGSTOP)
        self.refused_in_time()
        os.kill(system.host.tessera.pids["tesserad"], signal.SIGCONT)
        terminal, code = self.ssh_to_code()
        terminal.type(code)
        self.assert_logged_in(terminal)

    def test_stopped_with_a_prompt_open(self):
        terminal, code = self.ssh_to_code()
        os.kill(system.host.tessera.pids["tesserad"], signal.SIGSTOP)
        terminal.type(code)
        terminal.see(NOT_ANSWERING, timeout=IN_TIME)
        os.kill(system.host.tessera.pids["tesserad"], signal.SIGCONT)


class Killed(Away):
    def test_with_a_prompt_open(self):
        terminal, code = self.ssh_to_code()
        os.kill(system.host.tessera.pids["tesserad"], signal.SIGKILL)
        terminal.type(code)
        terminal.see(NOT_ANSWERING, timeout=IN_TIME)
        terminal.see("Password: ")
        terminal.press("c")
        terminal.exit_code()
        self.assert_golden("daemon-killed-at-the-code-prompt", terminal.screen)

    def test_the_code_still_works_after_a_restart(self):
        """R-56: what was committed is there again."""
        terminal, code = self.ssh_to_code()
        os.kill(system.host.tessera.pids["tesserad"], signal.SIGKILL)
        terminal.hang_up()
        system.host.tessera.stop()
        self.start_tessera()
        again = self.ssh_to_menu()
        again.type("1")
        again.answer("Code: ", code)
        self.assert_logged_in(again)
        self.assertEqual(len(system.host.outbox()), 1)


class TooSlow(system.SystemTest):
    def test_an_answer_after_the_deadline_is_refused(self):
        """conv() cannot be interrupted: the answer comes, and is not taken."""
        terminal, code = self.ssh_to_code()
        time.sleep(8.5)
        terminal.type(code)
        terminal.see("Not let in: time is up.")


class Store(system.SystemTest):
    sentence = "Not let in: the second-step service on this host cannot work."

    def damage(self):
        """Ends the programs, harms the store, and starts them without making a new one."""
        system.host.tessera.stop()
        for name in os.listdir(os.path.dirname(STORE)):
            self.harm(os.path.join(os.path.dirname(STORE), name))
        self.start_tessera("--no-init")

    def harm(self, path: str):
        raise NotImplementedError

    def refused(self, golden: str):
        self.damage()
        terminal = self.ssh("ana")
        terminal.answer("Password: ", system.PASSWORD)
        terminal.see(self.sentence)
        terminal.see("Password: ")
        terminal.press("c")
        terminal.exit_code()
        self.assert_golden(golden, terminal.screen)
        self.assertEqual(system.host.outbox(), [])


class StoreIntact(system.SystemTest):
    def test_check_is_content(self):
        system.host.tessera.stop()
        self.assertEqual(system.check_configuration(), 0)


class StoreMissing(Store):
    def harm(self, path):
        os.unlink(path)

    def test_refuses(self):
        self.refused("store-missing")
        self.assertFalse(os.path.exists(STORE), "the daemon never creates a store")

    def test_check_says_so(self):
        system.host.tessera.stop()
        os.unlink(STORE)
        self.assertEqual(system.check_configuration(), 78)


class StorePutBack(Store):
    """Whoever restores it need not get in to restart the daemon."""
    aside = "/run/aside"

    def harm(self, path):
        os.makedirs(self.aside, exist_ok=True)
        shutil.move(path, self.aside)

    def test_logins_go_on(self):
        self.damage()
        terminal = self.ssh("ana")
        terminal.answer("Password: ", system.PASSWORD)
        self.assert_refused(terminal, self.sentence)
        for name in sorted(os.listdir(self.aside), reverse=True):  # the store itself last
            shutil.move(os.path.join(self.aside, name), os.path.dirname(STORE))
        readable = ["environment", "show"]
        system.wait_until(lambda: system.host.tessera.ctl(*readable, code=None).returncode == 0, "the store's return")
        terminal, code = self.ssh_to_code()
        terminal.type(code)
        self.assert_logged_in(terminal)


class StoreCorrupt(Store):
    def harm(self, path):
        size = os.path.getsize(path)
        with open(path, "r+b") as file:
            file.write(os.urandom(min(size, 65536)))

    def test_refuses(self):
        self.refused("store-corrupt")
        self.assertTrue(os.path.exists(STORE), "it is kept for whoever restores it")

    def test_check_says_so(self):
        system.host.tessera.stop()
        self.harm(STORE)
        self.assertEqual(system.check_configuration(), 78)


class StoreCorruptAndSwitchOff(StoreCorrupt):
    """A switch that cannot be read is not 'off'."""
    position = "off"


class Reload(system.SystemTest):
    def reload(self, text: str, outcome: str):
        before = system.host.tessera.log("tesserad").count(outcome)
        system.host.configure(text)
        system.host.tessera.reload()
        system.wait_until(lambda: system.host.tessera.log("tesserad").count(outcome) > before, outcome)

    def text(self) -> str:
        with open(system.hostkit_host.CONFIGURATION, encoding="utf-8") as file:
            return file.read()

    def test_a_bad_configuration_keeps_the_old_one(self):
        """R-67; the log says what is wrong and where."""
        good = self.text()
        self.reload(good.replace("try-out\n", "twillio\n", 1), "not reloaded")
        self.assertRegex(system.host.tessera.log("tesserad"), r"/etc/tessera/tessera\.yaml:\d+:\d+: .*twillio")
        terminal, code = self.ssh_to_code()
        terminal.type(code)
        self.assert_logged_in(terminal)

    def test_a_good_one_holds_from_the_next_login_on(self):
        good = self.text()
        self.reload(good.replace("name: training-staging", "name: uat"), "configuration reloaded")
        terminal = self.ssh("ana")
        terminal.answer("Password: ", system.PASSWORD)
        terminal.see("uat needs a second step for ana.")


class Rescue(system.SystemTest):
    def test_root_gets_a_shell_with_everything_stopped(self):
        """R-63: rescue.target runs sulogin, which asks for root's password and uses no PAM."""
        system.set_password("root", system.PASSWORD)
        system.host.tessera.stop()
        terminal = self.at(system.Terminal(["/usr/sbin/sulogin"]))
        terminal.answer("password for maintenance", system.PASSWORD)
        terminal.answer("# ", "id -u; tty; exit")
        terminal.see("0")
        self.assertEqual(terminal.exit_code(), 0, terminal.screen)


if __name__ == "__main__":
    system.main()
