# SPDX-License-Identifier: Apache-2.0
"""su, sudo and login on a terminal (R-69)."""
import datetime
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402
from hostkit import namespace  # noqa: E402

LINE = "auth [success=ok new_authtok_reqd=ok ignore=ignore default=die] pam_tessera.so " + system.MODULE_OPTIONS


def add_to_stack(service: str) -> None:
    """As the comment of etc/pam/tessera-password-code says it: after '@include common-auth'."""
    path = "/etc/pam.d/" + service
    with open(path, encoding="utf-8") as text:
        stack = text.read()
    if LINE not in stack:
        namespace.install_stack(service, stack.replace("@include common-auth\n", f"@include common-auth\n{LINE}\n"))


class Local(system.SystemTest):
    configuration = {"services": [system.sshd.SERVICE, "login", "su", "su-l", "sudo", "sudo-i"]}

    def prepare(self):
        for service in ("su", "sudo", "login"):
            add_to_stack(service)
        system.set_password("root", system.PASSWORD)

    def finish(self, terminal, seen: int) -> None:
        """From the menu to the end, by text."""
        terminal.answer("Choice [1]: ", "1")
        terminal.answer("Code: ", system.code_of(system.host.next_message(seen)))

    def shell_of(self, user: str):
        """A shell of someone who logged in over ssh, with a prompt that can be waited for."""
        terminal = self.ssh(user, "-tt", "PS1='here> ' bash --norc --noprofile")
        terminal.answer("Password: ", system.PASSWORD)
        self.finish(terminal, len(system.host.outbox()))
        terminal.see("here> ")
        return terminal


class Su(Local):
    def test_asks_the_invoker(self):
        """root's password, and a code to the person who really sits there (audit loginuid)."""
        terminal = self.shell_of("ana")
        terminal.type("su -c 'id -un'")
        terminal.answer("Password: ", system.PASSWORD)
        terminal.see("second step for ana, su on ")
        self.finish(terminal, 1)
        terminal.see("root")
        terminal.see("here> ")
        self.assertEqual({message["account"] for message in system.host.outbox()}, {"ana"})

    def test_a_wrong_code_is_refused(self):
        terminal = self.shell_of("ana")
        terminal.type("su -c 'echo became $(id -un)'")
        terminal.answer("Password: ", system.PASSWORD)
        terminal.answer("Choice [1]: ", "1")
        code = system.wrong(system.code_of(system.host.next_message(1)))
        for _ in range(3):
            terminal.answer("Code: ", code)
        terminal.see("Not let in: too many wrong codes.")
        terminal.see("here> ")
        self.assertNotIn("became root", terminal.screen)

    def test_root_needs_neither(self):
        """Debian's su lets root through by pam_rootok before any other line."""
        terminal = self.at(system.Terminal(["su", "-c", "id -un", "ana"]))
        terminal.see("ana")
        self.assertEqual(terminal.exit_code(), 0)


class SudoHost(Local):
    def prepare(self):
        super().prepare()
        with open("/etc/sudoers.d/ana", "w", encoding="ascii") as rule:
            rule.write("Defaults lecture=never\nana ALL=(ALL) ALL\n")
        os.chmod("/etc/sudoers.d/ana", 0o440)


class Sudo(SudoHost):
    def test_password_then_code(self):
        terminal = self.shell_of("ana")
        terminal.type("sudo id -un")
        terminal.answer("password for ana: ", system.PASSWORD)
        terminal.see("second step for ana, sudo on ")
        self.finish(terminal, 1)
        terminal.see("root")
        terminal.see("here> ")

    def test_without_a_terminal_it_fails_and_sends_nothing(self):
        terminal = self.shell_of("ana")
        terminal.type("sudo -n id -un")
        terminal.see("a password is required")
        terminal.type("setsid sudo id -un < /dev/null 2>&1 | cat")
        terminal.see("a terminal is required")
        self.assertEqual(len(system.host.outbox()), 1)

    def test_a_refusal_is_shown(self):
        """R-23: sudo passes error messages on."""
        terminal = self.shell_of("ana")
        system.host.tessera.ctl("account", "remove", "ana")
        terminal.type("sudo id -un")
        terminal.answer("password for ana: ", system.PASSWORD)
        terminal.see("Not let in: ana has no phone or e-mail on record.")


class Console(Local):
    def test_without_the_daemon_it_is_refused(self):
        """R-62: the console is no exception; root's way in is the rescue shell (outages.py)."""
        system.host.tessera.stop()
        terminal = self.at(system.Terminal(["/bin/login", "-p", "ana"]))
        terminal.answer("Password: ", system.PASSWORD)
        terminal.see("Not let in: the second-step service on this host is not answering.")
        terminal.see("Login incorrect")

    def test_password_then_code(self):
        terminal = self.at(system.Terminal(["/bin/login", "-p", "ana"]))
        terminal.answer("Password: ", system.PASSWORD)
        terminal.see("training-staging needs a second step for ana.")
        self.finish(terminal, 0)
        terminal.see("ana@")
        terminal.type("id -un; exit")
        terminal.see("ana")


class AppRequired(SudoHost):
    """`enrolment: require` after its day: programs without a ForceCommand let in and say what is due, and strand nobody."""
    configuration = {**Local.configuration,
                     "enrolment": {"require": {"until": (datetime.date.today() - datetime.timedelta(days=1)).isoformat()}}}
    due = "You need an app from now on"

    def test_su_and_sudo(self):
        terminal = self.shell_of("ana")
        for seen, command in enumerate(("sudo -k id -un", "su -c 'id -un'"), start=1):
            terminal.type(command)
            terminal.answer("assword", system.PASSWORD)
            terminal.answer("Choice [1]: ", "1")
            terminal.see(self.due)
            terminal.answer("Code: ", system.code_of(system.host.next_message(seen)))
            terminal.see("root")
            terminal.see("here> ")

    def test_the_console(self):
        terminal = self.at(system.Terminal(["/bin/login", "-p", "ana"]))
        terminal.answer("Password: ", system.PASSWORD)
        terminal.answer("Choice [1]: ", "1")
        terminal.see(self.due)
        terminal.answer("Code: ", system.code_of(system.host.next_message(0)))
        terminal.see("ana@")


class TrustedSession(SudoHost):
    """S17: a session that proved itself is not asked again, and no other session profits."""
    configuration = {**Local.configuration, "trust": {"lifetime": "8h", "by_address": True}}

    def shell_that_trusts(self):
        terminal = self.ssh("ana", "-tt", "PS1='here> ' bash --norc --noprofile")
        terminal.answer("Password: ", system.PASSWORD)
        terminal.answer("Choice [1]: ", "1")
        code = system.code_of(system.host.next_message(0))
        terminal.answer("t trust this place   q quit", "t")
        terminal.see("is not asked again until")
        terminal.answer("Code: ", code)
        terminal.see("here> ")
        return terminal

    def test_sudo_and_su_in_a_trusted_session(self):
        terminal = self.shell_that_trusts()
        for command in ("sudo -k id -un", "su -c 'id -un'"):
            terminal.type(command)
            terminal.answer("assword", system.PASSWORD)
            terminal.see("root")
            terminal.see("here> ")
        self.assertNotIn("second step for ana, su", terminal.screen)
        self.assertEqual([row["reason"] for row in self.audit("--account", "ana")][-2:], ["trusted_place"] * 2)

    def test_a_session_of_another_source_is_asked(self):
        self.shell_that_trusts()
        other = self.ssh("ana", "-oBindAddress=127.0.0.2", "-tt", "PS1='here> ' bash --norc --noprofile")
        other.answer("Password: ", system.PASSWORD)
        self.finish(other, 1)
        other.see("here> ")
        other.type("sudo -k id -un")
        other.answer("password for ana: ", system.PASSWORD)
        other.see("second step for ana, sudo on ")


if __name__ == "__main__":
    system.main()
