#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""account audit and the exports over 10,000 accounts as real lists have them (S11, S12)."""
import csv
import io
import json
import os
import stat
import sys
import tempfile
import unittest
from collections import Counter

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from private_tessera import PrivateTessera, ROOT  # noqa: E402

STAGE = os.path.join(ROOT, "build", "release")
MANY = 10000
UNICODE = "zo\u00eb"


def name_of(number: int) -> str:
    return f"u{number:05d}"


def row_of(number: int) -> list[str] | None:
    """Its contacts; None for who has none."""
    name = name_of(number)
    email = f"{name}@example.com"
    return {0: None,
            1: [name, "", email],                                    # no phone
            2: [name, "+12125550123", email],                        # a landline, which many share
            3: [name, f"+1202555{number % 10000:04d}", ""],          # no e-mail
            4: [name, f"+1202555{number % 10000:04d}", "=cmd@example.com"],
            }.get(number % 20, [name, f"+1202555{number % 10000:04d}", email])


def csv_text(rows) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([["account", "phone", "email"], *rows])
    return text.getvalue()


class Audit(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        place = cls.enterClassContext(tempfile.TemporaryDirectory(prefix="ta-"))
        names = [*map(name_of, range(MANY)), UNICODE, "ansible", "last"]
        outbox = {"kind": "outbox", "directory": os.path.join(place, "outbox")}
        cls.host = PrivateTessera(place, STAGE, names, gateways={"box": outbox}, machine_accounts=["ansible"],
                                  channels={"email": {"gateways": ["box"]}, "text": {"gateways": ["box"]}})
        os.mkdir(os.path.join(place, "tessera.yaml.d"))
        with open(os.path.join(place, "tessera.yaml.d", "require.yaml"), "w", encoding="utf-8") as out:
            out.write("accounts: { require: [] }\n")
        with open(os.path.join(place, "passwd"), "a", encoding="utf-8") as out:
            out.write("daemon:x:1:1::/:/usr/sbin/nologin\nu00005:x:99999:100::/:/bin/sh\n")  # no login, a second line
        with open(os.path.join(place, "group"), "w", encoding="utf-8") as out:
            out.write("sudo:x:27:u00005,u00007\n")
        cls.host.start()
        cls.addClassCleanup(cls.host.stop)
        path = os.path.join(place, "accounts.csv")
        with open(path, "w", encoding="utf-8") as out:
            out.write(csv_text([row for row in map(row_of, range(MANY)) if row]))
        cls.host.ctl("account", "import", path)
        cls.host.ctl("account", "add", UNICODE, "--email", "zoe@example.com")
        cls.host.ctl("account", "add", "formerly", "--email", "formerly@example.com", "--allow-unknown")
        cls.host.ctl("backup-codes", "root")

    def rows(self, *arguments: str) -> tuple[dict[str, dict], dict]:
        lines = [json.loads(line) for line in
                 self.host.ctl("account", "audit", "--json", *arguments, code=1).stdout.splitlines()]
        found = [line for line in lines if "account" in line]
        self.assertEqual(len(found), len({line["account"] for line in found}), "each once")
        return {line["account"]: line for line in found}, lines[-1]["totals"]

    def test_every_account_has_its_verdict(self):
        rows, totals = self.rows()
        verdicts = Counter(row["verdict"] for row in rows.values())
        self.assertEqual(rows["u00000"]["verdict"], "no-contact")
        self.assertEqual(rows["u00001"]["channels"], ["email"])
        self.assertEqual(rows["u00003"]["channels"], ["text"])
        self.assertEqual(rows["u00002"]["phone"]["type"], "fixed_or_mobile")
        self.assertEqual((rows["ansible"]["says"], rows["ansible"]["ready"]), ("machine (key only)", True))
        self.assertEqual(rows["formerly"]["verdict"], "gone")
        self.assertEqual(rows[UNICODE]["verdict"], "ready")
        self.assertIn("last", rows)
        self.assertNotIn("daemon", rows)
        self.assertEqual((rows["root"]["says"], rows["root"]["ready"]), ("root: 10 backup codes", True))
        self.assertEqual(verdicts["no-contact"], MANY // 20 + 1)
        self.assertEqual(totals["not_ready"], sum(not row["ready"] for row in rows.values()))
        self.assertEqual(totals["accounts"] + totals["gone"], len(rows))

    def test_populations(self):
        rows, _ = self.rows()
        creators = self.host.ctl("account", "audit", "--json", "--population", "creator", code=0).stdout.splitlines()
        self.assertEqual([json.loads(line)["account"] for line in creators[:-1]], ["u00005", "u00007"])
        express, _ = self.rows("--population", "express")
        self.assertEqual(set(express), set(rows) - {"u00005", "u00007"})

    def test_channels_and_populations_are_explained(self):
        text = self.host.ctl("account", "audit", code=1).stdout
        self.assertIn("Channel call: has no gateway", text)
        self.assertIn("Populations: creator (sudo, wheel, adm), express (everyone else)", text)

    def test_exports(self):
        """S12: RFC 4180, whole populations, round trip, nothing for a spreadsheet to run."""
        path = os.path.join(self.host.folder, "express.csv")
        self.host.ctl("account", "export", "--population", "express", "--for-spreadsheet", "--output", path)
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        with open(path, encoding="utf-8", newline="") as file:
            rows = {row["account"]: row for row in csv.DictReader(file)}
        self.assertEqual((rows["u00000"]["origin"], rows["u00000"]["email"]), ("local", ""))
        self.assertEqual(rows["u00004"]["email"], "'=cmd@example.com")
        self.assertEqual(rows["u00006"]["phone"], "'+12025550006")
        self.assertNotIn("u00005", rows)
        whole = os.path.join(self.host.folder, "whole.csv")
        self.host.ctl("account", "export", "--output", whole)
        again = json.loads(self.host.ctl("account", "import", "--json", whole).stdout)
        self.assertEqual((again["added"], again["changed"], again["rejected"]), (0, 0, []))


if __name__ == "__main__":
    if "--stage" in sys.argv:
        at = sys.argv.index("--stage")
        STAGE = os.path.abspath(sys.argv[at + 1])
        del sys.argv[at:at + 2]
    unittest.main(verbosity=2)
