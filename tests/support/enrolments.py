# SPDX-License-Identifier: Apache-2.0
"""The daemon's end of portal.sock (shared/portal_protocol.hpp): enrolments that a test scripts, one exchange a
connection, every question kept."""
import os
import socket
import struct
import threading
from dataclasses import dataclass, field

OPEN, OPENED, FINISH, FINISHED = 64, 65, 66, 67
DONE, REFUSED, WRONG, UNAVAILABLE = 1, 2, 3, 4
CODES = ["k7mf-2qpx", "p3nd-8wzt", "a2bc-d3ef", "g4hj-k5mn", "q6rs-t7uv", "w8xy-z9ab", "c2de-f3gh", "j4km-n5pq", "r6st-u7vw", "x8yz-a9bc"]


@dataclass
class Enrolment:
    """One link. `style` holds the tags 8 to 11, as text."""
    account: str = "ana"
    environment: str = "training-staging"
    confirmation: str = "4417"
    key: str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    code: str = "482931"
    note: str = "The app counts from 14:02 tomorrow."
    state: str = "waiting"  # or open, over
    tries: int = 3
    code_tries: int = 5
    style: dict[int, str] = field(default_factory=dict)

    @property
    def uri(self) -> str:
        return f"otpauth://totp/{self.environment}:{self.account}?secret={self.key}&issuer={self.environment}&digits=6"


def packet(kind: int, numbers: dict[int, int], texts: dict[int, str]) -> bytes:
    data = bytes([kind])
    for tag, value in numbers.items():
        data += struct.pack(">BHQ", tag, 8, value) if value else b""
    for tag, value in texts.items():
        encoded = value.encode()
        data += struct.pack(">BH", tag, len(encoded)) + encoded if encoded else b""
    return data


def parse(data: bytes) -> tuple[int, list[str]]:
    """The type and the texts of tags 1 to 3."""
    texts, at = {}, 1
    while at < len(data):
        tag, length = struct.unpack_from(">BH", data, at)
        texts[tag] = data[at + 3:at + 3 + length].decode()
        at += 3 + length
    return data[0], [texts.get(tag, "") for tag in (1, 2, 3)]


class FakeDaemon:
    """Listens on `path` in a thread of its own; `links` are by token, `asked` are (kind, token, value, source)."""

    def __init__(self, path: str):
        self.path = path
        self.links: dict[str, Enrolment] = {}
        self.asked: list[tuple[int, str, str, str]] = []
        self.answer_with: bytes | None = None  # instead of an answer of its own
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._listener.bind(path)
        os.chmod(path, 0o666)
        self._listener.listen(64)
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                question = connection.recv(65536)
                if question:
                    kind, values = parse(question)
                    self.asked.append((kind, *values))
                    connection.send(self.answer_with if self.answer_with is not None else self._answer(kind, *values[:2]))

    def _answer(self, kind: int, token: str, value: str) -> bytes:
        link = self.links.get(token)
        return self._opened(link, value) if kind == OPEN else self._finished(link, value)

    def _opened(self, link: Enrolment | None, confirmation: str) -> bytes:
        if link is None or link.state != "waiting" or link.tries == 0:
            return packet(OPENED, {1: REFUSED}, {})
        if confirmation != link.confirmation:
            link.tries -= 1
            return packet(OPENED, {1: WRONG, 7: link.tries}, link.style)
        link.state = "open"
        return packet(OPENED, {1: DONE, 6: 6}, {2: link.account, 3: link.environment, 4: link.uri, 5: link.key, **link.style})

    def _finished(self, link: Enrolment | None, code: str) -> bytes:
        if link is None or link.state != "open" or link.code_tries == 0:
            return packet(FINISHED, {1: REFUSED}, {})
        if code != link.code:
            link.code_tries -= 1
            return packet(FINISHED, {1: WRONG, 4: link.code_tries}, link.style)
        link.state = "over"
        return packet(FINISHED, {1: DONE}, {2: "\n".join(CODES) + "\n", 3: link.note, **link.style})

    def stop(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        os.unlink(self.path)
