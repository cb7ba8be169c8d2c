#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Contacts from csv, yaml, ldap and gecos over a real sshd: a file that changes, one that is bad, a directory that is
away (R-61, R-66)."""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402
from slapd import PASSWORD as LDAP_PASSWORD, slapd_for  # noqa: E402

FILES = "/etc/tessera/contacts"
HELPER = "tessera-directory"


def write(name: str, text: str) -> str:
    """Put in place in one step, as whoever exports contacts should."""
    os.makedirs(FILES, exist_ok=True)
    path = os.path.join(FILES, name)
    with open(path + ".new", "w", encoding="utf-8") as out:
        out.write(text)
    os.chmod(path + ".new", 0o644)
    os.rename(path + ".new", path)
    return path


class Sources(system.SystemTest):
    accounts = {}

    def message_to(self, user: str, choice: str = "1") -> dict:
        """Logs in with the code of this choice; the message that brought it."""
        before = len(system.host.outbox())
        terminal, code = self.ssh_to_code(user, choice)
        terminal.type(code)
        self.assert_logged_in(terminal, user)
        return system.host.outbox()[before]

    def assert_unclear(self, user: str) -> None:
        terminal = self.ssh(user)
        terminal.answer("Password: ", system.PASSWORD)
        self.assert_refused(terminal, f"Not let in: it could not be found out how {user} is reached")
        self.assertEqual(self.audit()[-1]["reason"], "contacts_unclear")


class Files(Sources):
    configuration = {"accounts": {"sources": ["embedded", {"csv": FILES + "/c.csv"}, {"yaml": FILES + "/c.yaml"}]}}

    def prepare(self):
        write("c.csv", f"account,phone,email\nana,{system.PHONE},{system.EMAIL}\n")
        write("c.yaml", "ana: { email: never@example.com }\nbob: { phone: \"+12025550144\", email: bob@example.com }\n")

    def test_each_gives_contacts_and_the_first_wins(self):
        self.assertEqual(self.message_to("ana")["to"], system.PHONE)
        self.assertEqual(self.message_to("bob", "3")["to"], "bob@example.com")

    def test_the_audit_finds_them_as_a_login_does(self):
        """S11: whoever keeps contacts elsewhere can be ready, and the switch looks there too."""
        rows = [json.loads(line) for line in
                system.host.tessera.ctl("account", "audit", "--json", code=1).stdout.splitlines()]
        verdicts = {row["account"]: row["verdict"] for row in rows if "account" in row}
        self.assertEqual((verdicts["ana"], verdicts["bob"], verdicts["carol"]), ("ready", "ready", "no-contact"), verdicts)
        addresses = {row["account"]: row["email"] for row in rows if "account" in row}
        self.assertEqual((addresses["ana"], addresses["bob"]), (system.EMAIL, "bob@example.com"))

    def test_a_file_is_read_again_and_a_bad_one_changes_nothing(self):
        write("c.csv", "account,phone,email\nana,+12025550155,ana@example.com\n")
        self.assertEqual(self.message_to("ana")["to"], "+12025550155")
        write("c.csv", "account,phone,email\nana,+12025550166,ana@example.com,more\n")
        self.assertEqual(self.message_to("ana")["to"], "+12025550155")
        self.assertIn(f"{FILES}/c.csv:2:", system.host.tessera.log(HELPER))

    def test_a_file_that_was_never_good_refuses(self):
        os.remove(os.path.join(FILES, "c.csv"))
        system.host.tessera.stop()
        self.start_tessera()
        self.assert_unclear("bob")


class Gecos(Sources):
    configuration = {"accounts": {"sources": ["embedded", "gecos"]}}

    def prepare(self):
        subprocess.run(["usermod", "--comment", "Ana,Room 1,+12025550142,,ana@example.com", "ana"], check=True)

    def test_gives_contacts_and_is_warned_about(self):
        self.assertEqual(self.message_to("ana")["to"], system.PHONE)
        self.assertIn("accounts.sources lists gecos", system.host.tessera.log(HELPER))


class Directory(Sources):
    def prepare(self):
        self.slapd, self.ldap = slapd_for(self, FILES)
        self.write_configuration({"accounts": {"sources": ["embedded", {"ldap": self.ldap}]}})

    def setUp(self):
        super().setUp()
        uid = os.stat(f"/proc/{system.host.tessera.pids[HELPER]}").st_uid  # known once it runs
        os.chown(os.path.join(FILES, "password"), uid, uid)

    def test_gives_contacts_over_tls(self):
        self.assertEqual(self.message_to("ana")["to"], "+12025550142")

    def test_without_ca_the_systems_authorities_are_trusted(self):
        source = dict(self.ldap)
        subprocess.run(["mount", "--bind", source.pop("ca"), "/etc/ssl/certs/ca-certificates.crt"], check=True)
        self.addCleanup(subprocess.run, ["umount", "/etc/ssl/certs/ca-certificates.crt"], check=True)
        system.host.tessera.stop()
        self.write_configuration({"accounts": {"sources": ["embedded", {"ldap": source}]}})
        self.start_tessera()
        self.assertEqual(self.message_to("ana")["to"], "+12025550142")

    def test_that_is_away_refuses_with_a_sentence(self):
        self.slapd.stop()
        system.host.tessera.stop()
        self.start_tessera()  # without what was found before the switch was moved, which is remembered for a while
        self.assert_unclear("ana")
        self.assert_tessera_says_try_later()
        self.assertNotIn(LDAP_PASSWORD, system.host.tessera.logs())

    def assert_tessera_says_try_later(self) -> None:
        done = subprocess.run(["/usr/local/bin/tessera", "enrol"], capture_output=True, text=True, check=False, timeout=60,
                              stdin=subprocess.DEVNULL, user="ana", group="ana", extra_groups=[])
        self.assertEqual(done.returncode, 75, done)
        self.assertIn("it could not be found out how ana is reached: a directory does not answer.", done.stdout + done.stderr)
        self.assertNotIn("on record", done.stdout + done.stderr)
        [line] = [line for line in map(json.loads, system.host.tessera.log("tesserad").splitlines())
                  if line.get("TESSERA_SERVICE") == "tessera"]
        self.assertEqual((line["TESSERA_REASON"], line["TESSERA_USER"]), ("contacts_unclear", "ana"))


if __name__ == "__main__":
    system.main()
