# SPDX-License-Identifier: Apache-2.0
"""R-57: a disk that is full or breaks, at each write of a login. No code is accepted that could not be recorded,
nothing is zeroed, people read a sentence, and when the disk is well again logins go on without a restart."""
import errno
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402
from hostkit.host import code_of  # noqa: E402
from hostkit.sshd import SERVICE  # noqa: E402
from module_client import Login, PROVEN, UNAVAILABLE  # noqa: E402
from system import wrong  # noqa: E402

LOGIN, STATE = "/run/tessera/login.sock", "/var/lib/tessera"
SENTENCE = "Not let in: the second-step service on this host cannot work."
FAULT = "/run/disk_fault"


class Full(system.SystemTest):
    """The store lies on a file system of its own that is filled to the last byte."""

    def prepare(self):
        os.makedirs(STATE, 0o700, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m,mode=0700", "tmpfs", STATE], check=True)
        self.addCleanup(subprocess.run, ["umount", "--lazy", STATE], check=True)

    @staticmethod
    def fill() -> None:
        with open(STATE + "/filler", "wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(4096))
            except OSError as error:
                assert error.errno == errno.ENOSPC, error

    def test_refuses_with_a_sentence_and_goes_on_when_there_is_room(self):
        terminal, code = self.ssh_to_code()
        terminal.type(wrong(code))
        terminal.see("2 tries left")
        self.fill()
        terminal.type(code)
        self.assert_refused(terminal, SENTENCE)
        self.assertEqual(self.failures_of("ana"), 1, "nothing is zeroed")
        os.unlink(STATE + "/filler")
        again = self.ssh_to_menu()
        again.type("1")
        again.answer("Code: ", code)
        self.assert_logged_in(again)


class Broken(system.SystemTest):
    """The Nth write, sync or truncation of the store fails, for each N that a login comes to."""

    def start_tessera(self, *arguments: str) -> None:
        os.environ["LD_PRELOAD"] = os.path.join(system.host.stage.root, "tests/system/disk_fault.so")
        try:
            super().start_tessera(*arguments)
        finally:
            del os.environ["LD_PRELOAD"]

    def login_with_fault(self, good: int, error: int) -> bool:
        """A login whose last answer meets the fault; False when there were fewer writes than that."""
        with Login(LOGIN, "ana", SERVICE) as login:
            login.prompt()
            login.answer("1")
            code = code_of(system.host.outbox()[-1])
            with open(FAULT, "w", encoding="ascii") as fault:
                fault.write(f"{good} {error}")
            login.answer(code)
            os.unlink(FAULT)
            if login.verdict == PROVEN:
                self.assertFalse(self.works(code), "a code was accepted twice")
                return False
            self.assertEqual(login.verdict, UNAVAILABLE)
            self.assertIn(SENTENCE, login.told[-1])
            self.assertTrue(self.works(code), "a code that was not accepted is not used up")
            return True

    @staticmethod
    def works(code: str) -> bool:
        with Login(LOGIN, "ana", SERVICE) as login:
            login.prompt()
            login.answer(code)
            return login.verdict == PROVEN

    def test_at_each_write(self):
        for error in (errno.EIO, errno.ENOSPC, errno.EROFS):
            good = 0
            while self.login_with_fault(good, error):
                good += 1
            with self.subTest(error=errno.errorcode[error]):
                self.assertGreaterEqual(good, 2, "a write and a sync at least")


if __name__ == "__main__":
    system.main()
