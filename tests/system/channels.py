# SPDX-License-Identifier: Apache-2.0
"""Password, then a code by each channel, over a real sshd (S1 to S4)."""
import json
import os
import re
import socket
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402
from hostkit.host import code_of  # noqa: E402


class EachChannel(system.SystemTest):
    def log_in_by(self, choice: str, channel: str, to: str) -> None:
        terminal, code = self.ssh_to_code(choice=choice)
        terminal.type(code)
        self.assert_logged_in(terminal)
        self.assert_golden("login-by-" + channel, terminal.screen)
        message, = system.host.outbox()
        self.assertEqual((message["account"], message["channel"], message["to"]), ("ana", channel, to))

    def test_text(self):
        self.log_in_by("1", "text", system.PHONE)

    def test_call(self):
        self.log_in_by("2", "call", system.PHONE)

    def test_email(self):
        self.log_in_by("3", "email", system.EMAIL)

    def test_enter_takes_the_default(self):
        terminal, code = self.ssh_to_code(choice="")
        terminal.type(code)
        self.assert_logged_in(terminal)
        self.assertEqual(system.host.outbox()[0]["channel"], "text")

    def test_a_channel_may_be_named_and_digits_grouped(self):
        terminal, code = self.ssh_to_code(choice="email")
        terminal.type(code[:3] + " " + code[3:])
        self.assert_logged_in(terminal)


class Message(system.SystemTest):
    def test_the_file_is_as_documented(self):
        """interfaces, 'Outbox and messages': name, order of keys, mode, code first."""
        _, code = self.ssh_to_code()
        message, = system.host.outbox()
        self.assertRegex(message["file"], r"^\d{18,20}-text-ana\.json$")
        self.assertEqual(list(message), ["account", "channel", "to", "subject", "text", "file"])
        self.assertRegex(code, r"^\d{6}$")
        self.assertTrue(message["text"].startswith(code + " is your code for training-staging. "), message)
        path = os.path.join(system.host.outbox_directory, message["file"])
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)

    def test_the_screen_is_ascii_and_shows_no_whole_number(self):
        terminal, _ = self.ssh_to_code()
        self.assertTrue(terminal.screen.isascii())
        self.assertNotIn("2025550142", re.sub(r"\D", "", terminal.screen))

    def test_no_log_has_the_code_or_the_number(self):
        """R-54, in the logs of all programs and in syslog."""
        terminal, code = self.ssh_to_code()
        terminal.type(code)
        self.assert_logged_in(terminal)
        logs = system.host.tessera.logs() + system.syslog.text()
        for secret in (code, system.PHONE, system.PASSWORD):
            self.assertNotIn(secret, logs)


class OneChannel(system.SystemTest):
    accounts = {"ana": {"email": system.EMAIL}}

    def test_nothing_is_sent_before_enter(self):
        terminal = self.ssh("ana")
        terminal.answer("Password: ", system.PASSWORD)
        terminal.see("or type a code: ")
        self.assertEqual(system.host.outbox(), [])
        terminal.type("")
        terminal.see("Code: ")
        terminal.type(code_of(system.host.next_message(0)))
        self.assert_logged_in(terminal)
        self.assert_golden("login-with-one-channel", terminal.screen)


class SocketOutbox(system.SystemTest):
    """A gateway `outbox` with a datagram socket."""
    path = "/run/try-out/outbox.sock"
    configuration = {"gateways": {"try-out": {"kind": "outbox", "socket": path}}}

    def prepare(self):
        os.makedirs(os.path.dirname(self.path), exist_ok=True)
        self.outbox = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.outbox.bind(self.path)
        os.chmod(self.path, 0o666)
        self.outbox.settimeout(10)
        self.addCleanup(os.unlink, self.path)
        self.addCleanup(self.outbox.close)

    def write_configuration(self, *changes):
        """The directory of the default gateway has to go: an outbox has one of the two."""
        super().write_configuration({"gateways": {"try-out": None}}, *changes)

    def test_one_datagram_a_message(self):
        terminal = self.ssh_to_menu()
        terminal.type("1")
        terminal.see("Code: ")
        message = json.loads(self.outbox.recv(65536))
        self.assertEqual(list(message), ["account", "channel", "to", "subject", "text"])
        terminal.type(code_of(message))
        self.assert_logged_in(terminal)


if __name__ == "__main__":
    system.main()
