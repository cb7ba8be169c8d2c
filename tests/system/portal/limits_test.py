# SPDX-License-Identifier: Apache-2.0
"""Slow clients and floods cost the others nothing (R-48)."""
import os
import re
import select
import socket
import ssl
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))

from enrolments import Enrolment  # noqa: E402
from portal import TOKEN, PortalCase  # noqa: E402
from processes import wait_until  # noqa: E402

LINK = f"/e/{TOKEN}"
PER_NETWORK, WORKERS = 8, 64  # helpers/portal/server.cpp
PATIENCE = 60.0


class Limits(PortalCase):
    def setUp(self):
        super().setUp()
        self.daemon.links[TOKEN] = Enrolment()
        self.start()

    def connect(self, source: str) -> socket.socket:
        connection = socket.socket()
        self.addCleanup(connection.close)
        connection.bind((source, 0))
        connection.settimeout(PATIENCE)
        connection.connect(("127.0.0.1", self.port))
        return connection

    def secure(self, connection: socket.socket) -> ssl.SSLSocket:
        secured = ssl.create_default_context(cafile=self.authority.ca).wrap_socket(connection, server_hostname="localhost")
        self.addCleanup(secured.close)
        return secured

    def status(self, field: str) -> int:
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return int(re.search(rf"^{field}:\s+(\d+)", status.read(), re.MULTILINE)[1])

    def open_files(self) -> int:
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    @staticmethod
    def closed(connections: list[socket.socket]) -> int:
        """How many of them the portal has closed."""
        count = 0
        for connection in select.select(connections, [], [], 0)[0]:
            try:
                count += connection.recv(1, socket.MSG_PEEK) == b""
            except OSError:
                count += 1
        return count

    def test_slow_clients_hold_up_nobody_and_are_cut_off(self):
        """Some never say hello, some stop in a header, some in a body, and some go on, a byte at a time, for ever."""
        silent = [self.connect("127.0.0.2") for _ in range(PER_NETWORK)]
        stuck = [self.secure(self.connect("127.0.0.3")) for _ in range(4)]
        for connection in stuck[:2]:
            connection.sendall(b"GET " + LINK.encode() + b" HTTP/1.1\r\nHost: x\r\nX: ")
        for connection in stuck[2:]:
            connection.sendall(b"POST " + LINK.encode() + b" HTTP/1.1\r\nContent-Length: 100\r\n\r\nconfirm")
        drip = self.secure(self.connect("127.0.0.4"))
        drip.sendall(b"GET / HTTP/1.1\r\nX: ")
        self.assertEqual([self.get(LINK).status for _ in range(5)], [200] * 5)
        end = time.monotonic() + PATIENCE
        dripping = True
        while dripping or self.closed(silent) < len(silent):
            self.assertLess(time.monotonic(), end, "slow clients are still there")
            select.select([drip] if dripping else silent, [], [], 0.2)
            try:
                drip.sendall(b"a")
            except OSError:
                dripping = False
        for connection in stuck:
            self.assertNotIn(b" 200 ", connection.recv(65536))
        self.assertEqual(self.get(LINK).status, 200)
        self.assertEqual(self.daemon.asked, [])

    def test_a_flood_from_one_address_leaves_room_for_others(self):
        flood = [self.connect("127.0.0.2") for _ in range(300)]
        wait_until(lambda: self.closed(flood) == len(flood) - PER_NETWORK, "the surplus to be turned away", PATIENCE)
        self.assertEqual(self.get(LINK).status, 200)
        self.assertLess(self.open_files(), PER_NETWORK + 40)
        self.assertLessEqual(self.status("Threads"), WORKERS + 2)
        self.assertEqual(self.log.count("turned away"), 1, "a flood of connections is none of lines")
        for connection in flood:
            connection.close()
        wait_until(lambda: self.open_files() < 20, "their places to be free", PATIENCE)
        with self.secure(self.connect("127.0.0.2")) as again:
            again.sendall(b"GET " + LINK.encode() + b" HTTP/1.1\r\n\r\n")
            self.assertIn(b" 200 OK", again.recv(100))

    def test_a_flood_from_many_addresses_is_bounded(self):
        flood = [self.connect(f"127.0.1.{number // PER_NETWORK + 1}") for number in range(400)]
        wait_until(lambda: self.closed(flood) >= len(flood) - 2 * WORKERS, "the surplus to be turned away", PATIENCE)
        self.assertLess(self.open_files(), 2 * WORKERS + 40)
        self.assertLessEqual(self.status("Threads"), WORKERS + 2)
        for connection in flood:
            connection.close()
        self.assertEqual(wait_until(self.served, "room again", PATIENCE), 200)

    def served(self) -> int:
        try:
            return self.get(LINK).status
        except OSError:
            return 0

    def test_answers_from_one_address_are_limited(self):
        self.daemon.links[TOKEN].tries = 10**6
        answers = [self.post(LINK, {"confirmation": "0000"}, source="127.0.0.2") for _ in range(30)]
        kinds = {answer.status for answer in answers}
        self.assertEqual(kinds, {422, 429})
        self.assertLess(len(self.daemon.asked), 30)
        late = next(answer for answer in answers if answer.status == 429)
        self.assertEqual((late.title, late.header("Retry-After")), ("Too many tries", "60"))
        self.assertEqual(self.get(LINK, source="127.0.0.2").status, 200, "looking is free")
        self.assertEqual(self.post(LINK, {"confirmation": "0000"}).status, 422, "others are not concerned")

    def test_sigterm_ends_it_with_slow_clients_there(self):
        self.secure(self.connect("127.0.0.2")).sendall(b"GET / HT")
        self.process.terminate()
        self.assertEqual(self.process.wait(PATIENCE), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
