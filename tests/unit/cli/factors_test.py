#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What tesseractl says of apps, backup codes, tickets and keys, against a scripted daemon.

Usage: factors_test.py PATH-OF-TESSERACTL [unittest arguments]
"""
import os
import sys
import unittest

from ctl_case import ANA, CtlCase, done
from fake_daemon import AnsweringDaemon, FakeDaemon


class Factors(CtlCase):
    def test_the_app_of_an_account_is_told_as_it_is(self):
        app = {"app": True, "app_since": "2026-11-23T14:02:00Z", "app_held_until": "2026-11-24T14:02:00Z", "backup_codes": 7}
        self.daemon({"item": dict(ANA, **app)}, done())
        shown = self.run_it("account", "show", "ana").stdout
        self.assertIn("App:           since 2026-11-23 14:02:00, a new one on hold until 2026-11-24 14:02:00\n", shown)
        self.assertIn("Backup codes:  7 left\n", shown)

    TICKET = {"account": "ana", "link": None, "confirmation": "4417", "ticket": "abc", "valid_until": "2026-11-23T14:12:00Z"}

    def test_a_ticket_names_the_command_and_where_there_is_a_page_the_link(self):
        with FakeDaemon(self.socket, [{"item": self.TICKET}, done()]):
            self.assertEqual(self.run_it("app", "enrol", "ana").stdout,
                             "Account:  ana\nCommand:  tessera enrol --ticket\nTicket:   abc\n"
                             "Valid:    once, for ten minutes, until 2026-11-23 14:12:00\n")
        with FakeDaemon(self.socket, [{"item": dict(self.TICKET, link="https://h/e/abc")}, done()]):
            self.assertIn("Link:          https://h/e/abc\nConfirmation:  4417\n", self.run_it("app", "enrol", "ana").stdout)
            self.assertEqual(self.lines(self.run_it("app", "enrol", "ana", "--json")),
                             [dict(self.TICKET, link="https://h/e/abc", command="tessera enrol --ticket")])

    def test_codes_are_printed_once_and_whole(self):
        with FakeDaemon(self.socket, [{"item": {"account": "ana", "codes": ["k7mf-2qpx", "aaaa-bbbb"]}}, done()]):
            self.assertTrue(self.run_it("backup-codes", "ana").stdout.endswith(":\n  k7mf-2qpx\n  aaaa-bbbb\n"))
        with FakeDaemon(self.socket, [{"item": {"account": "ana", "code": "k7mf-2qpx",
                                                "valid_until": "2026-11-23T14:12:00Z"}}, done()]):
            self.assertIn("Code:     k7mf-2qpx\nValid:    once, for ten minutes, until 2026-11-23 14:12:00\n",
                          self.run_it("code", "ana").stdout)

    def test_a_rotation_says_how_many_seeds_and_keys(self):
        self.daemon({"item": {"key": 2, "sealed_again": 7, "unreadable": 1, "dropped": 0}}, done(1, "1 seed does not open"))
        result = self.run_it("keys", "rotate")
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stdout, "Data key 2 seals now: 7 seeds and contacts sealed again, 1 unreadable, 0 old keys forgotten\n")

    SEED = "JBSWY3DPEHPK3PXP"

    def import_seeds(self, text, answer, *options):
        """A run of app import --from lines on this text, and the requests that it made."""
        path = os.path.join(self.folder.name, "seeds")
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
        with AnsweringDaemon(self.socket, answer) as daemon:
            result = self.run_it("app", "import", "--from", "lines", path, *options)
        return result, daemon

    @staticmethod
    def all_added(request):
        return [{"item": {"added": len(request["args"]["rows"]), "replaced": 0, "unchanged": 0}}, done()]

    def test_seeds_go_over_the_socket_in_batches(self):
        text = "".join(f"u{number} {self.SEED}\n" for number in range(70))
        result, daemon = self.import_seeds(text, self.all_added)
        self.assertEqual((result.returncode, result.stdout), (0, "70 added, 0 unchanged, 0 replaced, 0 rejected\n"))
        self.assertEqual([len(request["args"]["rows"]) for request in daemon.requests], [32, 32, 6])
        self.assertEqual(daemon.requests[2]["args"]["rows"][5],
                         {"account": "u69", "seed": self.SEED, "hash": "SHA1", "digits": 6, "period": 30})
        self.assertEqual(daemon.requests[0]["verb"], "app.import")
        self.assertEqual(set(daemon.requests[0]["args"]), {"rows"})

    def test_options_reach_the_daemon(self):
        _, daemon = self.import_seeds(f"ana {self.SEED}\n", self.all_added, "--dry-run", "--replace")
        self.assertEqual({key: value for key, value in daemon.requests[0]["args"].items() if key != "rows"},
                         {"check": True, "replace": True})

    def test_an_import_that_breaks_off_says_so(self):
        answers = iter([self.all_added, lambda _: None])
        text = "".join(f"u{number} {self.SEED}\n" for number in range(40))
        result, _ = self.import_seeds(text, lambda request: next(answers)(request))
        self.assertEqual(result.returncode, 69)
        self.assertIn("what was taken over stays, run it again to go on", result.stderr)
        self.assertIn("32 added", result.stdout)

    def test_answers_that_make_no_sense_are_69(self):
        for item in ({"row": 7, "column": "seed", "error": "x"}, {"row": "0"}, {"added": 1}, {"row": 0, "column": "seed"}):
            result, _ = self.import_seeds(f"ana {self.SEED}\n", lambda _, item=item: [{"item": item}, done()])
            self.assertEqual(result.returncode, 69, item)

    def test_files_that_are_none_and_options_that_do_not_fit(self):
        absent = os.path.join(self.folder.name, "absent")
        for form in ("lines", "oath", "google-authenticator"):
            self.assertEqual(self.run_it("app", "import", "--from", form, absent).returncode, 66, form)
        self.assertEqual(self.run_it("app", "import", "--from", "csv", absent).returncode, 64)
        self.assertEqual(self.run_it("app", "import", absent).returncode, 64)
        for option in (["--all-homes"], ["--user", "ana"]):
            self.assertEqual(self.run_it("app", "import", "--from", "lines", absent, *option).returncode, 64)
        self.assertEqual(self.run_it("app", "import", "--from", "google-authenticator", "--all-homes", absent).returncode, 66)


if __name__ == "__main__":
    CtlCase.program = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
