#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""tessera against a scripted daemon: exit codes, what it sends, what it prints.

Usage: tessera_test.py PATH-OF-TESSERA [unittest arguments]
"""
import os
import pathlib
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from module_client import ANSWER, ASK, DONE, TELL, field  # noqa: E402
from own_client import ENROL, STATUS, TRUST_LIST, TRUST_REVOKE, want  # noqa: E402

TESSERA = None
CANCELLED, OWN_STATUS, SEED, CODES, OWN_PLACE = b"\x03", 0x51, 0x52, 0x53, 0x54


def number(tag, value):
    return field(tag, struct.pack(">Q", value))


def ask(text):
    return bytes([ASK]) + field(1, text.encode())


def tell(kind, text):
    return bytes([TELL]) + number(1, kind) + field(2, text.encode())


def done(verdict):
    return bytes([DONE]) + number(1, verdict)


class Daemon:
    """Sends the packets laid out, waits for an answer after each Ask, keeps what came; then closes."""

    def __init__(self, path, packets):
        self.heard, self.packets, self.path = [], packets, path
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.listener.bind(path)
        self.listener.listen(8)
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        connection, _ = self.listener.accept()
        with connection:
            self.heard.append(connection.recv(65536))
            for packet in self.packets:
                connection.send(packet)
                if packet[:1] == bytes([ASK]):
                    self.heard.append(connection.recv(65536))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.thread.join(10)
        self.listener.close()


class Tessera(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="tessera-")
        self.addCleanup(folder.cleanup)
        self.config = os.path.join(folder.name, "tessera.yaml")
        self.socket = os.path.join(folder.name, "user.sock")
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(f"paths: {{ runtime: {folder.name} }}\n")

    def run_it(self, *arguments, typed="", command=None):
        return subprocess.run([TESSERA, "--config", self.config, *arguments], capture_output=True, text=True, timeout=60,
                              check=False, input=typed, env={"TZ": "UTC", "LC_ALL": "C", **({"SSH_ORIGINAL_COMMAND": command} if command else {})})

    def run_with(self, packets, *arguments, typed=""):
        with Daemon(self.socket, packets) as daemon:
            result = self.run_it(*arguments, typed=typed)
        os.unlink(self.socket)
        return result, daemon.heard

    def test_status(self):
        packet = bytes([OWN_STATUS]) + field(1, b"ana") + field(2, b"staging") + field(3, b"Asked.") + number(7, 4)
        result, heard = self.run_with([packet, done(1)], "status")
        self.assertEqual((result.returncode, heard), (0, [want(STATUS)]))
        self.assertIn("Backup codes:  4 left\n", result.stdout)

    def test_a_whole_enrolment_line_by_line(self):
        packets = [ask("\nChoice [1]: "), ask("Code: "), bytes([SEED]) + field(1, b"otpauth://totp/a") + field(2, b"JBSWY3DP") + number(3, 6),
                   ask("Code from the app: "), tell(1, "App works."), bytes([CODES]) + field(1, b"k7mf-2qpx\np3nd-8wzt"), done(1)]
        result, heard = self.run_with(packets, "enrol", typed="1\n482 931\r\n120774\n")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        answers = [bytes([ANSWER]) + field(1, text) for text in (b"1", b"482 931", b"120774")]
        self.assertEqual(heard, [want(ENROL), *answers])
        self.assertTrue(result.stdout.endswith("Key: JBSW Y3DP (time-based, 6 digits)\nCode from the app: App works.\n"
                                               "Two backup codes, shown once. Keep them away from your phone:\n"
                                               "  k7mf-2qpx   p3nd-8wzt\n"), result.stdout)

    def test_tickets(self):
        """A secret is typed: as an argument everybody on the host could read it."""
        _, heard = self.run_with([done(1)], "enrol", "--ticket", typed="k3jd9\n")
        self.assertEqual(heard, [want(ENROL, "k3jd9")])
        self.assertEqual(self.run_it("enrol", "--ticket").returncode, 1)
        self.assertEqual(self.run_it("enrol", "--ticket", typed="a" * 65 + "\n").returncode, 64)
        self.assertEqual(self.run_it("enrol", "--ticket", "k3jd9").returncode, 64)
        self.assertEqual(self.run_it("enrol", "--ticket=k3jd9").returncode, 64)

    def test_trusted_places(self):
        place = bytes([OWN_PLACE]) + field(1, b"192.0.2.7") + number(2, 1_700_000_000_000) + number(3, 1_700_028_800_000)
        result, heard = self.run_with([place, done(1)], "trust", "list")
        self.assertEqual(heard, [want(TRUST_LIST)])
        self.assertEqual(result.stdout, "192.0.2.7: from 2023-11-14 22:13 until 2023-11-15 06:13\n")
        result, heard = self.run_with([tell(1, "1 place is not trusted any more."), done(1)], "trust", "revoke")
        self.assertEqual((heard, result.returncode), ([want(TRUST_REVOKE)], 0))
        self.assertEqual(self.run_it("trust").returncode, 64)

    def gate(self, packets, command):
        with Daemon(self.socket, packets):
            return self.run_it("gate", command=command)

    def test_the_gate_lets_on_who_needs_no_app(self):
        status = bytes([OWN_STATUS]) + field(1, b"ana") + field(2, b"staging") + field(3, b"Asked.")
        for need in (0, 1):
            result = self.gate([status + number(8, need), done(1)], "echo \"ran $SSH_ORIGINAL_COMMAND\"; exit 7")
            self.assertEqual((result.returncode, result.stdout, result.stderr), (7, "ran \n", ""))
            os.unlink(self.socket)

    def test_the_gate_runs_nothing_for_who_needs_an_app_or_where_nobody_knows(self):
        status = bytes([OWN_STATUS]) + field(1, b"ana") + field(2, b"staging") + field(3, b"Asked.")
        for packets, code in (([status + number(8, 2), done(1)], 77), ([tell(2, "No."), done(5)], 75), ([], 69),
                              ([done(1)], 69)):
            result = self.gate(packets, "echo ran")
            self.assertEqual((result.returncode, result.stdout), (code, ""), packets)
            self.assertTrue(result.stderr)
            os.unlink(self.socket)
        self.assertEqual(self.run_it("gate", command="echo ran").returncode, 69)

    def test_exit_codes_of_verdicts(self):
        for verdict, code in ((1, 0), (2, 1), (3, 1), (4, 1), (5, 75), (9, 1)):
            result, _ = self.run_with([tell(2, "No."), done(verdict)], "backup-codes")
            self.assertEqual((result.returncode, result.stderr), (code, "tessera: No.\n"))

    def test_end_of_input_cancels(self):
        _, heard = self.run_with([ask("Code: "), done(3)], "enrol")
        self.assertEqual(heard[1], CANCELLED)

    def test_answers_are_made_fit_for_the_protocol(self):
        for typed, sent in (("\x1b[A12\n", b"[A12"), ("\n", b""), ("a" * 600 + "\n", b"a" * 512)):
            _, heard = self.run_with([ask("Code: "), done(3)], "enrol", typed=typed)
            self.assertEqual(heard[1], bytes([ANSWER]) + (field(1, sent) if sent else b""))

    def test_a_daemon_that_is_away_or_breaks_off(self):
        self.assertEqual(self.run_it("status").returncode, 69)
        for packets in ([], [ask("Code: ")], [b"\x7f"], [bytes([SEED]) + b"\x01\x00\x09x"], [want(STATUS)]):
            result, _ = self.run_with(packets, "status", typed="1\n")
            self.assertEqual(result.returncode, 69, packets)
            self.assertIn("second-step service", result.stderr)

    def test_another_users_socket_is_not_spoken_to(self):
        if os.geteuid() != 0:
            self.skipTest("needs a socket of another uid")
        os.chmod(os.path.dirname(self.socket), 0o777)
        holder = subprocess.Popen([sys.executable, "-c", "import socket,sys\ns=socket.socket(socket.AF_UNIX,socket.SOCK_SEQPACKET)\n"
                                   f"s.bind({self.socket!r})\ns.listen(4)\nprint('ready',flush=True)\nsys.stdin.read()"],
                                  user=65534, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        holder.stdout.readline()
        result = self.run_it("enrol")
        holder.communicate()
        self.assertEqual(result.returncode, 77)
        self.assertIn("neither root's nor yours", result.stderr)

    def test_usage(self):
        for arguments in ((), ("enroll",), ("status", "ana"), ("status", "--ticket", "x")):
            self.assertEqual(self.run_it(*arguments).returncode, 64, arguments)
        self.assertEqual(self.run_it("--version").stdout.split()[0], "tessera")
        self.assertIn("backup-codes", self.run_it("--help").stdout)

    def test_a_bad_configuration(self):
        with open(self.config, "w", encoding="utf-8") as file:
            file.write("pathz: {}\n")
        result = self.run_it("status")
        self.assertEqual(result.returncode, 78)
        self.assertIn(self.config + ":1:1: ", result.stderr)


if __name__ == "__main__":
    TESSERA = sys.argv.pop(1)
    unittest.main(verbosity=2)
