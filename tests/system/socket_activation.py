# SPDX-License-Identifier: Apache-2.0
"""Nothing runs until somebody connects: systemd-socket-activate in the place of PID 1, with the units' own sockets."""
import configparser
import glob
import os
import re
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402
from hostkit import program  # noqa: E402
from hostkit.host import CONFIGURATION, CREDENTIALS  # noqa: E402
from hostkit.stage import source  # noqa: E402
from processes import end, wait_until  # noqa: E402
from service_manager import ManagedTest, NAMES, service  # noqa: E402

CANARY = "canary-of-the-gateway"


def sockets_of(name: str) -> dict[str, str]:
    """FileDescriptorName= to path, of the .socket units that start this program."""
    found = {}
    for path in glob.glob(source("etc", "systemd", "*.socket")):
        unit = configparser.ConfigParser(interpolation=None, strict=False)
        unit.optionxform = str
        unit.read(path)
        started = unit["Socket"].get("Service", os.path.basename(path).replace(".socket", ".service"))
        if started == name + ".service":
            found[unit["Socket"]["FileDescriptorName"]] = unit["Socket"]["ListenSequentialPacket"]
    return found


class SocketActivation(ManagedTest):
    """Credentials, too, are a directory as systemd makes it: LoadCredential= copies, 0400 and the program's own."""
    configuration = {
        "channels": {"text": {"gateways": ["kannel", "try-out"]}},
        "gateways": {"kannel": {"preset": "kannel", "url": "http://127.0.0.1:1/", "user": "u",
                                "password": "credential:kannel"}},
    }

    def prepare(self):
        system.host.add_credential("kannel", CANARY)

    def activator(self, name: str) -> subprocess.Popen:
        sockets = sockets_of(name)
        self.assertEqual(set(sockets), set(service(name).sockets))
        given = program.Program(service(name), system.host.stage.path(name), "/run/tessera")
        given.load_credentials(CREDENTIALS)
        for made in (*given.sockets, given.notify):
            made.close()
        for path in sockets.values():
            os.unlink(path)
        command = ["systemd-socket-activate", "--seqpacket", *(f"--listen={path}" for path in sockets.values()),
                   "--fdname=" + ":".join(sockets), f"--setenv=CREDENTIALS_DIRECTORY={given.credentials_directory}",
                   *program.confined(service(name), [given.executable, "--config", CONFIGURATION, "--log", "stderr"])]
        with open(f"{system.host.tessera.log_directory}/{name}.log", "ab") as log:
            started = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.addCleanup(end, started)
        wait_until(lambda: all(os.path.exists(path) for path in sockets.values()), "the sockets of " + name)
        return started

    def running(self, started: subprocess.Popen) -> str:
        """The first 15 characters of what the process is now; it keeps its pid."""
        with open(f"/proc/{started.pid}/comm", encoding="ascii") as comm:
            return comm.read().strip()

    def activate_all(self) -> dict[str, subprocess.Popen]:
        return {name: self.activator(name) for name in NAMES}

    def test_an_administrators_question_starts_the_daemon_alone(self):
        started = self.activate_all()
        self.assertEqual({self.running(process) for process in started.values()}, {"systemd-socket-"})
        self.assertIn("off", system.host.tessera.ctl("environment", "show").stdout)
        self.assertEqual(self.running(started["tesserad"]), "tesserad")
        self.assertEqual(self.running(started["tessera-courier"]), "systemd-socket-")
        self.assertEqual(self.running(started["tessera-directory"]), "systemd-socket-")

    def test_a_login_starts_what_it_needs(self):
        """The first connection, which nobody served yet, is the one that is answered."""
        started = self.activate_all()
        self.add_account("ana", phone=system.PHONE, email=system.EMAIL)
        system.host.tessera.enforce()
        terminal, code = self.ssh_to_code()
        self.assertEqual(self.running(started["tessera-courier"]), "tessera-courier")
        terminal.type(code)
        self.assert_logged_in(terminal)
        system.host.tessera.ctl("account", "show", "nobody-knows-me", code=67)
        self.assertEqual(self.running(started["tessera-directory"]), "tessera-directo")

    def test_the_courier_has_read_its_credential(self):
        """A gateway whose secret cannot be read says so before it is asked; this one was asked, and is not there."""
        self.activate_all()
        done = system.host.tessera.ctl("gateway", "test", "kannel", "--to", system.PHONE, code=1)
        self.assertRegex(done.stderr, "(?i)connect")
        self.assertNotIn(CANARY, done.stderr)

    def test_each_ends_well(self):
        started = self.activate_all()
        system.host.tessera.ctl("gateway", "test", "try-out", "--to", system.PHONE)
        system.host.tessera.ctl("account", "show", "nobody-knows-me", code=67)
        for name, process in started.items():
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(20), 0, name)
        log = system.host.tessera.log("tesserad")
        self.assertIsNone(re.search(r'"PRIORITY":"[0-3]"', log), log)


if __name__ == "__main__":
    system.main()
