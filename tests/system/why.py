# SPDX-License-Identifier: Apache-2.0
"""What is behind a refusal, and a login tried out: log REFERENCE with rows, messages and a real journald's lines, and
test-login on a terminal (S19, R-55)."""
import json
import os
import re
import shutil
import socket
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import module_client  # noqa: E402
import system  # noqa: E402
from hostkit.terminal import Terminal  # noqa: E402

JOURNALD = "/lib/systemd/systemd-journald"
RHOST = "203.0.113.9"


def login(user: str = "ana") -> module_client.Login:
    return module_client.Login("/run/tessera/login.sock", user, system.sshd.SERVICE, RHOST)


class Why(system.SystemTest):
    configuration = {"environment": {"name": "training-staging"}, "services": ["sshd", "su", system.sshd.SERVICE],
                     "trust": {"lifetime": "8h", "by_address": True}}

    def three_wrong_codes(self) -> str:
        """A login by text that three wrong codes end; its reference."""
        before = len(system.host.outbox())
        with login() as attempt:
            attempt.prompt()
            attempt.answer("1")
            code = system.code_of(system.host.next_message(before))
            for _ in range(3):
                attempt.answer(system.wrong(code))
            self.assertEqual(attempt.verdict, module_client.REFUSED)
            return re.search(r"Reference (\w{4})\.", attempt.told[-1])[1]

    def story(self, reference: str) -> list[dict]:
        return self.audit(reference)


class WithoutJournal(Why):
    def test_the_whole_login_and_no_other(self):
        self.three_wrong_codes()
        with login() as other:
            other.prompt()
            other.answer("q")
        reference = self.three_wrong_codes()
        end, *rest = self.story(reference.lower())
        self.assertEqual((end["reference"], end["result"], end["reason"]), (reference, "refused", "wrong_code"))
        earlier = [line["earlier"] for line in rest if "earlier" in line]
        self.assertEqual([(row["result"], row["reason"], row["rhost"]) for row in earlier], [("wrong", "wrong_code", RHOST)] * 2)
        deliveries = [line["delivery"] for line in rest if "delivery" in line]
        self.assertEqual({(one["channel"], one["gateway"], one["status"]) for one in deliveries}, {("text", "try-out", "sent")})
        self.assertRegex(deliveries[-1]["sent"], r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        text = system.host.tessera.ctl("log", reference).stdout
        self.assertRegex(text, r"Reference: +" + reference)
        self.assertEqual(len(re.findall(r"text +wrong +wrong_code", text)), 2)
        self.assertRegex(text, r"text +refused +wrong_code\n")
        self.assertRegex(text, r"text +try-out +sent\n")
        self.assertIn("no journal on this host", text)
        self.assertIn(f"TESSERA_REFERENCE {reference}", text)
        [why] = [line["journal_error"] for line in rest if "journal_error" in line]
        self.assertTrue(text.endswith(f"Journal:\n{why}\n"), text)

    def test_what_failed_is_remembered(self):
        """A refusal that no code ended tells what its messages came to."""
        shutil.rmtree("/var/lib/tessera-courier/outbox")
        open("/var/lib/tessera-courier/outbox", "w", encoding="ascii").close()
        with login() as attempt:
            attempt.prompt()
            for choice in ("1", "2", "3"):
                if attempt.verdict is None:
                    attempt.answer(choice)
            reference = re.search(r"Reference (\w{4})\.", attempt.told[-1])[1]
        end, *rest = self.story(reference)
        self.assertEqual(end["reason"], "not_delivered")
        statuses = {line["delivery"]["channel"]: line["delivery"]["status"] for line in rest if "delivery" in line}
        self.assertEqual(set(statuses), {"text", "call", "email"})
        self.assertNotIn("sent", statuses.values())

    def test_nothing_behind_it(self):
        self.assertEqual(self.story("ZZZZ"), [])
        with login("bob") as attempt:
            attempt.prompt()
            reference = re.search(r"Reference (\w{4})\.", attempt.told[-1])[1]
        text = system.host.tessera.ctl("log", reference).stdout
        self.assertIn("Messages:\nnone\n", text)
        self.assertEqual([key for line in self.story(reference)[1:] for key in line], ["journal_error"])


class WithJournal(Why):
    """A journald of this host's own has the lines that tesserad writes."""

    def prepare(self):
        os.makedirs("/run/systemd/journal", exist_ok=True)
        os.makedirs("/run/log/journal", exist_ok=True)
        self.journald = subprocess.Popen([JOURNALD], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(shutil.rmtree, "/run/systemd/journal", True)
        self.addCleanup(self.journald.wait)
        self.addCleanup(self.journald.terminate)
        system.wait_until(lambda: os.path.exists("/run/systemd/journal/socket"), "journald")

    @staticmethod
    def journal_what_was_logged() -> None:
        """The programs of a test log to files, with the journal's own fields."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as journal:
            journal.connect("/run/systemd/journal/socket")
            for line in system.host.tessera.log("tesserad").splitlines():
                fields = json.loads(line)
                journal.send("".join(f"{name}={value}\n" for name, value in fields.items() if not name.startswith("_")).encode())

    def test_the_journals_lines(self):
        self.three_wrong_codes()
        reference = self.three_wrong_codes()
        self.journal_what_was_logged()

        def lines():
            return [line["journal"] for line in self.story(reference) if "journal" in line]
        found = system.wait_until(lines, "the journal's lines")
        self.assertFalse([line for line in self.story(reference) if "journal_error" in line])
        refusals = [line for line in found if line["result"] == "refused"]
        self.assertEqual([(line["reason"], line["message"]) for line in refusals],
                         [("wrong_code", f"{system.sshd.SERVICE} login of ana: refused, wrong_code")])
        self.assertIn(f"{system.sshd.SERVICE} login of ana: refused", system.host.tessera.ctl("log", reference).stdout)


class TestLogin(Why):
    def tried(self, *arguments: str) -> Terminal:
        return self.at(Terminal([system.host.stage.path("tesseractl"), "--config", "/etc/tessera/tessera.yaml",
                                 "test-login", *arguments]))

    def test_a_right_code(self):
        """What is asked is the login's own; nothing is trusted by it, and no login with a code has happened."""
        terminal = self.tried("ana")
        terminal.answer("Choice [1]: ", "1")
        terminal.see("Code: ")
        self.assertNotIn("t trust", terminal.screen)
        message = system.host.next_message(0)
        self.assertIn("A test by your administrator", message["text"])
        terminal.type("t")
        terminal.answer("This place cannot be trusted here.\nCode: ", system.code_of(message))
        terminal.see("sshd would be told PAM_SUCCESS (proven).")
        self.assertEqual(terminal.exit_code(), 0)
        self.assert_golden("test-login", terminal.screen)
        self.assertEqual(system.host.tessera.ctl("trust", "list", "--json").stdout, "")
        row = self.audit()[-1]
        self.assertEqual((row["account"], row["service"], row["rhost"], row["result"]),
                         ("ana", "sshd", "tesseractl test-login", "proven"))
        audited = system.host.tessera.ctl("account", "audit", "--json", code=None).stdout.splitlines()
        self.assertEqual([json.loads(line)["last_login"] for line in audited if '"account":"ana"' in line], [None])

    def test_is_no_login_for_commit_confirm(self):
        system.host.tessera.ctl("environment", "off")
        system.host.tessera.ctl("environment", "enforce", "--accept-locked-out", self.not_ready(), "--confirm-within", "10min")
        terminal = self.tried("ana")
        terminal.answer("Choice [1]: ", "1")
        terminal.answer("Code: ", system.code_of(system.host.next_message(0)))
        terminal.see("PAM_SUCCESS")
        system.host.tessera.ctl("environment", "confirm", code=1)

    @staticmethod
    def not_ready() -> str:
        audited = system.host.tessera.ctl("account", "audit", "--json", code=None).stdout.splitlines()
        return str(json.loads(audited[-1])["totals"]["not_ready"])

    def test_refusals(self):
        terminal = self.tried("bob")
        terminal.see("Not let in: bob has no phone or e-mail on record.")
        terminal.see("sshd would be told PAM_AUTH_ERR (refused).")
        self.assertEqual(terminal.exit_code(), 1)
        terminal = self.tried("ana")
        terminal.answer("Choice [1]: ", "q")
        terminal.see("Not let in: you broke off.")
        self.assertEqual(terminal.exit_code(), 1)
        self.assertEqual(system.host.outbox(), [])
        done = system.host.tessera.ctl("test-login", "ana", "--json", code=1)
        self.assertEqual(json.loads(done.stdout), {"account": "ana", "service": "sshd", "verdict": "refused", "pam": "PAM_AUTH_ERR"})

    def test_su_asks_whom_it_names(self):
        terminal = self.tried("ana", "--service", "su")
        terminal.see("second step for ana, su on ")
        terminal.answer("Choice [1]: ", "q")
        self.assertEqual(terminal.exit_code(), 1)

    def test_not_concerned(self):
        system.host.tessera.ctl("environment", "off")
        self.assertIn("PAM_IGNORE (not_concerned)", system.host.tessera.ctl("test-login", "ana").stdout)

    def test_for_root_alone_and_with_a_daemon(self):
        done = subprocess.run(["setpriv", "--reuid", "65534", "--clear-groups", system.host.stage.path("tesseractl"), "test-login", "ana"],
                              check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, 77, done.stderr)
        system.host.tessera.stop()
        system.host.tessera.ctl("test-login", "ana", code=69)


if __name__ == "__main__":
    system.main()
