# SPDX-License-Identifier: Apache-2.0
"""A person at a terminal: a program on a pty, what it showed, and what was typed."""
import io
import os
import signal

import pexpect

_ENVIRONMENT = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM": "dumb",
                "LC_ALL": "C", "HOME": "/root"}


class Terminal:
    """`screen` is everything that the terminal has shown, with line feeds; typed text appears where it echoed."""

    def __init__(self, command: list[str], timeout: float = 20, environment: dict[str, str] | None = None):
        self._shown = io.StringIO()
        self._program = pexpect.spawn(command[0], command[1:], encoding="utf-8", codec_errors="replace",
                                      timeout=timeout, env={**_ENVIRONMENT, **(environment or {})},
                                      dimensions=(50, 160))
        self._program.logfile_read = self._shown

    @property
    def screen(self) -> str:
        return self._shown.getvalue().replace("\r\n", "\n").replace("\r", "")

    def see(self, text: str, timeout: float = -1) -> None:
        """Waits until `text` is shown, after what was seen before; AssertionError with the screen when not."""
        try:
            self._program.expect_exact(text.replace("\n", "\r\n"), timeout=timeout)
        except (pexpect.TIMEOUT, pexpect.EOF) as problem:
            raise AssertionError(f"{type(problem).__name__} while waiting for {text!r}; the screen:\n{self.screen}"
                                 ) from None

    def type(self, line: str) -> None:
        self._program.sendline(line)

    def answer(self, prompt: str, line: str) -> None:
        self.see(prompt)
        self.type(line)

    def press(self, key: str) -> None:
        """A control character: press("c") is Ctrl-C."""
        self._program.sendcontrol(key)

    def exit_code(self, timeout: float = -1) -> int:
        """Waits for the end; a program that a signal ended gives its negative number."""
        try:
            self._program.expect(pexpect.EOF, timeout=timeout)
        except pexpect.TIMEOUT:
            raise AssertionError(f"still running; the screen:\n{self.screen}") from None
        self._program.close()
        if self._program.exitstatus is not None:
            return self._program.exitstatus
        return -self._program.signalstatus

    def hang_up(self) -> None:
        """The line is cut: the program is killed and its terminal closed."""
        if self._program.isalive():
            os.kill(self._program.pid, signal.SIGKILL)
        self._program.close(force=True)


def ssh_command(user: str, port: int, known_hosts: str, *arguments: str) -> list[str]:
    """`arguments` are further options of ssh, or the remote command."""
    return ["ssh", "-F", "/dev/null", "-o", f"UserKnownHostsFile={known_hosts}", "-o", "StrictHostKeyChecking=yes",
            "-p", str(port), *[a for a in arguments if a.startswith("-")], f"{user}@127.0.0.1",
            *[a for a in arguments if not a.startswith("-")]]
