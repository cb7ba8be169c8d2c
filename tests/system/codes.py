# SPDX-License-Identifier: Apache-2.0
"""What a code is worth: wrong ones, newer ones, other ways, the lock, and codes that two logins share."""
import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402
from hostkit.host import code_of  # noqa: E402
from system import wrong  # noqa: E402

RESEND_AFTER = 2.1  # seconds; the configuration says 2s


class WrongCodes(system.SystemTest):
    def test_two_wrong_then_right(self):
        terminal, code = self.ssh_to_code()
        terminal.type(wrong(code))
        terminal.see("2 tries left")
        terminal.answer("Code: ", wrong(code))
        terminal.see("1 try left")
        terminal.answer("Code: ", code)
        self.assert_logged_in(terminal)
        self.assert_golden("wrong-codes-then-right", terminal.screen)
        self.assertEqual(self.failures_of("ana"), 0)

    def test_three_wrong_are_refused_with_a_reference(self):
        terminal, code = self.ssh_to_code()
        terminal.type(wrong(code))
        for _ in range(2):
            terminal.answer("Code: ", wrong(code))
        terminal.see("Not let in: too many wrong codes.")
        terminal.see("Password: ")  # sshd starts over
        terminal.press("c")
        terminal.exit_code()
        self.assert_golden("three-wrong-codes", terminal.screen)
        reference = re.search(r"[Rr]eference ([0-9A-Z]{4})\b", terminal.screen)[1]
        row = self.audit(reference)[0]
        self.assertEqual((row["account"], row["reason"], row["reference"]), ("ana", "wrong_code", reference))
        self.assertEqual(self.failures_of("ana"), 3)

    def test_what_is_no_code_costs_nothing(self):
        """R-06."""
        terminal, code = self.ssh_to_code()
        for nonsense in ("12345", "1234567", "12a456", "hello"):
            terminal.type(nonsense)
            terminal.see("Code: ")
        self.assertNotIn("tries left", terminal.screen)
        terminal.type(code)
        self.assert_logged_in(terminal)
        self.assert_golden("no-code", terminal.screen)

    def test_a_code_is_accepted_once(self):
        """R-03: the next login cannot use it."""
        terminal, code = self.ssh_to_code()
        terminal.type(code)
        self.assert_logged_in(terminal)
        again, other = self.ssh_to_code()
        self.assertNotEqual(code, other)
        again.type(code)
        again.see("That code was used by another login.")
        again.see("Code: ")
        self.assertEqual(self.failures_of("ana"), 0)

    def test_a_code_is_not_another_account_s(self):
        self.add_account("bob", phone="+12025550143", email="bob@example.com")
        _, code = self.ssh_to_code("ana")
        bob, _ = self.ssh_to_code("bob")
        bob.type(code)
        bob.see("Wrong code")


class SendAgain(system.SystemTest):
    def test_the_old_code_is_dead(self):
        terminal, old = self.ssh_to_code()
        time.sleep(RESEND_AFTER)
        terminal.type("r")
        new = code_of(system.host.next_message(1))
        self.assertNotEqual(old, new)
        terminal.answer("Code: ", old)
        terminal.see("Wrong code")
        terminal.answer("Code: ", new)
        self.assert_logged_in(terminal)
        self.assert_golden("send-again", terminal.screen)

    def test_not_at_once(self):
        terminal, code = self.ssh_to_code()
        terminal.type("r")
        terminal.see("again in")
        terminal.answer("Code: ", code)
        self.assert_logged_in(terminal)
        self.assertEqual(len(system.host.outbox()), 1)


class OtherWays(system.SystemTest):
    def test_m_leads_to_the_menu(self):
        terminal, _ = self.ssh_to_code()
        terminal.type("m")
        terminal.answer("Choice [1]: ", "3")
        mail = system.host.next_message(1)
        self.assertEqual(mail["channel"], "email")
        terminal.answer("Code: ", code_of(mail))
        self.assert_logged_in(terminal)
        self.assert_golden("other-ways", terminal.screen)

    def test_a_way_may_be_named_at_the_code_prompt(self):
        terminal, _ = self.ssh_to_code()
        terminal.type("call")
        call = system.host.next_message(1)
        self.assertEqual(call["channel"], "call")
        terminal.answer("Code: ", code_of(call))
        self.assert_logged_in(terminal)

    def test_app_and_backup_codes_are_answered(self):
        terminal, code = self.ssh_to_code()
        sentences = {"app": "Not set up for this account.", "k7mf-2qpx": "There is no backup code for this account.",
                     "l": "Not set up for this account.", "t": "This place cannot be trusted here."}
        for answer, sentence in sentences.items():
            terminal.type(answer)
            terminal.see(sentence)
            terminal.see("Code: ")
        terminal.type(code)
        self.assert_logged_in(terminal)

    def test_quit(self):
        terminal = self.ssh_to_menu()
        terminal.type("q")
        self.assert_refused(terminal, "Not let in: you broke off.")
        self.assertEqual(system.host.outbox(), [])


class Lock(system.SystemTest):
    configuration = {"limits": {"attempts": {"per_login": 3, "consecutive": 4, "lock": "15min"}}}

    def fail(self, times: int):
        """A login that ends with so many wrong codes; its terminal and the right code."""
        terminal, code = self.ssh_to_code()
        for _ in range(times - 1):
            terminal.type(wrong(code))
            terminal.see("Code: ")
        terminal.type(wrong(code))
        return terminal, code

    def lock(self) -> str:
        """Locks the account by two logins; the code that is still out."""
        terminal, _ = self.fail(3)
        self.assert_refused(terminal, "Not let in: too many wrong codes.")
        terminal, code = self.fail(1)
        self.assert_refused(terminal, "Not let in: 4 wrong codes in a row.")
        return code

    def test_locked_until_unlocked(self):
        """R-08: the failures of one login count for the next one; `unlock` ends it."""
        code = self.lock()
        locked = self.ssh("ana")
        locked.answer("Password: ", system.PASSWORD)
        locked.see("Not let in: 4 wrong codes in a row.")
        locked.see("Password: ")
        locked.press("c")
        locked.exit_code()
        self.assert_golden("locked", locked.screen)
        system.host.tessera.ctl("unlock", "ana")
        terminal = self.ssh_to_menu()
        terminal.type("1")
        terminal.answer("Code: ", code)
        self.assert_logged_in(terminal)

    def test_locked_across_a_restart(self):
        self.lock()
        system.host.tessera.stop()
        self.start_tessera()
        locked = self.ssh("ana")
        locked.answer("Password: ", system.PASSWORD)
        self.assert_refused(locked, "Not let in: 4 wrong codes in a row.")


class Outstanding(system.SystemTest):
    def cut(self, terminal):
        """The line is cut, and the daemon has noticed."""
        terminal.hang_up()
        system.wait_until(lambda: "disconnected" in system.host.tessera.log("tesserad"), "the end of the login")

    def test_a_second_connection_takes_the_code_over(self):
        """design 3.8: the same login begun again is offered the code that is out, not another one."""
        first, code = self.ssh_to_code()
        self.cut(first)
        second = self.ssh_to_menu()
        second.type("1")
        second.answer("Code: ", code)
        self.assert_logged_in(second)
        self.assertEqual(len(system.host.outbox()), 1)
        self.assert_golden("taken-over", second.screen)

    def test_its_failures_are_carried_along(self):
        first, code = self.ssh_to_code()
        first.type(wrong(code))
        first.see("2 tries left")
        self.cut(first)
        second = self.ssh_to_menu()
        second.type("1")
        for _ in range(2):
            second.answer("Code: ", wrong(code))
        second.see("That code is used up")
        second.answer("Code: ", code)
        second.see("No code is waiting here.")

    def test_two_terminals_share_one_code(self):
        """Whoever comes second is told, at no cost."""
        first, code = self.ssh_to_code()
        second = self.ssh_to_menu()
        second.type("1")
        second.see("Code: ")
        self.assertEqual(len(system.host.outbox()), 1)
        first.type(code)
        self.assert_logged_in(first)
        second.type(code)
        second.see("That code was used by another login.")
        second.see("Code: ")
        self.assertEqual(self.failures_of("ana"), 0)
        self.assert_golden("two-terminals", second.screen)


if __name__ == "__main__":
    system.main()
