# SPDX-License-Identifier: Apache-2.0
"""The environment's switch: off, observe, enforce; services in scope; machine accounts; who has no contact."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402


class PasswordAlone(system.SystemTest):
    def log_in_by_password(self, user: str = "ana"):
        terminal = self.ssh(user)
        terminal.answer("Password: ", system.PASSWORD)
        self.assert_logged_in(terminal, user)
        self.assertNotIn("second step", terminal.screen)
        self.assertEqual(system.host.outbox(), [])


class Off(PasswordAlone):
    position = "off"

    def test_the_password_alone_lets_in(self):
        self.log_in_by_password()
        self.assertEqual([row for row in self.audit() if row["service"]], [])

    def test_a_wrong_password_does_not(self):
        terminal = self.ssh("ana")
        terminal.answer("Password: ", "not the password")
        terminal.see("Password: ")


class Observe(PasswordAlone):
    position = "observe"

    def test_what_would_have_happened_is_recorded(self):
        self.log_in_by_password("ana")
        self.log_in_by_password("bob")
        observed = {row["account"]: row["reason"] for row in self.audit() if row["result"] == "observed"}
        self.assertEqual(observed, {"ana": "asked", "bob": "no_contact"})


class SwitchMoves(PasswordAlone):
    position = "off"

    def test_enforce_holds_from_the_next_login_on(self):
        self.log_in_by_password()
        system.host.tessera.enforce()
        self.ssh_to_menu().hang_up()
        system.host.tessera.ctl("environment", "off")
        self.log_in_by_password()


class OutOfScope(PasswordAlone):
    configuration = {"services": ["login", "sudo"]}

    def test_a_service_that_is_not_listed_is_not_asked(self):
        self.log_in_by_password()


class Refused(system.SystemTest):
    configuration = {"machine_accounts": ["carol"], "help_desk": "555-0100",
                     "sso": {"url": "https://sso.example.com"}}
    accounts = {"carol": {"email": "carol@example.com"}}

    def refused(self, user: str, sentence: str, golden: str):
        terminal = self.ssh(user)
        terminal.answer("Password: ", system.PASSWORD)
        terminal.see(sentence)
        terminal.see("Password: ")
        terminal.press("c")
        terminal.exit_code()
        self.assert_golden(golden, terminal.screen)

    def test_without_a_contact(self):
        self.refused("bob", "Not let in: bob has no phone or e-mail on record.", "no-contact")

    def test_a_machine_account(self):
        self.refused("carol", "Not let in: carol is a machine account", "machine-account")
        self.assertEqual(system.host.outbox(), [])


if __name__ == "__main__":
    system.main()
