# SPDX-License-Identifier: Apache-2.0
"""The enrolment page with a person's real Chromium (S5, S6): from the link in the text that was delivered, over a real
sshd, to a login with the app's code. With $TESSERA_SCREENSHOTS each page is pictured there."""
import os
import re
import sys
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402
from chromium import DESKTOP, PHONE, Person, decoded, install_playwright  # noqa: E402
from hostkit import namespace, totp  # noqa: E402
from hostkit.page import confirmation_on, link_in  # noqa: E402

PAGE = "http://127.0.0.1:8181"
STYLE = {"heading": "Welcome to Training", "help": "Trouble? Call 555-0100.", "accent": "#ffb000"}
VIEWS = {  # by account
    "ana": ("phone-light", {**PHONE, "colorScheme": "light"}),
    "bob": ("phone-dark", {**PHONE, "colorScheme": "dark", "javaScriptEnabled": False}),
    "carol": ("desktop-light", {**DESKTOP, "colorScheme": "light", "javaScriptEnabled": False}),
    "dora": ("desktop-dark", {**DESKTOP, "colorScheme": "dark"}),
}


class InChromium(system.SystemTest):
    configuration = {"portal": {"url": PAGE}, "help_desk": "555-0100", "populations": {"express": {"style": STYLE}}}
    accounts = {name: {"phone": f"+1202555014{number}", "email": f"{name}@example.com"} for number, name in enumerate(VIEWS)}

    def prepare(self) -> None:
        self.pictures = os.environ.get("TESSERA_SCREENSHOTS", "/run/pictures")
        os.makedirs(self.pictures, exist_ok=True)
        self.person = Person()
        self.addCleanup(self.person.close)

    def picture(self, view: str, page: str, selector: str = "") -> str:
        return self.person("picture", f"{self.pictures}/{view}-{page}.png", selector)

    def test_from_the_text_to_a_login_with_the_app(self):
        for account, (view, options) in VIEWS.items():
            with self.subTest(view):
                key = self.enrol(account, view, options)
                sent = len(system.host.outbox())
                terminal = self.ssh(account)
                terminal.answer("Password: ", system.PASSWORD)
                terminal.answer("App code: ", totp.code(key))
                self.assert_logged_in(terminal, account)
                self.assertEqual(len(system.host.outbox()), sent, "nothing is sent")

    def enrol(self, account: str, view: str, options: dict) -> str:
        """The key that the page showed, which is in its link and its square as well."""
        terminal, code = self.ssh_to_code(account)
        link, confirmation = link_in(system.host.outbox()[-1]["text"]), confirmation_on(terminal.screen)
        self.assertEqual(self.person("open", link, options)["title"].partition(" - ")[0], "Set up your authenticator app")
        self.picture(view, "1-link")
        self.assertIn("This link cannot be used", self.person("type", confirmation)["title"], "it sleeps until the login is over")
        self.picture(view, "2-asleep")
        terminal.type(code)
        self.assert_logged_in(terminal, account)
        self.person("open", link, options)
        key = self.key_on(self.person("type", confirmation), account)
        self.assertEqual(decoded(self.picture(view, "qr", "svg.qr")), self.person("href"))
        self.picture(view, "3-key")
        self.finish(view, key)
        return key

    def key_on(self, page: dict, account: str) -> str:
        self.assertIn("Add this login to your app", page["title"])
        self.assertIn(STYLE["heading"], page["text"])
        key = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page["text"])[0].replace(" ", "")
        uri = urllib.parse.urlparse(self.person("href"))
        self.assertEqual((uri.scheme, uri.path), ("otpauth", f"/training-staging:{account}"))
        self.assertEqual(urllib.parse.parse_qs(uri.query)["secret"], [key])
        return key

    def finish(self, view: str, key: str) -> None:
        wrong = self.person("type", system.wrong(totp.code(key)))
        self.assertIn("4 tries left", wrong["text"])
        self.assertNotIn(key[:4], wrong["text"], "the key is shown once")
        self.picture(view, "4-wrong")
        done = self.person("type", totp.code(key, -1))
        self.assertIn("Your app is set up", done["title"])
        self.assertEqual(done["text"].lower().count("app works."), 1)
        self.assertEqual(len(set(re.findall(r"\b[0-9a-z]{4}-[0-9a-z]{4}\b", done["text"]))), 10, done["text"])
        self.picture(view, "5-codes")


if __name__ == "__main__":
    install_playwright()  # before the network is gone
    furnish = system.furnish
    system.furnish = lambda stage: (furnish(stage), namespace.add_user("dora", system.PASSWORD))
    system.main()
