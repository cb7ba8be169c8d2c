# SPDX-License-Identifier: Apache-2.0
"""Where an account comes from: another NSS source, listed as single sign-on or not, or away; and nobody's name
(S9, S20, R-31, R-61)."""
import csv
import io
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402
from extra_users import add_extra_user, EXTRAUSERS, use_extrausers  # noqa: E402


class FromExtrausers(system.SystemTest):
    accounts = {}

    def prepare(self):
        add_extra_user("eve", 7001)
        use_extrausers()

    def audited(self) -> tuple[dict[str, dict], dict]:
        """The rows of account audit, and its totals."""
        lines = [json.loads(line) for line in
                 system.host.tessera.ctl("--json", "account", "audit", code=1).stdout.splitlines()]
        return {line["account"]: line for line in lines[:-1]}, lines[-1]["totals"]

    def exported(self) -> dict[str, dict]:
        text = system.host.tessera.ctl("account", "export", "--population", "express").stdout
        return {row["account"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


class Listed(FromExtrausers):
    configuration = {"sso": {"sources": ["extrausers"]}}

    def test_passes(self):
        """Its identity provider asks for the second step; the log says why nothing was asked here."""
        terminal = self.ssh("eve")
        terminal.answer("Password: ", system.PASSWORD)
        self.assert_logged_in(terminal, "eve")
        self.assertNotIn("second step", terminal.screen)
        self.assertIn("single_sign_on", system.host.tessera.log("tesserad"))

    def test_the_audit_and_the_exports_have_it_although_it_is_not_on_record(self):
        """S12: SSO accounts included, with their origin."""
        rows, totals = self.audited()
        self.assertEqual((rows["eve"]["says"], rows["eve"]["ready"]), ("sso: extrausers", True))
        self.assertEqual(totals["sources_not_listed"], [])
        self.assertEqual(self.exported()["eve"], {"account": "eve", "phone": "", "email": "", "language": "",
                                                  "origin": "sso", "population": "express"})

    def test_what_is_its_identity_providers_is_changed_there(self):
        """S9."""
        for verb in (("account", "set", "eve", "--email", "eve@example.com"), ("app", "enrol", "eve"), ("app", "reset", "eve"),
                     ("unlock", "eve")):
            refused = system.host.tessera.ctl(*verb, code=1)
            self.assertIn("eve comes from extrausers; change it at the identity provider", refused.stderr, verb)

    def test_local_accounts_are_still_asked(self):
        self.add_account("ana", phone=system.PHONE, email=system.EMAIL)
        terminal, code = self.ssh_to_code()
        terminal.type(code)
        self.assert_logged_in(terminal)


class NotListed(FromExtrausers):
    def test_is_asked_as_a_local_account(self):
        self.add_account("eve", phone=system.PHONE, email="eve@example.com")
        terminal, code = self.ssh_to_code("eve")
        terminal.type(code)
        self.assert_logged_in(terminal, "eve")
        rows, _ = self.audited()
        self.assertEqual(rows["eve"]["says"], "ready")
        self.assertRegex(rows["eve"]["last_login"], "^20..-..-..T")

    def test_the_audit_has_it_and_enforce_counts_it(self):
        """S11: it would be asked, and has nothing to be asked by."""
        rows, totals = self.audited()
        self.assertEqual((rows["eve"]["origin"], rows["eve"]["source"], rows["eve"]["verdict"]),
                         ("other", "extrausers", "no-contact"))
        self.assertEqual(self.exported()["eve"]["origin"], "other")
        system.host.tessera.ctl("environment", "off")
        refused = system.host.tessera.ctl("environment", "enforce", code=1)
        self.assertIn(f"{totals['not_ready']} accounts are not ready", refused.stderr)
        self.assertIn("  eve: no-contact\n", refused.stderr)
        system.host.tessera.ctl("environment", "enforce", "--accept-locked-out", str(totals["not_ready"] - 1), code=1)

    def test_a_source_that_cannot_be_listed_is_told_and_fails_nothing(self):
        os.unlink(os.path.join(EXTRAUSERS, "passwd"))
        rows, totals = self.audited()
        self.assertNotIn("eve", rows)
        self.assertEqual([each["source"] for each in totals["sources_not_listed"]], ["extrausers"])
        system.host.tessera.ctl("environment", "off")
        refused = system.host.tessera.ctl("environment", "enforce", code=1)
        self.assertIn("source extrausers cannot be listed: its accounts appear once they are on record", refused.stderr)

    def test_without_a_contact_it_is_refused(self):
        terminal = self.ssh("eve")
        terminal.answer("Password: ", system.PASSWORD)
        self.assert_refused(terminal, "Not let in: eve has no phone or e-mail on record.")


class Unavailable(FromExtrausers):
    """The source cannot answer the directory helper, while sshd, which is root, still gets its answer."""
    configuration = {"sso": {"sources": ["extrausers"]}}

    def prepare(self):
        super().prepare()
        os.chmod(os.path.join(EXTRAUSERS, "passwd"), 0o600)

    def test_a_lookup_error_is_never_no_account_and_never_opens(self):
        terminal = self.ssh("eve")
        terminal.answer("Password: ", system.PASSWORD)
        terminal.see("Not let in: it could not be found out where this account comes from.")
        terminal.see("Password: ")
        terminal.press("c")
        terminal.exit_code()
        self.assert_golden("origin-unclear", terminal.screen)


class DirectoryAway(FromExtrausers):
    configuration = {"sso": {"sources": ["extrausers"]}}

    def test_a_helper_that_died_refuses(self):
        os.kill(system.host.tessera.pids["tessera-directory"], 9)
        terminal = self.ssh("eve")
        terminal.answer("Password: ", system.PASSWORD)
        self.assert_refused(terminal, "Not let in: it could not be found out where this account comes from.")

    def test_local_accounts_do_not_need_it(self):
        self.add_account("ana", phone=system.PHONE, email=system.EMAIL)
        os.kill(system.host.tessera.pids["tessera-directory"], 9)
        terminal, code = self.ssh_to_code()
        terminal.type(code)
        self.assert_logged_in(terminal)


class Nobody(system.SystemTest):
    def test_sees_what_a_wrong_password_sees(self):
        """R-31: the same screen for a name that nobody knows, one without contacts and one with them."""
        screens = []
        for user in ("nobody-knows-me", "bob", "ana"):
            terminal = self.ssh(user)
            for _ in range(3):
                terminal.answer("Password: ", "not the password")
            self.assertEqual(terminal.exit_code(), 255)
            screens.append(terminal.screen.replace(user, "USER"))
        self.assertEqual(screens[0], screens[1])
        self.assertEqual(screens[0], screens[2])
        self.assertEqual(system.host.outbox(), [])
        self.assertEqual([row for row in self.audit() if row["service"]], [])

    def test_a_stack_without_a_proven_factor_neither_asks_nor_sends(self):
        """R-31: 'required pam_unix' reaches the module for a name that nobody knows."""
        system.host.use_stack("tessera-password-code", options=system.MODULE_OPTIONS)
        path = "/etc/pam.d/" + system.sshd.SERVICE
        with open(path, encoding="utf-8") as text:
            weak = text.read().replace("requisite  pam_unix.so", "required  pam_unix.so")
        self.addCleanup(system.host.use_stack, "tessera-password-code", options=system.MODULE_OPTIONS)
        system.namespace.install_stack(system.sshd.SERVICE, weak)
        terminal = self.ssh("nobody-knows-me")
        terminal.answer("Password: ", system.PASSWORD)
        terminal.see("Password: ")
        self.assertNotIn("second step", terminal.screen)
        self.assertEqual(system.host.outbox(), [])
        self.assertEqual([row for row in self.audit() if row["service"]], [])


if __name__ == "__main__":
    system.main()
