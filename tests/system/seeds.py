# SPDX-License-Identifier: Apache-2.0
"""Seeds with the real programs: taken over from elsewhere, sealed in the database (R-50), sealed again while tesserad
is killed (R-52), and each in the end the one that its app has."""
import base64
import contextlib
import hashlib
import hmac
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from module_client import Login, PROVEN  # noqa: E402
from private_tessera import PrivateTessera, ROOT  # noqa: E402
from processes import end, wait_until  # noqa: E402

STAGE = os.path.join(ROOT, "build", "release")
MANY = 3000
KILLS = 4


def seed_of(name):
    return hashlib.sha256(name.encode()).digest()[:20]


def base32_of(seed):
    return base64.b32encode(seed).decode().rstrip("=")


def code_of(seed, digits=6, period=30, at=None):
    """RFC 6238, written anew here."""
    step = int(time.time() if at is None else at) // period
    mac = hmac.new(seed, step.to_bytes(8, "big"), "sha1").digest()
    offset = mac[-1] & 15
    return f"{(int.from_bytes(mac[offset:offset + 4], 'big') & 0x7fffffff) % 10**digits:0{digits}d}"


class Seeds(unittest.TestCase):
    accounts = ("ana", "bob", "carl", "dora")
    maxDiff = None

    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory(prefix="ts-"))
        self.tessera = PrivateTessera(self.folder, STAGE, self.accounts).start()
        self.addCleanup(self.tessera.stop)

    def file(self, text, name="seeds"):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        return path

    def import_json(self, *arguments, code=0):
        return json.loads(self.tessera.ctl("app", "import", "--json", *arguments, code=code).stdout)

    def lines_file(self, names):
        return self.file("".join(f"{name} {base32_of(seed_of(name))}\n" for name in names))

    def says(self, name, answer):
        """What a login of this name comes to that answers so; None while it is asked again."""
        with Login(os.path.join(self.folder, "run", "login.sock"), name, "sshd") as login:
            login.prompt()
            login.answer(answer)
            return login.verdict

    def enforce(self):
        self.tessera.enforce()

    @contextlib.contextmanager
    def database(self):
        with contextlib.closing(sqlite3.connect(os.path.join(self.folder, "state", "tessera.db"), timeout=30)) as database:
            yield database


class TakenOver(Seeds):
    def test_lines_and_the_codes_of_those_apps_are_taken(self):
        path = self.file(f"ana {base32_of(seed_of('ana'))}\neve {base32_of(seed_of('eve'))}\nbob !\n")
        answer = self.import_json("--from", "lines", path, "--dry-run", code=65)
        self.assertEqual((answer["added"], len(answer["rejected"])), (1, 2))
        self.assertEqual(json.loads(self.tessera.ctl("account", "show", "ana", "--json").stdout)["app"], False)
        answer = self.import_json("--from", "lines", path, code=65)
        self.assertEqual(answer, {"added": 1, "unchanged": 0, "replaced": 0, "rejected": [
            {"file": path, "line": 2, "column": 1, "error": "no account eve on this host"},
            {"file": path, "line": 3, "column": 5, "error": "'!' does not belong to base32"}]})
        result = self.tessera.ctl("app", "import", "--from", "lines", path, code=65)
        self.assertIn(f"{path}:2:1: no account eve on this host\n{path}:3:5: '!' does not belong to base32\n", result.stderr)
        self.assertEqual(result.stdout, "0 added, 1 unchanged, 0 replaced, 2 rejected\n")
        shown = json.loads(self.tessera.ctl("account", "show", "ana", "--json").stdout)
        self.assertEqual((shown["app"], "app_since" in shown), (True, True))
        self.enforce()
        code = code_of(seed_of("ana"))
        self.assertEqual(self.says("ana", code), PROVEN)
        self.assertNotEqual(self.says("ana", code), PROVEN, "a code works once")

    def test_pam_oaths_file(self):
        hexadecimal = seed_of("ana").hex()
        path = self.file(f"HOTP/T30/8 ana - {hexadecimal}\nHOTP bob - {hexadecimal} 3\nHOTP/T30/6 carl 77 {hexadecimal}\n")
        answer = self.import_json("--from", "oath", path, code=65)
        self.assertEqual([(entry["line"], entry["column"]) for entry in answer["rejected"]], [(2, 1), (3, 17)])
        self.enforce()
        self.assertEqual(self.says("ana", code_of(seed_of("ana"), digits=8)), PROVEN)

    def google_file(self, name, *codes):
        return "\n".join([base32_of(seed_of(name)), '" RATE_LIMIT 3 30', '" TOTP_AUTH', *codes, ""])

    def test_scratch_codes_are_backup_codes_that_work_once(self):
        path = self.file(self.google_file("ana", "12345678", "20304050"))
        self.assertEqual(self.import_json("--from", "google-authenticator", "--user", "ana", path)["added"], 1)
        self.enforce()
        self.assertEqual(self.says("ana", "2030 4050"), PROVEN)
        self.assertNotEqual(self.says("ana", "20304050"), PROVEN)
        shown = json.loads(self.tessera.ctl("account", "show", "ana", "--json").stdout)
        self.assertEqual(shown["backup_codes"], 1)
        self.assertEqual(self.says("ana", code_of(seed_of("ana"))), PROVEN)

    def test_a_folder_of_files_that_are_called_as_their_accounts(self):
        folder = os.path.join(self.folder, "ga")
        os.mkdir(folder, 0o755)
        for name in ("ana", "eve"):
            self.file(self.google_file(name), os.path.join("ga", name))
        os.symlink("/etc/shadow", os.path.join(folder, "bob"))
        answer = self.import_json("--from", "google-authenticator", folder, code=65)
        self.assertEqual(answer["added"], 1)
        self.assertEqual([(entry["file"], entry["error"]) for entry in answer["rejected"]], [
            (os.path.join(folder, "bob"), "is a symbolic link, which is not followed"),
            (os.path.join(folder, "eve"), "no account eve on this host")])
        os.chmod(folder, 0o777)
        self.assertIn("others may write to it", self.tessera.ctl("app", "import", "--from", "google-authenticator", folder, code=66).stderr)

    def home(self, name, uid, text=None):
        home = os.path.join(self.folder, "root", "home", name)
        os.makedirs(home)
        os.chown(home, uid, 100)
        path = os.path.join(home, ".google_authenticator")
        if text is not None:
            with open(path, "w", encoding="ascii") as out:
                out.write(text)
            os.chown(path, uid, 100)
            os.chmod(path, 0o400)
        return path

    def test_homes_are_read_without_following_what_their_owners_planted(self):
        with open(os.path.join(self.folder, "passwd"), "w", encoding="ascii") as passwd:
            passwd.writelines(f"{name}:x:{10000 + number}:100::/home/{name}:/bin/sh\n" for number, name in
                              enumerate(("ana", "bob", "carl", "dora", "eve", "fay", "gus")))
        self.home("ana", 10000, self.google_file("ana", "12345678"))
        link = self.home("bob", 10001)
        os.symlink(self.home("carl", 10002, self.google_file("carl")), link)  # bob points at carl's
        stolen = self.home("dora", 10003)
        os.link(os.path.join(self.folder, "root/home/carl/.google_authenticator"), stolen)  # a hard link to carl's
        os.mkfifo(self.home("eve", 10004))
        self.home("fay", 10005)  # has none
        os.symlink("/home/ana", os.path.join(self.folder, "root", "home", "gus"))  # the home itself leads to another's
        answer = self.import_json("--from", "google-authenticator", os.path.join(self.folder, "root"), "--all-homes", code=65)
        self.assertEqual(answer["added"], 2)
        told = {os.path.basename(os.path.dirname(entry["file"])): entry["error"] for entry in answer["rejected"]}
        self.assertEqual(told, {"bob": "is a symbolic link, which is not followed",
                                "dora": "belongs to uid 10002, not to uid 10003", "eve": "is no plain file",
                                "gus": "belongs to uid 10000, not to uid 10006"})
        again = self.import_json("--from", "google-authenticator", os.path.join(self.folder, "root"), "--all-homes", code=65)
        self.assertEqual((again["added"], again["unchanged"]), (0, 2))

    def test_seeds_are_nowhere_in_clear(self):
        self.import_json("--from", "lines", self.lines_file(["ana"]))
        self.tessera.ctl("keys", "rotate")
        self.tessera.stop()
        wanted = (seed_of("ana"), base32_of(seed_of("ana")).encode(), seed_of("ana").hex().encode())
        for folder, _, names in os.walk(self.folder):
            for name in names:
                path = os.path.join(folder, name)
                if name == "seeds" or not os.path.isfile(path):
                    continue
                with open(path, "rb") as file:
                    content = file.read()
                self.assertFalse([seed for seed in wanted if seed in content], path)

    def test_rows_that_are_swapped_or_changed_by_a_bit_do_not_open(self):
        self.import_json("--from", "lines", self.lines_file(self.accounts))
        with self.database() as database:
            seeds = dict(database.execute("SELECT account, seed FROM apps"))
            database.execute("UPDATE apps SET seed = ? WHERE account = 'ana'", (seeds["bob"],))
            database.execute("UPDATE apps SET seed = ? WHERE account = 'bob'", (seeds["ana"],))
            flipped = bytearray(seeds["carl"])
            flipped[-1] ^= 1
            database.execute("UPDATE apps SET seed = ? WHERE account = 'carl'", (bytes(flipped),))
            database.commit()
        self.enforce()
        for name, whose in (("ana", "ana"), ("ana", "bob"), ("bob", "bob"), ("bob", "ana"), ("carl", "carl")):
            self.assertNotEqual(self.says(name, code_of(seed_of(whose))), PROVEN, f"{whose}'s code lets {name} in")
        self.assertEqual(self.says("dora", code_of(seed_of("dora"))), PROVEN)
        result = self.tessera.ctl("keys", "rotate", code=1)
        self.assertIn("1 seeds and contacts sealed again, 3 unreadable, 0 old keys forgotten", result.stdout)
        self.assertEqual(self.says("dora", code_of(seed_of("dora"), at=time.time() + 30)), PROVEN)


class Killed(Seeds):
    """R-52: however often tesserad is killed while it seals seeds again, each opens afterwards and is what it was."""
    accounts = [f"u{number:05d}" for number in range(MANY)]

    def rotate_until(self, amount):
        """Stops tesserad where some seeds are under the new key and some are not; false when it was too quick."""
        command = [self.tessera.stage.path("tesseractl"), "--config", self.tessera.config_file, "keys", "rotate"]
        with self.database() as database:
            newest = database.execute("SELECT max(id) FROM data_keys").fetchone()[0]
            rotating = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            self.addCleanup(end, rotating)
            count = "SELECT count(*) FROM apps WHERE data_key > ?"
            wait_until(lambda: rotating.poll() is not None or
                       database.execute(count, (newest,)).fetchone()[0] >= amount, "seeds to be sealed again", 120)
            os.kill(self.tessera.pids["tesserad"], signal.SIGKILL)
            rotating.communicate(timeout=60)
            sealed = database.execute(count, (newest,)).fetchone()[0]
        self.assertTrue(rotating.returncode == 69 or sealed == MANY, rotating.returncode)
        return 0 < sealed < MANY

    def test_in_the_middle_again_and_again(self):
        path = self.lines_file(self.accounts)
        self.assertEqual(self.import_json("--from", "lines", path)["added"], MANY)
        in_the_middle = 0
        for attempt in range(4 * KILLS):
            in_the_middle += self.rotate_until(1 + attempt * 400 % (MANY // 2))
            self.tessera.stop()
            self.tessera.start("--no-init")
            # Each seed is opened and compared with the file's.
            answer = self.import_json("--from", "lines", path, "--replace")
            self.assertEqual(answer, {"added": 0, "unchanged": MANY, "replaced": 0, "rejected": []})
            if in_the_middle == KILLS:
                break
        self.assertEqual(in_the_middle, KILLS, "the rotation was never met in the middle")
        rotated = json.loads(self.tessera.ctl("keys", "rotate", "--json").stdout)
        self.assertEqual((rotated["sealed_again"], rotated["unreadable"]), (MANY, 0))
        with self.database() as database:
            self.assertEqual(database.execute("SELECT count(*) FROM data_keys").fetchone()[0], 1, "old keys are forgotten")
        self.enforce()
        for name in self.accounts[::MANY // 3]:
            self.assertEqual(self.says(name, code_of(seed_of(name))), PROVEN)


def main():
    global STAGE
    if "--stage" in sys.argv:
        at = sys.argv.index("--stage")
        STAGE = os.path.abspath(sys.argv[at + 1])
        del sys.argv[at:at + 2]
    unittest.main(verbosity=2)


if __name__ == "__main__":
    main()
