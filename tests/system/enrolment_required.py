# SPDX-License-Identifier: Apache-2.0
"""`enrolment: require` over a real sshd with `tessera gate` as its ForceCommand: told by when before the day, led into
enrolment after it, no command run until then, and whoever has an app not bothered (S6, R-47)."""
import datetime
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402
import totp  # noqa: E402
from hostkit.host import code_of  # noqa: E402
from ssh_clients import Clients  # noqa: E402

GATE = {**system.sshd.PASSWORD_AND_CODE, "ForceCommand": "/usr/local/bin/tessera gate"}
ONE_DAY = datetime.timedelta(days=1)


def until(day: datetime.date) -> dict:
    return {"enrolment": {"require": {"until": day.isoformat()}}}


class RequiredTest(system.SystemTest):
    def prove(self, terminal) -> None:
        before = len(system.host.outbox())
        terminal.answer("Choice [1]: ", "1")
        terminal.see("Code: ")
        terminal.type(code_of(system.host.next_message(before)))

    def log_in(self, *arguments: str, port: int):
        terminal = self.ssh("ana", *arguments, port=port)
        terminal.answer("Password: ", system.PASSWORD)
        self.prove(terminal)
        return terminal

    def shell(self, port: int):
        return self.at(system.host.ssh("ana", port=port))


class BeforeTheDay(RequiredTest):
    day = datetime.date.today() + ONE_DAY
    configuration = until(day)

    def test_it_lets_in_and_says_by_when(self):
        terminal = self.log_in(port=self.serve(GATE))
        self.assert_logged_in(terminal)
        self.assertIn(f"Set up an app by {self.day}: after this login, run: tessera enrol", terminal.screen)


class AfterTheDay(RequiredTest):
    configuration = until(datetime.date.today() - ONE_DAY)

    def enrol(self, port: int) -> str:
        """By the session of a login without a command: the app's key."""
        terminal = self.shell(port)
        terminal.answer("Password: ", system.PASSWORD)
        self.prove(terminal)
        terminal.see("You need an authenticator app before you get in here.")
        self.prove(terminal)
        terminal.see("Code from the app: ")
        key = re.search(r"Key: ((?:[A-Z2-7]{1,4} )+)\(time-based", terminal.screen)[1].replace(" ", "")
        terminal.type(totp.code(key))
        terminal.see("Now log in again: your app has the code.")
        self.assertEqual(terminal.exit_code(), 0, terminal.screen)
        return key

    def test_a_command_is_refused_and_enrolment_leads_to_the_shell(self):
        port = self.serve(GATE)
        terminal = self.log_in(port=port)
        terminal.see("nothing was run: you need an authenticator app here first.")
        self.assertEqual(terminal.exit_code(), 77, terminal.screen)
        self.assertNotIn("logged in as", terminal.screen)
        self.assertIn("You need an app from now on", terminal.screen)
        key = self.enrol(port)
        terminal = self.ssh("ana", port=port)
        terminal.answer("Password: ", system.PASSWORD)
        terminal.answer("App code: ", totp.code(key, later=1))
        self.assert_logged_in(terminal)
        self.assertNotIn("You need", terminal.screen)

    def test_copies_are_refused_and_say_why(self):
        """scp by SFTP and by its old protocol, and sftp: nothing arrives. sshd drops what a subsystem's program says to
        stderr, so that the reason stands in the login's prompt alone there."""
        port = self.serve(GATE)
        clients = Clients(system.host, system.PASSWORD, port)
        with open("/run/file", "w", encoding="ascii") as out:
            out.write("content")
        for tool, told in (("scp -O", b"nothing was run: you need an authenticator app here first."),
                           ("scp", b"Connection closed"), ("sftp", b"Connection closed")):
            with self.subTest(tool):
                ends = ["ana@127.0.0.1"] if tool == "sftp" else ["/run/file", "ana@127.0.0.1:file"]
                done = clients.run(*tool.split(), *clients.options, *ends, given=b"put /run/file file\n")
                self.assertNotEqual(done.returncode, 0)
                self.assertIn(told, done.stderr)
                self.assertEqual(clients.prompts(), ["Password:", "Choice [1]:", "Code:"])
        self.assertFalse(os.path.exists("/home/ana/file"))

    def test_giving_up_gives_no_shell(self):
        terminal = self.shell(self.serve(GATE))
        terminal.answer("Password: ", system.PASSWORD)
        self.prove(terminal)
        terminal.answer("Choice [1]: ", "q")
        self.assertEqual(terminal.exit_code(), 1, terminal.screen)

    def test_without_the_gate_it_lets_in_and_says_that_an_app_is_needed(self):
        """As su, sudo and the console, which have no ForceCommand: nobody is stranded."""
        terminal, code = self.ssh_to_code()
        terminal.type(code)
        self.assert_logged_in(terminal)
        self.assertIn("You need an app from now on: after this login, run: tessera enrol", terminal.screen)


class OnTrial(RequiredTest):
    configuration = {"enrolment": "require"}
    position = "observe"

    def test_nobody_is_held(self):
        terminal = self.ssh("ana", port=self.serve(GATE))
        terminal.answer("Password: ", system.PASSWORD)
        self.assert_logged_in(terminal)


if __name__ == "__main__":
    system.main()
