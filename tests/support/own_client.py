# SPDX-License-Identifier: Apache-2.0
"""`tessera`'s side of user.sock (docs/PROTOCOL.md), under any uid: the kernel notes it when the socket connects."""
import contextlib
import os
import socket
import struct

from module_client import ANSWER, ASK, DONE, TELL, field, fields

WANT, OWN_STATUS = 0x50, 0x51
STATUS, ENROL, BACKUP_CODES, TRUST_LIST, TRUST_REVOKE = 1, 2, 3, 4, 5
PATH = "/run/tessera/user.sock"


@contextlib.contextmanager
def as_uid(uid: int):
    """Of this process and no other thread's: sockets that connect here are that uid's."""
    os.setresuid(-1, uid, 0)
    try:
        yield
    finally:
        os.setresuid(-1, 0, 0)


def connected(uid: int, path: str = PATH) -> socket.socket:
    made = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    made.settimeout(20)
    try:
        with as_uid(uid):
            made.connect(path)
    except OSError:
        made.close()
        raise
    return made


def want(action: int, ticket: str = "") -> bytes:
    packet = bytes([WANT]) + field(1, struct.pack(">Q", 1)) + field(2, struct.pack(">Q", action))
    return packet + (field(3, ticket.encode()) if ticket else b"")


def talk(connection: socket.socket, packet: bytes, *answers: str) -> list[bytes]:
    """All that tesserad sends until it is done or closes; its questions get `answers`, then none."""
    heard, left = [], list(answers)
    connection.send(packet)
    while not heard or heard[-1][0] != DONE:
        got = connection.recv(65536)
        if not got:
            break
        heard.append(got)
        if got[0] == ASK and not left:
            break
        if got[0] == ASK:
            connection.send(bytes([ANSWER]) + field(1, left.pop(0).encode()))
    return heard


def told(heard: list[bytes]) -> str:
    return "\n".join(fields(packet)[2].decode() for packet in heard if packet[0] == TELL)


def verdict(heard: list[bytes]) -> int | None:
    """None where tesserad never was done."""
    if not heard or heard[-1][0] != DONE:
        return None
    return struct.unpack(">Q", fields(heard[-1])[1])[0]
