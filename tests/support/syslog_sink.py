# SPDX-License-Identifier: Apache-2.0
"""A /dev/log that remembers, so that what PAM modules write can be read and no module waits for a logger."""
import socket
import threading


class SyslogSink:
    def __init__(self, path: str):
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(path)
        self._lines: list[str] = []
        threading.Thread(target=self._collect, daemon=True).start()

    def _collect(self) -> None:
        while True:
            self._lines.append(self._socket.recv(8192).decode(errors="replace"))

    def text(self) -> str:
        return "\n".join(self._lines)

    def forget(self) -> None:
        self._lines.clear()
