# SPDX-License-Identifier: Apache-2.0
"""packaging/demo, as someone who tries Tessera out would use it."""
import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "packaging"))
from hostkit.terminal import Terminal  # noqa: E402

DEMO = os.path.join(ROOT, "packaging", "demo")
options: argparse.Namespace


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Demo(unittest.TestCase):
    def test_check(self):
        done = subprocess.run([DEMO, "--check", "--stage", options.stage], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stdout), (0, "text: ok\ncall: ok\nemail: ok\nenrol: ok\napp: ok\n"), done.stderr)

    def test_by_hand(self):
        """Log in with what it prints, and end it with Ctrl-C; /etc of this machine never knew the account."""
        demo = subprocess.Popen([DEMO, "--port", str(free_port()), "--page-port", str(free_port()), "--stage", options.stage], text=True,
                                stdout=subprocess.PIPE)
        try:
            self.assertEqual(demo.stdout.readline(), "READY\n")
            said = dict(demo.stdout.readline().rstrip("\n").split(": ", 1) for _ in range(3))
            command = said["login"].split()
            self.log_in(demo, command, said["password"])
            outbox = said["outbox"]
            self.assertEqual(len(os.listdir(outbox)), 1)
        finally:
            demo.send_signal(signal.SIGINT)
            self.assertEqual(demo.wait(30), 0)
        self.assertFalse(os.path.exists(os.path.dirname(outbox)), "left behind")
        with open("/etc/passwd", encoding="ascii") as passwd:
            self.assertNotIn("demo:", passwd.read())

    def log_in(self, demo, command: list[str], password: str) -> None:
        unasked = ["-F", "/dev/null", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"]
        terminal = Terminal([command[0], *unasked, *command[1:], "echo logged in"])
        terminal.answer("Password: ", password)
        terminal.answer("Choice [1]: ", "1")
        terminal.see("Code: ")
        line = demo.stdout.readline()
        self.assertTrue(line.startswith("message: "), line)
        terminal.type(json.loads(line.removeprefix("message: "))["text"].split(" ")[0])
        terminal.see("logged in")
        self.assertEqual(terminal.exit_code(), 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--stage", required=True)
    options, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], "-v", *rest])
