# SPDX-License-Identifier: Apache-2.0
"""What runs over ssh: commands, copies, forwarding, control masters. Each asks for one code, and files arrive whole."""
import os
import socket
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402
from hostkit import sshd  # noqa: E402
from processes import end, free_port, wait_for_port, wait_until  # noqa: E402
from ssh_clients import Clients  # noqa: E402

ANA = "ana@127.0.0.1"
CONTENT = bytes(range(256)) * 1024 + b"\r\n\x00~.\n"  # ssh's escape and every byte
LOCAL, REMOTE, BACK = "/run/file", "/home/ana/file", "/run/file-that-came-back"
ONE_CODE = ["Password:", "Choice [1]:", "Code:"]


def write(path: str, content: bytes) -> None:
    with open(path, "wb") as out:
        out.write(content)


def read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


class Tools(system.SystemTest):
    def prepare(self):
        self.clients = Clients(system.host, system.PASSWORD)
        write(LOCAL, CONTENT)
        self.forget_copies()

    def forget_copies(self) -> None:
        for path in (REMOTE, BACK):
            if os.path.exists(path):
                os.unlink(path)

    def ssh_tool(self, name: str, *arguments: str, given: bytes = b""):
        return self.clients.run(name, *self.clients.options, *arguments, given=given)

    def rsync(self, options: list[str], *ends: str):
        return self.clients.run("rsync", "-e", " ".join(["ssh", *self.clients.options, *options]), *ends)


class Copies(Tools):
    def test_each_tool_asks_for_one_code_and_copies_every_byte(self):
        """scp by SFTP and by its old protocol, and rsync: there and back, each way with a code of its own."""
        for name, copy in {"scp": lambda *ends: self.ssh_tool("scp", *ends),
                           "scp -O": lambda *ends: self.ssh_tool("scp", "-O", *ends),
                           "rsync": lambda *ends: self.rsync([], *ends)}.items():
            with self.subTest(name):
                self.forget_copies()
                for origin, target, copied in ((LOCAL, f"{ANA}:file", REMOTE), (f"{ANA}:file", BACK, BACK)):
                    sent = len(system.host.outbox())
                    done = copy(origin, target)
                    self.assertEqual((done.returncode, self.clients.prompts()), (0, ONE_CODE), done.stderr)
                    self.assertEqual(len(system.host.outbox()), sent + 1)
                    self.assertEqual(read(copied), CONTENT)

    def test_sftp_by_hand(self):
        terminal = self.at(system.Terminal(["sftp", *self.clients.options, ANA]))
        terminal.answer("Password: ", system.PASSWORD)
        terminal.answer("Choice [1]: ", "1")
        terminal.answer("Code: ", system.code_of(system.host.next_message(0)))
        for command in (f"put {LOCAL}", f"get {REMOTE} {BACK}", "bye"):
            terminal.answer("sftp> ", command)
        self.assertEqual(terminal.exit_code(), 0, terminal.screen)
        self.assertEqual((read(REMOTE), read(BACK)), (CONTENT, CONTENT))
        self.assertEqual(len(system.host.outbox()), 1)


class Commands(Tools):
    def test_status_and_bytes_are_the_command_s(self):
        """Nothing of Tessera's stands in the output, or eats of the input."""
        done = self.ssh_tool("ssh", ANA, "cat; exit 42", given=CONTENT)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (42, CONTENT, b""))
        self.assertEqual(self.clients.prompts(), ONE_CODE)

    def test_with_and_without_a_terminal(self):
        for option, expected in (("-t", "/dev/pts/"), ("-T", "not a tty")):
            with self.subTest(option):
                seen = len(system.host.outbox())
                terminal = self.ssh("ana", option, "tty; echo over")
                terminal.answer("Password: ", system.PASSWORD)
                terminal.answer("Choice [1]: ", "1")
                terminal.answer("Code: ", system.code_of(system.host.next_message(seen)))
                terminal.see(expected)
                terminal.see("over")
                self.assertEqual(terminal.exit_code(), 0, terminal.screen)

    def test_a_forwarded_port(self):
        """-N and -L: no command at all; the other end of the forwarding is sshd's own greeting."""
        port = free_port()
        forwarding = self.clients.start("ssh", *self.clients.options, "-N", "-L",
                                        f"127.0.0.1:{port}:127.0.0.1:{system.host.sshd.port}", ANA)
        self.addCleanup(end, forwarding)
        wait_for_port(port, forwarding)
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            self.assertEqual(connection.recv(8), b"SSH-2.0-")
        self.assertEqual(self.clients.prompts(), ONE_CODE)
        self.assertEqual(len(system.host.outbox()), 1)


class Scripts(Tools):
    """A script cannot type a code: ssh itself gives up, before PAM is asked."""
    # rsync ends with ssh's code, or with its own for a stream that ended: whichever it notices first.
    exit_codes = {"ssh": {255}, "scp": {255}, "scp -O": {1}, "sftp": {255}, "rsync": {255, 12}}

    def copy_by(self, name: str, *options: str):
        """The file to ana's home by one of the tools, in its batch mode."""
        write("/run/batch", f"put {LOCAL} file\n".encode())
        if name == "ssh":
            return self.ssh_tool("ssh", "-oBatchMode=yes", *options, ANA, "cat > file", given=CONTENT)
        if name == "sftp":
            return self.ssh_tool("sftp", "-b", "/run/batch", *options, ANA)
        if name == "rsync":
            return self.rsync(["-oBatchMode=yes", *options], LOCAL, f"{ANA}:file")
        return self.ssh_tool("scp", *name.split()[1:], "-B", *options, LOCAL, f"{ANA}:file")

    def test_each_is_refused_at_once_and_costs_nothing(self):
        for name, exit_codes in self.exit_codes.items():
            with self.subTest(name):
                done = self.copy_by(name)
                self.assertIn(b"Permission denied (keyboard-interactive).", done.stderr)
                self.assertIn(done.returncode, exit_codes, done.stderr)
                self.assertEqual(self.clients.prompts(), [])
        self.assertFalse(os.path.exists(REMOTE))
        self.assertEqual(system.host.outbox(), [])
        self.assertEqual([row for row in self.audit() if row["service"]], [])

    def test_a_master_opened_by_hand_serves_them(self):
        """It asks once; what runs over it asks nothing, until it is closed."""
        path = "/run/ana.master"
        master = self.clients.start("ssh", *self.clients.options, "-M", "-N", "-S", path, ANA)
        self.addCleanup(end, master)
        wait_until(lambda: os.path.exists(path), "the master's socket")
        self.assertEqual(self.clients.prompts(), ONE_CODE)
        for name in self.exit_codes:
            with self.subTest(name):
                self.forget_copies()
                done = self.copy_by(name, "-oControlPath=" + path)
                self.assertEqual((done.returncode, self.clients.prompts()), (0, []), done.stderr)
                self.assertEqual(read(REMOTE), CONTENT)
        self.assertEqual(len(system.host.outbox()), 1)
        self.ssh_tool("ssh", "-S", path, "-O", "exit", ANA)
        master.wait(20)
        self.assertEqual(self.copy_by("ssh", "-oControlPath=" + path).returncode, 255)


if __name__ == "__main__":
    system.main()
