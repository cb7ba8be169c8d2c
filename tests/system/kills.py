# SPDX-License-Identifier: Apache-2.0
"""R-09, R-56: tesserad is killed again and again while people log in. Afterwards no code that was accepted works
again, and no wrong code that somebody was told about is forgotten."""
import glob
import os
import random
import signal
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402
from hostkit.host import code_of, read_message  # noqa: E402
from hostkit.sshd import SERVICE  # noqa: E402
from module_client import Login, PROVEN  # noqa: E402
from system import wrong  # noqa: E402

PEOPLE = [f"person{number}" for number in range(6)]
LOGIN = "/run/tessera/login.sock"
ROUNDS = 8
PATIENCE = 3  # seconds: the socket outlives its daemon, and who connects then is answered by nobody


def newest_code(person: str) -> str:
    path = max(glob.glob(f"{system.host.outbox_directory}/*-text-{person}.json"))
    return code_of(read_message(path))


class Person(threading.Thread):
    """Logs in over and over, each time with one wrong code and then the right one, until the daemon is gone."""

    def __init__(self, name: str):
        super().__init__()
        self.person = name
        self.accepted: list[str] = []  # codes that the daemon said were right
        self.code = ""                 # of the login that is going on
        self.said = ""                 # what was typed last in it

    def run(self) -> None:
        try:
            while True:
                self._log_in()
        except OSError:
            pass

    def _log_in(self) -> None:
        self.code, self.said = "", ""
        with Login(LOGIN, self.person, SERVICE, timeout=PATIENCE) as login:
            login.prompt()
            login.answer("1")
            self.code = newest_code(self.person)
            self.said = "wrong"
            login.answer(wrong(self.code))
            self.said = "right"
            login.answer(self.code)
            if login.verdict == PROVEN:
                self.accepted.append(self.code)


class Killed(system.SystemTest):
    accounts = {}

    def prepare(self):
        with open("/etc/passwd", "a", encoding="ascii") as passwd:
            passwd.writelines(f"{name}:x:{8000 + number}:8000::/:/bin/sh\n" for number, name in enumerate(PEOPLE))

    def test_nothing_that_was_told_is_forgotten(self):
        seed = random.randrange(2**32)
        chance = random.Random(seed)
        for name in PEOPLE:
            self.add_account(name, phone=system.PHONE, email=system.EMAIL)
        accepted = 0
        for _ in range(ROUNDS):
            people = self.log_in_until_killed(chance.uniform(0.02, 0.5))
            accepted += sum(len(person.accepted) for person in people)
            for person in people:
                with self.subTest(seed=seed, person=person.person, said=person.said):
                    self.assert_remembered(person)
        self.assertGreater(accepted, 2 * len(PEOPLE), "too few logins succeeded to mean anything")

    def log_in_until_killed(self, after: float) -> list[Person]:
        people = [Person(name) for name in PEOPLE]
        for person in people:
            person.start()
        time.sleep(after)
        os.kill(system.host.tessera.pids["tesserad"], signal.SIGKILL)
        for person in people:
            person.join()
        system.host.tessera.stop()
        self.start_tessera()
        return people

    def assert_remembered(self, person: Person) -> None:
        failures = self.failures_of(person.person)
        if person.said == "right":  # one or the other happened, and whole
            self.assertEqual(self.works(person.person, person.code), failures == 1 and not self.last_accepted(person))
        for code in person.accepted:
            self.assertFalse(self.works(person.person, code), "a code was accepted twice")
        if failures:
            system.host.tessera.ctl("unlock", person.person)

    @staticmethod
    def last_accepted(person: Person) -> bool:
        return bool(person.accepted) and person.accepted[-1] == person.code

    @staticmethod
    def works(person: str, code: str) -> bool:
        with Login(LOGIN, person, SERVICE) as login:
            login.prompt()
            login.answer(code)
            return login.verdict == PROVEN


if __name__ == "__main__":
    system.main()
