#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""tesseractl against a scripted daemon: exit codes, what it sends, what it prints.

Usage: tesseractl_test.py PATH-OF-TESSERACTL [unittest arguments]
"""
import json
import os
import socket
import subprocess
import sys
import unittest

from ctl_case import ANA, CtlCase, done
from fake_daemon import FakeDaemon

ENTRY = {"reference": "7F3K", "time": "2026-11-23T14:02:00Z", "account": "ana", "service": "sshd",
         "rhost": "203.0.113.9", "channel": "text", "result": "refused", "reason": "locked",
         "actor": None, "detail": "one line"}


class Tesseractl(CtlCase):
    # The command line itself
    def test_wrong_command_lines_are_64_and_never_reach_the_daemon(self):
        daemon = self.daemon(done())
        for arguments in ([], ["account"], ["account", "destroy"], ["account", "add"], ["account", "show", "a", "b"],
                          ["account", "show", "ana", "--what"], ["gateway", "test", "mail"],
                          ["account", "set", "ana", "--phone", "+12025550142", "--no-phone"],
                          ["account", "set", "ana", "--no-phone", "--now"],
                          ["account", "set", "ana", "--no-phone", "--reason", "why"], ["account", "accept-change"],
                          ["log", "--limit", "0"], ["log", "--limit", "many"]):
            result = self.run_it(*arguments)
            self.assertEqual(result.returncode, 64, (arguments, result.stderr))
            self.assertTrue(result.stderr, arguments)
        self.assertEqual(daemon.requests, [])

    def test_help_and_version_are_0(self):
        self.assertRegex(self.run_it("--version").stdout, r"^tesseractl \d+\.\d+\.\d+\n$")
        self.assertIn("Exit codes:", self.run_it("--help").stdout)
        for noun in ("account", "app", "backup-codes", "code", "environment", "gateway", "keys", "config", "explain", "log", "status", "test-login",
                     "unlock"):
            result = self.run_it(noun, "--help")
            self.assertEqual((result.returncode, result.stderr), (0, ""), noun)
            self.assertIn(noun, result.stdout)

    # The daemon's exit codes become tesseractl's
    def test_every_exit_code_of_the_daemon_is_passed_on_with_its_sentence(self):
        for code in (1, 64, 65, 67, 75, 77, 78):
            with FakeDaemon(self.socket, [done(code, f"sentence {code}")]):
                result = self.run_it("unlock", "ana")
            self.assertEqual(result.returncode, code)
            self.assertEqual(result.stderr, f"tesseractl: sentence {code}\n")
            self.assertEqual(result.stdout, "")

    def test_no_socket_and_nobody_behind_it_are_69_and_name_what_to_do(self):
        result = self.run_it("account", "list")
        self.assertEqual(result.returncode, 69)
        self.assertIn("systemctl status tesserad", result.stderr)
        dead = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        dead.bind(self.socket)
        dead.close()
        result = self.run_it("account", "list")
        self.assertEqual(result.returncode, 69)
        self.assertIn("systemctl status tesserad", result.stderr)

    def test_an_answer_that_breaks_off_or_is_garbage_is_69(self):
        for packets in ([], [{"item": ANA}], [b"\xff"], [b"[]"], [{"surprise": 1}], [{"done": True}],
                        [{"done": True, "exit": "0"}]):
            with FakeDaemon(self.socket, packets):
                result = self.run_it("account", "show", "ana")
            self.assertEqual(result.returncode, 69, packets)

    def test_a_socket_that_is_not_the_callers_is_77(self):
        self.daemon(done())
        os.chmod(self.socket, 0o600)
        os.chmod(self.folder.name, 0o755)
        os.chmod(self.config, 0o644)
        as_nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
        if not as_nobody:
            os.chmod(self.socket, 0o000)
        result = subprocess.run([*as_nobody, self.program, "--config", self.config, "status"], capture_output=True,
                                text=True, timeout=60, check=False)
        self.assertEqual(result.returncode, 77, result.stderr)
        self.assertIn("run tesseractl as root", result.stderr)

    # What is sent
    def test_contacts_are_handed_over_as_libphonenumber_reads_them(self):
        daemon = self.daemon({"item": {"account": "ana", "result": "added"}}, done())
        result = self.run_it("account", "add", "ana", "--phone", "(202) 555-0142", "--email", "ana@example.com")
        self.assertEqual((result.returncode, result.stdout), (0, "ana: added\n"))
        self.assertEqual(daemon.requests, [{"verb": "account.add", "args": {
            "account": "ana", "email": "ana@example.com",
            "phone": {"e164": "+12025550142", "region": "US", "type": "fixed_or_mobile"}}}])

    def test_what_set_does_not_name_is_not_sent_and_nothing_takes_away(self):
        daemon = self.daemon(done())
        cases = ((["--email", "a@b.cd"], {"email": "a@b.cd"}), (["--no-phone"], {"phone": None}),
                 (["--phone", ""], {"phone": None}), (["--no-email"], {"email": None}),
                 (["--email", ""], {"email": None}), ([], {}),
                 (["--no-phone", "--now", "--reason", "lost"], {"phone": None, "now": True, "reason": "lost"}))
        for options, wanted in cases:
            self.run_it("account", "set", "ana", *options)
            self.assertEqual(daemon.requests.pop(), {"verb": "account.set", "args": {"account": "ana", **wanted}})

    # nothing is held silently
    def test_what_is_held_is_said(self):
        held = {"contact": "+12025550143", "since": "2026-11-24T14:02:00Z", "until": "2026-11-25T14:02:00Z"}
        self.daemon({"item": {"account": "ana", "result": "held", "held": {"phone": held}}}, done())
        result = self.run_it("account", "set", "ana", "--phone", "+12025550143")
        self.assertEqual(result.stdout, "ana: held\n  phone +12025550143 counts from 2026-11-25 14:02:00; until then the old "
                                        "one does\n  at once: tesseractl account accept-change ana\n")

    def test_changes_are_listed_and_accepted(self):
        self.daemon({"item": {"account": "ana", "contact": "email", "in_use": "a@b.cd", "held": "c@d.ef",
                              "since": "2026-11-24T14:02:00Z", "until": "2026-11-25T14:02:00Z"}}, done())
        self.assertEqual(self.run_it("account", "changes").stdout,
                         "ACCOUNT  CONTACT  IN USE  HELD    COUNTS FROM\n"
                         "ana      e-mail   a@b.cd  c@d.ef  2026-11-25 14:02:00\n")

    def test_what_was_accepted_is_shown(self):
        daemon = self.daemon({"item": {"account": "ana", "result": "accepted", "phone": "+12025550143"}}, done())
        self.assertEqual(self.run_it("account", "accept-change", "ana").stdout,
                         "ana: accepted\n  phone +12025550143 counts now\n")
        self.assertEqual(daemon.requests, [{"verb": "account.accept_change", "args": {"account": "ana"}}])

    def test_bad_numbers_are_65_and_never_reach_the_daemon(self):
        daemon = self.daemon(done())
        for number in ("+19005550142", "+1", "hello", "+15555550100", "+1 202 555 0142 ext. 5"):
            for verb in (["account", "add", "ana", "--phone", number], ["gateway", "test", "mail", "--to", number]):
                result = self.run_it(*verb)
                self.assertEqual(result.returncode, 65, (verb, result.stderr))
        self.assertEqual(daemon.requests, [])

    def test_the_other_verbs_send_their_arguments(self):
        daemon = self.daemon(done())
        cases = ((["account", "show", "ana"], "account.show", {"account": "ana"}),
                 (["account", "remove", "ana"], "account.remove", {"account": "ana"}),
                 (["account", "list"], "account.list", {}),
                 (["unlock", "ana"], "unlock", {"account": "ana"}),
                 (["app", "enrol", "ana"], "app.enrol", {"account": "ana"}),
                 (["app", "reset", "ana"], "app.reset", {"account": "ana"}),
                 (["app", "cancel", "ana"], "app.cancel", {"account": "ana"}),
                 (["backup-codes", "ana"], "backup_codes", {"account": "ana"}),
                 (["code", "ana"], "code", {"account": "ana"}),
                 (["keys", "rotate"], "keys.rotate", {}),
                 (["environment", "show"], "environment.show", {}),
                 (["environment", "enforce", "staging"], "environment.enforce", {"name": "staging"}),
                 (["environment", "observe"], "environment.observe", {}),
                 (["environment", "off"], "environment.off", {}),
                 (["gateway", "list"], "gateway.list", {}),
                 (["gateway", "test", "mail", "--to", "a@b.cd"], "gateway.test", {"gateway": "mail", "email": "a@b.cd"}),
                 (["explain", "ana", "--rhost", "192.0.2.1", "--batch"], "explain",
                  {"account": "ana", "service": "sshd", "rhost": "192.0.2.1", "batch": True}),
                 (["log", "7F3K"], "log", {"reference": "7F3K", "limit": 100}),
                 (["log", "7f3k"], "log", {"reference": "7F3K", "limit": 100}),
                 (["log", "--account", "ana", "--limit", "5"], "log", {"account": "ana", "limit": 5}),
                 (["status"], "status", {}))
        for arguments, verb, wanted in cases:
            result = self.run_it(*arguments)
            self.assertEqual(result.returncode, 0, (arguments, result.stderr))
            self.assertEqual(daemon.requests.pop(), {"verb": verb, "args": wanted})

    # What is printed
    def test_json_is_one_object_a_line_wherever_the_option_stands(self):
        self.daemon({"item": ANA}, {"item": dict(ANA, account="bea")}, done())
        for arguments in (["--json", "account", "list"], ["account", "--json", "list"], ["account", "list", "--json"]):
            result = self.run_it(*arguments)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual([item["account"] for item in self.lines(result)], ["ana", "bea"])
        self.assertEqual(list(self.lines(result)[0]), list(ANA))

    def test_people_get_aligned_text(self):
        self.daemon({"item": dict(ANA, locked_until="2026-11-23T14:17:00Z", failures=10)}, done())
        self.assertEqual(self.run_it("account", "show", "ana").stdout,
                         "Account:       ana\nOrigin:        local\nPopulation:    express\n"
                         "Phone:         +12025550142\nE-mail:        ana@example.com\nApp:           none\n"
                         "Backup codes:  none\nLocked:        until 2026-11-23 14:17:00\nFailures:      10\n")
        self.assertEqual(self.run_it("account", "list").stdout,
                         "ACCOUNT  POPULATION  PHONE         E-MAIL           CHANGED\n"
                         "ana      express     +12025550142  ana@example.com  -\n")

    def test_an_empty_list_prints_nothing(self):
        self.daemon(done())
        self.assertEqual(self.run_it("account", "list").stdout, "")
        self.assertEqual(self.run_it("account", "list", "--json").stdout, "")

    def test_values_do_not_steer_the_terminal(self):
        self.daemon({"item": dict(ENTRY, rhost="\u001b[2Jx")}, done(1, "bad\u001b[31m"))
        result = self.run_it("log", "7F3K")
        self.assertNotIn("\x1b", result.stdout + result.stderr)
        self.assertIn("?[2Jx", result.stdout)

    def test_log_as_json_has_its_eight_keys_and_as_text_who_acted_too(self):
        self.daemon({"item": ENTRY}, done())
        self.assertEqual(list(self.lines(self.run_it("log", "--json"))[0]),
                         ["reference", "time", "account", "service", "rhost", "channel", "result", "reason"])
        self.assertIn("Detail:     one line\n", self.run_it("log", "7F3K").stdout)
        self.assertIn("7F3K", self.run_it("log").stdout)

    def test_an_audit_notes_the_number_that_counts_and_says_what_is_held(self):
        phone = {"e164": "+1555", "region": "US", "type": "mobile"}
        row = {"account": "ana", "origin": "local", "source": "files", "population": "express", "phone": phone, "email": None,
               "held": {"phone": {"contact": "+12025550142", "until": None}}, "app": False, "channels": ["text"],
               "last_login": None, "verdict": "ready", "says": "ready; phone held", "ready": True}
        totals = {"environment": "staging", "accounts": 1, "ready": 1, "not_ready": 0, "gone": 0, "creator_groups": [],
                  "channel_troubles": []}
        self.daemon({"item": row}, {"item": {"totals": totals}}, done())
        result = self.run_it("account", "audit")
        self.assertEqual(result.returncode, 0)
        self.assertIn("+1555 (not valid)", result.stdout)
        self.assertIn("ready; phone held\n", result.stdout)
        row = self.lines(self.run_it("account", "audit", "--json"))[0]
        self.assertEqual((row["phone_is"], row["says"]), ("not valid", "ready; phone held"))

    def test_a_gateway_test_says_how_it_went_once(self):
        self.daemon({"item": {"gateway": "mail", "status": "refused", "detail": "550 no such user"}},
                    done(1, "gateway mail: refused: 550 no such user"))
        result = self.run_it("gateway", "test", "mail", "--to", "a@b.cd")
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertEqual(result.stderr, "tesseractl: gateway mail: refused: 550 no such user\n")
        result = self.run_it("gateway", "test", "mail", "--to", "a@b.cd", "--json")
        self.assertEqual(self.lines(result), [{"gateway": "mail", "status": "refused", "detail": "550 no such user"}])

    def test_status_says_that_the_daemon_is_away(self):
        result = self.run_it("status")
        self.assertEqual(result.returncode, 69)
        self.assertIn("Daemon:         away", result.stdout)
        result = self.run_it("status", "--json")
        self.assertEqual(result.returncode, 69)
        self.assertEqual(self.lines(result), [{"daemon": "away", "environment": None, "store": None,
                                               "config": self.config}])

    # The configuration, without a daemon
    def test_config_check_of_a_good_file_is_0(self):
        result = self.run_it("config", "check")
        self.assertEqual((result.returncode, result.stdout), (0, f"{self.config}: ok\n"), result.stderr)
        result = self.run_it("config", "check", "--json")
        self.assertEqual(self.lines(result), [{"ok": True, "errors": []}])

    def test_config_check_prints_every_mistake_with_its_place(self):
        self.write_config("environment: { name: staging }\nchannels:\n  text: { gateways: [twillio] }\nbogus: 1\n")
        result = self.run_it("config", "check")
        self.assertEqual(result.returncode, 78)
        self.assertEqual(len(result.stderr.splitlines()), 2, result.stderr)
        self.assertIn(f"{self.config}:3:", result.stderr)
        self.assertIn(f"{self.config}:4:1: ", result.stderr)
        result = self.run_it("config", "check", "--json")
        self.assertEqual(result.returncode, 78)
        answer = self.lines(result)[0]
        self.assertFalse(answer["ok"])
        self.assertEqual([list(error) for error in answer["errors"]], [["file", "line", "column", "message"]] * 2)
        self.assertEqual(sorted(error["line"] for error in answer["errors"]), [3, 4])

    def test_a_bad_or_missing_configuration_is_78_for_every_verb(self):
        daemon = self.daemon(done())
        self.write_config("bogus: 1\n")
        for arguments in (["status"], ["account", "list"], ["account", "add", "ana", "--email", "a@b.cd"],
                          ["config", "show"]):
            result = self.run_it(*arguments)
            self.assertEqual(result.returncode, 78, arguments)
            self.assertIn(f"{self.config}:1:1: ", result.stderr)
        os.unlink(self.config)
        self.assertEqual(self.run_it("status").returncode, 78)
        self.assertEqual(daemon.requests, [])

    def test_config_show_is_a_configuration_and_keeps_secrets_as_references(self):
        result = self.run_it("config", "show")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("credential:smtp", result.stdout)
        shown = self.lines(self.run_it("config", "show", "--json"))[0]
        self.assertEqual(shown["environment"]["name"], "staging")
        self.assertEqual(shown["gateways"]["mail"]["password"], "credential:smtp")
        self.write_config(result.stdout)
        again = self.run_it("config", "show")
        self.assertEqual(again.stdout, result.stdout, again.stderr)


if __name__ == "__main__":
    CtlCase.program = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
