#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What tesseractl makes of an audit: validity beside the verdict, which is the daemon's (S11, S12).

Usage: audit_test.py PATH-OF-TESSERACTL [unittest arguments]
"""
import os
import sys
import unittest

from ctl_case import ANA, CtlCase, CONFIG, done

LDAP = {"source": "ldap", "why": "lists no account",
        "says": "source ldap cannot be listed: its accounts appear once they are on record (lists no account)"}


def row(name, number=None, email=None, **more):
    phone = number and {"e164": number, "region": "US", "type": "mobile"}
    return {"item": {"account": name, "origin": "other", "source": "extrausers", "population": "express", "phone": phone,
                     "email": email, "language": None, "app": False, "backup_codes": 0, "channels": ["text"],
                     "last_login": None, "verdict": "ready", "says": "ready", "ready": True, **more}}


def totals(ready, not_ready, sources=()):
    return {"item": {"totals": {"environment": "staging", "accounts": ready + not_ready, "ready": ready,
                                "not_ready": not_ready, "gone": 0, "creator_groups": ["sudo"], "channel_troubles": [],
                                "sources_not_listed": list(sources)}}}


ROWS = [row("fine", "+12025550142", "a@example.com"), row("broken", "+1202555"), row("dear", "+19005550123"),
        row("far", "+4915112345678"), row("none", None, "b@example.com")]


class Audit(CtlCase):
    def setUp(self):
        super().setUp()
        self.write_config(CONFIG.format(runtime=self.folder.name) + "limits: { sends: { regions: [US] } }\n")

    def test_validity_stands_beside_the_verdict_and_changes_none(self):
        self.daemon(*ROWS, totals(5, 0), done())
        result = self.run_it("account", "audit", "--json")
        *rows, last = self.lines(result)
        self.assertEqual({each["account"]: (each["phone_is"], each["email_is"]) for each in rows},
                         {"fine": ("fixed_or_mobile", "valid"), "broken": ("not valid", "none"), "dear": ("premium", "none"),
                          "far": ("region not allowed", "none"), "none": ("none", "valid")})
        self.assertEqual({each["verdict"] for each in rows}, {"ready"})
        self.assertEqual({tuple(each["channels"]) for each in rows}, {("text",)})
        self.assertEqual((last["totals"]["ready"], last["totals"]["phones_not_valid"]), (5, 3))
        self.assertEqual(result.returncode, 0, "as enforce will count")

    def test_the_summary_says_how_many_and_what_could_not_be_listed(self):
        self.daemon(*ROWS, totals(5, 0, [LDAP]), done())
        text = self.run_it("account", "audit").stdout
        self.assertIn("other (extrausers)", text)
        self.assertIn("+4915112345678 (region not allowed)", text)
        self.assertTrue(text.endswith("\nPhones that are not valid today: 3; the column says why\n"
                                      f"Note: {LDAP['says']}\n"), text)

    def test_who_is_not_ready_is_exit_1(self):
        self.daemon(*ROWS, totals(4, 1), done(1))
        self.assertEqual(self.run_it("account", "audit").returncode, 1)

    def test_enforce_names_sources_that_could_not_be_listed(self):
        self.daemon({"item": {"name": "staging", "url": None, "switch": "enforce", "since": None, "by": "root",
                              "sources_not_listed": [LDAP]}}, done())
        self.assertTrue(self.run_it("environment", "enforce").stdout.endswith(f"\nNote: {LDAP['says']}\n"))

    def test_a_creator_is_shown_with_its_groups(self):
        self.daemon({"item": dict(ANA, population="creator", creator_groups=["sudo", "adm"])}, done())
        self.assertIn("Population:    creator (sudo, adm)\n", self.run_it("account", "show", "ana").stdout)


if __name__ == "__main__":
    CtlCase.program = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
