# SPDX-License-Identifier: Apache-2.0
"""A courier and a directory that hang, die in the middle or speak garbage: a sentence, a way on, and no longer wait
than a login has."""
import os
import random
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402
from extra_users import add_extra_user, use_extrausers  # noqa: E402
from hostkit.host import code_of  # noqa: E402
from hostkit.sshd import SERVICE  # noqa: E402
from impostor import Impostor  # noqa: E402
from module_client import Login, UNAVAILABLE  # noqa: E402

LOGIN, COURIER, DIRECTORY = (f"/run/tessera/{name}.sock" for name in ("login", "courier", "directory"))
UNCLEAR = "Not let in: it could not be found out where this account comes from."
DELIVERY, IDENTITY = 0x31, 0x21  # the answers' types (docs/PROTOCOL.md)


def garbage(answer: int) -> list[bytes]:
    """Replies that are none: other messages, cut fields, wrong sizes, noise, and silence before the end (b"")."""
    noise = random.Random(7)
    return [b"", b"\x00", bytes([answer]), bytes([answer]) + b"\x01\xff\xff", bytes([0x10, 1, 0, 1, 65]),
            bytes([answer]) + b"\x01\x00\x08" + b"\xff" * 8, bytes([answer]) + b"A" * 60000, noise.randbytes(300)]


class Courier(system.SystemTest):
    def test_one_that_hangs_holds_no_prompt_up(self):
        os.kill(system.host.tessera.pids["tessera-courier"], signal.SIGSTOP)
        terminal = self.ssh_to_menu()
        terminal.type("1")
        terminal.see("is on its way")
        terminal.answer("Code: ", "m")
        terminal.answer("Choice [1]: ", "3")
        terminal.see("is on its way")
        os.kill(system.host.tessera.pids["tessera-courier"], signal.SIGCONT)
        terminal.answer("Code: ", code_of(system.host.next_message(1)))
        self.assert_logged_in(terminal)

    def test_garbage_is_no_delivery(self):
        impostor = Impostor(COURIER, garbage(DELIVERY))
        self.addCleanup(impostor.close)
        while impostor.calls < len(impostor.replies):
            with Login(LOGIN, "ana", SERVICE) as login:
                login.prompt()
                self.assertIn("The text could not be sent.", login.answer("1"))
                self.assertIn("The e-mail could not be sent.", login.answer("3"))
        self.assertEqual(self.failures_of("ana"), 0)


class Directory(system.SystemTest):
    configuration = {"sso": {"sources": ["extrausers"]}}

    def prepare(self):
        add_extra_user("eve", 7001)
        use_extrausers()

    def test_one_that_hangs_refuses_and_local_accounts_do_not_wait_for_it(self):
        os.kill(system.host.tessera.pids["tessera-directory"], signal.SIGSTOP)
        self.addCleanup(os.kill, system.host.tessera.pids["tessera-directory"], signal.SIGCONT)
        waiting = self.ssh("eve")
        waiting.answer("Password: ", system.PASSWORD)
        terminal, code = self.ssh_to_code()
        terminal.type(code)
        self.assert_logged_in(terminal)
        self.assert_refused(waiting, UNCLEAR)

    def test_garbage_never_opens(self):
        impostor = Impostor(DIRECTORY, garbage(IDENTITY))
        self.addCleanup(impostor.close)
        while impostor.calls < len(impostor.replies):
            with Login(LOGIN, "eve", SERVICE) as login:
                login.prompt()
                self.assertIn(UNCLEAR, login.told[-1])
                self.assertEqual(login.verdict, UNAVAILABLE)


if __name__ == "__main__":
    system.main()
