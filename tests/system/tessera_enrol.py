# SPDX-License-Identifier: Apache-2.0
"""`tessera` and user.sock: the way to an app on a terminal and over a pipe, and what one uid may not do to others."""
import json
import os
import pwd
import re
import resource
import signal
import subprocess
import sys
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import module_client  # noqa: E402
import own_client  # noqa: E402
import system  # noqa: E402
import terminal_qr  # noqa: E402
import totp  # noqa: E402
from hostkit.host import code_of  # noqa: E402
from hostkit.terminal import Terminal  # noqa: E402
from own_client import BACKUP_CODES, ENROL, STATUS, connected, talk, told, verdict, want  # noqa: E402

TESSERA = "/usr/local/bin/tessera"
BACKUP_CODE = r"\b[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{4}\b"
MANY = 5000


def uid_of(name: str) -> int:
    return pwd.getpwnam(name).pw_uid


def run_as(name: str, *arguments: str, typed: str = "") -> subprocess.CompletedProcess:
    return subprocess.run([TESSERA, *arguments], input=typed, capture_output=True, text=True, check=False, timeout=60,
                          user=name, group=name, extra_groups=[], env={"PATH": "/usr/bin", "LC_ALL": "C", "TZ": "UTC"})


class OwnTest(system.SystemTest):
    def next_code(self, before: int) -> str:
        return code_of(system.host.next_message(before))

    def finish(self, terminal: Terminal) -> tuple[str, list[str]]:
        """From the key on the screen to the backup codes: the key, and them."""
        terminal.see("Code from the app: ")
        key = re.search(r"Key: ((?:[A-Z2-7]{1,4} )+)\(time-based, 6 digits\)", terminal.screen)[1].replace(" ", "")
        terminal.type("12345")
        terminal.answer("q quits.\nCode from the app: ", system.wrong(totp.code(key)))
        terminal.answer("left. An app needs its phone's clock to be right.\nCode from the app: ", totp.code(key))
        terminal.see("Keep them away from your phone:")
        self.assertEqual(terminal.exit_code(), 0, terminal.screen)
        shown = terminal.screen.rpartition("phone:")[2]
        return key, re.findall(BACKUP_CODE, shown)


class Enrolment(OwnTest):
    def test_from_the_first_login_to_a_login_with_the_app(self):
        """S5, S6: a text, `tessera enrol` with its square, the first code, and the next login asks the app."""
        command = "LC_ALL=C.UTF-8 TERM=xterm tessera enrol"
        terminal = self.ssh("ana", "-tt", command)
        terminal.answer("Password: ", system.PASSWORD)
        for _ in ("the login", "tessera enrol"):
            before = len(system.host.outbox())
            terminal.answer("Choice [1]: ", "1")
            terminal.see("Code: ")
            terminal.type(self.next_code(before))
        text = system.host.outbox()[-1]["text"]
        self.assertIn("To change your app or backup codes", text)
        terminal.see("Scan this with your authenticator app:")
        key, codes = self.finish(terminal)
        self.assertEqual(len(set(codes)), 10, terminal.screen)
        link = urllib.parse.urlparse(terminal_qr.read(terminal.screen))
        self.assertEqual(urllib.parse.parse_qs(link.query)["secret"], [key])
        self.assertEqual((link.scheme, link.netloc, link.path), ("otpauth", "totp", "/training-staging:ana"))
        sent = len(system.host.outbox())
        client = self.ssh("ana")
        client.answer("Password: ", system.PASSWORD)
        client.answer("App code: ", totp.code(key, later=1))
        self.assert_logged_in(client)
        client = self.ssh("ana")
        client.answer("Password: ", system.PASSWORD)
        client.answer("App code: ", codes[0])
        self.assert_logged_in(client)
        notices = [message["text"] for message in system.host.outbox()[sent:]]
        self.assertTrue(all("backup code of ana" in text for text in notices), notices)
        status = run_as("ana", "status").stdout
        self.assertRegex(status, r"App: +yes, since 20\d\d-")
        self.assertRegex(status, "Backup codes: +9 left")

    def test_what_is_preferred_is_offered_first(self):
        self.assertEqual(run_as("ana", "prefer", "email").returncode, 0)
        self.assertRegex(run_as("ana", "status").stdout, "Offered first: email")
        client = self.ssh("ana")
        client.answer("Password: ", system.PASSWORD)
        client.see("1  E-mail to " + system.MASKED_EMAIL)
        client.answer("Choice [1]: ", "")
        client.answer("Code: ", self.next_code(0))
        self.assert_logged_in(client)
        self.assertEqual(system.host.outbox()[-1]["channel"], "email")
        self.assertEqual(run_as("ana", "prefer", "pigeon").returncode, 64)
        self.assertIn("your app is asked for first", run_as("ana", "prefer", "app").stdout)
        self.assertNotIn("Offered first", run_as("ana", "status").stdout)

    def test_over_a_pipe_line_by_line(self):
        """No terminal: questions and answers are lines, and a locale without half blocks gets the key alone."""
        program = subprocess.Popen([TESSERA, "enrol"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                   user="ana", group="ana", extra_groups=[], env={"LC_ALL": "C"})
        self.addCleanup(program.stdout.close)
        program.stdin.write("3\n")
        program.stdin.flush()
        message = system.host.next_message(0)
        self.assertEqual(message["channel"], "email")
        program.stdin.write(code_of(message) + "\n")
        program.stdin.flush()
        line = next(line for line in program.stdout if line.startswith("Key: "))
        key = line.removeprefix("Key: ").partition(" (")[0].replace(" ", "")
        program.stdin.write(totp.code(key) + "\n")
        program.stdin.close()
        rest = program.stdout.read()
        self.assertEqual(program.wait(), 0, rest)
        self.assertEqual(len(re.findall(BACKUP_CODE, rest)), 10, rest)
        self.assertRegex(run_as("ana", "status").stdout, "Backup codes: +10 left")

    def test_a_ticket_for_somebody_without_any_way(self):
        """bob has no contact on record. An administrator's ticket leads to an app, and the app to a login."""
        self.assertIn("tesseractl app enrol bob", run_as("bob", "enrol").stderr)
        ticket = json.loads(system.host.tessera.ctl("--json", "app", "enrol", "bob").stdout)["ticket"]
        terminal = self.at(Terminal(["setpriv", "--reuid", "bob", "--regid", "bob", "--clear-groups", TESSERA, "enrol",
                                     "--ticket"]))
        terminal.answer("Ticket: ", ticket)
        key, codes = self.finish(terminal)
        self.assertEqual(len(set(codes)), 10)
        client = self.ssh("bob")
        client.answer("Password: ", system.PASSWORD)
        client.answer("App code: ", totp.code(key, later=1))
        self.assert_logged_in(client, "bob")

    def test_new_backup_codes(self):
        terminal = self.at(Terminal(["setpriv", "--reuid", "ana", "--regid", "ana", "--clear-groups", TESSERA, "backup-codes"]))
        terminal.answer("Choice [1]: ", "1")
        terminal.see("Code: ")
        terminal.type(self.next_code(0))
        terminal.see("Ten backup codes, shown once.")
        self.assertEqual(terminal.exit_code(), 0)
        self.assertEqual(len(set(re.findall(BACKUP_CODE, terminal.screen.rpartition("phone:")[2]))), 10)
        notice = system.host.next_message(1)["text"]
        self.assertIn("New backup codes were made for ana", notice)
        self.assertIsNone(re.search(BACKUP_CODE, notice))

    def test_three_wrong_codes_change_nothing(self):
        done = run_as("ana", "enrol", typed="1\n" + "000000\n000001\n000002\n")
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("Not proven: too many wrong codes. Run tessera again", done.stderr)
        self.assertNotIn("Key:", done.stdout)
        self.assertEqual(self.failures_of("ana"), 3)

    def test_end_of_input_gives_up(self):
        done = run_as("ana", "enrol")
        self.assertEqual((done.returncode, system.host.outbox()), (1, []), done.stderr)
        self.assertIn("you broke off", done.stderr)


class Others(OwnTest):
    configuration = {"portal": {"url": "http://127.0.0.1:8099"},
                     "machine_accounts": ["carol"]}

    def test_whose_account_it_is_says_the_kernel(self):
        """R-33: bob asks about ana in every way that a packet has."""
        named = module_client.field(1, b"ana") + module_client.field(4, b"ana") + module_client.field(200, b"ana")
        for packet in (want(STATUS), want(STATUS) + named[6:]):
            with connected(uid_of("bob")) as bob:
                heard = talk(bob, packet)
                self.assertEqual(module_client.fields(heard[0])[1], b"bob")
        with connected(uid_of("bob")) as bob:
            heard = talk(bob, want(ENROL))
            self.assertEqual(verdict(heard), module_client.REFUSED)
            self.assertIn("Nothing proves yet that you are bob", told(heard))
        self.assertEqual(system.host.outbox(), [])

    def test_anothers_link_is_no_ticket(self):
        """R-33, R-47: bob has read ana's text. It neither works for him nor is it used up."""
        terminal, code = self.ssh_to_code()
        confirmation = re.search(r"confirmation (\d{4})", terminal.screen)[1]
        terminal.type(code)
        self.assert_logged_in(terminal)
        token = re.search(r"/e/(\w+)", system.host.outbox()[-1]["text"])[1]
        with connected(uid_of("bob")) as bob:
            heard = talk(bob, want(ENROL, token), confirmation)
            self.assertEqual(verdict(heard), module_client.REFUSED)
            self.assertIn("That ticket is used, expired, or not for bob.", told(heard))
        wrong = run_as("ana", "enrol", "--ticket", typed=f"{token}\n{system.wrong(confirmation)}\n")
        self.assertEqual((wrong.returncode, "Key:" in wrong.stdout), (1, False), wrong.stderr)
        right = run_as("ana", "enrol", "--ticket", typed=f"{token}\n{confirmation}\nq\n")
        self.assertRegex(right.stdout, r"Key: ([A-Z2-7]{4} ){8}\(")
        self.assertIn("nothing has changed", right.stderr)

    def test_a_machine_account_is_told_why_not(self):
        for verb in ("enrol", "backup-codes"):
            done = run_as("carol", verb)
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertIn("carol is a machine account", done.stderr)
        self.assertIn("a machine account", run_as("carol", "status").stdout.lower())

    def test_a_uid_without_an_account(self):
        with connected(4242) as nobody:
            heard = talk(nobody, want(STATUS))
            self.assertEqual(verdict(heard), module_client.REFUSED)
            self.assertIn("uid 4242", told(heard))

    def test_login_sock_stays_root_s(self):
        with self.assertRaises(PermissionError):
            connected(uid_of("bob"), "/run/tessera/login.sock")

    def test_what_comes_out_of_turn_closes(self):
        """R-36."""
        hello = bytes([module_client.HELLO]) + want(STATUS)[1:]
        for packet in (hello, bytes([module_client.ANSWER]), bytes([module_client.DONE]), want(200), want(STATUS)[:-1], b"\0"):
            with connected(uid_of("bob")) as bob:
                self.assertEqual(talk(bob, packet), [])


class Flood(OwnTest):
    def test_thousands_of_sockets_of_one_uid(self):
        """R-37: while they are there root's logins go on, and so does everybody else."""
        limit = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(MANY + 1000, limit[1]), limit[1]))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, limit)
        daemon = system.host.tessera.pids["tesserad"]
        os.kill(daemon, signal.SIGSTOP)
        self.addCleanup(os.kill, daemon, signal.SIGCONT)
        sockets = self.flood(uid_of("bob"))  # the backlog is full of them
        os.kill(daemon, signal.SIGCONT)
        self.assert_logs_in()
        sockets += self.flood(uid_of("bob"))
        self.assert_logs_in()
        self.assertRegex(run_as("carol", "status").stdout, "Account: +carol")
        self.assertEqual(run_as("bob", "status").returncode, 69, "bob has had his share")
        for bob in sockets:
            bob.close()

    def flood(self, uid: int) -> list:
        """As many as connect at once, of half of MANY each time."""
        sockets = []
        with own_client.as_uid(uid):
            for _ in range(MANY // 2):
                made = own_client.socket.socket(own_client.socket.AF_UNIX, own_client.socket.SOCK_SEQPACKET)
                made.setblocking(False)
                made.connect_ex(own_client.PATH)
                sockets.append(made)
        return sockets

    def assert_logs_in(self) -> None:
        before = len(system.host.outbox())
        with module_client.Login("/run/tessera/login.sock", "ana", system.sshd.SERVICE) as login:
            login.prompt()
            login.answer("1")
            login.answer(code_of(system.host.next_message(before)))
            self.assertEqual(login.verdict, module_client.PROVEN)


class Away(system.SystemTest):
    def test_69_and_a_sentence(self):
        system.host.tessera.stop()
        done = run_as("ana", "status")
        self.assertEqual((done.returncode, done.stdout), (69, ""))
        self.assertIn("the second-step service on this host is not answering", done.stderr)

    def test_the_switch_is_off(self):
        """Whoever wants to be ready before it is on can be."""
        system.host.tessera.ctl("environment", "off")
        self.assertIn("Not asked: the second step is off here. Once on: asked", run_as("ana", "status").stdout)
        with connected(uid_of("ana")) as ana:
            heard = talk(ana, want(BACKUP_CODES), "q")
            self.assertEqual(verdict(heard), module_client.REFUSED)
        self.assertIn("Choice [1]: ", module_client.fields(heard[0])[1].decode())


if __name__ == "__main__":
    system.main()
