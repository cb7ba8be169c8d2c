# SPDX-License-Identifier: Apache-2.0
"""A connection and the login behind it: two at once, one that is killed, one that sshd's own limits end."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402
from hostkit.sshd import PASSWORD_AND_CODE  # noqa: E402
from system import code_of, wait_until  # noqa: E402


def open_logins() -> int:
    """The connections to login.sock that the kernel knows, without the socket that listens."""
    with open("/proc/net/unix", encoding="ascii") as table:
        sockets = [line.split() for line in table if line.endswith(" /run/tessera/login.sock\n")]
    return sum(state == "03" for _, _, _, _, _, state, *_ in sockets)


def pam_processes() -> int:
    """The processes in which sshd runs a stack, while somebody is being asked."""
    found = 0
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", encoding="utf-8", errors="replace") as line:
                found += line.read().rstrip("\0 ").endswith(" [pam]")
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


class TwoAtOnce(system.SystemTest):
    def test_each_has_a_code_of_its_own(self):
        """One by text and one by e-mail, begun together; neither is in the other's way."""
        first, second = self.ssh_to_menu(), self.ssh_to_menu()
        first.type("1")
        text = system.host.next_message(0)
        second.type("3")
        email = system.host.next_message(1)
        second.answer("Code: ", code_of(email))
        self.assert_logged_in(second)
        first.answer("Code: ", code_of(text))
        self.assert_logged_in(first)
        self.assertEqual([text["channel"], email["channel"]], ["text", "email"])


class LoginThatEnds(system.SystemTest):
    def assert_over(self, cancelled: int) -> None:
        """The daemon and sshd have let go of it, and the log has it."""
        wait_until(lambda: open_logins() == 0, "tesserad to close the login's socket")
        wait_until(lambda: pam_processes() == 0, "the end of sshd's processes")
        rows = [(row["account"], row["result"], row["reason"]) for row in self.audit() if row["service"]]
        self.assertEqual(rows, [("ana", "cancelled", "disconnected")] * cancelled)


class ClientKilled(LoginThatEnds):
    def test_at_the_menu_and_at_the_code_prompt(self):
        terminals = [self.ssh_to_menu(), self.ssh_to_code()[0]]
        self.assertEqual((open_logins(), pam_processes()), (2, 2))
        for terminal in terminals:
            terminal.hang_up()
        self.assert_over(cancelled=2)
        self.assertEqual(self.failures_of("ana"), 0)


class LoginGraceTime(LoginThatEnds):
    def prepare(self):
        system.host.use_stack("tessera-password-code", options="timeout=60")
        self.addCleanup(system.host.use_stack, "tessera-password-code", options=system.MODULE_OPTIONS)
        self.port = self.serve({**PASSWORD_AND_CODE, "LoginGraceTime": "8"})

    def test_shorter_than_timeout(self):
        """sshd drops the connection without a word, and ssh finds out when the person answers. With timeout= as the
        shorter one the reason is shown (outages.py, TooSlow)."""
        terminal = self.ssh("ana", port=self.port)
        terminal.answer("Password: ", system.PASSWORD)
        terminal.see("Choice [1]: ")
        self.assertEqual(open_logins(), 1)
        self.assert_over(cancelled=1)
        terminal.type("1")
        self.assertEqual(terminal.exit_code(), 255)
        self.assert_golden("login-grace-time", terminal.screen)
        self.assertEqual(system.host.outbox(), [])


if __name__ == "__main__":
    system.main()
