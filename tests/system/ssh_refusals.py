# SPDX-License-Identifier: Apache-2.0
"""What a refused person sees, to the end of the connection: at each LogLevel of ssh, and where another try cannot
mend it (R-22). docs/adr/0006-locked-is-auth-err.md compares the screens with those of PAM_MAXTRIES."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402

NO_CONTACT = "Not let in: bob has no phone or e-mail on record."
LOCKED = "Not let in: 3 wrong codes in a row."
MACHINE = "Not let in: carol is a machine account"
ANA_KEY, KEY_SERVICE = "/run/keys/ana", "tessera-sshd-key"


class LogLevel(system.SystemTest):
    """Prompts stand at every level; the reason of a refusal is an informational line of ssh's."""

    def test_of_a_login(self):
        for level in ("QUIET", "ERROR", "INFO", "VERBOSE", "DEBUG1"):
            with self.subTest(level):
                sent = len(system.host.outbox())
                terminal = self.ssh("ana", "-oLogLevel=" + level)
                terminal.answer("Password: ", system.PASSWORD)
                terminal.answer("Choice [1]: ", "1")
                terminal.answer("Code: ", system.code_of(system.host.next_message(sent)))
                self.assert_logged_in(terminal)
                if level not in ("VERBOSE", "DEBUG1"):
                    self.assert_golden("login-by-text", terminal.screen)

    def test_of_a_refusal(self):
        refused = {level: self.ssh("bob", "-oLogLevel=" + level, "-oNumberOfPasswordPrompts=1")
                   for level in ("QUIET", "ERROR", "INFO", "VERBOSE", "DEBUG1")}
        for terminal in refused.values():
            terminal.answer("Password: ", system.PASSWORD)
        for level, terminal in refused.items():
            with self.subTest(level):
                self.assertEqual(terminal.exit_code(), 255)
                if level in ("VERBOSE", "DEBUG1"):
                    self.assertIn(NO_CONTACT, terminal.screen)
                else:
                    self.assert_golden("refused-at-" + level.lower(), terminal.screen)


class Unmendable(system.SystemTest):
    """ana is locked, bob has no contact, carol is a machine account."""
    configuration = {"services": [system.sshd.SERVICE, KEY_SERVICE, "login", "su", "sudo"],
                     "machine_accounts": ["carol"],
                     "limits": {"attempts": {"per_login": 3, "consecutive": 3, "lock": "15min"}}}

    def lock_ana(self):
        """By three wrong codes; the terminal that they were typed at."""
        terminal, code = self.ssh_to_code()
        terminal.type(system.wrong(code))
        for _ in range(2):
            terminal.answer("Code: ", system.wrong(code))
        terminal.see(LOCKED)
        return terminal


class OverSsh(Unmendable):
    def prepare(self):
        system.authorise_key("ana", ANA_KEY)
        system.host.use_stack("tessera-key-code", KEY_SERVICE, system.MODULE_OPTIONS)
        interactive = {"KbdInteractiveAuthentication": "yes", "PasswordAuthentication": "no"}
        self.key_port = self.serve({**interactive, "AuthenticationMethods": "publickey,keyboard-interactive:pam"},
                                   KEY_SERVICE)
        self.one_try = self.serve({**interactive, "AuthenticationMethods": "keyboard-interactive:pam",
                                   "MaxAuthTries": "1"})

    def test_to_the_end(self):
        """sshd starts over until the client or MaxAuthTries gives up, and each time the reason is shown."""
        self.lock_ana()
        locked = self.ssh("ana")
        with_key = self.ssh("ana", "-i" + ANA_KEY, port=self.key_port)
        one_try = self.ssh("ana", port=self.one_try)
        one_try.answer("Password: ", system.PASSWORD)
        refused = {LOCKED: locked, NO_CONTACT: self.ssh("bob"), MACHINE: self.ssh("carol")}
        for _ in range(3):
            for terminal in refused.values():
                terminal.answer("Password: ", system.PASSWORD)
        for terminal in (*refused.values(), with_key, one_try):
            self.assertEqual(terminal.exit_code(), 255)
        self.assert_golden("locked-to-the-end", locked.screen)
        self.assert_golden("locked-with-a-key", with_key.screen)
        self.assert_golden("locked-with-one-try", one_try.screen)
        for sentence, terminal in refused.items():
            self.assertEqual((terminal.screen.count("Password: "), terminal.screen.count(sentence)), (3, 3))
        self.assertEqual(self.failures_of("ana"), 3)
        reasons = [row["reason"] for row in self.audit() if row["service"] and row["account"] != "ana"]
        self.assertEqual(sorted(reasons), ["machine_account"] * 3 + ["no_contact"] * 3)


class Locally(Unmendable):
    def prepare(self):
        for service in ("su", "sudo", "login"):
            system.host.use_stack("tessera-password-code", service, system.MODULE_OPTIONS)
        with open("/etc/sudoers.d/ana", "w", encoding="ascii") as rule:
            rule.write("Defaults lecture=never\nana ALL=(ALL) ALL\n")
        os.chmod("/etc/sudoers.d/ana", 0o440)

    def as_ana(self, command: str):
        """On a terminal of ana's, without a login that would ask too."""
        return self.at(system.Terminal(["setpriv", "--reuid", "ana", "--regid", "ana", "--init-groups", "--",
                                        "sh", "-c", command]))

    def test_to_the_end(self):
        self.lock_ana()
        su, sudo = self.as_ana("su -c true ana"), self.as_ana("sudo true")
        login = self.at(system.Terminal(["/bin/login", "-p", "ana"]))
        for terminal in (su, login):
            terminal.answer("Password: ", system.PASSWORD)
        for _ in range(3):
            sudo.answer("[sudo] password for ana: ", system.PASSWORD)
        login.see(LOCKED)
        login.see("Login incorrect")
        self.assertEqual((su.exit_code(), sudo.exit_code()), (1, 1))
        self.assert_golden("locked-su", su.screen)
        self.assert_golden("locked-sudo", sudo.screen)


if __name__ == "__main__":
    system.main()
