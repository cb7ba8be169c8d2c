#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The number is changed between logins, in each source, over a real sshd (R-12): the old one gets the code and the
notice, after accept-change the new one gets the code."""
import contextlib
import json
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402
from hostkit.host import code_of  # noqa: E402
from slapd import slapd_for  # noqa: E402

FILES = "/etc/tessera/contacts"
HELPER = "tessera-directory"
NEW = "+12025550155"


def write(name: str, text: str) -> str:
    os.makedirs(FILES, exist_ok=True)
    path = os.path.join(FILES, name)
    with open(path + ".new", "w", encoding="utf-8") as out:
        out.write(text)
    os.chmod(path + ".new", 0o644)
    os.rename(path + ".new", path)
    return path


def is_code(message: dict) -> bool:
    return message["text"][:6].isdigit()


class Changes(system.SystemTest):
    def log_in(self) -> tuple[str, list[dict]]:
        """Logs in with the code of a text: where it went, and the notices that were sent meanwhile."""
        before = len(system.host.outbox())
        terminal = self.ssh_to_menu()
        terminal.type("1")
        terminal.see("Code: ")
        system.wait_until(lambda: any(is_code(one) for one in system.host.outbox()[before:]), "a code")
        [code] = [one for one in system.host.outbox()[before:] if is_code(one)]
        terminal.type(code_of(code))
        self.assert_logged_in(terminal)
        return code["to"], [one for one in system.host.outbox()[before:] if not is_code(one)]

    def notices(self, since: int) -> list[dict]:
        system.wait_until(lambda: len(system.host.outbox()) >= since + 2, "two notices")
        return system.host.outbox()[since:]

    def assert_told(self, notices: list[dict]) -> None:
        """The old number and the other channel."""
        self.assertEqual({one["to"] for one in notices}, {system.PHONE, system.EMAIL})
        for notice in notices:
            self.assertIn("A new phone number, +1 *** *** **55, was entered for ana on training-staging. It counts in 24 "
                          "hours; until then the old one does.", notice["text"])

    def changes(self) -> list[dict]:
        return [json.loads(line) for line in system.host.tessera.ctl("--json", "account", "changes").stdout.splitlines()]

    def audited(self) -> dict:
        """ana's row of the audit, and nobody's else is looked at."""
        lines = system.host.tessera.ctl("--json", "account", "audit", code=None).stdout.splitlines()
        [row] = [row for row in map(json.loads, lines) if row.get("account") == "ana"]
        return row

    def explained(self) -> str:
        lines = system.host.tessera.ctl("--json", "explain", "ana", "--service", system.sshd.SERVICE,
                                        code=None).stdout.splitlines()
        return " ".join(step["says"] for step in map(json.loads, lines) if step.get("step") == "contacts")

    def exported_phone(self) -> str:
        rows = system.host.tessera.ctl("account", "export", "--population", "express").stdout.splitlines()
        [row] = [row for row in rows if row.startswith("ana,")]
        return row.split(",")[1]

    def accept(self) -> None:
        done = system.host.tessera.ctl("account", "accept-change", "ana")
        self.assertEqual(done.stdout, f"ana: accepted\n  phone {NEW} counts now\n")
        self.assertEqual(self.changes(), [])
        self.assertEqual(self.audit()[-1]["reason"], "contact_accepted")
        self.assertEqual(self.log_in()[0], NEW)

    def assert_held(self) -> None:
        [change] = self.changes()
        self.assertEqual((change["account"], change["contact"], change["in_use"], change["held"]),
                         ("ana", "phone", system.PHONE, NEW))
        shown = json.loads(system.host.tessera.ctl("--json", "account", "show", "ana").stdout)
        self.assertEqual((shown["phone"], shown["held"]["phone"]["contact"]), (system.PHONE, NEW))
        self.assert_audit_and_explain_agree()
        self.assertEqual([row["reason"] for row in self.audit() if row["reason"] == "contact_held"], ["contact_held"])


    def assert_audit_and_explain_agree(self) -> None:
        """Both say of a held number what the login did; an export has what was entered."""
        row = self.audited()
        self.assertEqual((row["phone"]["e164"], row["held"]["phone"]["contact"]), (system.PHONE, NEW))
        self.assertEqual((row["verdict"], row["says"]), ("ready", "ready; phone held"))
        self.assertIn("+1 *** *** **55 is held", self.explained())
        self.assertEqual(self.exported_phone(), NEW)


class Embedded(Changes):
    def test_set_holds_and_tells_and_accept_ends_it(self):
        self.assertEqual(self.log_in(), (system.PHONE, []))
        before = len(system.host.outbox())
        done = system.host.tessera.ctl("account", "set", "ana", "--phone", NEW)
        self.assertRegex(done.stdout, r"\Aana: held\n  phone \+12025550155 counts from [\d: -]+; until then the old one does\n"
                                      r"  at once: tesseractl account accept-change ana\n\Z")
        self.assert_told(self.notices(before))
        self.assertEqual(self.log_in(), (system.PHONE, []))
        self.assert_held()
        self.accept()

    def test_now_counts_at_once_with_a_reason(self):
        self.log_in()
        system.host.tessera.ctl("account", "set", "ana", "--phone", NEW, "--now", code=64)
        done = system.host.tessera.ctl("account", "set", "ana", "--phone", NEW, "--now", "--reason", "lost her phone")
        self.assertEqual(done.stdout, "ana: changed\n")
        self.assertEqual(self.log_in()[0], NEW)

    def test_import_holds_and_says_how_many(self):
        rows = write("import.csv", f"account,phone\nana,{NEW}\n")
        foretold = system.host.tessera.ctl("account", "import", "--dry-run", rows)
        self.assertEqual(foretold.stdout, "0 added, 1 changed, 0 unchanged, 0 rejected\n1 of the changed would be held "
                                          "until their new contacts count\nNothing was changed: --dry-run\n")
        self.assertEqual(self.changes(), [])
        done = system.host.tessera.ctl("account", "import", rows)
        self.assertEqual(done.stdout, "0 added, 1 changed, 0 unchanged, 0 rejected\n"
                                      "1 of the changed are held until their new contacts count: see account changes\n")
        self.assertEqual(self.log_in()[0], system.PHONE)
        self.assert_held()


class ShortHold(Changes):
    configuration = {"accounts": {"hold_changes": "2s"}}

    def test_the_new_one_counts_after_the_hold(self):
        self.log_in()
        system.host.tessera.ctl("account", "set", "ana", "--phone", NEW)
        shown = lambda: json.loads(system.host.tessera.ctl("--json", "account", "show", "ana").stdout)  # noqa: E731
        system.wait_until(lambda: "held" not in shown(), "the end of the hold")
        self.assertEqual(self.log_in()[0], NEW)
        self.assertEqual(self.changes(), [])


class OtherSource(Changes):
    """Held by the next login, which tells; the second says nothing more."""
    accounts = {}

    def change(self) -> None:
        raise NotImplementedError

    def hold_and_accept(self) -> None:
        self.assertEqual(self.log_in(), (system.PHONE, []))
        self.change()
        used, notices = self.log_in()
        self.assertEqual(used, system.PHONE)
        self.assert_told(notices)
        self.assertIn("changed contact held", system.host.tessera.log("tesserad"))
        self.assertEqual(self.log_in(), (system.PHONE, []))
        self.assert_held()
        self.accept()


class Csv(OtherSource):
    configuration = {"accounts": {"sources": ["embedded", {"csv": FILES + "/c.csv"}]}}

    def prepare(self):
        write("c.csv", f"account,phone,email\nana,{system.PHONE},{system.EMAIL}\n")

    def change(self):
        write("c.csv", f"account,phone,email\nana,{NEW},{system.EMAIL}\n")

    def test_a_changed_row(self):
        self.hold_and_accept()

    def test_accepted_before_any_login_saw_it(self):
        self.log_in()
        self.change()
        self.accept()

    def test_a_row_that_is_changed_back(self):
        self.log_in()
        self.change()
        self.log_in()
        self.prepare()
        self.assertEqual(self.log_in(), (system.PHONE, []))
        self.assertEqual(self.changes(), [])
        self.assertIn("contact_settled", [row["reason"] for row in self.audit()])

    def test_what_is_bound_opens_after_a_rotation_and_a_restart(self):
        self.log_in()
        system.host.tessera.ctl("keys", "rotate")
        system.host.tessera.stop()
        self.start_tessera()
        self.change()
        self.assertEqual(self.log_in()[0], system.PHONE)


    def test_what_does_not_open_is_said_by_audit_and_explain_as_the_login_finds_it(self):
        self.log_in()
        self.assertEqual((self.audited()["says"], self.explained().count("open")), ("ready", 0))
        self.flip_a_bit_of_what_is_bound()
        row = self.audited()
        self.assertEqual((row["verdict"], row["ready"], row["phone"], row["channels"]),
                         ("unreadable", False, None, ["email"]))
        self.assertIn("does not open with this seal key", self.explained())
        self.assertEqual(self.exported_phone(), system.PHONE)
        self.see_e_mail_alone()
        system.host.tessera.ctl("account", "accept-change", "ana")
        self.assertEqual(self.audited()["says"], "ready")
        self.assertEqual(self.log_in(), (system.PHONE, []))

    def see_e_mail_alone(self) -> None:
        terminal = self.ssh("ana")
        terminal.answer("Password: ", system.PASSWORD)
        terminal.see("Enter: e-mail to ")
        self.assertNotIn("Text", terminal.screen)
        terminal.type("q")

    @staticmethod
    def flip_a_bit_of_what_is_bound() -> None:
        bound = "account = 'ana' AND kind = 'phone' AND state = 'bound'"
        with contextlib.closing(sqlite3.connect("/var/lib/tessera/tessera.db", timeout=30)) as store, store:
            [[sealed]] = store.execute(f"SELECT contact FROM bindings WHERE {bound}").fetchall()
            store.execute(f"UPDATE bindings SET contact = ? WHERE {bound}", (sealed[:-1] + bytes([sealed[-1] ^ 1]),))


class Yaml(OtherSource):
    configuration = {"accounts": {"sources": ["embedded", {"yaml": FILES + "/c.yaml"}]}}

    def prepare(self):
        write("c.yaml", f'ana: {{ phone: "{system.PHONE}", email: {system.EMAIL} }}\n')

    def change(self):
        write("c.yaml", f'ana: {{ phone: "{NEW}", email: {system.EMAIL} }}\n')

    def test_a_changed_entry(self):
        self.hold_and_accept()


class Ldap(OtherSource):
    def prepare(self):
        self.slapd, source = slapd_for(self, FILES)
        self.write_configuration({"accounts": {"sources": ["embedded", {"ldap": source}]}})

    def start_tessera(self, *arguments: str) -> None:
        super().start_tessera(*arguments)
        uid = os.stat(f"/proc/{system.host.tessera.pids[HELPER]}").st_uid  # known once it runs
        os.chown(os.path.join(FILES, "password"), uid, uid)

    def change(self):
        """The helper that is started anew remembers no answer."""
        self.slapd.set("ana", {"mobile": [NEW]})
        system.host.tessera.stop()
        self.start_tessera()

    def test_a_changed_attribute(self):
        self.hold_and_accept()


if __name__ == "__main__":
    system.main()
