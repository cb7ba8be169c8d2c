# SPDX-License-Identifier: Apache-2.0
"""The units of a staged install: systemd-analyze finds nothing wrong, and exposure stays low (R-68)."""
import argparse
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import catalog  # noqa: E402
import mdoc  # noqa: E402

PROGRAMS = {"tesserad": 8, "tessera-directory": 15, "tessera-courier": 15, "tessera-portal": 15}  # 8 means an exposure of 0.8
USERS = ("tessera-directory", "tessera-courier", "tessera-portal")
FOLDERS = {"run/tessera": 0o755, "etc/tessera": 0o755, "etc/tessera/credentials": 0o700}

# What systemd-analyze counts against each unit, and why it stays. Root's files are seen in place (RootDirectory),
# Unix sockets are how the programs speak, and ProtectClock= itself opens char-rtc for reading (DeviceAllow).
EVERYWHERE = {"RootDirectoryOrRootImage", "RestrictAddressFamilies_AF_UNIX", "DeviceAllow"}
NETWORK = {"RestrictAddressFamilies_AF_INET_INET6", "PrivateNetwork", "IPAddressDeny"}
LEFT_OPEN = {
    "tesserad": EVERYWHERE | {"UserOrDynamicUser", "PrivateUsers"},  # root, who sees its peers' uids
    "tessera-directory": EVERYWHERE | NETWORK,
    "tessera-courier": EVERYWHERE | NETWORK,
    "tessera-portal": EVERYWHERE | NETWORK,
}
SANDBOX = (r"(CapabilityBoundingSet|NoNewPrivileges|Private|IPAddressDeny|Restrict|Protect|ProcSubset|DevicePolicy|"
           r"LockPersonality|MemoryDenyWriteExecute|RemoveIPC|KeyringMode|SystemCall)\w*=")
# What systemd-analyze does not rate, or not for root.
UNRATED = ("DevicePolicy=closed", "PrivateIPC=yes", "RemoveIPC=yes", "KeyringMode=private",
           "SystemCallErrorNumber=EPERM", "LimitCORE=0")
options: argparse.Namespace


def run(*command: str) -> subprocess.CompletedProcess:
    return subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


class Units(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="tessera-units-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.root = os.path.join(cls.folder, "root")
        installed = subprocess.run(["cmake", "--install", options.stage, "--prefix", "/usr"], check=False,
                                   capture_output=True, text=True, env={**os.environ, "DESTDIR": cls.root})
        if installed.returncode != 0:
            raise AssertionError(installed.stdout + installed.stderr)
        cls.units = os.path.join(cls.folder, "units")
        os.makedirs(cls.units)
        for unit in glob.glob(cls.root + "/**/systemd/system/*", recursive=True):
            cls.copy(unit)

    @classmethod
    def copy(cls, unit: str) -> None:
        """ExecStart points into the staged install, since the programs are not installed here."""
        with open(unit, encoding="utf-8") as text:
            changed = re.sub(r"^ExecStart=/", f"ExecStart={cls.root}/", text.read(), flags=re.MULTILINE)
        with open(os.path.join(cls.units, os.path.basename(unit)), "w", encoding="utf-8") as out:
            out.write(changed)

    def test_all_are_installed(self):
        expected = {"tesserad.service", "tessera-login.socket", "tessera-admin.socket", "tessera-user.socket", "tessera-directory.service",
                    "tessera-directory.socket", "tessera-courier.service", "tessera-courier.socket",
                    "tessera-portal.service", "tessera-portal.socket"}
        self.assertEqual(set(os.listdir(self.units)), expected)

    def test_verify_has_nothing_to_say(self):
        """`verify` exits 0 on an unknown key: its standard error is what counts."""
        done = run("systemd-analyze", "verify", "--man=no", *sorted(glob.glob(self.units + "/*")))
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_verify_sees_a_mistake(self):
        """The check above can fail."""
        broken = os.path.join(self.folder, "broken.service")
        shutil.copy(os.path.join(self.units, "tesserad.service"), broken)
        with open(broken, "a", encoding="utf-8") as out:
            out.write("[Service]\nPrivateNetwerk=yes\n")
        self.assertIn("PrivateNetwerk", run("systemd-analyze", "verify", "--man=no", broken).stderr)

    def test_exposure(self):
        for program, threshold in PROGRAMS.items():
            done = run("systemd-analyze", "security", "--no-pager", "--offline=true", f"--threshold={threshold}",
                       os.path.join(self.units, program + ".service"))
            self.assertEqual(done.returncode, 0, done.stdout.splitlines()[-1:])

    def test_exposure_sees_a_loosened_unit(self):
        """The check above can fail: without its largest part each unit is over its threshold."""
        for program, threshold in PROGRAMS.items():
            loose = self.variant(program, "CapabilityBoundingSet=", "")
            done = run("systemd-analyze", "security", "--no-pager", "--offline=true", f"--threshold={threshold}", loose)
            self.assertNotEqual(done.returncode, 0, program)

    def test_what_is_left_open_is_known(self):
        """Exposure has room for a small loosening; the list of what is open has none."""
        for program, expected in LEFT_OPEN.items():
            self.assertEqual(self.left_open([os.path.join(self.units, program + ".service")]), [expected], program)

    def test_each_line_of_the_sandbox_counts(self):
        """Taken away, it shows in what is left open, so that nobody loses one unnoticed."""
        for program, expected in LEFT_OPEN.items():
            lines = [line for line in self.text_of(program).splitlines()
                     if re.match(SANDBOX, line) and line not in UNRATED]
            self.assertEqual([line for line in UNRATED if line not in self.text_of(program).splitlines()], [], program)
            self.assertGreater(len(lines), 20, program)
            loose = [self.variant(program, line + "\n", "", number) for number, line in enumerate(lines)]
            for line, left_open in zip(lines, self.left_open(loose), strict=True):
                self.assertTrue(left_open - expected, f"{program}: {line}")

    def text_of(self, program: str) -> str:
        with open(os.path.join(self.units, program + ".service"), encoding="utf-8") as text:
            return text.read()

    def variant(self, program: str, old: str, new: str, number: int = 0) -> str:
        """A copy with the one change."""
        text = self.text_of(program)
        self.assertIn(old, text)
        path = os.path.join(tempfile.mkdtemp(dir=self.folder), f"{program}-{number:02}.service")
        with open(path, "w", encoding="utf-8") as out:
            out.write(text.replace(old, new, 1))
        return path

    def left_open(self, units: list[str]) -> list[set[str]]:
        """For each unit, what systemd-analyze counts against it."""
        done = run("systemd-analyze", "security", "--no-pager", "--offline=true", "--threshold=100", "--json=short", *units)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return [{item["json_field"] for item in json.loads(line) if float(item.get("exposure") or 0) > 0}
                for line in done.stdout.splitlines()]

    def test_watchdogs(self):
        """The daemon and its helpers feed one (tests/system/notifications.py); a hanging loop is started anew."""
        for program in PROGRAMS:
            text = self.text_of(program)
            for line in ("Type=notify", "NotifyAccess=main", "WatchdogSec=30s", "Restart=on-failure"):
                self.assertIn(f"\n{line}\n", text, program)

    def test_sysusers(self):
        """Into a root of its own, twice: the users exist, cannot log in, and stay who they are."""
        passwd = os.path.join(self.root, "etc/passwd")
        for _ in range(2):
            done = run("systemd-sysusers", "--root=" + self.root)
            self.assertEqual(done.returncode, 0, done.stderr)
            with open(passwd, encoding="utf-8") as lines:
                users = {line.split(":")[0]: line.rstrip("\n").split(":") for line in lines}
            uids = {users[name][2] for name in USERS}
            self.assertEqual(len(uids - {"0"}), len(USERS))
            self.assertEqual({users[name][6] for name in USERS}, {"/usr/sbin/nologin"})
        with open(os.path.join(self.root, "etc/shadow"), encoding="utf-8") as lines:
            locked = {line.split(":")[0]: line.split(":")[1] for line in lines}
        self.assertTrue(all(locked[name].startswith("!") for name in USERS), locked)

    def test_units_name_users_that_sysusers_makes(self):
        named = {user for program in PROGRAMS for user in re.findall(r"^User=(.*)$", self.text_of(program), re.MULTILINE)}
        self.assertEqual(named, set(USERS))

    def test_tmpfiles(self):
        """Twice: what was loosened in between is tightened again."""
        for _ in range(2):
            done = run("systemd-tmpfiles", "--root=" + self.root, "--create")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            for path, mode in FOLDERS.items():
                found = os.stat(os.path.join(self.root, path))
                self.assertEqual((found.st_mode & 0o7777, found.st_uid, found.st_gid), (mode, 0, 0), path)
                os.chmod(os.path.join(self.root, path), 0o777)

    def test_sockets_lie_where_tmpfiles_makes_their_folder(self):
        for path in glob.glob(self.units + "/*.socket"):
            with open(path, encoding="utf-8") as unit:
                self.assertRegex(unit.read(), r"\nListenSequentialPacket=/run/tessera/[a-z]+\.sock\n")

    def test_catalog(self):
        """journalctl takes the whole of it, and says what an entry says."""
        done = run("journalctl", "--root=" + self.root, "--update-catalog")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        listed = run("journalctl", "--root=" + self.root, "--list-catalog").stdout.splitlines()
        entries = catalog.entries(os.path.join(self.root, "usr/lib/systemd/catalog/tessera.catalog"))
        self.assertEqual(len(listed), len(entries))
        locked, = [key for key, entry in entries.items() if "locked after wrong codes" in entry.subject]
        shown = run("journalctl", "--root=" + self.root, "--dump-catalog", locked).stdout
        self.assertIn("tesseractl unlock @TESSERA_USER@", shown)

    def test_manuals_are_installed(self):
        """Each page, and each file below /usr that a page names."""
        for page in mdoc.pages():
            self.assertTrue(os.path.isfile(f"{self.root}/usr/share/man/man{page.path.suffix[1:]}/{page.path.name}"))
            for path in re.findall(r"(?:Pa|Nm) (/usr/\S+)", page.text):
                self.assertTrue(os.path.exists(self.root + path), f"{page.path.name}: {path}")

    def test_configuration_is_installed(self):
        for path in ("etc/tessera/tessera.yaml", "usr/share/tessera/pam/tessera-password-code",
                     "usr/share/tessera/pam/tessera-key-code", "usr/share/tessera/gateways/twilio-sms.yaml"):
            self.assertTrue(os.path.isfile(os.path.join(self.root, path)), path)
        self.assertFalse(os.path.exists(os.path.join(self.root, "etc/pam.d")), "stacks are the administrator's")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--stage", required=True)
    options, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], "-v", *rest])
