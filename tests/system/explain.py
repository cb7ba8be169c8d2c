# SPDX-License-Identifier: Apache-2.0
"""explain says what the login then does: accounts x switch x services x networks, row by row, and nothing is sent,
counted or written by it (S19, R-55)."""
import contextlib
import itertools
import json
import os
import re
import sqlite3
import sys
from dataclasses import dataclass

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import admin_client  # noqa: E402
import module_client  # noqa: E402
import system  # noqa: E402
from extra_users import add_extra_user, use_extrausers  # noqa: E402

KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LOCAL = {"root": 0, "ana": 5001, "bob": 5002, "carol": 5003, "deploy": 5004, "amy": 5005, "lou": 5006, "ned": 5007}
SSO = {"eve": 7001}
ACCOUNTS = (*LOCAL, *SSO, "zed")  # zed is nobody's
SWITCHES = ("off", "observe", "enforce")
TRUSTED_PLACE = "198.51.100.7"
ADDRESSES = ("203.0.113.9", "10.20.3.4", "2001:db8::7", "gate.example.com", TRUSTED_PLACE, "")
LOCAL_SERVICES = ("su", "sudo", "cron")  # cron is not in scope
CONTACTS = {"ana": ("+12025550101", "ana@example.com"), "bob": (None, "bob@example.com"),
            "deploy": (None, "deploy@example.com"), "amy": ("+12025550105", "amy@example.com"),
            "lou": ("+12025550106", None), "ned": ("+12025550107", None)}
VERDICTS = {1: "proven", 2: "not_concerned", 3: "refused", 4: "locked", 5: "unavailable"}


@dataclass(frozen=True)
class Row:
    account: str
    service: str
    rhost: str
    by_audit_login: bool = False  # su run by the account, to become root


def rows() -> list[Row]:
    remote = [Row(account, "sshd", address) for account, address in itertools.product(ACCOUNTS, ADDRESSES)]
    local = [Row(account, service, "") for account, service in itertools.product(ACCOUNTS, LOCAL_SERVICES)]
    return remote + local + [Row(account, "su", "", True) for account in (*LOCAL, *SSO)]


@dataclass(frozen=True)
class Outcome:
    """What was said first, how it ended, and how the log explains it."""
    words: str
    verdict: str | None
    detail: str


def become(uid: int) -> None:
    """As who logged in under this uid and runs a set-uid program: audit login and real uid are theirs."""
    with open("/proc/self/loginuid", "w", encoding="ascii") as login:
        login.write(str(uid))
    os.setresuid(uid, -1, -1)


class ExplainTest(system.SystemTest):
    configuration = {
        "services": ["sshd", "su", "sudo"],
        "machine_accounts": ["deploy"], "sso": {"sources": ["extrausers"], "url": "https://sso.example.com"},
        "trusted_networks": ["10.20.0.0/16", "2001:db8::/32"], "trust": {"lifetime": "8h", "by_address": True},
        "populations": {"express": {"style": {"heading": "Welcome", "help": "Trouble? Call 555-0100."}}},
        "channels": {"call": {"gateways": []}, "text": {"gateways": ["try-out", "spare"]}},
        "gateways": {"spare": {"kind": "outbox", "directory": "/var/lib/tessera-courier/spare"}},
        "limits": {"attempts": {"consecutive": 3}, "sends": {"regions": ["US"]}},
        "accounts": {"require": []}, "paths": {"passwd": "/run/explain-passwd"}}
    position = "off"
    accounts = {}

    def prepare(self) -> None:
        add_extra_user("eve", SSO["eve"])
        use_extrausers()
        with open("/run/explain-passwd", "w", encoding="ascii") as out:
            out.writelines(f"{name}:x:{uid}:100::/:/bin/sh\n" for name, uid in LOCAL.items())

    def furnish(self) -> None:
        """Contacts, an app, a lock and a trusted place."""
        for name, (phone, email) in CONTACTS.items():
            self.add_account(name, phone, email)
        with open("/run/seeds", "w", encoding="ascii") as out:
            out.write(f"amy {KEY}\n")
        system.host.tessera.ctl("app", "import", "--from", "lines", "/run/seeds")
        system.host.tessera.enforce()
        with self.login("lou") as login:
            login.prompt()
            login.answer("")
            for _ in range(3):
                login.answer(system.wrong(self.code_for("lou")))
            self.assertEqual(login.verdict, module_client.LOCKED)
        with self.login("ana", rhost=TRUSTED_PLACE) as login:
            login.prompt()
            login.answer("1")
            login.answer("t")
            login.answer(self.code_for("ana"))
            self.assertEqual(login.verdict, module_client.PROVEN)

    @staticmethod
    def code_for(account: str) -> str:
        def first():
            return next((message for message in system.host.outbox() if message["account"] == account), None)
        return system.code_of(system.wait_until(first, "a message for " + account))

    @staticmethod
    def login(user: str, service: str = "sshd", rhost: str = "203.0.113.9") -> module_client.Login:
        return module_client.Login("/run/tessera/login.sock", user, service, rhost)


class Matrix(ExplainTest):
    def foreseen(self, row: Row, **more) -> tuple[dict, list[dict], int]:
        rhost = {"rhost": row.rhost} if row.rhost else {}
        items, code = admin_client.ask("/run/tessera/admin.sock", "explain", account=row.account, service=row.service,
                                       **rhost, **more)
        return items[-1]["decision"], items[:-1], code

    @staticmethod
    def store() -> list[str]:
        """Everything that is kept."""
        with contextlib.closing(sqlite3.connect("file:/var/lib/tessera/tessera.db?mode=ro", uri=True)) as database:
            return list(database.iterdump())

    def logged_in(self, row: Row) -> Outcome:
        """The real login: its first words, then it is left by q."""
        before = len(system.host.tessera.log("tesserad"))
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            with contextlib.suppress(BaseException):
                if row.by_audit_login:
                    become({**LOCAL, **SSO}[row.account])
                with self.login("root" if row.by_audit_login else row.account, row.service, row.rhost) as login:
                    question = login.prompt()
                    verdict = login.verdict
                    if question:
                        login.answer("q")
                    words = question or re.sub(r" Reference [0-9A-Z]{4}\.", "", "".join(login.told))
                    os.write(writer, json.dumps([words, VERDICTS.get(verdict)]).encode())
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader, encoding="utf-8") as answer:
            words, verdict = json.load(answer)
        os.waitpid(child, 0)
        lines = system.host.tessera.log("tesserad")[before:].splitlines()
        details = [json.loads(line)["TESSERA_DETAIL"] for line in lines if "TESSERA_DETAIL" in line]
        return Outcome(words, verdict, details[-1] if details else "")

    @staticmethod
    def turn(position: str) -> None:
        if position == "enforce":
            system.host.tessera.enforce()
        else:
            system.host.tessera.ctl("environment", position)

    def test_equals_the_login(self):
        self.furnish()
        seen = set()
        for position in SWITCHES:
            self.turn(position)
            kept, sent = self.store(), len(system.host.outbox())
            foreseen = [(row, *self.foreseen(row, batch=True)) for row in rows()]
            self.assertEqual(self.store(), kept, "explain changed the store")
            self.assertEqual(len(system.host.outbox()), sent, "explain sent something")
            for row, decision, steps, code in foreseen:
                with self.subTest(position=position, row=row):
                    self.compare(row, decision, steps, code)
                seen.add((decision["ruling"], decision["reason"], decision["would"]))
        self.assertLessEqual({("ignore", "service_not_in_scope", None), ("ignore", "switched_off", None),
                              ("ignore", "asked", "ask"), ("ignore", "locked", "refuse"),
                              ("ignore", "single_sign_on", None), ("ignore", "trusted_network", None),
                              ("trust", "trusted_place", None), ("ask", "asked", None), ("refuse", "locked", None),
                              ("refuse", "no_contact", None), ("refuse", "machine_account", None),
                              ("refuse", "nobody", None)}, seen)

    def compare(self, row: Row, decision: dict, steps: list[dict], code: int) -> None:
        login = self.logged_in(row)
        # Only a login has a login session, and with it a place that can be trusted.
        words = login.words.replace("t trust this place   ", "") if row.by_audit_login else login.words
        self.assertEqual(decision["first_words"] or "", words)
        self.assertEqual(decision["verdict"], login.verdict)
        self.assertEqual(decision["ruling"] == "ask", login.verdict is None)
        self.assertEqual(code, 1 if decision["ruling"] == "refuse" else 0)
        if decision["reason"] != "nobody":  # names that nobody has are logged a few times a minute alone
            self.assertEqual(decision["detail"], login.detail)
        self.assertEqual(steps[0]["step"], "service")
        self.assertTrue(decision["batch"])


class Words(ExplainTest):
    """What an administrator reads."""

    def explain(self, *arguments: str, code: int = 0) -> str:
        return system.host.tessera.ctl("explain", *arguments, code=code).stdout

    def test_sentences(self):
        self.furnish()
        text = self.explain("ana", "--rhost", "203.0.113.9", "--tty", "pts/3")
        for line in ("service          sshd is in scope.", "switch           Enforce.",
                     "account          Local, in the passwd file.", "machine account  Not in machine_accounts.",
                     "network          203.0.113.9 is in none of trusted_networks.",
                     "call             Not offered: the channel has no gateway.",
                     "ana would be asked for a code.", "    Choice [1]: "):
            self.assertIn(line, text)
        self.assertRegex(text, r"text +To \+1 \*\*\* \*\*\* \*\*01 by try-out \(sent 2\S+Z\), then spare \(nothing known yet\)\.")
        self.assertIn("3 wrong codes in a row: locked until 2", self.explain("lou", code=1))
        self.assertIn("lou would be refused, since too many wrong codes have locked it.\nPAM is told PAM_AUTH_ERR.",
                      self.explain("lou", code=1))
        self.assertIn("From extrausers, one of sso.sources", self.explain("eve"))
        self.assertIn("No source of this host knows it.", self.explain("zed", code=1))
        self.assertIn("Trusted until 2", self.explain("ana", "--rhost", TRUSTED_PLACE))
        self.assertIn("It asks whoever runs it", self.explain("ana", "--service", "su"))
        self.explain("-oops", code=64)
        self.explain("ana", "--service", "x" * 65, code=64)

    def test_what_a_script_does(self):
        self.furnish()
        asked = self.explain("ana", "--batch")
        for way in ("machine_accounts", "Match User NAME", "ssh -M -S ~/.ssh/master -N ana@HOST", "trusted_networks"):
            self.assertIn(way, asked)
        self.assertIn("Match User deploy", self.explain("deploy", "--batch", code=1))
        self.assertIn("NOPASSWD", self.explain("ana", "--service", "sudo", "--batch"))
        self.assertIn("Tessera asks a script nothing at cron.", self.explain("ana", "--service", "cron", "--batch"))
        self.assertIn("first mend", self.explain("carol", "--batch", code=1))
        system.host.tessera.ctl("environment", "observe")
        self.assertIn("On observe a script passes. On enforce:", self.explain("ana", "--batch"))


if __name__ == "__main__":
    system.main()
