# SPDX-License-Identifier: Apache-2.0
"""What takes a helper's place behind its socket."""
import os
import socket
import sys
import threading

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "packaging"))
from hostkit.program import listening_socket  # noqa: E402


class Impostor(threading.Thread):
    """Gives each caller the next of `replies`, over and over; `heard` is what they said."""

    def __init__(self, path: str, replies: list[bytes]):
        super().__init__(daemon=True)
        self.listener = listening_socket(path)
        self.listener.setblocking(True)
        self.replies = replies
        self.calls = 0
        self.heard: list[bytes] = []
        self.start()

    def run(self) -> None:
        while True:
            try:
                caller, _ = self.listener.accept()
            except OSError:
                return
            with caller:
                self.heard.append(caller.recv(65536))
                reply = self.replies[self.calls % len(self.replies)]
                self.calls += 1
                if reply:
                    caller.send(reply)

    def close(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
