# SPDX-License-Identifier: Apache-2.0
"""R-08: strangers who know the password guess from many addresses; the owner still gets in from a known one."""
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402
from system import wait_until, wrong  # noqa: E402

OWNER, STRANGERS = "127.0.0.1", [f"127.0.1.{n}" for n in range(1, 6)]
STORE = "/var/lib/tessera/tessera.db"


def codes() -> list[dict]:
    """The messages that carry one: a lock is told by message, too."""
    return [message for message in system.host.outbox() if "is your code" in message["text"]]


class KnownPlaces(system.SystemTest):
    configuration = {"limits": {"attempts": {"consecutive": 4}}}

    def to_code(self, address: str) -> tuple[system.Terminal, str]:
        before = len(codes())
        terminal = self.ssh("ana", "-b" + address)
        terminal.answer("Password: ", system.PASSWORD)
        terminal.answer("Choice [1]: ", "1")
        terminal.see("Code: ")
        wait_until(lambda: len(codes()) > before, "a code")
        return terminal, system.code_of(codes()[before])

    def log_in(self, address: str) -> None:
        terminal, code = self.to_code(address)
        terminal.type(code)
        self.assert_logged_in(terminal)

    def guess_wrong_once(self, address: str) -> system.Terminal:
        terminal, code = self.to_code(address)
        terminal.type(wrong(code))
        return terminal

    def assert_turned_away(self, address: str, sentence: str) -> None:
        sent = len(codes())
        terminal = self.ssh("ana", "-b" + address)
        terminal.answer("Password: ", system.PASSWORD)
        self.assert_refused(terminal, sentence)
        self.assertEqual(len(codes()), sent)

    def test_a_swarm_does_not_lock_the_owner_out(self):
        self.log_in(OWNER)
        for address in STRANGERS[:4]:
            self.guess_wrong_once(address)
        told = "4 wrong codes in a row: ana on training-staging is locked until "
        wait_until(lambda: any(told in each["text"] for each in system.host.outbox()), "the notice")
        self.assert_turned_away(STRANGERS[4], "Not let in: 4 wrong codes in a row.")
        self.log_in(OWNER)
        self.assert_turned_away(STRANGERS[4], "Not let in: 4 wrong codes in a row.")

    def test_at_a_hundred_codes_are_off_until_unlock(self):
        system.host.tessera.stop()
        with sqlite3.connect(STORE) as store:
            store.execute("INSERT INTO attempts (account, failures, last) VALUES ('ana', 99, 0)")
        store.close()
        self.start_tessera()
        terminal = self.guess_wrong_once(STRANGERS[0])
        terminal.see("Not let in: 100 wrong codes in a row.")
        self.assert_refused(terminal, "Password: ")  # ssh asks once more, in vain
        self.assert_golden("codes-off", terminal.screen)
        self.assert_turned_away(OWNER, "No code works for ana until it is unlocked")
        self.assertIn("until unlocked", system.host.tessera.ctl("account", "show", "ana").stdout)
        system.host.tessera.ctl("unlock", "ana")
        self.log_in(STRANGERS[1])


if __name__ == "__main__":
    system.main()
