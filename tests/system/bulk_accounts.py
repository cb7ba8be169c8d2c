# SPDX-License-Identifier: Apache-2.0
"""account import and export with the real programs: what is wrong is named by its place, nothing is half done, and
what was killed in the middle is run again."""
import csv
import errno
import io
import json
import os
import pty
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from private_tessera import PrivateTessera, ROOT  # noqa: E402
from processes import end, wait_until  # noqa: E402

STAGE = os.path.join(ROOT, "build", "release")
HEADER = ["account", "phone", "email", "language"]
MANY = 20000


def rows_of(count):
    """Accounts as a file has them: some without a phone, in no order of names."""
    names = [f"u{number * 7919 % count:05d}" for number in range(count)]
    return [[name, f"+1202555{number % 10000:04d}" if number % 5 else "", f"{name}@example.com",
             ("", "de", "pt-BR")[number % 3]] for number, name in enumerate(names)]


def csv_text(rows, header=HEADER):
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue()


def read_to_the_end(master):
    """What stands on a terminal that nobody has open any more: a read gives a part, the last one EIO."""
    shown = b""
    while True:
        try:
            shown += os.read(master, 65536)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            return shown


class Bulk(unittest.TestCase):
    accounts = ("ana", "bob", "carl", "dora", "zo\u00eb", 'o"neil', "smith,j")
    maxDiff = None

    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory(prefix="tb-"))
        self.tessera = PrivateTessera(self.folder, STAGE, self.accounts).start()
        self.addCleanup(self.tessera.stop)

    def file(self, text, name="accounts.csv"):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as out:
            out.write(text if isinstance(text, bytes) else text.encode())
        return path

    def import_file(self, text, *options, code=0):
        return self.tessera.ctl("account", "import", self.file(text), *options, code=code)

    def import_json(self, text, *options, code=0):
        return json.loads(self.import_file(text, "--json", *options, code=code).stdout)

    def exported(self):
        return list(csv.reader(io.StringIO(self.tessera.ctl("account", "export").stdout, newline="")))

    def errors(self, result):
        """(line, column, message) of stderr's lines that name a place, and the sentence that ends it."""
        *places, last = result.stderr.splitlines()
        prefix = os.path.join(self.folder, "accounts.csv:")
        self.assertTrue(all(line.startswith(prefix) for line in places), result.stderr)
        split = [line.removeprefix(prefix).split(":", 2) for line in places]
        return [(int(line), int(column), message[1:]) for line, column, message in split], last


class Files(Bulk):
    def test_what_is_imported_is_exported_and_imported_again_as_unchanged(self):
        text = ("\ufefflanguage,email,phone,account\r\nde,ana@example.com,(202) 555-0142,ana\r\n"
                ",\"bob@example.com\",,bob\n,zoe@example.com,+442071838750,zo\u00eb\n"
                ",n@example.com,,\"o\"\"neil\"\npt-BR,j@example.com,,\"smith,j\"\n")
        self.assertEqual(self.import_json(text), {"added": 5, "changed": 0, "unchanged": 0, "rejected": []})
        export = self.tessera.ctl("account", "export").stdout
        self.assertEqual(self.exported(), [
            HEADER, ["ana", "+12025550142", "ana@example.com", "de"], ["bob", "", "bob@example.com", ""],
            ['o"neil', "", "n@example.com", ""], ["smith,j", "", "j@example.com", "pt-BR"],
            ["zo\u00eb", "+442071838750", "zoe@example.com", ""]])
        self.assertEqual(self.import_json(export), {"added": 0, "changed": 0, "unchanged": 5, "rejected": []})
        result = self.import_file(export)
        self.assertEqual((result.stdout, result.stderr), ("0 added, 0 changed, 5 unchanged, 0 rejected\n", ""))

    def test_an_export_goes_to_a_private_file_and_replaces_it_whole(self):
        self.import_file("account,email,language\nana,ana@example.com,de\n")
        path = self.file("old", "out.csv")
        os.chmod(path, 0o644)
        result = self.tessera.ctl("account", "export", "--output", path)
        self.assertEqual((result.stdout, result.stderr), ("", ""))
        with open(path, encoding="utf-8", newline="") as out:
            self.assertEqual(out.read(), "account,phone,email,language\r\nana,,ana@example.com,de\r\n")
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
        self.tessera.ctl("account", "export", "--json", "--output", path)
        with open(path, encoding="utf-8") as out:
            self.assertEqual(json.load(out), {"account": "ana", "phone": None, "email": "ana@example.com", "language": "de"})
        link = os.path.join(self.folder, "link")
        os.symlink("/dev/null", link)
        self.assertIn("is no regular file", self.tessera.ctl("account", "export", "--output", link, code=71).stderr)
        self.assertTrue(os.path.islink(link))
        self.tessera.stop()
        self.tessera.ctl("account", "export", "--output", path, code=69)
        with open(path, encoding="utf-8") as out:
            self.assertIn("ana", out.read(), "a failed export leaves what was there")
        self.assertEqual([name for name in os.listdir(self.folder) if name.startswith("out.csv.")], [])

    def test_every_bad_row_is_named_by_its_place_and_nothing_is_imported(self):
        text = ("account,phone,email,language\n"
                "ana,+12025550142,ana@example.com,de\n"
                "eve,,eve@example.com,\n"                      # 3: nobody knows her
                "zo\u00eb,12,zoe@example.com,\n"                # 4: no number
                "bob,+19005550142,bob@example.com,\n"          # 5: premium rate
                "carl,,\"carl@example\n.com\",\n"               # 6 and 7: no address
                "dora,,dora@example.com,de_DE\n"               # 8: no tag
                "ana,,ana@example.com,\n"                      # 9: again
                "=cmd|'/C calc'!A0,,x@example.com,\n"          # 10: no name
                "root,,,\n"                                    # 11: required
                "smith,j,,j@example.com,\n"                    # 12: five cells
                "carl,\"x\"y,carl@example.com,\n").encode() + b"dora,\xff,d\x00@example.com,\n"  # 13, 14
        result = self.import_file(text, code=65)
        errors, last = self.errors(result)
        self.assertEqual([error[:2] for error in errors],
                         [(3, 1), (4, 5), (5, 5), (6, 7), (8, 24), (9, 1), (10, 1), (11, 7), (12, 24), (13, 9), (14, 6)])
        messages = [error[2] for error in errors]
        for message, part in zip(messages, (
                "no account eve on this host", '"12" is not a valid phone number', "premium-rate", "e-mail address",
                "BCP 47", "ana stands in line 2 already", "account name", "accounts.require names email",
                "too many: 5 cells", "text after a closing quote", "byte 0xFF is no UTF-8")):
            self.assertIn(part, message)
        self.assertIn("nothing was imported", last)
        self.assertEqual(result.stdout, "0 added, 0 changed, 0 unchanged, 11 rejected\n")
        self.assertEqual(self.exported(), [HEADER])
        answer = self.import_json(text, code=65)
        self.assertEqual(answer, {"added": 0, "changed": 0, "unchanged": 0, "rejected": [
            {"line": line, "column": column, "error": error} for line, column, error in errors]})
        self.assertEqual(list(answer), ["added", "changed", "unchanged", "rejected"])
        answer = self.import_json(text, "--partial", code=65)
        self.assertEqual(answer["added"], 1)
        self.assertEqual(len(answer["rejected"]), 11)
        self.assertEqual(self.exported(), [HEADER, ["ana", "+12025550142", "ana@example.com", "de"]])

    def test_names_to_come_are_allowed_when_said(self):
        text = "account,email\neve,eve@example.com\n"
        self.import_file(text, code=65)
        self.assertEqual(self.import_json(text, "--allow-unknown")["added"], 1)
        self.assertEqual(self.import_json(text)["unchanged"], 1)

    def test_columns_that_are_not_there_stay_and_empty_cells_take_away(self):
        self.import_file("account,phone,email,language\nana,+12025550142,ana@example.com,de\n")
        self.assertEqual(self.import_json("account,email\nana,new@example.com\n")["changed"], 1)
        self.assertEqual(self.import_json("account,phone\nana,\n")["changed"], 1)
        self.assertEqual(self.exported()[1], ["ana", "", "new@example.com", "de"])
        errors, _ = self.errors(self.import_file("account,email\nana,\n", code=65))
        self.assertEqual(errors[0][:2], (2, 5))

    def test_wrong_headers_and_files_that_are_none(self):
        for text in ("", "\n", "name,email\n", "account,phone,phone\n", "account,fax\n", "email\n", b"\xff\xfea\x00"):
            answer = self.import_json(text, "--partial", code=65)
            self.assertGreater(len(answer["rejected"]), 0, text)
            self.assertEqual(answer["rejected"][0]["line"], 1)
        self.assertEqual(self.import_json("account,email\n"), {"added": 0, "changed": 0, "unchanged": 0, "rejected": []})
        for path in (self.folder, os.path.join(self.folder, "absent")):
            self.assertIn(path, self.tessera.ctl("account", "import", path, code=66).stderr)

    def test_a_pipe_is_a_file_too(self):
        command = [self.tessera.stage.path("tesseractl"), "--config", self.tessera.config_file, "account", "import", "-"]
        done = subprocess.run(command, input="account,email\nana,ana@example.com\nbob,b@example.com\n", text=True,
                              capture_output=True, check=False, timeout=60)
        self.assertEqual((done.returncode, done.stdout), (0, "2 added, 0 changed, 0 unchanged, 0 rejected\n"), done.stderr)

    def test_the_progress_is_shown_on_a_terminal_and_nowhere_else(self):
        path = self.file("account,email\nana,ana@example.com\n")
        self.assertEqual(self.tessera.ctl("account", "import", path).stderr, "")
        with open(path, "a", encoding="ascii") as more:
            more.write("bob,b@example.com\n")
        master, terminal = pty.openpty()
        self.addCleanup(os.close, master)
        done = subprocess.run([self.tessera.stage.path("tesseractl"), "--config", self.tessera.config_file, "account",
                               "import", path], stderr=terminal, stdout=subprocess.PIPE, check=False, timeout=60)
        os.close(terminal)
        shown = read_to_the_end(master).decode()
        self.assertEqual(done.returncode, 0, shown)
        for part in ("Checking   100 % [##############################] 2 rows", "Importing  100 %"):
            self.assertIn(part, shown)


class Killed(Bulk):
    """Each is killed while rows go in, more than once; in the end every row is in, as the file has it."""
    rows = rows_of(MANY)
    accounts = sorted(row[0] for row in rows)

    def begin(self):
        """An import under way; it yields to whoever waits for the moment to kill it."""
        command = ["nice", "-n", "19", self.tessera.stage.path("tesseractl"), "--config", self.tessera.config_file, "account", "import",
                   self.path]
        importing = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(end, importing)
        return importing

    def on_record(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as admin:
            admin.connect(os.path.join(self.folder, "run", "admin.sock"))
            admin.send(b'{"verb":"status","args":{}}')
            return json.loads(admin.recv(65536))["item"]["store"]["accounts"]

    def wait_for(self, importing, more_than):
        wait_until(lambda: importing.poll() is not None or self.on_record() > more_than, "rows to go in", 120)
        self.assertIsNone(importing.poll(), "the import ended before it could be killed")

    def assert_no_half_row(self):
        """What is in is as the file has it; how many rows that is."""
        wanted = {row[0]: row for row in self.rows}
        found = self.exported()[1:]
        for row in found:
            self.assertEqual(row, wanted[row[0]])
        return len(found)

    def assert_run_again_completes(self, before):
        answer = json.loads(self.tessera.ctl("account", "import", self.path, "--json").stdout)
        self.assertEqual(answer, {"added": MANY - before, "changed": 0, "unchanged": before, "rejected": []})
        self.assertEqual(self.exported()[1:], sorted(self.rows))

    def setUp(self):
        super().setUp()
        self.path = self.file(csv_text(self.rows))

    def test_tesseractl_in_the_middle(self):
        before = 0
        for more in (0, 3000):
            importing = self.begin()
            self.wait_for(importing, before + more)
            importing.kill()
            importing.communicate()
            before = self.assert_no_half_row()
            self.assertGreater(before, more)
        before = self.assert_no_half_row()  # a batch that was under way is in now, or never
        self.assertLess(before, MANY)
        self.assert_run_again_completes(before)

    def test_tesserad_in_the_middle(self):
        before = 0
        for more in (0, 3000):
            importing = self.begin()
            self.wait_for(importing, before + more)
            os.kill(self.tessera.pids["tesserad"], signal.SIGKILL)
            stdout, stderr = importing.communicate(timeout=60)
            self.assertEqual(importing.returncode, 69, stderr)
            self.assertIn("what was imported stays, run it again to go on", stderr)
            self.tessera.stop()
            self.tessera.start("--no-init")
            added = int(stdout.split(" added")[0])
            found = self.assert_no_half_row()
            self.assertGreaterEqual(found, before + added, "what was told to be in is in")
            before = found
        self.assertLess(before, MANY)
        self.assert_run_again_completes(before)


if __name__ == "__main__":
    if "--stage" in sys.argv:
        at = sys.argv.index("--stage")
        STAGE = os.path.abspath(sys.argv[at + 1])
        del sys.argv[at:at + 2]
    unittest.main(verbosity=2)
