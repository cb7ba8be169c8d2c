# SPDX-License-Identifier: Apache-2.0
"""The authenticator app over a real sshd: from the link in the first text over the real page to logins with its code,
and one code that many logins try at once (S5, S6)."""
import json
import os
import sqlite3
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import module_client  # noqa: E402
import system  # noqa: E402
from app_case import PAGE, AppTest  # noqa: E402
from hostkit import totp  # noqa: E402
from hostkit.page import Link, backup_codes_on, key_on  # noqa: E402

STORE = "/var/lib/tessera/tessera.db"


def together(*calls) -> list:
    """Their results, begun at the same time."""
    results: list = [None] * len(calls)

    def run(number: int) -> None:
        results[number] = calls[number]()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


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

    def test_an_expired_link_looks_like_any_other(self):
        """R-47: one that has not been opened, and one whose key was shown."""
        terminal, code = self.ssh_to_code()
        link, confirmation = self.link_of(terminal)
        terminal.type(code)
        self.assert_logged_in(terminal)
        unknown = Link(PAGE + "/e/" + "A" * 26)
        self.expire_links()
        self.assertEqual(Link(link).confirm(confirmation), unknown.confirm(confirmation))
        ticket = json.loads(system.host.tessera.ctl("--json", "app", "enrol", "ana").stdout)
        key = key_on(Link(ticket["link"]).confirm(ticket["confirmation"])[1])
        self.expire_links()
        code = totp.code(key)
        self.assertEqual(Link(ticket["link"]).finish(code), unknown.finish(code))

    def expire_links(self) -> None:
        """As if ten minutes were over."""
        system.host.tessera.stop()
        with sqlite3.connect(STORE) as store:
            changed = store.execute("UPDATE enrolments SET expires_at = expires_at - 600000").rowcount
        store.close()
        self.assertEqual(changed, 1)
        self.start_tessera()

    def test_of_two_at_once_one_wins(self):
        """A form that is sent twice: one shows the key, one gives the backup codes."""
        ticket = json.loads(system.host.tessera.ctl("--json", "app", "enrol", "ana").stdout)
        link = Link(ticket["link"])
        shown = together(*[lambda: link.confirm(ticket["confirmation"])] * 2)
        self.assertEqual(sorted(status for status, _ in shown), [200, 403])
        key = key_on(next(page for status, page in shown if status == 200))
        code = totp.code(key)
        done = together(*[lambda: link.finish(code)] * 2)
        self.assertEqual(sorted(status for status, _ in done), [200, 403])
        self.assertEqual(sorted(len(backup_codes_on(page)) for _, page in done), [0, 10])
        system.wait_until(lambda: len(system.host.outbox()) >= 2, "the notices")
        self.assertEqual({each["text"] for each in system.host.outbox()},
                         {"An authenticator app was set up for ana on training-staging. Not you? Call 555-0100."})
        self.assertEqual(sorted(each["channel"] for each in system.host.outbox()), ["email", "text"])
        terminal = self.ssh_to_app_code()
        terminal.type(totp.code(key, 1))
        self.assert_logged_in(terminal)

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


class Style(AppTest):
    """The express population's page is styled; a creator's never is."""
    configuration = {**AppTest.configuration, "populations": {
        "creator": {"groups": ["bob"]},
        "express": {"style": {"heading": "Welcome to Training", "help": "Ask at the bar.", "accent": "#0a7d5c"}}}}

    def test_a_creators_page_is_plain(self):
        for user, styled in (("ana", True), ("bob", False)):
            ticket = json.loads(system.host.tessera.ctl("--json", "app", "enrol", user).stdout)
            status, page = Link(ticket["link"]).confirm(ticket["confirmation"])
            self.assertEqual(status, 200, page)
            _, done = Link(ticket["link"]).finish(totp.code(key_on(page)))
            for shown in (page, done):
                for part in ("Welcome to Training", "Ask at the bar.", "#0a7d5c"):
                    self.assertEqual(part in shown, styled, (user, part))
                self.assertIn("555-0100", shown)


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

    def test_its_person_sees_and_ends_it(self):
        self.trust_this_place()
        self.assertIn("127.0.0.1", self.own("list"))
        self.assertRegex(self.own("revoke"), r"^[12] places? (is|are) not trusted any more\.$")  # here, and the session
        self.assertEqual(self.own("list"), "No place is trusted.\n")
        self.assertEqual(self.audit("--account", "ana")[-1]["reason"], "trust_revoked")
        self.ssh_to_menu()

    @staticmethod
    def own(verb: str) -> str:
        return subprocess.run(["/usr/local/bin/tessera", "trust", verb], check=True, capture_output=True, text=True,
                              user="ana", group="ana", extra_groups=[], timeout=60).stdout


if __name__ == "__main__":
    system.main()
