# SPDX-License-Identifier: Apache-2.0
"""R-53: once a seed has been used nothing of it is left in tesserad's memory, raw or in base32."""
import base64
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402
from hostkit import totp  # noqa: E402
from hostkit.page import Link, confirmation_on, key_on, link_in  # noqa: E402
from memory import places_of  # noqa: E402

IMPORTED = "KRSXG43FOJQWWZLZORUGC5DJONXGK5DT"  # no other seed begins as this one does


def forms_of(key: str) -> dict[str, bytes]:
    """The seed as it may stand somewhere; a part of it is as bad as the whole."""
    raw = base64.b32decode(key)
    return {"base32": key.encode()[8:], "base32's beginning": key.encode()[:16], "raw": raw[4:], "raw beginning": raw[:12]}


class InMemory(system.SystemTest):
    configuration = {"portal": {"url": "http://127.0.0.1:8181"}}

    def assert_absent(self, key: str, when: str) -> None:
        self.assertEqual(places_of(system.host.tessera.pids["tesserad"], forms_of(key)), [], when)

    def enrol(self) -> str:
        terminal, code = self.ssh_to_code()
        link, confirmation = Link(link_in(system.host.outbox()[-1]["text"])), confirmation_on(terminal.screen)
        terminal.type(code)
        self.assert_logged_in(terminal)
        key = key_on(link.confirm(confirmation)[1])
        self.assert_absent(key, "shown")
        link.finish(totp.code(key, -1))
        return key

    def log_in(self, user: str, code: str) -> None:
        terminal = self.ssh(user)
        terminal.answer("Password: ", system.PASSWORD)
        terminal.answer("App code: ", code)
        self.assert_logged_in(terminal, user)

    def test_enrolled_used_and_sealed_again(self):
        key = self.enrol()
        self.assert_absent(key, "finished")
        self.log_in("ana", totp.code(key))
        self.assert_absent(key, "used")
        system.host.tessera.ctl("keys", "rotate")
        self.assert_absent(key, "sealed again")

    def test_enrolled_on_a_terminal(self):
        """By user.sock: Seed goes to `tessera`, and its packet too is wiped."""
        terminal = self.ssh("ana", "-tt", "LC_ALL=C tessera enrol")
        terminal.answer("Password: ", system.PASSWORD)
        for _ in ("the login", "tessera enrol"):
            before = len(system.host.outbox())
            terminal.answer("Choice [1]: ", "1")
            terminal.see("Code: ")
            terminal.type(system.code_of(system.host.next_message(before)))
        terminal.see("Code from the app: ")
        key = re.search(r"Key: ((?:[A-Z2-7]{1,4} )+)\(time-based", terminal.screen)[1].replace(" ", "")
        self.assert_absent(key, "shown")
        terminal.type(totp.code(key))
        terminal.see("Keep them away from your phone:")
        self.assertEqual(terminal.exit_code(), 0, terminal.screen)
        self.assert_absent(key, "finished")

    def test_imported(self):
        path = "/run/seeds"
        with open(path, "w", encoding="ascii") as out:
            out.write(f"bob {IMPORTED}\n")
        answer = json.loads(system.host.tessera.ctl("app", "import", "--json", "--from", "lines", path).stdout)
        self.assertEqual(answer["added"], 1, answer)
        self.assert_absent(IMPORTED, "imported")
        self.log_in("bob", totp.code(IMPORTED))
        self.assert_absent(IMPORTED, "used")

    def test_what_is_there_is_found(self):
        """The search itself: the name of an environment stands in the memory of every tesserad."""
        found = places_of(system.host.tessera.pids["tesserad"], {"name": b"training-staging"})
        self.assertTrue(found and all("name in " in place for place in found), found)


if __name__ == "__main__":
    system.main()
