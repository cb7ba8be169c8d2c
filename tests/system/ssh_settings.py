# SPDX-License-Identifier: Apache-2.0
"""What settings of sshd mean for Tessera: AuthenticationMethods, PasswordAuthentication, Match User. The table of
docs/SSH.md says what is shown here."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402
from ssh_clients import Clients  # noqa: E402

ANA_KEY, CAROL_KEY = "/run/keys/ana", "/run/keys/carol"
ANY = {"KbdInteractiveAuthentication": "yes", "PubkeyAuthentication": "yes", "PasswordAuthentication": "no"}
ONE_PROMPT = "-oNumberOfPasswordPrompts=1"  # each further one is answered alike, two seconds later


def methods(value: str, **others: str) -> dict[str, str]:
    """Match, if there is one, comes last: what follows it would be its own."""
    return {**ANY, "AuthenticationMethods": value, **others}


class Settings(system.SystemTest):
    def prepare(self):
        system.authorise_key("ana", ANA_KEY)

    def assert_not_asked(self) -> None:
        """Tessera knows nothing of the login: no message, no row, no line in its log."""
        self.assertEqual(system.host.outbox(), [])
        self.assertEqual([row for row in self.audit() if row["service"]], [])
        self.assertNotIn(" login of ", system.host.tessera.log("tesserad"))

    def log_in_by_code(self, terminal) -> None:
        terminal.answer("Choice [1]: ", "1")
        terminal.answer("Code: ", system.code_of(system.host.next_message(0)))
        self.assert_logged_in(terminal)


class KeyAlone(Settings):
    """The mistake most often made with second steps: a key that is enough by itself never reaches PAM's auth lines."""

    def test_it_skips_tessera(self):
        for value in ("any", "publickey keyboard-interactive:pam"):
            with self.subTest(value):
                port = self.serve(methods(value))
                terminal = self.ssh("ana", "-i" + ANA_KEY, port=port)
                self.assert_logged_in(terminal)
                self.assertNotIn("second step", terminal.screen)
                self.assert_not_asked()
        without_key = self.ssh("ana", port=port)
        without_key.answer("Password: ", system.PASSWORD)
        self.log_in_by_code(without_key)


class KeyAndMore(Settings):
    def test_key_password_and_code(self):
        """The stack with the password serves an sshd that wants a key as well."""
        terminal = self.ssh("ana", "-i" + ANA_KEY, port=self.serve(methods("publickey,keyboard-interactive:pam")))
        terminal.answer("Password: ", system.PASSWORD)
        self.log_in_by_code(terminal)

    def test_a_tool_that_has_the_key_is_asked_for_the_code_alone(self):
        system.host.use_stack("tessera-key-code", options=system.MODULE_OPTIONS)
        self.addCleanup(system.host.use_stack, "tessera-password-code", options=system.MODULE_OPTIONS)
        clients = Clients(system.host, system.PASSWORD, self.serve(methods("publickey,keyboard-interactive:pam")))
        copied = clients.run("scp", "-i", ANA_KEY, *clients.options, "/etc/hostname", "ana@127.0.0.1:copied")
        self.assertEqual((copied.returncode, clients.prompts()), (0, ["Choice [1]:", "Code:"]), copied.stderr)


    def test_the_stack_for_keys_trusts_sshd_to_have_seen_one(self):
        """Without 'publickey,' in sshd_config the code is the only factor, and with the switch off nothing is: docs/SSH.md
        and the stack's comment warn of it."""
        system.host.use_stack("tessera-key-code", options=system.MODULE_OPTIONS)
        self.addCleanup(system.host.use_stack, "tessera-password-code", options=system.MODULE_OPTIONS)
        port = self.serve(methods("keyboard-interactive:pam"))
        self.log_in_by_code(self.ssh("ana", port=port))
        system.host.tessera.ctl("environment", "off")
        self.assert_logged_in(self.ssh("ana", port=port))


class MaxAuthTries(Settings):
    def test_a_key_that_is_refused_and_a_wrong_password_are_a_try_each(self):
        """So one try suits an sshd that takes no keys, and people who never mistype."""
        system.authorise_key("carol", CAROL_KEY)
        keys = self.serve(methods("publickey,keyboard-interactive:pam", MaxAuthTries="1"))
        passwords = self.serve(methods("keyboard-interactive:pam", MaxAuthTries="1"))
        wrong_key_first = self.ssh("ana", "-i" + CAROL_KEY, "-i" + ANA_KEY, port=keys)
        mistyped = self.ssh("ana", port=passwords)
        mistyped.answer("Password: ", "not the password")
        for terminal in (wrong_key_first, mistyped):
            terminal.see("Too many authentication failures")
            self.assertEqual(terminal.exit_code(), 255)
        self.assert_not_asked()


class PasswordMethod(Settings):
    """sshd's own password method cannot ask a question (R-24)."""
    accounts = {"ana": {"email": system.EMAIL}}  # one channel: an answer of any kind might send

    def refused_without_a_message(self, terminal) -> None:
        terminal.answer("ana@127.0.0.1's password: ", system.PASSWORD)
        self.assertEqual(terminal.exit_code(), 255)
        self.assertNotIn("second step", terminal.screen)
        self.assertEqual(system.host.outbox(), [])
        self.assertEqual(self.failures_of("ana"), 0)
        self.assertEqual([row["reason"] for row in self.audit() if row["service"]], ["cannot_converse"])

    def test_before_keyboard_interactive_it_lets_nobody_in(self):
        """It runs the whole stack, Tessera included, so the second method is never reached; switched off, both
        methods ask for the password."""
        port = self.serve(methods("password,keyboard-interactive", PasswordAuthentication="yes"))
        terminal = self.ssh("ana", ONE_PROMPT, port=port)
        self.refused_without_a_message(terminal)
        self.assertIn("Permission denied (password).", terminal.screen)
        system.host.tessera.ctl("environment", "off")
        terminal = self.ssh("ana", port=port)
        terminal.answer("ana@127.0.0.1's password: ", system.PASSWORD)
        terminal.answer("(ana@127.0.0.1) Password: ", system.PASSWORD)
        self.assert_logged_in(terminal)

    def test_beside_keyboard_interactive(self):
        """Who insists on it is refused; a client left alone takes keyboard-interactive, which works."""
        port = self.serve({**ANY, "PasswordAuthentication": "yes"})
        self.refused_without_a_message(self.ssh("ana", ONE_PROMPT, "-oPreferredAuthentications=password", port=port))
        terminal = self.ssh("ana", port=port)
        terminal.answer("(ana@127.0.0.1) Password: ", system.PASSWORD)
        terminal.answer("or type a code: ", "")
        terminal.answer("Code: ", system.code_of(system.host.next_message(0)))
        self.assert_logged_in(terminal)


class MachineAccount(Settings):
    """carol stands for ansible: its way in is a key alone, by Match User, and nothing else."""
    configuration = {"machine_accounts": ["carol"]}
    accounts = {"ana": {"phone": system.PHONE, "email": system.EMAIL}, "carol": {"email": "carol@example.com"}}

    def prepare(self):
        super().prepare()
        system.authorise_key("carol", CAROL_KEY)
        self.port = self.serve(methods("keyboard-interactive:pam", Match="User carol\n  AuthenticationMethods publickey"))

    def test_its_key_gets_in_and_its_password_is_not_even_tried(self):
        clients = Clients(system.host, system.PASSWORD, self.port)
        options = ["-B", "-i", CAROL_KEY, *clients.options]
        for command in (["ssh", "-oBatchMode=yes", *options[1:], "carol@127.0.0.1", "true"],
                        ["scp", *options, "/etc/hostname", "carol@127.0.0.1:copied"],
                        ["sftp", "-b", "/dev/null", *options[1:], "carol@127.0.0.1"]):
            done = clients.run(*command)
            self.assertEqual((done.returncode, clients.prompts()), (0, []), done.stderr)
        by_password = self.ssh("carol", port=self.port)
        self.assertEqual(by_password.exit_code(), 255)
        self.assertEqual(by_password.screen, "carol@127.0.0.1: Permission denied (publickey).\n")
        self.assert_not_asked()

    def test_everybody_else_is_asked(self):
        """With a key too: where it is none of the methods it is of no use."""
        terminal = self.ssh("ana", "-i" + ANA_KEY, port=self.port)
        terminal.answer("Password: ", system.PASSWORD)
        self.log_in_by_code(terminal)

    def test_without_match_user_it_does_not_get_in(self):
        """Neither by password nor by key and the rest: Tessera refuses, and says what the account is."""
        key_too = self.serve(methods("publickey,keyboard-interactive:pam"))
        terminals = [self.ssh("carol", ONE_PROMPT), self.ssh("carol", ONE_PROMPT, "-i" + CAROL_KEY, port=key_too)]
        for terminal in terminals:
            terminal.answer("Password: ", system.PASSWORD)
        for terminal in terminals:
            terminal.see("Not let in: carol is a machine account: it logs in with its ssh key alone.")
            self.assertEqual(terminal.exit_code(), 255)
        self.assertEqual(system.host.outbox(), [])


if __name__ == "__main__":
    system.main()
