# SPDX-License-Identifier: Apache-2.0
"""The module's side of login.sock (docs/PROTOCOL.md), for tests that need many logins and no sshd."""
import socket
import struct

HELLO, ANSWER, ASK, TELL, DONE = 0x01, 0x02, 0x10, 0x11, 0x12
PROVEN, NOT_CONCERNED, REFUSED, LOCKED, UNAVAILABLE = range(1, 6)


def field(tag: int, content: bytes) -> bytes:
    return struct.pack(">BH", tag, len(content)) + content


def fields(packet: bytes) -> dict[int, bytes]:
    found, at = {}, 1
    while at < len(packet):
        tag, length = struct.unpack_from(">BH", packet, at)
        found[tag] = packet[at + 3:at + 3 + length]
        at += 3 + length
    return found


class Login:
    """One login; `told` has what it was told, `verdict` how it ended: None while it goes on, or when the daemon
    went away first."""

    def __init__(self, path: str, user: str, service: str, rhost: str = "203.0.113.9", timeout: float = 20):
        self.told: list[str] = []
        self.verdict: int | None = None
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.socket.settimeout(timeout)
        self.socket.connect(path)
        self._send(bytes([HELLO]) + field(1, struct.pack(">Q", 1)) + field(2, service.encode()) +
                   field(3, user.encode()) + field(4, rhost.encode()) + field(9, struct.pack(">Q", 60000)))

    def __enter__(self) -> "Login":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def _send(self, packet: bytes) -> None:
        self.socket.send(packet)

    def prompt(self) -> str | None:
        """The next question, or None at the end. ConnectionError when there is no daemon any more."""
        while True:
            packet = self.socket.recv(65536)
            if not packet:
                raise ConnectionResetError("the daemon closed the connection")
            found = fields(packet)
            if packet[0] == ASK:
                return found[1].decode()
            if packet[0] == TELL:
                self.told.append(found[2].decode())
            elif packet[0] == DONE:
                self.verdict = struct.unpack(">Q", found[1])[0]
                return None

    def answer(self, text: str) -> str | None:
        """Answers the open question; the next one, or None at the end."""
        self._send(bytes([ANSWER]) + (field(1, text.encode()) if text else b""))
        return self.prompt()
