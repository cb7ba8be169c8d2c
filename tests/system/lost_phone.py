# SPDX-License-Identifier: Apache-2.0
"""Without the phone, and without the messages, over a real sshd: backup codes, a new phone, the help desk, and a courier
and a directory that were killed (S7, S8, R-63)."""
import json
import os
import signal
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402
from app_case import AppTest  # noqa: E402
from courier import DELIVERY  # noqa: E402
from hostkit import totp  # noqa: E402
from hostkit.host import code_of  # noqa: E402
from hostkit.page import Link, key_on, link_in  # noqa: E402
from impostor import Impostor  # noqa: E402
from module_client import field  # noqa: E402

STORE = "/var/lib/tessera/tessera.db"
A_DAY_LATER = "UPDATE apps SET counts_from = counts_from - 86400000 WHERE counts_from > since"
COURIER = "/run/tessera/courier.sock"
SENT = bytes([DELIVERY]) + field(1, (2).to_bytes(8, "big")) + field(2, b"later")


class LostPhoneTest(AppTest):
    def ctl(self, *arguments: str) -> dict:
        return json.loads(system.host.tessera.ctl("--json", *arguments).stdout)

    def shown(self, account: str) -> dict:
        return self.ctl("account", "show", account)

    def wait_for_notices(self, words: str) -> None:
        """By text and by e-mail."""
        channels = lambda: sorted(each["channel"] for each in system.host.outbox() if words in each["text"])  # noqa: E731
        system.wait_until(lambda: channels() == ["email", "text"], words)

    def lost(self, choice: str, prompt: str, code: str):
        terminal = self.ssh_to_app_code()
        terminal.type("l")
        terminal.answer("Choice [1]: ", choice)
        terminal.answer(prompt, code)
        return terminal


class LostPhone(LostPhoneTest):
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

    def log_in_by_text_alone(self) -> tuple[str, str]:
        """Whose phone with the app is lost: the link to a new app, and its confirmation."""
        terminal = self.ssh_to_app_code()
        terminal.type("l")
        seen = len(system.host.outbox())
        terminal.answer("Choice [1]: ", "text")
        terminal.see("Code: ")
        code = code_of(system.host.next_message(seen))
        link, confirmation = self.link_of(terminal)
        terminal.type(code)
        self.assert_logged_in(terminal)
        return link, confirmation

    def test_a_new_phone_by_text_is_held_and_the_old_one_goes_on(self):
        old, _ = self.enrol()
        link, confirmation = self.log_in_by_text_alone()
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
        self.assertIn("app_held_until", self.shown("ana"))
        system.host.tessera.ctl("app", "cancel", "ana")
        self.wait_for_notices("was stopped and will not count")
        self.assertNotIn("app_held_until", self.shown("ana"))
        terminal = self.ssh_to_app_code()
        terminal.type(totp.code(old, 1))
        self.assert_logged_in(terminal)

    def test_a_new_phone_by_text_counts_a_day_later(self):
        old = self.import_app()
        link, confirmation = self.log_in_by_text_alone()
        new = key_on(Link(link).confirm(confirmation)[1])
        Link(link).finish(totp.code(new, -1))
        system.host.tessera.stop()
        with sqlite3.connect(STORE) as store:
            self.assertEqual(store.execute(A_DAY_LATER).rowcount, 1)
        store.close()
        self.start_tessera()
        terminal = self.ssh_to_app_code()
        terminal.type(totp.code(old))
        terminal.see("Wrong code")
        terminal.answer("App code: ", totp.code(new))
        self.assert_logged_in(terminal)


class HelpDesk(LostPhoneTest):
    def test_its_code_new_backup_codes_and_a_reset(self):
        self.import_app()
        code = self.ctl("code", "ana")["code"]
        self.wait_for_notices("The help desk made a one-time code for ana on training-staging.")
        self.assert_logged_in(self.lost("4", "Code from the help desk: ", code))
        self.assertEqual(self.audit("--account", "ana")[-1]["channel"], "desk")
        again = self.lost("4", "Code from the help desk: ", code)
        again.see("There is no backup code for this account.")
        codes = self.ctl("backup-codes", "ana")["codes"]
        self.wait_for_notices("New backup codes were made for ana")
        self.assert_logged_in(self.lost("1", "k7mf-2qpx): ", codes[4]))
        self.assertEqual(self.shown("ana")["backup_codes"], 9)
        self.lost("1", "k7mf-2qpx): ", codes[4]).see("Wrong code, 2 tries left.")
        system.host.tessera.ctl("app", "reset", "ana")
        self.wait_for_notices("was taken off the record")
        terminal, code = self.ssh_to_code()
        self.assertIn("/e/", link_in(system.host.outbox()[-1]["text"]))
        terminal.type(code)
        self.assert_logged_in(terminal)


class Killed(LostPhoneTest):
    """The courier and the directory."""

    def kill_helpers(self) -> None:
        for name in ("tessera-courier", "tessera-directory"):
            os.kill(system.host.tessera.pids[name], signal.SIGKILL)
            os.unlink(f"/run/tessera/{name.removeprefix('tessera-')}.sock")

    def test_the_app_and_backup_codes_let_in_and_the_notice_is_sent_later(self):
        key = self.import_app()
        codes = self.ctl("backup-codes", "ana")["codes"]
        self.wait_for_notices("New backup codes were made for ana")
        self.kill_helpers()
        terminal = self.ssh_to_app_code()
        terminal.type("m")
        terminal.answer("Choice [1]: ", "3")
        terminal.answer("The e-mail could not be sent. Your app has the code.\nApp code: ", totp.code(key))
        self.assert_logged_in(terminal)
        self.assert_golden("email-down-app-rescues", terminal.screen)
        self.assert_logged_in(self.lost("1", "k7mf-2qpx): ", codes[0]))
        log = system.host.tessera.log
        system.wait_until(lambda: "notice for ana not sent: backup code used; it is tried again" in log("tesserad"), "the line")
        courier = Impostor(COURIER, [SENT])
        self.addCleanup(courier.close)
        told = b"A backup code of ana on training-staging was used. 9 left."
        system.wait_until(lambda: sum(told in each for each in courier.heard) == 2, "the notice, by text and e-mail")


if __name__ == "__main__":
    system.main()
