# SPDX-License-Identifier: Apache-2.0
"""The units of a staged install: systemd-analyze finds nothing wrong, and exposure stays low (R-68)."""
import argparse
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAMS = {"tesserad": 8, "tessera-directory": 15, "tessera-courier": 15}  # 8 means an exposure of 0.8
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
        expected = {"tesserad.service", "tessera-login.socket", "tessera-admin.socket", "tessera-directory.service",
                    "tessera-directory.socket", "tessera-courier.service", "tessera-courier.socket"}
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

    def test_sysusers(self):
        done = run("systemd-sysusers", "--root=" + self.root, "--dry-run")
        self.assertEqual(done.returncode, 0, done.stderr)
        for user in ("tessera-directory", "tessera-courier"):
            self.assertIn(user, done.stdout + done.stderr)

    def test_tmpfiles(self):
        done = run("systemd-tmpfiles", "--root=" + self.root, "--create")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for path, mode in (("run/tessera", 0o755), ("etc/tessera/credentials", 0o700)):
            self.assertEqual(os.stat(os.path.join(self.root, path)).st_mode & 0o777, mode)

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
