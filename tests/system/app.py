# SPDX-License-Identifier: Apache-2.0
"""The authenticator app over a real sshd: from the link in the first text over the real page to logins with its code,
a lost phone, backup codes, and one code that many logins try at once (S5 to S8)."""
import os
import re
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import module_client  # noqa: E402
import system  # noqa: E402
from hostkit import totp  # noqa: E402
from hostkit.host import code_of  # noqa: E402
from hostkit.page import Link, backup_codes_on, confirmation_on, key_on, link_in  # noqa: E402

PORT = 8181
PAGE = f"http://127.0.0.1:{PORT}"


class AppTest(system.SystemTest):
    configuration = {"portal": {"url": PAGE}, "help_desk": "555-0100"}

    def enrol(self) -> tuple[str, list[str]]:
        """By the first text: the key and the backup codes. The screen up to the code is kept."""
        terminal, code = self.ssh_to_code()
        self.screen = terminal.screen
        link, confirmation = self.link_of(terminal)
        terminal.type(code)
        self.assert_logged_in(terminal)
        link_page = Link(link)
        status, page = link_page.confirm(confirmation)
        self.assertEqual(status, 200, page)
        key = key_on(page)
        status, page = link_page.finish(totp.code(key, -1))
        self.assertEqual(status, 200, page)
        return key, backup_codes_on(page)

    def link_of(self, terminal) -> tuple[str, str]:
        return link_in(system.host.outbox()[-1]["text"]), confirmation_on(terminal.screen)

    def ssh_to_app_code(self, user: str = "ana"):
        terminal = self.ssh(user)
        terminal.answer("Password: ", system.PASSWORD)
        terminal.see("App code: ")
        return terminal

    def assert_golden(self, name: str, screen: str) -> None:
        super().assert_golden(name, re.sub(r"confirmation \d{4}", "confirmation ####", screen))


class Enrolment(AppTest):
    def test_from_the_first_text_to_a_login_with_the_app(self):
        key, codes = self.enrol()
        self.assert_golden("first-text-with-a-link", self.screen)
        self.assertEqual(len(set(codes)), 10)
        seen = len(system.host.outbox())
        terminal = self.ssh_to_app_code()
        terminal.type(totp.code(key))
        self.assert_logged_in(terminal)
        self.assert_golden("login-by-app", terminal.screen)
        self.assertEqual(len(system.host.outbox()), seen, "nothing is sent")
        row = self.audit("--account", "ana")[-1]
        self.assertEqual((row["channel"], row["result"]), ("app", "proven"))

    def test_the_link_sleeps_and_looks_like_any_other(self):
        """R-47: asleep, unknown and used answer the same; opening it is no way around the login."""
        terminal, code = self.ssh_to_code()
        link, confirmation = self.link_of(terminal)
        asleep = Link(link).confirm(confirmation)
        unknown = Link(PAGE + "/e/" + "A" * 26).confirm(confirmation)
        self.assertEqual(asleep, unknown)
        terminal.type(code)
        self.assert_logged_in(terminal)
        status, page = Link(PAGE + "/e/" + "A" * 26).open()
        self.assertEqual(Link(link).open(), (status, page.replace("A" * 26, link[-26:])), "a preview tells nothing")
        status, page = Link(link).confirm(confirmation)
        self.assertEqual(status, 200)
        key_on(page)
        self.assertEqual(Link(link).confirm(confirmation), unknown, "the seed is shown once")

    def test_three_wrong_confirmations_kill_a_stolen_link(self):
        terminal, code = self.ssh_to_code()
        link, confirmation = self.link_of(terminal)
        terminal.type(code)
        self.assert_logged_in(terminal)
        for _ in range(3):
            _, page = Link(link).confirm(system.wrong(confirmation))
            self.assertNotIn("secret=", page)
        _, page = Link(link).confirm(confirmation)
        self.assertNotIn("secret=", page)

    def test_text_from_the_menu_sends_nothing_once_there_is_an_app(self):
        key, _ = self.enrol()
        seen = len(system.host.outbox())
        terminal = self.ssh_to_app_code()
        terminal.type("m")
        terminal.answer("Choice [1]: ", "1")
        terminal.see("Nothing was sent: your app gives the code.")
        terminal.answer("App code: ", totp.code(key))
        self.assert_logged_in(terminal)
        self.assert_golden("text-with-an-app", terminal.screen)
        self.assertEqual(len(system.host.outbox()), seen)


class LostPhone(AppTest):
    def test_a_backup_code_works_once_and_is_told(self):
        _, codes = self.enrol()
        for first in (True, False):
            seen = len(system.host.outbox())
            terminal = self.ssh_to_app_code()
            terminal.type("l")
            terminal.answer("Choice [1]: ", "1")
            terminal.answer("k7mf-2qpx): ", codes[0])
            if first:
                self.assert_logged_in(terminal)
                self.assert_golden("lost-phone-backup-code", terminal.screen.replace(codes[0], "xxxx-xxxx"))
                self.assertIn("A backup code of ana on training-staging was used. 9 left.",
                              system.host.next_message(seen)["text"])
            else:
                terminal.see("Wrong code")

    def test_a_new_phone_by_text_is_held_and_the_old_one_goes_on(self):
        old, _ = self.enrol()
        terminal = self.ssh_to_app_code()
        terminal.type("l")
        seen = len(system.host.outbox())
        terminal.answer("Choice [1]: ", "text")
        terminal.see("Code: ")
        code = code_of(system.host.next_message(seen))
        link, confirmation = self.link_of(terminal)
        terminal.type(code)
        self.assert_logged_in(terminal)
        seen = len(system.host.outbox())
        _, page = Link(link).confirm(confirmation)
        new = key_on(page)
        _, page = Link(link).finish(totp.code(new, -1))
        self.assertIn("until then the old one does", page)
        told = {system.host.next_message(seen)["channel"], system.host.next_message(seen + 1)["channel"]}
        self.assertEqual(told, {"text", "email"})
        terminal = self.ssh_to_app_code()
        terminal.type(totp.code(new))
        terminal.see("Wrong code")
        terminal.answer("App code: ", totp.code(old))
        self.assert_logged_in(terminal)


class OneCodeOnce(AppTest):
    def test_sixty_four_logins_at_once_with_one_code(self):
        """R-04: exactly one of them, each time."""
        key, _ = self.enrol()
        for steps in (0, 1):
            code = totp.code(key, steps)
            verdicts: list[int | None] = []

            def log_in(code: str = code, verdicts: list = verdicts) -> None:
                with module_client.Login("/run/tessera/login.sock", "ana", system.sshd.SERVICE) as login:
                    login.prompt()
                    login.answer(code)
                    verdicts.append(login.verdict)

            logins = [threading.Thread(target=log_in) for _ in range(64)]
            for login in logins:
                login.start()
            for login in logins:
                login.join()
            self.assertEqual(verdicts.count(module_client.PROVEN), 1, verdicts)
        self.assertEqual(self.failures_of("ana"), 0, "a code that was right is no wrong one")


class Trust(AppTest):
    configuration = {"trust": {"lifetime": "8h", "by_address": True}, "services": [system.sshd.SERVICE, "sudo"]}

    def trust_this_place(self) -> None:
        terminal, code = self.ssh_to_code()
        terminal.type("t")
        terminal.see("is not asked again until")
        terminal.answer("Code: ", code)
        self.assert_logged_in(terminal)

    def test_a_trusted_place_is_not_asked_again(self):
        self.trust_this_place()
        terminal = self.ssh("ana")
        terminal.answer("Password: ", system.PASSWORD)
        self.assert_logged_in(terminal)
        self.assertNotIn("second step", terminal.screen)
        self.assertEqual(self.audit("--account", "ana")[-1]["reason"], "trusted_place")
        elsewhere = self.ssh("ana", "-oBindAddress=127.0.0.2")
        elsewhere.answer("Password: ", system.PASSWORD)
        elsewhere.see("Choice [1]: ")


if __name__ == "__main__":
    system.main()
