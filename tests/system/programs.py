# SPDX-License-Identifier: Apache-2.0
"""packaging/launch gives each program what its unit would, and nothing more (design 1, R-34, R-53, R-68)."""
import os
import signal
import socket
import stat
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402


def status_of(pid: int) -> dict[str, str]:
    with open(f"/proc/{pid}/status", encoding="ascii") as text:
        return dict(line.rstrip("\n").split(":\t", 1) for line in text if ":\t" in line)


class Confinement(system.SystemTest):
    accounts = {}

    def prepare(self):
        system.host.add_credential("smtp", "smtp-canary-77aa")

    def test_no_program_has_capabilities_or_may_gain_privileges(self):
        for name, pid in system.host.tessera.pids.items():
            status = status_of(pid)
            for set_name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
                self.assertEqual(int(status[set_name], 16), 0, f"{name} {set_name}")
            self.assertEqual(status["NoNewPrivs"], "1", name)

    def test_uids(self):
        uids = {name: int(status_of(pid)["Uid"].split()[0]) for name, pid in system.host.tessera.pids.items()}
        self.assertEqual(uids["tesserad"], 0)
        self.assertEqual(len(set(uids.values())), 3, uids)

    def test_the_daemon_has_no_network(self):
        own = os.stat("/proc/self/ns/net").st_ino
        network = {name: os.stat(f"/proc/{pid}/ns/net").st_ino for name, pid in system.host.tessera.pids.items()}
        self.assertNotEqual(network["tesserad"], own)
        self.assertEqual(network["tessera-courier"], own)
        with open(f"/proc/{system.host.tessera.pids['tesserad']}/net/dev", encoding="ascii") as devices:
            self.assertEqual([line.split(":")[0].strip() for line in devices if ":" in line], ["lo"])

    def test_sockets(self):
        for name in ("login.sock", "admin.sock", "directory.sock", "courier.sock"):
            found = os.stat("/run/tessera/" + name)
            self.assertTrue(stat.S_ISSOCK(found.st_mode))
            self.assertEqual((found.st_uid, found.st_mode & 0o777), (0, 0o600), name)
        self.assertEqual(os.stat("/run/tessera/portal.sock").st_mode & 0o777, 0o600)
        self.assertNotIn(os.stat("/run/tessera/portal.sock").st_uid, (0, *self.helpers_uids()), "the portal's alone")
        everybodys = os.stat("/run/tessera/user.sock")
        self.assertEqual((everybodys.st_uid, everybodys.st_mode & 0o777), (0, 0o666))
        self.assertEqual(os.stat("/run/tessera").st_mode & 0o777, 0o755)

    def helpers_uids(self) -> list[int]:
        return [int(status_of(system.host.tessera.pids[name])["Uid"].split()[0]) for name in ("tessera-courier", "tessera-directory")]

    def test_each_program_sees_its_own_credentials(self):
        shown = {name: sorted(os.listdir("/run/tessera/credentials/" + name)) for name in system.host.tessera.pids}
        self.assertEqual(shown, {"tesserad": ["seal"], "tessera-courier": ["smtp"], "tessera-directory": []})
        copy = os.stat("/run/tessera/credentials/tessera-courier/smtp")
        self.assertEqual(copy.st_mode & 0o777, 0o400)
        self.assertNotEqual(copy.st_uid, 0)

    def test_the_seal_key_and_the_store_are_root_s(self):
        for path in ("/etc/tessera/credentials/seal", "/var/lib/tessera/tessera.db"):
            found = os.stat(path)
            self.assertEqual((found.st_uid, found.st_mode & 0o077), (0, 0), path)

    def test_nothing_can_be_dumped(self):
        """R-53: of a process that is not dumpable even /proc's files belong to root, whoever runs it."""
        courier = system.host.tessera.pids["tessera-courier"]
        self.assertEqual(os.stat(f"/proc/{courier}/environ").st_uid, 0)
        for name, pid in system.host.tessera.pids.items():
            with open(f"/proc/{pid}/limits", encoding="ascii") as limits:
                core, = [line.split() for line in limits if line.startswith("Max core file size")]
            self.assertEqual(core[4:6], ["0", "0"], name)


class Portal(system.SystemTest):
    """The enrolment page runs where it is configured, and only there."""
    accounts = {}
    configuration = {"portal": {"url": "https://login.example.com", "listen": "unix:/run/tessera-portal/http.sock"}}

    def prepare(self):
        system.host.add_credential("smtp", "smtp-canary-77aa")
        system.host.add_credential("portal-key", "portal-canary-33cc")
        os.makedirs("/run/tessera-portal", exist_ok=True)
        os.chmod("/run/tessera-portal", 0o1777)

    def test_it_gets_what_its_unit_would_give(self):
        pid = system.host.tessera.pids["tessera-portal"]
        status = status_of(pid)
        self.assertEqual((int(status["CapPrm"], 16), status["NoNewPrivs"]), (0, "1"))
        self.assertEqual(os.stat("/run/tessera/portal.sock").st_uid, int(status["Uid"].split()[0]))
        self.assertEqual(os.listdir("/run/tessera/credentials/tessera-portal"), ["portal-key"])
        self.assertEqual(os.listdir("/run/tessera/credentials/tessera-courier"), ["smtp"])
        with socket.socket(socket.AF_UNIX) as browser:
            browser.connect("/run/tessera-portal/http.sock")
            browser.sendall(b"GET /e/x HTTP/1.1\r\n\r\n")
            self.assertTrue(browser.recv(100).startswith(b"HTTP/1.1 200 OK"))

    def test_sigterm_ends_it_too(self):
        self.assertEqual(system.host.tessera.stop(), 0)
        self.assertFalse(os.path.exists("/run/tessera-portal/http.sock"))


class Lives(system.SystemTest):
    accounts = {}
    position = "off"

    def test_one_that_ends_is_not_restarted_and_the_others_go_on(self):
        os.kill(system.host.tessera.pids["tessera-courier"], signal.SIGKILL)
        system.wait_until(lambda: "tessera-courier was killed" in system.host.tessera.log("launch"), "launch's word")
        system.host.tessera.ctl("status", code=None)
        for name in ("tesserad", "tessera-directory"):
            self.assertTrue(os.path.exists(f"/proc/{system.host.tessera.pids[name]}"), name)
        self.assertEqual(system.host.tessera.stop(), 1)

    def test_sigterm_ends_all_well(self):
        pids = list(system.host.tessera.pids.values())
        self.assertEqual(system.host.tessera.stop(), 0)
        for pid in pids:
            self.assertFalse(os.path.exists(f"/proc/{pid}"))
        self.assertFalse(os.path.exists("/run/tessera/login.sock"))

    def test_a_bad_configuration_never_starts(self):
        system.host.tessera.stop()
        self.write_configuration({"environmant": {"name": "staging"}})
        with self.assertRaisesRegex(RuntimeError, "environmant"):
            system.host.tessera.start()


if __name__ == "__main__":
    system.main()
