# SPDX-License-Identifier: Apache-2.0
"""What every system test stands on: a private host with a real sshd, a fresh store for each test, and golden
screens. A test is a script: its classes derive from SystemTest, its last line calls main()."""
import argparse
import copy
import json
import os
import re
import shutil
import subprocess
import sys
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "packaging"))

import audit_login  # noqa: E402
import catalog  # noqa: E402
import yaml  # noqa: E402
from hostkit import config as hostkit_config  # noqa: E402
from hostkit import host as hostkit_host  # noqa: E402
from hostkit import namespace, sshd  # noqa: E402
from hostkit.host import code_of  # noqa: E402,F401
from hostkit.program import confined, listening_socket, SERVICES  # noqa: E402,F401
from hostkit.terminal import Terminal  # noqa: E402
from processes import free_port, wait_until  # noqa: E402,F401
from syslog_sink import SyslogSink  # noqa: E402

GOLDEN = os.path.join(ROOT, "tests", "system", "golden")
PASSWORD = "a long password"
MODULE_OPTIONS = "timeout=8"
OUTBOX = {"kind": "outbox", "directory": "/var/lib/tessera-courier/outbox"}

CONFIGURATION = {
    "environment": {"name": "training-staging", "url": "https://training-staging.example.io"},
    "services": [sshd.SERVICE],
    "accounts": {"default_region": "US"},
    "channels": {name: {"gateways": ["try-out"]} for name in ("text", "call", "email")},
    "gateways": {"try-out": OUTBOX},
    "limits": {"sends": {"resend_after": "2s", "per_account": "1000/h", "per_destination": "1000/h",
                         "unverified_per_source": "1000/h", "total": "1000/h"}},
}

EXPLAINED = catalog.entries(os.path.join(ROOT, "etc", "systemd", "tessera.catalog"))
PHONE, EMAIL = "+12025550142", "ana@example.com"
MASKED_PHONE, MASKED_EMAIL = "+1 *** *** **42", "a**@example.com"

host: hostkit_host.Host
syslog: SyslogSink


class SystemTest(unittest.TestCase):
    """Each test has Tessera running with `configuration` merged over CONFIGURATION, the switch at `position`,
    and `accounts` on record; ana, bob and carol are local accounts with PASSWORD."""
    configuration: dict = {}
    position = "enforce"
    accounts: dict[str, dict] = {"ana": {"phone": PHONE, "email": EMAIL}}
    maxDiff = None

    def setUp(self) -> None:
        self.terminals: list[Terminal] = []
        syslog.forget()
        self.addCleanup(self._clean_up)
        self.write_configuration(self.configuration)
        self.prepare()
        self.start_tessera()
        for name, contacts in self.accounts.items():
            self.add_account(name, **contacts)
        if self.position != "off":
            if self.position == "enforce":
                host.tessera.enforce()
            else:
                host.tessera.ctl("environment", self.position)

    def prepare(self) -> None:
        """For a test class: what must be there before the programs start."""

    def start_tessera(self, *arguments: str) -> None:
        host.tessera.start(*arguments)

    def _clean_up(self) -> None:
        for terminal in self.terminals:
            terminal.hang_up()
        host.tessera.stop()
        self.addCleanup(self.assertEqual, self._unexplained(), [], "lines whose catalog entry lacks a field")
        self.addCleanup(self.assertEqual, self._canaries(), [], "in a log, where it must not stand (R-54)")
        if self._has_failed():
            print(f"--- {self.id()}\n{host.tessera.logs()}\n--- syslog\n{syslog.text()}", file=sys.stderr)
        for state in ("/var/lib/tessera", "/var/lib/tessera-courier", "/run/log", hostkit_host.CREDENTIALS):
            shutil.rmtree(state, ignore_errors=True)
        os.makedirs(hostkit_host.CREDENTIALS, 0o700)

    def _unexplained(self) -> list[dict]:
        """Lines of the programs whose MESSAGE_ID the journal's catalog does not know, or whose entry names a field
        that the line has not."""
        found = []
        for name in (each.name for each in SERVICES):
            for line in filter(lambda text: text.startswith("{"), host.tessera.log(name).splitlines()):
                fields = json.loads(line)
                entry = EXPLAINED.get(fields.get("MESSAGE_ID", ""))
                if "MESSAGE_ID" in fields and (entry is None or not entry.fields <= set(fields)):
                    found.append(fields)
        return found

    def _canaries(self) -> list[str]:
        """What no program may log: the password, a whole contact, a code that was sent."""
        logs = host.tessera.logs() + syslog.text()
        codes = {found[0] for message in host.outbox() if (found := re.search(r"(?<![0-9])[0-9]{6}(?![0-9])", message["text"]))}
        whole_words = set(re.findall(r"(?<![0-9.])[0-9]{6}(?![0-9])", logs))
        return [text for text in (PASSWORD, PHONE, EMAIL) if text in logs] + sorted(codes & whole_words)

    def _has_failed(self) -> bool:
        result = self._outcome.result
        return any(test is self for test, _ in [*result.failures, *result.errors])

    # ---- what a test does ----

    def write_configuration(self, *changes: dict) -> None:
        merged = copy.deepcopy(CONFIGURATION)
        for change in changes:
            merged = hostkit_config.merge(merged, change)
        host.configure(yaml.safe_dump(merged, sort_keys=False))

    def add_account(self, name: str, phone: str | None = None, email: str | None = None) -> None:
        arguments = [*(("--phone", phone) if phone else ()), *(("--email", email) if email else ())]
        host.tessera.ctl("account", "add", name, *arguments)

    def ssh(self, user: str, *arguments: str, port: int | None = None) -> Terminal:
        """ssh on a terminal; without a command it runs one that says that the login succeeded."""
        command = () if any(not a.startswith("-") for a in arguments) else ("echo logged in as $USER",)
        return self.at(host.ssh(user, *arguments, *command, port=port))

    def serve(self, settings: dict[str, str], service: str = sshd.SERVICE) -> int:
        """Another sshd for this test, with settings and perhaps a PAM service of its own; its port."""
        server = sshd.Sshd(free_port(), settings, service).start()
        self.addCleanup(server.stop)
        server.write_known_hosts(host.known_hosts)
        return server.port

    def at(self, terminal: Terminal) -> Terminal:
        self.terminals.append(terminal)
        return terminal

    def ssh_to_menu(self, user: str = "ana") -> Terminal:
        terminal = self.ssh(user)
        terminal.answer("Password: ", PASSWORD)
        terminal.see("Choice [1]: ")
        return terminal

    def ssh_to_code(self, user: str = "ana", choice: str = "1") -> tuple[Terminal, str]:
        """A terminal at the code prompt, and the code that was delivered."""
        before = len(host.outbox())
        terminal = self.ssh_to_menu(user)
        terminal.type(choice)
        terminal.see("Code: ")
        return terminal, hostkit_host.code_of(host.next_message(before))

    def assert_logged_in(self, terminal: Terminal, user: str = "ana") -> None:
        terminal.see(f"logged in as {user}")
        self.assertEqual(terminal.exit_code(), 0, terminal.screen)

    def assert_refused(self, terminal: Terminal, sentence: str) -> None:
        """The sentence is shown and the session never begins."""
        terminal.see(sentence)
        terminal.hang_up()
        self.assertNotIn("logged in as", terminal.screen)

    def failures_of(self, account: str) -> int:
        return json.loads(host.tessera.ctl("--json", "account", "show", account).stdout)["failures"]

    def audit(self, *arguments: str) -> list[dict]:
        """The rows of `tesseractl log`, oldest first."""
        done = host.tessera.ctl("--json", "log", *arguments, code=None)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def assert_golden(self, name: str, screen: str) -> None:
        """The screen, masked, is what tests/system/golden has. TESSERA_WRITE_GOLDEN=1 writes it instead."""
        path = os.path.join(GOLDEN, name + ".txt")
        shown = masked(screen)
        if os.environ.get("TESSERA_WRITE_GOLDEN"):
            with open(path, "w", encoding="ascii") as out:
                out.write(shown)
        with open(path, encoding="ascii") as golden:
            self.assertEqual(shown, golden.read(), f"the screen differs from {name}.txt")


def wrong(code: str) -> str:
    """A code of the same length that is not this one."""
    return str((int(code) + 1) % 10 ** len(code)).zfill(len(code))


def authorise_key(account: str, key: str) -> None:
    """Makes the key, if need be, and lets it log in as `account`."""
    os.makedirs(os.path.dirname(key), exist_ok=True)
    sshd.make_key(key)
    os.makedirs(f"/home/{account}/.ssh", exist_ok=True)
    shutil.copy(key + ".pub", f"/home/{account}/.ssh/authorized_keys")


def set_password(account: str, password: str) -> None:
    hashed = subprocess.run(["openssl", "passwd", "-6", "-stdin"], input=password, check=True, text=True,
                            capture_output=True).stdout.strip()
    subprocess.run(["usermod", "--password", hashed, account], check=True)


def check_configuration() -> int:
    """The exit code of `tesserad --check`, as the uncapable root that it runs as."""
    daemon = next(service for service in SERVICES if service.name == "tesserad")
    command = [host.stage.path("tesserad"), "--check", "--config", hostkit_host.CONFIGURATION]
    environment = {**os.environ, "CREDENTIALS_DIRECTORY": hostkit_host.CREDENTIALS}
    return subprocess.run(confined(daemon, command), check=False, env=environment).returncode


def masked(screen: str) -> str:
    """Without what differs from one run to the next: times, references, codes, ports."""
    screen = re.sub(r"\b\d\d:\d\d\b", "HH:MM", screen)
    screen = re.sub(r"[Rr]eference [0-9A-Z]{4}\b", lambda m: m[0][:-4] + "XXXX", screen)
    screen = re.sub(r"\b\d{6}\b|\b\d{3} \d{3}\b", "######", screen)
    screen = re.sub(r"\bport \d+\b", "port N", screen)
    screen = re.sub(r"again in \d+ s\b", "again in N s", screen)
    lines = [line.rstrip() for line in screen.split("\n")]
    return "\n".join(lines).strip("\n") + "\n"


def furnish(stage: str) -> None:
    """Enters the namespaces and makes the host that all tests of a script share."""
    global host, syslog
    audit_login.forget()
    namespace.enter(network=False)
    syslog = SyslogSink("/dev/log")
    host = hostkit_host.Host(stage)
    for name in ("ana", "bob", "carol"):
        namespace.add_user(name, PASSWORD)
    host.use_stack("tessera-password-code", options=MODULE_OPTIONS)
    host.start_sshd()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--stage", default=os.path.join(ROOT, "build", "release"))
    options, rest = parser.parse_known_args()
    furnish(options.stage)
    try:
        unittest.main(argv=[sys.argv[0], "-v", *rest])
    finally:
        host.sshd.stop()
