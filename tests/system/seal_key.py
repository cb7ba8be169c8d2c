# SPDX-License-Identifier: Apache-2.0
"""R-52: a new seal key by a restart with the old one beside it, killed at every step, and with the wrong old one."""
import json
import os
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import seeds  # noqa: E402
from module_client import PROVEN  # noqa: E402
from seeds import Seeds, code_of, seed_of  # noqa: E402

STEPS = ("pwrite64", "fdatasync", "ftruncate")


class SealKey(Seeds):
    def setUp(self):
        super().setUp()
        self.key, self.old = (os.path.join(self.folder, name) for name in ("credentials/seal", "seal-before"))
        self.import_json("--from", "lines", self.lines_file(self.accounts))
        self.break_a_rotation_off()
        self.enforce()

    def break_a_rotation_off(self) -> None:
        """As one that was killed leaves the store: two data keys, and ana's seed under the older."""
        with self.database() as database:
            key = database.execute("SELECT * FROM data_keys").fetchone()
            sealed = database.execute("SELECT data_key, seed FROM apps WHERE account = 'ana'").fetchone()
        self.tessera.ctl("keys", "rotate")
        with self.database() as database, database:
            database.execute("INSERT INTO data_keys VALUES (?, ?, ?)", key)
            database.execute("UPDATE apps SET data_key = ?, seed = ? WHERE account = 'ana'", sealed)

    def change_key(self) -> None:
        self.tessera.stop()
        shutil.copy2(self.key, self.old)
        os.unlink(self.key)
        self.configure_before(self.old)
        self.make_key(self.key)

    def configure_before(self, path: str | None) -> None:
        with open(self.tessera.config_file, encoding="utf-8") as text:
            lines = [line for line in text if not line.startswith("keys:")]
        with open(self.tessera.config_file, "w", encoding="utf-8") as out:
            out.writelines(lines + ([f"keys: {{seal_before: 'file:{path}'}}\n"] if path else []))

    @staticmethod
    def make_key(path: str) -> None:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "wb") as out:
            out.write(os.urandom(32))

    def wrapped(self) -> dict[int, bytes]:
        with self.database() as database:
            return dict(database.execute("SELECT id, wrapped FROM data_keys"))

    def seal_state(self) -> str:
        return json.loads(self.tessera.ctl("status", "--json").stdout)["seal_key"]

    def assert_every_seed_opens(self) -> None:
        answer = self.import_json("--from", "lines", os.path.join(self.folder, "seeds"), "--replace")
        self.assertEqual((answer["unchanged"], answer["replaced"], answer["rejected"]), (len(self.accounts), 0, []))

    def test_the_old_one_beside_the_new_for_one_start(self):
        before = self.wrapped()
        self.assertEqual(self.seal_state(), "in force")
        self.change_key()
        self.tessera.start("--no-init")
        self.assertIn("keys.seal_before is not needed any more", self.seal_state())
        self.assertIn("the new seal key is in force", self.tessera.log("tesserad"))
        after = self.wrapped()
        self.assertEqual((set(after), set(after.values()) & set(before.values())), (set(before), set()))
        self.assert_every_seed_opens()
        self.tessera.stop()
        os.unlink(self.old)
        self.tessera.start("--no-init")  # whoever destroys the old key first is not stranded
        self.assertIn("keys.seal_before is not needed any more", self.seal_state())
        self.assertEqual(self.wrapped(), after)
        self.tessera.stop()
        self.configure_before(None)
        self.tessera.start("--no-init")
        self.assertEqual((self.seal_state(), self.wrapped()), ("in force", after))
        self.assert_every_seed_opens()
        self.assertEqual(self.says("ana", code_of(seed_of("ana"))), PROVEN)

    def tesserad(self, *wrapper: str, check: bool = False) -> subprocess.CompletedProcess:
        """Without sockets it ends by itself once the store is open."""
        command = [*wrapper, self.tessera.stage.path("tesserad"), *(["--check"] if check else []), "--config", self.tessera.config_file, "--log", "stderr"]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    def test_a_wrong_old_key_is_78_and_changes_nothing(self):
        before = self.wrapped()
        self.change_key()
        right = self.old + ".right"
        os.rename(self.old, right)
        self.make_key(self.old)
        for check in (True, False):
            done = self.tesserad(check=check)
            self.assertEqual(done.returncode, 78, done.stderr)
            self.assertIn("opens with neither keys.seal nor keys.seal_before; nothing was changed", done.stderr)
        os.unlink(self.old)
        self.assertEqual(self.tesserad().returncode, 78, "no old key at all")
        self.assertEqual(self.wrapped(), before)
        os.rename(right, self.old)
        self.assertEqual(self.tesserad(check=True).returncode, 0)
        self.assertEqual(self.wrapped(), before, "--check changes nothing")
        self.tessera.start("--no-init")
        self.assert_every_seed_opens()

    def killed_at(self, call: str, count: int) -> bool:
        """A start that is killed as it enters its `count`th such call; false when it made fewer."""
        trace = ("strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={count}")
        return self.tesserad(*trace).returncode in (-signal.SIGKILL, 128 + signal.SIGKILL)

    def test_killed_at_every_step(self):
        """At each write, sync and truncation of a start: all keys are old or all are new, and the next start opens all."""
        self.change_key()
        state, kept = (os.path.join(self.folder, name) for name in ("state", "state.kept"))
        shutil.copytree(state, kept)
        old, seen = self.wrapped(), []
        for call in STEPS:
            for count in range(1, 200):
                shutil.rmtree(state)
                shutil.copytree(kept, state)
                killed = self.killed_at(call, count)
                now = self.wrapped()
                self.assertIn(sum(now[key] == old[key] for key in old), (0, len(old)), f"half of the keys at {call} {count}")
                seen.append(now == old)
                if not killed:
                    break
            self.assertFalse(seen[-1], f"{call}: the start that was not killed changes them")
        self.assertGreater(seen.count(True), len(STEPS), "killed before the commit")
        self.assertGreater(seen.count(False), len(STEPS), "and after it")
        self.tessera.start("--no-init")
        self.assert_every_seed_opens()


if __name__ == "__main__":
    seeds.main()
