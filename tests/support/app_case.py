# SPDX-License-Identifier: Apache-2.0
"""What the system tests of the authenticator app share: a page, and ways to come to an app."""
import re

import system  # first: it knows where hostkit is
from hostkit import totp
from hostkit.page import Link, backup_codes_on, confirmation_on, key_on, link_in

PORT = 8181
PAGE = f"http://127.0.0.1:{PORT}"
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


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

    def import_app(self, user: str = "ana") -> str:
        """An administrator takes over a seed: its key."""
        path = "/run/seeds"
        with open(path, "w", encoding="ascii") as out:
            out.write(f"{user} {KEY}\n")
        system.host.tessera.ctl("app", "import", "--from", "lines", path)
        return KEY

    def ssh_to_app_code(self, user: str = "ana"):
        terminal = self.ssh(user)
        terminal.answer("Password: ", system.PASSWORD)
        terminal.see("App code: ")
        return terminal

    def assert_golden(self, name: str, screen: str) -> None:
        super().assert_golden(name, re.sub(r"confirmation \d{4}", "confirmation ####", screen))
