# SPDX-License-Identifier: Apache-2.0
"""Gateways that are down: the next one, then another channel, in the same login."""
import os
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402
from hostkit.host import code_of  # noqa: E402

# Nothing listens there: the connection is refused, as with a Kannel that is not running.
DOWN = {"preset": "kannel", "url": "http://127.0.0.1:9/cgi-bin/sendsms", "tls": "none", "user": "tessera",
        "password": "credential:kannel"}
VOICE_DOWN = {"preset": "twilio-voice", "url": "http://127.0.0.1:9/calls", "tls": "none", "account": "AC00",
              "from": "+15005550006", "token": "credential:kannel"}
MAIL_DOWN = {"kind": "smtp", "url": "smtp://127.0.0.1:9", "tls": "none", "from": "login@example.com"}


class Down(system.SystemTest):
    def prepare(self):
        system.host.add_credential("kannel", "kannel-canary-13ab")

    def served_by(self, terminal, channel: str):
        message = system.host.next_message(0)
        self.assertEqual(message["channel"], channel)
        terminal.answer("Code: ", code_of(message))
        self.assert_logged_in(terminal)


class FirstGatewayDown(Down):
    configuration = {"gateways": {"down": DOWN}, "channels": {"text": {"gateways": ["down", "try-out"]}}}

    def test_the_second_delivers(self):
        terminal = self.ssh_to_menu()
        terminal.type("1")
        terminal.see("Text sent to")
        self.served_by(terminal, "text")
        self.assert_golden("first-gateway-down", terminal.screen)


class TextDown(Down):
    configuration = {"gateways": {"down": DOWN, "also-down": DOWN},
                     "channels": {"text": {"gateways": ["down", "also-down"]}}}

    def test_email_rescues_in_the_same_login(self):
        terminal = self.ssh_to_menu()
        terminal.type("1")
        terminal.see("The text could not be sent.")
        terminal.answer("Choice [3]: ", "")  # not the phone again
        terminal.see("E-mail sent to")
        self.served_by(terminal, "email")
        self.assert_golden("text-down-email-rescues", terminal.screen)
        self.assertNotIn("kannel-canary-13ab", system.host.tessera.logs())

    def test_what_failed_is_not_offered_again(self):
        terminal = self.ssh_to_menu()
        terminal.type("text")
        terminal.answer("Choice [3]: ", "1")
        terminal.see("That way does not work now.")
        terminal.answer("Choice [3]: ", "2")
        self.served_by(terminal, "call")


class AllDown(Down):
    configuration = {"help_desk": "555-0100",
                     "gateways": {"down": DOWN, "voice-down": VOICE_DOWN, "mail-down": MAIL_DOWN},
                     "channels": {"text": {"gateways": ["down"]}, "call": {"gateways": ["voice-down"]},
                                  "email": {"gateways": ["mail-down"]}}}

    def test_refused_with_a_way_on(self):
        terminal = self.ssh_to_menu()
        terminal.type("1")
        terminal.answer("Choice [3]: ", "")
        terminal.answer("Choice [2]: ", "")
        terminal.see("Not let in: the code could not be sent by text, e-mail or call.")
        terminal.see("Password: ")
        terminal.press("c")
        terminal.exit_code()
        self.assert_golden("nothing-delivers", terminal.screen)
        self.assertEqual(self.failures_of("ana"), 0)


class CourierAway(system.SystemTest):
    def test_without_its_socket_the_next_way_is_offered_at_once(self):
        os.unlink("/run/tessera/courier.sock")
        terminal = self.ssh_to_menu()
        terminal.type("1")
        terminal.see("The text could not be sent.")
        terminal.see("Choice [3]: ")

    def test_one_that_died_behind_its_socket_does_not_hold_the_prompt_up(self):
        """A service manager would start it again; until then the message is on its way."""
        os.kill(system.host.tessera.pids["tessera-courier"], signal.SIGKILL)
        terminal = self.ssh_to_menu()
        terminal.type("1")
        terminal.see("is on its way")
        terminal.answer("Code: ", "m")
        terminal.see("Choice [1]: ")


if __name__ == "__main__":
    system.main()
