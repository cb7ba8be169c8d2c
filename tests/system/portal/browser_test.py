# SPDX-License-Identifier: Apache-2.0
"""The enrolment page in a real Chromium: phone and desktop, light and dark, the keyboard alone, with and without
JavaScript. With $TESSERA_SCREENSHOTS each page is pictured there."""
import json
import os
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "support"))

from chromium import DESKTOP, MODULES, PHONE, decoded, install_playwright  # noqa: E402
from enrolments import CODES, Enrolment  # noqa: E402
from portal import PortalCase  # noqa: E402

STYLE = {8: "Welcome to Training", 9: "Trouble? Call 555-0100.", 10: "#ffb000"}
VIEWS = {
    "phone-light": ({**PHONE, "colorScheme": "light", "javaScriptEnabled": False}, {}),
    "phone-dark": ({**PHONE, "colorScheme": "dark", "javaScriptEnabled": False}, STYLE),
    "desktop-light": ({**DESKTOP, "colorScheme": "light"}, STYLE),
    "desktop-dark": ({**DESKTOP, "colorScheme": "dark", "javaScriptEnabled": False}, {}),
}


class Browser(PortalCase):
    def walks(self) -> dict[str, dict]:
        self.pictures = os.environ.get("TESSERA_SCREENSHOTS", self.path("pictures"))
        os.makedirs(self.pictures, exist_ok=True)
        url = f"https://localhost:{self.port}"
        plan = {"modules": MODULES, "folder": self.pictures, "pictures": "TESSERA_SCREENSHOTS" in os.environ, "confirmation": "4417", "code": "482931", "views": [
            {"name": name, "options": options, "link": f"{url}/e/{name}"} for name, (options, _) in VIEWS.items()]}
        done = subprocess.run(["node", os.path.join(HERE, "browser.mjs"), json.dumps(plan)], capture_output=True, text=True,
                              timeout=240, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return {walk["name"]: walk for walk in json.loads(done.stdout)}

    def test_from_link_to_backup_codes(self):
        install_playwright()
        for name, (_, style) in VIEWS.items():
            self.daemon.links[name] = Enrolment(account=name, style=style)
        self.start()
        walks = self.walks()
        self.assertEqual(set(walks), set(VIEWS))
        for name, walk in walks.items():
            with self.subTest(name):
                self.assert_walk(walk, self.daemon.links[name].uri)
        self.assert_colours(walks)

    def assert_walk(self, walk: dict, uri: str) -> None:
        self.assertEqual([page["title"].partition(" - ")[0] for page in walk["pages"]],
                         ["Set up your authenticator app", "Set up your authenticator app", "Add this login to your app", "Your app is set up", "This link cannot be used"])
        self.assertEqual(walk["href"], uri)
        self.assertEqual(decoded(f"{self.pictures}/{walk['name']}-qr.png"), uri)
        self.assertEqual(walk["codes"], CODES)
        self.assertEqual(walk["focus"], ["confirmation", "confirmation", "Open the authenticator app", "code", "Finish"])
        self.assertEqual([text for text in walk["complaints"] if "status of" not in text], [], "the policy forbids what the page needs")
        for page in walk["pages"]:
            self.assertEqual((page["tooWide"], page["small"], page["lowContrast"]), (False, [], []), page["name"])
        first, wrong, key, codes, refused = (page["tree"] for page in walk["pages"])
        self.assertIn('heading "Set up your authenticator app" [level=1]', first)
        self.assertIn('textbox "Confirmation"', first)
        self.assertIn("- alert: That is not the confirmation of this login. 2 tries left.", wrong)
        self.assertIn('img "QR code with the key for your app"', key)
        self.assertIn('textbox "Code from the app"', key)
        self.assertIn('heading "Backup codes" [level=2]', codes)
        self.assertIn("tessera enrol", refused)

    def assert_colours(self, walks: dict[str, dict]) -> None:
        backgrounds = {name: {page["background"] for page in walk["pages"]} for name, walk in walks.items()}
        self.assertEqual(backgrounds["phone-light"], backgrounds["desktop-light"])
        self.assertEqual(backgrounds["phone-dark"], backgrounds["desktop-dark"])
        self.assertNotEqual(backgrounds["phone-light"], backgrounds["phone-dark"])
        for name in ("phone-dark", "desktop-light"):
            self.assertEqual(walks[name]["button"], "rgb(255, 176, 0)", "the accent")
        self.assertNotEqual(walks["phone-light"]["button"], "rgb(255, 176, 0)")


if __name__ == "__main__":
    unittest.main(verbosity=2)
