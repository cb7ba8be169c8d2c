# SPDX-License-Identifier: Apache-2.0
"""tesseractl's side of admin.sock, for tests that ask more often than programs can be started."""
import json
import socket


def ask(path: str, verb: str, **arguments) -> tuple[list[dict], int]:
    """The items of the answer and its exit code."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection:
        connection.settimeout(20)
        connection.connect(path)
        connection.send(json.dumps({"verb": verb, "args": arguments}).encode())
        items: list[dict] = []
        while True:
            packet = json.loads(connection.recv(65536))
            if packet.get("done"):
                return items, packet["exit"]
            items.append(packet["item"])
