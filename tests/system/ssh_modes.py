# SPDX-License-Identifier: Apache-2.0
"""The ways in that sshd offers: keyboard-interactive, its own password method, keys, and scripts."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402
from hostkit.sshd import Sshd  # noqa: E402

PASSWORD_PORT, KEY_PORT = 2223, 2224
KEY = "/run/keys/ana"


class WrongPassword(system.SystemTest):
    def test_sends_nothing_and_counts_nothing(self):
        """R-11, many times at once."""
        terminals = [self.ssh("ana") for _ in range(8)]
        for _ in range(3):
            for terminal in terminals:
                terminal.answer("Password: ", "not the password")
        for terminal in terminals:
            self.assertEqual(terminal.exit_code(), 255)
            self.assertNotIn("second step", terminal.screen)
        self.assertEqual(system.host.outbox(), [])
        self.assertEqual(self.failures_of("ana"), 0)
        self.assertEqual([row for row in self.audit() if row["service"]], [])


class PasswordMethod(system.SystemTest):
    """PasswordAuthentication yes: sshd answers every prompt with the login password (R-24)."""
    accounts = {"ana": {"email": system.EMAIL}}  # one channel: Enter alone would send

    def prepare(self):
        settings = {"PasswordAuthentication": "yes", "KbdInteractiveAuthentication": "no",
                    "AuthenticationMethods": "password", "PubkeyAuthentication": "no"}
        system.host.use_stack("tessera-password-code", options="timeout=60")  # three tries on one connection
        self.addCleanup(system.host.use_stack, "tessera-password-code", options=system.MODULE_OPTIONS)
        server = Sshd(PASSWORD_PORT, settings).start()
        server.write_known_hosts(system.host.known_hosts)
        self.addCleanup(server.stop)

    def test_no_sends_no_attempts(self):
        terminal = self.ssh("ana", port=PASSWORD_PORT)
        for _ in range(3):
            terminal.answer("password: ", system.PASSWORD)
        self.assertEqual(terminal.exit_code(), 255)
        self.assertNotIn("logged in as", terminal.screen)
        self.assertEqual(system.host.outbox(), [])
        self.assertEqual(self.failures_of("ana"), 0)
        reasons = [row["reason"] for row in self.audit() if row["service"]]
        self.assertEqual(reasons, ["cannot_converse"] * 3)
        self.assert_golden("password-method", terminal.screen)


class Batch(system.SystemTest):
    def test_a_script_is_refused_at_once_and_costs_nothing(self):
        terminal = self.ssh("ana", "-oBatchMode=yes")
        self.assertEqual(terminal.exit_code(), 255)
        self.assert_golden("batch-mode", terminal.screen)
        self.assertEqual(system.host.outbox(), [])


class KeyAndCode(system.SystemTest):
    """publickey,keyboard-interactive:pam with the shipped stack tessera-key-code."""

    def prepare(self):
        system.authorise_key("ana", KEY)
        settings = {"KbdInteractiveAuthentication": "yes", "PasswordAuthentication": "no",
                    "PubkeyAuthentication": "yes", "AuthenticationMethods": "publickey,keyboard-interactive:pam"}
        system.host.use_stack("tessera-key-code", options=system.MODULE_OPTIONS)
        self.addCleanup(system.host.use_stack, "tessera-password-code", options=system.MODULE_OPTIONS)
        server = Sshd(KEY_PORT, settings).start()
        server.write_known_hosts(system.host.known_hosts)
        self.addCleanup(server.stop)

    def test_the_code_is_asked_and_no_password(self):
        terminal = self.ssh("ana", "-i" + KEY, port=KEY_PORT)
        terminal.answer("Choice [1]: ", "1")
        terminal.answer("Code: ", system.code_of(system.host.next_message(0)))
        self.assert_logged_in(terminal)
        self.assertNotIn("assword", terminal.screen)
        self.assert_golden("key-and-code", terminal.screen)

    def test_the_key_alone_does_not_let_in(self):
        terminal = self.ssh("ana", "-i" + KEY, port=KEY_PORT)
        terminal.answer("Choice [1]: ", "q")
        self.assert_refused(terminal, "Not let in")

    def test_the_code_is_not_asked_without_the_key(self):
        terminal = self.ssh("ana", port=KEY_PORT)
        self.assertEqual(terminal.exit_code(), 255)
        self.assertEqual(system.host.outbox(), [])

    def test_switched_off_the_key_suffices(self):
        """The second line of the stack, pam_permit, lets in whom Tessera does not concern."""
        system.host.tessera.ctl("environment", "off")
        terminal = self.ssh("ana", "-i" + KEY, port=KEY_PORT)
        self.assert_logged_in(terminal)


class OnTheWay(system.SystemTest):
    def test_ctrl_c_leaves_and_counts_nothing(self):
        terminal, _ = self.ssh_to_code()
        terminal.press("c")
        terminal.exit_code()
        self.assertEqual(self.failures_of("ana"), 0)

    def test_ctrl_d_is_enter(self):
        """R-20: over ssh an empty reply is also Ctrl-D; the third in a row leaves."""
        terminal, _ = self.ssh_to_code()
        for _ in range(2):
            terminal.press("d")
            terminal.see("Code: ")
        terminal.press("d")
        terminal.see("Not let in: you broke off.")


if __name__ == "__main__":
    system.main()
