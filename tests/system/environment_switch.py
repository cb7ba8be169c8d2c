#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""From a request to enforce and back (S11 to S14): readiness, requests, probation of the switch, over the real programs."""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from datetime import datetime

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from module_client import NOT_CONCERNED, PROVEN, Login  # noqa: E402
from private_tessera import PrivateTessera, ROOT  # noqa: E402
from processes import wait_until  # noqa: E402

STAGE = os.path.join(ROOT, "build", "release")


class Environment(unittest.TestCase):
    accounts = ("ana", "bob")
    configuration: dict = {}

    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory(prefix="te-"))
        self.outbox = outbox = os.path.join(folder, "outbox")
        self.host = PrivateTessera(folder, STAGE, self.accounts,
                                   gateways={"box": {"kind": "outbox", "directory": outbox}}, allow_outbox=True,
                                   channels={name: {"gateways": ["box"]} for name in ("text", "call", "email")},
                                   **self.configuration)
        self.host.start()
        self.addCleanup(self.host.stop)

    def ctl(self, *arguments: str, code: int | None = 0):
        return self.host.ctl(*arguments, code=code)

    def ctl_of(self, login: str, *arguments: str, code: int = 0):
        """As typed by who logged in under this name and became root, as the audit login has it."""
        uid = 0 if login == "root" else 10000 + self.accounts.index(login)

        def become() -> None:
            with open("/proc/self/loginuid", "w", encoding="ascii") as own:
                own.write(str(uid))
        command = [self.host.stage.path("tesseractl"), "--config", self.host.config_file, *arguments]
        done = subprocess.run(command, preexec_fn=become, capture_output=True, text=True, check=False, timeout=30)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def switch(self) -> str:
        return json.loads(self.ctl("environment", "show", "--json").stdout)["switch"]

    def ready(self) -> None:
        for number, name in enumerate(("root", *self.accounts)):
            self.ctl("account", "add", name, "--phone", f"+1202555010{number}", "--email", f"{name}@example.com")

    def mails(self, recipient: str, count: int) -> list[dict]:
        """The messages to this address, once there are so many: the courier delivers behind the answer."""
        wait_until(lambda: len(self.messages(recipient)) >= count, f"{count} messages to {recipient}")
        return self.messages(recipient)

    def messages(self, recipient: str) -> list[dict]:
        names = os.listdir(self.outbox) if os.path.isdir(self.outbox) else []
        paths = [os.path.join(self.outbox, name) for name in sorted(names) if name.endswith(".json")]
        found = []
        for path in paths:
            with open(path, encoding="utf-8") as file:
                found.append(json.load(file))
        return [message for message in found if message["to"] == recipient]


class Readiness(Environment):
    def test_nobody_is_locked_out_unsaid(self):
        """S11: enforce names who is not ready, and goes on only with their exact number."""
        self.ctl("account", "add", "ana", "--phone", "+12025550142", "--email", "ana@example.com")
        refused = self.ctl("environment", "enforce", code=1)
        self.assertIn("2 accounts are not ready", refused.stderr)
        self.assertIn("  bob: no-contact\n", refused.stderr)
        self.assertEqual(self.switch(), "off")
        self.ctl("environment", "enforce", "--accept-locked-out", "3", code=1)
        self.ctl("environment", "enforce", "--accept-locked-out", "1", code=1)
        self.ctl("environment", "enforce", "--accept-locked-out", "2")
        self.assertEqual(self.switch(), "enforce")

    def test_a_gateway_that_failed_last_does_not_count(self):
        """S11: a channel without a healthy gateway is none."""
        self.ready()
        self.ctl("account", "audit")
        shutil.rmtree(self.outbox, ignore_errors=True)
        with open(self.outbox, "w", encoding="utf-8"):
            pass  # no folder any more
        self.ctl("gateway", "test", "box", "--to", "ana@example.com", code=1)
        audit = self.ctl("account", "audit", code=1).stdout
        self.assertIn("Channel email: failed last: box", audit)
        self.assertEqual(audit.count("no-channel"), 3)
        self.ctl("environment", "enforce", code=1)

    def test_a_service_that_cannot_ask(self):
        """S16."""
        self.ready()
        folder = os.path.join(self.host.folder, "pam.d")
        os.mkdir(folder)
        for name, text in (("vsftpd", "@include common\n"), ("common", "auth required pam_tessera.so\n")):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as out:
                out.write(text)
        with open(self.host.config_file, encoding="utf-8") as old:
            text = old.read().replace("paths:\n", f"services: [sshd, vsftpd]\npaths:\n  pam: {folder}\n")
        with open(self.host.config_file, "w", encoding="utf-8") as out:
            out.write(text)
        self.host.stop()
        self.host.start()
        refused = self.ctl("environment", "enforce", code=1)
        self.assertIn("vsftpd", refused.stderr)
        self.assertEqual(self.switch(), "off")
        with open(os.path.join(folder, "common"), "w", encoding="utf-8") as out:
            out.write("auth required pam_unix.so\n")
        self.ctl("environment", "enforce")


class Requests(Environment):
    configuration = {"requests": {"required": ["staging"], "approvers": ["board@example.com"]}}

    def test_request_to_enforce(self):
        """S13."""
        self.ready()
        refused = self.ctl("environment", "enforce", code=1)
        self.assertIn("requests.required", refused.stderr)
        made = json.loads(self.ctl("environment", "request", "staging=https://staging.example.io", "uat", "--subject",
                                   "Codes for all", "--description", "As agreed", "--as", "ana", "--json").stdout)
        self.assertEqual((made["id"], made["requester"], made["proven"], made["accounts"], made["not_ready"]),
                         (1, "ana", False, 3, 0))
        self.assertEqual([one["verdict"] for one in made["environments"]], ["open", "open"])
        self.assertEqual((made["elsewhere"], made["mailed"], made["not_mailed"]),
                         (["uat"], ["board@example.com", "ana@example.com"], []))
        mail = self.mails("board@example.com", 1)[0]["text"]
        self.assertIn("approve 1", mail)
        self.assertIn("For uat: make the same request on one of its hosts.", mail)
        self.ctl("environment", "comment", "1", "Looks good", "--as", "bob")
        self.ctl("environment", "comment", "1", "Looks good", "--as", "b" * 65, code=64)
        self.ctl("environment", "approve", "1", "--as", "ana", code=77)
        self.ctl("environment", "approve", "9", code=1)
        approved = json.loads(self.ctl("environment", "approve", "1", "--as", "bob", "--json").stdout)
        self.assertEqual([one["verdict"] for one in approved["environments"]], ["approved", "open"])
        self.assertEqual(approved["comments"][0]["text"], "Looks good")
        told = self.mails("ana@example.com", 2)
        self.assertIn("tesseractl environment enforce staging", told[-1]["text"])
        self.ctl("environment", "enforce", "uat", code=64)
        self.ctl("environment", "enforce", "staging")
        self.assertEqual(self.switch(), "enforce")

    def test_a_rejection_is_the_last_word(self):
        self.ready()
        self.ctl("environment", "request", "staging", "--subject", "Codes", "--as", "ana")
        self.ctl("environment", "approve", "1", "--as", "bob")
        self.ctl("environment", "reject", "1", "--reason", "Not before May", "--as", "bob")
        self.ctl("environment", "enforce", code=1)
        self.assertIn("Not before May", self.ctl("environment", "requests", "1").stdout)

    def test_a_request_for_others(self):
        self.ctl("environment", "request", "uat", "--subject", "Codes", "--as", "ana")
        refused = self.ctl("environment", "approve", "1", "--as", "bob", code=1).stderr
        self.assertIn("does not name staging", refused)
        self.assertIn("make the same request on a host of the environment", refused)

    def test_one_audit_login_is_one_person(self):
        """S13: who acts is the audit login; --as and root without one prove nothing."""
        made = json.loads(self.ctl_of("ana", "environment", "request", "staging", "--subject", "Codes", "--json").stdout)
        self.assertEqual((made["requester"], made["person"], made["proven"]), ("ana", "ana", True))
        self.ctl_of("ana", "environment", "approve", "1", code=77)
        self.ctl_of("ana", "environment", "approve", "1", "--as", "bob", code=77)
        approved = json.loads(self.ctl_of("bob", "environment", "approve", "1", "--json").stdout)
        self.assertEqual(approved["environments"][0]["by"], "bob")
        self.ctl_of("root", "environment", "request", "staging", "--subject", "Codes", "--as", "ana")
        self.ctl_of("root", "environment", "approve", "2", "--as", "bob", code=77)
        made = json.loads(self.ctl("environment", "request", "staging", "--subject", "Codes", "--json").stdout)
        self.assertEqual((made["requester"], made["proven"]), ("root", False))
        self.assertIn("root (not proven: no audit login)", self.ctl("environment", "requests", "3").stdout)


class OnePerson(Environment):
    configuration = {"requests": {"required": ["staging"], "same_person": True}}

    def test_may_do_both_where_that_is_said(self):
        made = self.ctl_of("ana", "environment", "request", "staging", "--subject", "Codes")
        self.assertIn("Not mailed:   approvers: requests.approvers is empty", made.stdout)
        self.assertIn("Not mailed:   ana: no e-mail is on record", made.stdout)
        self.ctl_of("ana", "environment", "approve", "1")
        self.ctl("environment", "enforce", "--accept-locked-out", "3")


class TrustedNetworks(Environment):
    configuration = {"trusted_networks": ["10.20.0.0/16", "2001:db8::/32"]}

    def verdict(self, rhost: str, service: str = "sshd") -> int | None:
        """None: the person is asked."""
        with Login(os.path.join(self.host.folder, "run", "login.sock"), "ana", service, rhost) as login:
            login.prompt()
            return login.verdict

    def test_ssh_from_there_alone_is_let_in(self):
        self.ready()
        self.ctl("environment", "observe")
        self.assertEqual(self.verdict("10.20.3.4"), NOT_CONCERNED)
        report = json.loads(self.ctl("environment", "report", "--json").stdout)
        self.assertEqual((report["would"], report["reason"]), ("let in", "trusted_network"))
        self.ctl("environment", "enforce")
        for rhost in ("10.20.3.4", "::ffff:10.20.3.4", "2001:db8::7"):
            self.assertEqual(self.verdict(rhost), NOT_CONCERNED, rhost)
        for rhost in ("10.21.0.1", "2001:db9::7", "gate.example.com", "10.20.3.4.example.com"):
            self.assertIsNone(self.verdict(rhost), rhost)
        self.assertIsNone(self.verdict("10.20.3.4", "sudo"))
        self.assertIn("10.20.0.0/16, 2001:db8::/32", self.ctl("status").stdout)


class Probation(Environment):
    def wait_for(self, position: str) -> None:
        wait_until(lambda: self.switch() == position, "the switch at " + position)

    def test_goes_back_by_itself(self):
        self.ready()
        self.ctl("environment", "observe")
        self.ctl("environment", "enforce", "--confirm-within", "1s")
        self.wait_for("observe")
        self.assertIn("switch_reverted", self.ctl("log").stdout)
        self.ctl("environment", "confirm", code=1)

    def test_goes_back_across_a_restart(self):
        self.ready()
        self.ctl("environment", "enforce", "--confirm-within", "2s")
        self.host.stop()
        self.host.start()
        self.wait_for("off")

    def test_goes_back_at_the_start_where_its_time_passed_without_a_daemon(self):
        self.ready()
        shown = json.loads(self.ctl("environment", "enforce", "--confirm-within", "1s", "--json").stdout)
        os.kill(self.host.pids["tesserad"], signal.SIGKILL)
        self.host.stop()
        until = datetime.fromisoformat(shown["confirm_until"].replace("Z", "+00:00")).timestamp()
        wait_until(lambda: time.time() > until, "the deadline")
        self.host.start()
        self.wait_for("off")
        self.assertIn("switch_reverted", self.ctl("log").stdout)

    def test_a_login_and_a_word_keep_it(self):
        self.ready()
        self.ctl("environment", "enforce", "--confirm-within", "10min")
        self.assertIn("Goes back:", self.ctl("environment", "show").stdout)
        self.assertIn("log in from a second window", self.ctl("environment", "confirm", code=1).stderr)
        self.log_in("ana")
        self.ctl("environment", "confirm", "staging")
        shown = json.loads(self.ctl("environment", "show", "--json").stdout)
        self.assertEqual((shown["switch"], "confirm_until" in shown), ("enforce", False))
        self.ctl("environment", "confirm", code=1)

    def log_in(self, name: str) -> None:
        with Login(os.path.join(self.host.folder, "run", "login.sock"), name, "sshd") as login:
            login.prompt()
            login.answer("1")
            code = self.mails("+12025550101", 1)[-1]["text"][:6]
            login.answer(code)
            self.assertEqual(login.verdict, PROVEN)


if __name__ == "__main__":
    if "--stage" in sys.argv:
        at = sys.argv.index("--stage")
        STAGE = os.path.abspath(sys.argv[at + 1])
        del sys.argv[at:at + 2]
    unittest.main(verbosity=2)
