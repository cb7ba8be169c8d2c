# SPDX-License-Identifier: Apache-2.0
"""A whole host with Tessera, inside the private namespaces: stacks, sshd, programs, accounts and an outbox."""
import contextlib
import glob
import json
import os
import shutil
import time

from . import namespace, sshd
from .running import Running
from .stage import Stage, source
from .terminal import Terminal, ssh_command

CONFIGURATION = "/etc/tessera/tessera.yaml"
STAGE = "/run/stage"
PRESETS = "/usr/share/tessera/gateways"
CREDENTIALS = "/etc/tessera/credentials"


class Host:
    """Furnishes the namespaces when made; start() and stop() are the programs' and sshd's."""

    def __init__(self, stage: str, port: int = 2222):
        namespace.bind(os.path.abspath(stage), STAGE)
        self.stage = Stage(STAGE)
        namespace.install_module(self.stage.path("pam_tessera.so"))
        self._install_tessera()
        shutil.copytree(source("etc", "gateways"), PRESETS)
        os.makedirs(CREDENTIALS, 0o700)
        self.sshd = sshd.Sshd(port)
        self.tessera = Running(CONFIGURATION, self.stage, "/run")
        self.outbox_directory = "/var/lib/tessera-courier/outbox"
        self.known_hosts = "/run/known_hosts"

    def _install_tessera(self) -> None:
        """Where everybody's PATH finds it, as the prompts say; a benchmark may not have built it."""
        namespace.overlay("/usr/local/bin")
        with contextlib.suppress(FileNotFoundError):
            os.unlink("/usr/local/bin/tessera")
        with contextlib.suppress(FileNotFoundError):
            os.symlink(self.stage.path("tessera"), "/usr/local/bin/tessera")

    def configure(self, text: str) -> None:
        with open(CONFIGURATION, "w", encoding="utf-8") as out:
            out.write(text)

    def add_credential(self, name: str, secret: str) -> None:
        """Before start(): what an administrator puts into the credentials' folder."""
        path = os.path.join(CREDENTIALS, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write(secret)
        os.chmod(path, 0o400)

    def use_stack(self, name: str, service: str = sshd.SERVICE, options: str = "") -> None:
        """A shipped stack as the stack of `service`; `options` go to the module's line."""
        with open(source("etc", "pam", name), encoding="utf-8") as shipped:
            text = shipped.read()
        if options:
            text = text.replace("  pam_tessera.so\n", f"  pam_tessera.so {options}\n")
        namespace.install_stack(service, text)

    def start(self) -> "Host":
        self.tessera.start()
        self.start_sshd()
        return self

    def start_sshd(self) -> None:
        self.sshd.start()
        self.sshd.write_known_hosts(self.known_hosts)

    def stop(self) -> None:
        self.sshd.stop()
        self.tessera.stop()

    def ssh(self, user: str, *arguments: str, port: int | None = None, timeout: float = 20) -> Terminal:
        return Terminal(ssh_command(user, port or self.sshd.port, self.known_hosts, *arguments), timeout)

    def outbox(self) -> list[dict]:
        """Every message so far, oldest first, with the file's name as `file`."""
        return [read_message(path) for path in sorted(glob.glob(self.outbox_directory + "/*.json"))]

    def next_message(self, seen: int, timeout: float = 10) -> dict:
        """The first message after the `seen` ones that were there before."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            messages = self.outbox()
            if len(messages) > seen:
                return messages[seen]
            time.sleep(0.02)
        raise AssertionError(f"no message after the first {seen} in {timeout} s:\n{self.tessera.logs()}")


def read_message(path: str) -> dict:
    with open(path, encoding="utf-8") as text:
        return {**json.load(text), "file": os.path.basename(path)}


def code_of(message: dict) -> str:
    """The digits that a message's text begins with."""
    return message["text"].split(" ", 1)[0]
