#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""tesseractl account import and export against a scripted daemon: what is sent, and what is made of the answers.

Usage: import_test.py PATH-OF-TESSERACTL [unittest arguments]
"""
import json
import os
import subprocess
import sys
import tempfile
import unittest

from fake_daemon import AnsweringDaemon, FakeDaemon

TESSERACTL = None


def done(code=0, error=""):
    return {"done": True, "exit": code, "error": error}


def totals(added=0, changed=0, unchanged=0):
    return {"item": {"added": added, "changed": changed, "unchanged": unchanged}}


def refused(row, column="account", error="refused"):
    return {"item": {"row": row, "column": column, "error": error}}


def all_added(request):
    return [totals(added=len(request["args"]["rows"])), done()]


class Scripted(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory(prefix="tesseractl-"))
        self.config = self.path("tessera.yaml", "environment: { name: staging }\naccounts: { default_region: US }\n"
                                                f"paths: {{ runtime: {self.folder} }}\n")
        self.socket = os.path.join(self.folder, "admin.sock")
        self.file = os.path.join(self.folder, "a.csv")

    def path(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        return path


class Import(Scripted):
    def daemon(self, answer):
        return self.enterContext(AnsweringDaemon(self.socket, answer))

    def run_it(self, text, *options):
        self.path("a.csv", text)
        return subprocess.run([TESSERACTL, "--config", self.config, "account", "import", self.file, *options],
                              capture_output=True, text=True, timeout=120, check=False)

    def assert_said(self, result, code, *lines):
        self.assertEqual((result.returncode, result.stderr.splitlines()),
                         (code, [line.replace("FILE", self.file) for line in lines]))

    def test_rows_are_sent_as_they_are_meant_first_to_be_checked(self):
        daemon = self.daemon(all_added)
        result = self.run_it("email,account,phone\na@b.cd,ana,(202) 555-0142\n,bob,\n", "--allow-unknown")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual(result.stdout, "2 added, 0 changed, 0 unchanged, 0 rejected\n")
        rows = [{"account": "ana", "phone": {"e164": "+12025550142", "region": "US", "type": "fixed_or_mobile"},
                 "email": "a@b.cd"}, {"account": "bob", "phone": None, "email": None}]
        self.assertEqual(daemon.requests, [
            {"verb": "account.import", "args": {"check": True, "allow_unknown": True, "rows": rows}},
            {"verb": "account.import", "args": {"allow_unknown": True, "rows": rows}}])

    def test_a_dry_run_is_what_the_import_would_be(self):
        def answer(request):
            return [{"item": {"added": 0, "changed": 2, "unchanged": 0, "held": 1}}, done()]
        daemon = self.daemon(answer)
        text = "account,phone\nana,+12025550142\nbob,\n"
        result = self.run_it(text, "--dry-run")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual(result.stdout, "0 added, 2 changed, 0 unchanged, 0 rejected\n1 of the changed would be held until "
                                        "their new contacts count\nNothing was changed: --dry-run\n")
        self.assertEqual(json.loads(self.run_it(text, "--dry-run", "--json").stdout),
                         {"added": 0, "changed": 2, "unchanged": 0, "held": 1, "rejected": []})
        self.run_it(text, "--dry-run", "--partial")
        self.assertEqual([request["args"].get("check") for request in daemon.requests], [True] * 3)

    def test_a_dry_run_of_a_file_with_mistakes(self):
        daemon = self.daemon(lambda _: [refused(0), totals(added=1), done()])
        text = "account,email\nana,1\nbob,2\n"
        result = self.run_it(text, "--dry-run")
        self.assert_said(result, 65, "FILE:2:1: refused", "tesseractl: nothing would be imported; --partial imports the "
                                                          "rows that are not rejected")
        self.assertEqual(result.stdout, "0 added, 0 changed, 0 unchanged, 1 rejected\nNothing was changed: --dry-run\n")
        result = self.run_it(text, "--dry-run", "--partial")
        self.assert_said(result, 65, "FILE:2:1: refused",
                         "tesseractl: rejected rows would not be imported, all others would")
        self.assertEqual(result.stdout, "1 added, 0 changed, 0 unchanged, 1 rejected\nNothing was changed: --dry-run\n")
        self.assertEqual([request["args"].get("check") for request in daemon.requests], [True] * 2)

    def test_a_partial_import_reads_the_file_once(self):
        daemon = self.daemon(all_added)
        self.assertEqual(self.run_it("account,language\nana,de\nbob,\n", "--partial").returncode, 0)
        self.assertEqual(daemon.requests, [{"verb": "account.import", "args": {"rows": [
            {"account": "ana", "language": "de"}, {"account": "bob", "language": None}]}}])

    def test_what_is_all_there_is_not_written(self):
        daemon = self.daemon(lambda request: [totals(unchanged=len(request["args"]["rows"])), done()])
        self.assertIn(" 2 unchanged", self.run_it("account\nana\nbob\n").stdout)
        self.assertEqual(len(daemon.requests), 1)

    def test_packets_and_batches_have_bounds_and_rows_keep_their_order(self):
        daemon = self.daemon(all_added)
        names = [f"u{number}" for number in range(1203)]
        self.assertEqual(self.run_it("account\n" + "\n".join(names), "--partial").returncode, 0)
        self.assertEqual([len(request["args"]["rows"]) for request in daemon.requests], [500, 500, 203])
        self.assertEqual([row["account"] for request in daemon.requests for row in request["args"]["rows"]], names)
        daemon.requests.clear()
        long = ",".join(['"' + "\x01" * 500 + '"'] * 2)  # control characters are six times as long in JSON
        self.run_it("email,language,account\n" + "\n".join(f"{long},{name}" for name in names[:100]), "--partial")
        self.assertEqual(sum(len(request["args"]["rows"]) for request in daemon.requests), 100)
        self.assertLessEqual(max(daemon.sizes), 65536)

    def test_refusals_are_told_in_the_order_of_the_file(self):
        def answer(request):
            return [refused(0, "email", "no address"), refused(2, "phone", "no phone here"), totals(added=1), done()]
        self.daemon(answer)
        text = "account,email\n\"x\"y,\nana,1\nana,2\nbob,3\n\ncarl,4\n,\n"
        said = ["FILE:2:4: text after a closing quote", "FILE:3:5: no address", "FILE:4:1: ana stands in line 3 already",
                "FILE:7:1: no phone here"]
        result = self.run_it(text)
        self.assert_said(result, 65, *said, "tesseractl: nothing was imported; --partial imports the rows that are not "
                                            "rejected")
        self.assertEqual(result.stdout, "0 added, 0 changed, 0 unchanged, 4 rejected\n")
        result = self.run_it(text, "--partial")
        self.assert_said(result, 65, *said, "tesseractl: rejected rows were not imported, all others were")
        self.assertEqual(result.stdout, "1 added, 0 changed, 0 unchanged, 4 rejected\n")
        answer = json.loads(self.run_it(text, "--partial", "--json").stdout)
        self.assertEqual(list(answer), ["added", "changed", "unchanged", "rejected"])
        self.assertEqual(answer["rejected"][1], {"line": 3, "column": 5, "error": "no address"})
        self.assertEqual([row["line"] for row in answer["rejected"]], [2, 3, 4, 7])

    def test_values_do_not_steer_the_terminal(self):
        self.daemon(lambda _: [refused(0, error="bad\x1b[31m"), totals(), done()])
        self.assertNotIn("\x1b", self.run_it("account\na\n").stderr)

    def test_a_daemon_that_stops_in_the_middle_is_named_and_what_is_in_is_counted(self):
        for last, code, sentence in (([done(75, "try later")], 75, "try later"),
                                     (None, 69, "tesserad did not answer to the end; see: systemctl status tesserad")):
            answers = [[totals(added=500), done()], [totals(added=499, unchanged=1), done()], last]
            with AnsweringDaemon(self.socket, lambda _, left=iter(answers): next(left, None)):
                result = self.run_it("account\n" + "\n".join(f"u{number}" for number in range(2000)), "--partial")
            self.assert_said(result, code, f"tesseractl: {sentence}; what was imported stays, run it again to go on")
            self.assertEqual(result.stdout, "999 added, 0 changed, 1 unchanged, 0 rejected\n")

    def test_trouble_while_checking_imports_nothing(self):
        daemon = self.daemon(lambda _: [done(75, "sss does not answer")])
        result = self.run_it("account\nana\n")
        self.assert_said(result, 75, "tesseractl: sss does not answer")
        self.assertEqual(len(daemon.requests), 1)

    def test_answers_that_make_no_sense_are_69(self):
        for packets in ([done()], [refused(1), totals(), done()], [refused(-1), totals(), done()],
                        [{"item": {"row": 0}}, totals(), done()], [{"item": {"added": 1}}, done()],
                        [{"item": {"added": "1", "changed": 0, "unchanged": 0}}, done()]):
            with AnsweringDaemon(self.socket, lambda _, packets=packets: packets):
                self.assertEqual(self.run_it("account\nana\n").returncode, 69, packets)

    def test_without_a_daemon_it_is_69_and_a_wrong_first_row_asks_none(self):
        self.assertEqual(self.run_it("account\nana\n").returncode, 69)
        self.assert_said(self.run_it("account,mail\nana,\n"), 65,
                         'FILE:1:9: no column is called "mail"; known: account, phone, email, language',
                         "tesseractl: nothing was imported")

    def test_a_file_that_changes_in_between_is_not_imported(self):
        def answer(request):
            with open(self.file, "a", encoding="ascii") as file:
                file.write("eve\n")
            return all_added(request)
        daemon = self.daemon(answer)
        self.assert_said(self.run_it("account\nana\n"), 75, f"tesseractl: {self.file} changed while it was read")
        self.assertEqual(len(daemon.requests), 1)

    def test_an_unclosed_quote_in_a_long_file_is_one_mistake_at_its_beginning(self):
        self.daemon(all_added)
        text = 'account,email\nana,"x\n' + "bob,b@example.com\n" * 100000
        self.assert_said(self.run_it(text), 65,
                         "FILE:2:5: the cell is longer than 65536 bytes, or its quote is never closed; nothing after it "
                         "was read", "tesseractl: nothing was imported; --partial imports the rows that are not rejected")


class Export(Scripted):
    def export(self, *options, **more):
        return subprocess.run([TESSERACTL, "--config", self.config, "account", "export", *options], timeout=60,
                              check=False, **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more})

    def accounts(self, *names):
        self.enterContext(FakeDaemon(self.socket, [
            *({"item": {"account": name, "population": "express", "phone": None, "email": "a@b.cd", "language": None,
                        "changed": None}} for name in names), done()]))

    def test_cells_are_quoted_where_they_must_be(self):
        self.accounts("ana", 'a"b', "c,d", "zo\u00eb")
        self.assertEqual(self.export().stdout.decode(),
                         'account,phone,email,language\r\nana,,a@b.cd,\r\n"a""b",,a@b.cd,\r\n"c,d",,a@b.cd,\r\n'
                         'zo\u00eb,,a@b.cd,\r\n')
        self.assertEqual([json.loads(line) for line in self.export("--json").stdout.splitlines()][3],
                         {"account": "zo\u00eb", "phone": None, "email": "a@b.cd", "language": None})

    def test_what_was_entered_is_exported_whether_it_counts_yet_or_not(self):
        phone = {"e164": "+12025550142", "region": "US", "type": "mobile"}
        row = {"account": "ana", "origin": "local", "population": "express", "phone": phone, "email": "old@b.cd",
               "language": None, "record": {"phone": None, "email": "new@b.cd"}}
        self.enterContext(FakeDaemon(self.socket, [{"item": row}, {"item": {"totals": {}}}, done(1)]))
        self.assertEqual(self.export("--population", "express").stdout.decode(),
                         "account,phone,email,language,origin,population\r\nana,,new@b.cd,,local,express\r\n")

    def test_nowhere_to_write_to_is_said(self):
        self.accounts("ana")
        with open("/dev/full", "wb") as full:
            result = self.export(stdout=full)
        self.assertEqual((result.returncode, result.stderr), (71, b"tesseractl: standard output could not be written\n"))
        result = self.export("--output", os.path.join(self.folder, "absent", "out.csv"))
        self.assertEqual(result.returncode, 71)
        self.assertIn(b"out.csv: No such file or directory", result.stderr)

    def test_an_answer_that_breaks_off_leaves_no_file(self):
        self.enterContext(FakeDaemon(self.socket, [{"item": {"account": "ana"}}]))
        self.assertEqual(self.export("--output", os.path.join(self.folder, "out.csv")).returncode, 69)
        self.assertFalse([name for name in os.listdir(self.folder) if name.startswith("out")])


if __name__ == "__main__":
    TESSERACTL = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
