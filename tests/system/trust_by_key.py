# SPDX-License-Identifier: Apache-2.0
"""A place that is trusted by its ssh key (trust.lifetime): connections, copies and a control master need no second
question, and another key, another address or a place that was revoked is asked."""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402
from processes import end, wait_until  # noqa: E402
from ssh_clients import Clients  # noqa: E402

ANA = "ana@127.0.0.1"
KEY, OTHER_KEY = "/run/keys/ana", "/run/keys/ana-other"
SERVICE = "tessera-key-sshd"
SETTINGS = {"KbdInteractiveAuthentication": "yes", "PasswordAuthentication": "no",
            "AuthenticationMethods": "publickey,keyboard-interactive:pam"}
LOCAL, REMOTE = "/run/file", "/home/ana/file"
CONTENT = bytes(range(256)) * 64
ASKED = ["Choice [1]:", "Code:"]


class ByKey(system.SystemTest):
    configuration = {"trust": {"lifetime": "8h"}, "services": [SERVICE]}

    def prepare(self) -> None:
        for key in (OTHER_KEY, KEY):
            system.authorise_key("ana", key)
        with open(OTHER_KEY + ".pub", encoding="ascii") as other, open("/home/ana/.ssh/authorized_keys", "a", encoding="ascii") as keys:
            keys.write(other.read())
        system.host.use_stack("tessera-key-code", SERVICE, system.MODULE_OPTIONS)
        self.port = self.serve(SETTINGS, SERVICE)
        self.clients = Clients(system.host, system.PASSWORD, self.port)
        self.options = [*self.clients.options, "-oIdentitiesOnly=yes"]
        with open(LOCAL, "wb") as out:
            out.write(CONTENT)

    def trust_this_place(self) -> None:
        terminal = self.ssh("ana", "-oIdentitiesOnly=yes", "-i" + KEY, port=self.port)
        terminal.answer("Choice [1]: ", "1")
        terminal.see("Code: ")
        code = system.code_of(system.host.next_message(0))
        terminal.type("t")
        terminal.see("is not asked again until")
        terminal.answer("Code: ", code)
        self.assert_logged_in(terminal)

    def copy(self, name: str, *options: str):
        """A file to the host. Not in batch mode, in which ssh itself leaves out keyboard-interactive."""
        own = [*self.options, *options]
        given = CONTENT if name == "ssh" else f"put {LOCAL} file\n".encode() if name == "sftp" else b""
        commands = {"ssh": ["ssh", *own, ANA, "cat > file"],
                    "sftp": ["sftp", *own, ANA],
                    "rsync": ["rsync", "-e", " ".join(["ssh", *own]), LOCAL, ANA + ":file"]}
        return self.clients.run(*commands.get(name, [*name.split()[:1], *own, *name.split()[1:], LOCAL, ANA + ":file"]), given=given)

    def assert_copies(self, *options: str) -> None:
        for name in ("ssh", "scp -O", "scp -s", "sftp", "rsync"):
            with self.subTest(name):
                if os.path.exists(REMOTE):
                    os.unlink(REMOTE)
                done = self.copy(name, *options)
                self.assertEqual((done.returncode, self.clients.prompts()), (0, []), done.stderr)
                with open(REMOTE, "rb") as copied:
                    self.assertEqual(copied.read(), CONTENT)

    def asked(self, *options: str) -> list[str]:
        done = self.clients.run("ssh", *self.options, *options, ANA, "true")
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.clients.prompts()

    def test_nothing_is_asked_again_with_this_key_from_here(self):
        self.trust_this_place()
        self.assert_copies("-i" + KEY)
        rows = [row["reason"] for row in self.audit("--account", "ana") if row["service"]]
        self.assertEqual(rows.count("trusted_place"), 5, "every use is logged")
        self.assertEqual(len(system.host.outbox()), 1)

    def test_a_control_master_needs_none_either(self):
        self.trust_this_place()
        path = "/run/ana.trusted-master"
        master = self.clients.start("ssh", *self.options, "-i" + KEY, "-M", "-N", "-S", path, ANA)
        self.addCleanup(end, master)
        wait_until(lambda: os.path.exists(path), "the master's socket")
        self.assertEqual(self.clients.prompts(), [])
        self.assert_copies("-oControlPath=" + path)
        self.assertEqual(len(system.host.outbox()), 1)

    def test_another_key_another_address_and_a_revoked_place_are_asked(self):
        self.trust_this_place()
        self.assertEqual(self.asked("-i" + KEY), [])
        self.assertEqual(self.asked("-i" + OTHER_KEY), ASKED)
        self.assertEqual(self.asked("-i" + KEY, "-oBindAddress=127.0.0.2"), ASKED)
        self.assertEqual(self.asked("-i" + KEY), [])
        listed = [json.loads(line) for line in system.host.tessera.ctl("--json", "trust", "list").stdout.splitlines()]
        place = next(each for each in listed if "127.0.0.1" in each["place"])
        self.assertEqual(place["account"], "ana")
        self.assertIn(place["place"], system.host.tessera.ctl("trust", "list", "ana").stdout)
        system.host.tessera.ctl("trust", "revoke", "ana")
        self.assertEqual(self.asked("-i" + KEY), ASKED)


if __name__ == "__main__":
    system.main()
