# SPDX-License-Identifier: Apache-2.0
"""OpenSSH's tools, and those that run ssh, as a program without a terminal uses them: SSH_ASKPASS answers."""
import os
import subprocess

_ASKPASS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "askpass.py")
_PROMPTS = "/run/askpass-prompts"


class Clients:
    """run() and start() give a command its answers; `options` suit ssh, scp and sftp alike."""

    def __init__(self, host, password: str, port: int | None = None):
        self.host = host
        self.password = password
        self.options = ["-F", "/dev/null", f"-oUserKnownHostsFile={host.known_hosts}", "-oStrictHostKeyChecking=yes",
                        f"-oPort={port or host.sshd.port}"]
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": "/root", "LC_ALL": "C", "SSH_ASKPASS": _ASKPASS,
                            "SSH_ASKPASS_REQUIRE": "force"}

    def run(self, *command: str, given: bytes = b"", timeout: float = 30) -> subprocess.CompletedProcess:
        return subprocess.run(command, input=given, capture_output=True, check=False, timeout=timeout,
                              env=self._answers())

    def start(self, *command: str) -> subprocess.Popen:
        """For one that stays; whoever starts it ends it."""
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL, env=self._answers())

    def _answers(self) -> dict[str, str]:
        """The answers for the next command; what was asked before is forgotten."""
        open(_PROMPTS, "w", encoding="utf-8").close()
        return {**self.environment, "ASKPASS_PASSWORD": self.password, "ASKPASS_PROMPTS": _PROMPTS,
                "ASKPASS_OUTBOX": self.host.outbox_directory, "ASKPASS_SEEN": str(len(self.host.outbox()))}

    def prompts(self) -> list[str]:
        """The last line of each prompt of the last command, without ssh's (user@host)."""
        with open(_PROMPTS, encoding="utf-8") as text:
            return [line.rstrip("\n").split(") ", 1)[-1] for line in text]
