# SPDX-License-Identifier: Apache-2.0
"""A configuration that is spoilt in a hundred ways, reloaded each time: the programs stay up, a good file is in force,
a bad one leaves the last good one there (R-67). TESSERA_FUZZ_ROUNDS and TESSERA_FUZZ_SEED go further."""
import json
import os
import random
import sys

import yaml

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402
from hostkit.host import CONFIGURATION  # noqa: E402
from service_manager import ManagedTest, NAMES  # noqa: E402

ROUNDS = int(os.environ.get("TESSERA_FUZZ_ROUNDS", "120"))
SEED = int(os.environ.get("TESSERA_FUZZ_SEED", "67"))
DROP_IN = CONFIGURATION + ".d/50-fuzz.yaml"
TOKENS = [b"{", b"}", b"[", b"]", b": ", b"- ", b"&a ", b"*a", b"!!binary ", b"|", b">", b"'", b'"', b"\t", b"#", b"%",
          b"\n", b"\n\n---\n", b"\n...\n", b"\0", b"\xff\xfe", b"\xed\xa0\x80", "\u202e".encode(), b"null", b"~", b"true",
          b"-1", b"0", b"1e9", b"99999999999999999999", b"0x10", b"5min", b"1/h", b"credential:x", b"file:/", b"/",
          b"<<: *a", b"zzz: 1", b"  ", b"a" * 5000, b"[" * 2000, b"{a: " * 500]


def flip(text: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(text))
    return text[:at] + bytes([text[at] ^ 1 << dice.randrange(8)]) + text[at + 1:]


def insert(text: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(text) + 1)
    return text[:at] + dice.choice(TOKENS) + text[at:]


def cut(text: bytes, dice: random.Random) -> bytes:
    begin, end = sorted(dice.randrange(len(text) + 1) for _ in range(2))
    return text[:begin] + text[end:]


def truncate(text: bytes, dice: random.Random) -> bytes:
    return text[:dice.randrange(len(text))]


def lines(text: bytes, dice: random.Random) -> bytes:
    """A line that is lost, doubled, moved or indented otherwise."""
    parts = text.splitlines(keepends=True)
    line = parts.pop(dice.randrange(len(parts)))
    what = dice.randrange(4)
    added = [[], [line, line], [line], [b" " * dice.randrange(1, 4) + line]][what]
    at = dice.randrange(len(parts) + 1)
    return b"".join(parts[:at] + added + parts[at:])


def value(text: bytes, dice: random.Random) -> bytes:
    """A key whose value is another."""
    parts = text.splitlines(keepends=True)
    at = dice.randrange(len(parts))
    key, colon, _ = parts[at].partition(b":")
    parts[at] = key + colon + b" " + dice.choice(TOKENS) + b"\n"
    return b"".join(parts)


MUTATIONS = (flip, insert, cut, truncate, lines, value)


def mutated(text: bytes, dice: random.Random) -> bytes:
    for _ in range(dice.choice((0, 1, 1, 1, 2, 4))):  # now and then nothing: good files take their turn
        text = dice.choice(MUTATIONS)(text or b"\n", dice)
    return text


def put(path: str, what: bytes) -> None:
    remove(path)
    with open(path, "wb") as out:
        out.write(what)


def remove(path: str) -> None:
    if os.path.isdir(path) and not os.path.islink(path):
        os.rmdir(path)
    elif os.path.lexists(path):
        os.unlink(path)


# What stands where the file should be, and is no file.
NO_FILES = {"missing": remove, "a directory": os.mkdir, "a pipe": os.mkfifo, "empty": lambda p: put(p, b""),
            "a loop": lambda p: os.symlink(p, p), "too long": lambda p: put(p, b"#" * (2 << 20)),
            "a device": lambda p: os.symlink("/dev/zero", p)}


class ReloadFuzz(ManagedTest):
    accounts = {}
    position = "off"

    def setUp(self):
        super().setUp()
        self.dice = random.Random(SEED)
        self.whole = yaml.safe_load(system.host.tessera.ctl("config", "show").stdout)  # every key, with its value
        os.makedirs(os.path.dirname(DROP_IN), exist_ok=True)
        self.addCleanup(remove, DROP_IN)
        self.addCleanup(remove, CONFIGURATION)
        for name in NAMES:
            self.launch(name).expect("READY", "1")
        self.in_force, self.taken = self.environment(), 0

    def written(self, number: int) -> bytes:
        """Each round's good file has another environment, so that one sees which is in force."""
        self.whole["environment"]["name"] = f"round-{number}"
        return yaml.safe_dump(self.whole, sort_keys=False).encode()

    def reload_all(self, what: str) -> None:
        """What must be in force is told by another program, which reads the same file afresh."""
        checked = system.host.tessera.ctl("config", "show", "--json", code=None)
        self.assertIn(checked.returncode, (0, 78), what)
        good = checked.returncode == 0
        if good:
            self.in_force = json.loads(checked.stdout)["environment"]["name"]
            self.taken += 1
        for name, program in self.programs.items():
            status = self.reload(program)
            if name != "tessera-courier":  # which also reads presets and secrets
                self.assertEqual(status == "serving", good, f"{name}, {what}: {status}\n{checked.stderr}")
        self.assertEqual(self.environment(), self.in_force, what)

    def test_spoilt_files(self):
        for number in range(ROUNDS):
            text = mutated(self.written(number), self.dice)
            if number % 4 == 3:
                put(DROP_IN, text)
                text = self.written(number)
            put(CONFIGURATION, text)
            self.reload_all(f"round {number} of seed {SEED}")
            remove(DROP_IN)
        self.assertGreater(self.taken, ROUNDS // 20, "too few files were good to see them taken")
        self.assertLess(self.taken, ROUNDS * 3 // 4, "too few files were bad")
        self.log_in_after_all()

    def test_what_is_no_file(self):
        for number, (what, make) in enumerate(NO_FILES.items()):
            remove(CONFIGURATION)
            make(CONFIGURATION)
            self.reload_all(what)
            remove(CONFIGURATION)
            put(CONFIGURATION, self.written(number))
            self.reload_all("good after " + what)
        self.log_in_after_all()

    def log_in_after_all(self) -> None:
        """The same processes still serve a whole login."""
        self.write_configuration()
        self.reload_all("the first configuration")
        self.add_account("ana", phone=system.PHONE, email=system.EMAIL)
        system.host.tessera.enforce()
        terminal, code = self.ssh_to_code()
        terminal.type(code)
        self.assert_logged_in(terminal)


if __name__ == "__main__":
    system.main()
