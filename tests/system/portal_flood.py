# SPDX-License-Identifier: Apache-2.0
"""R-48 with everything real: the page under slow clients and a flood, while people log in over sshd."""
import contextlib
import os
import socket
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402
from hostkit import totp  # noqa: E402
from hostkit.page import Link, backup_codes_on, confirmation_on, key_on, link_in  # noqa: E402

PORT = 8181
PAGE = f"http://127.0.0.1:{PORT}"
TRIES = 10
SLOW, NETWORKS = 200, 25  # eight a network are what helpers/portal/server.cpp lets in


def connected(source: str) -> socket.socket:
    connection = socket.socket()
    connection.bind((source, 0))
    connection.settimeout(2)
    connection.connect(("127.0.0.1", PORT))
    return connection


class Attack:
    """What `strike` does, again and again in a thread of its own until stop(); `count` is how often."""

    def __init__(self, strike):
        self.count = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(strike,))
        self._thread.start()

    def _run(self, strike) -> None:
        while not self._over.is_set():
            strike()
            self.count += 1

    def stop(self) -> None:
        self._over.set()
        self._thread.join()


def flood_from(source: str) -> None:
    """Connects, asks and leaves without reading."""
    with contextlib.suppress(OSError), contextlib.closing(connected(source)) as connection:
        connection.sendall(b"GET /e/" + b"A" * 26 + b" HTTP/1.1\r\nHost: x\r\n\r\n")


class SlowClients:
    """Each says a little of a request and no more; strike() puts another in place of one that was cut off."""

    def __init__(self):
        self.clients: list[socket.socket | None] = [None] * SLOW
        self._next = 0

    def strike(self) -> None:
        number = self._next = (self._next + 1) % SLOW
        if not is_held(self.clients[number]):
            self.clients[number] = self._another(self.clients[number], f"127.0.1.{1 + number % NETWORKS}")

    def _another(self, client: socket.socket | None, source: str) -> socket.socket | None:
        if client is not None:
            client.close()
        client = None
        with contextlib.suppress(OSError):
            client = connected(source)
            client.sendall(b"POST /e/x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nconfirm")
            client.setblocking(False)
        return client

    def close(self) -> None:
        for client in filter(None, self.clients):
            client.close()

    def held(self) -> int:
        return sum(is_held(client) for client in self.clients)


def is_held(client: socket.socket | None) -> bool:
    """The portal has neither answered nor closed it."""
    try:
        return client is not None and client.recv(1, socket.MSG_PEEK) is None
    except BlockingIOError:
        return True
    except OSError:
        return False


class UnderLoad(system.SystemTest):
    configuration = {"portal": {"url": PAGE}}

    def attack(self) -> list[Attack]:
        self.slow = SlowClients()
        self.addCleanup(self.slow.close)
        attacks = [Attack(self.slow.strike), *(Attack(lambda n=n: flood_from(f"127.0.2.{n}")) for n in (1, 2))]
        for attack in attacks:
            self.addCleanup(attack.stop)
        return attacks

    def test_logins_go_on_and_a_visitor_is_served_in_the_end(self):
        attacks = self.attack()
        system.wait_until(lambda: self.slow.held() > 50 and all(attack.count > 5 for attack in attacks), "the attack", 60)
        terminal, code = self.ssh_to_code()
        terminal.type(code)
        self.assert_logged_in(terminal)
        link, confirmation = Link(link_in(system.host.outbox()[-1]["text"])), confirmation_on(terminal.screen)
        key = key_on(self.served(lambda: link.confirm(confirmation), attacks))
        self.assertEqual(len(backup_codes_on(self.served(lambda: link.finish(totp.code(key, -1)), attacks))), 10)
        attacks = self.attack()
        terminal = self.ssh("ana")
        terminal.answer("Password: ", system.PASSWORD)
        system.wait_until(lambda: self.slow.held() > 50, "the attack", 60)
        terminal.answer("App code: ", totp.code(key))
        self.assert_logged_in(terminal)

    def served(self, ask, attacks: list[Attack]) -> str:
        """An honest visitor is served, or turned away before anything was read and comes again."""
        for _ in range(TRIES):
            if page := self.answer(ask):
                return page
        for attack in attacks:
            attack.stop()
        return system.wait_until(lambda: self.answer(ask), "the page to have room again", 120)

    def answer(self, ask) -> str | None:
        try:
            status, page = ask()
        except OSError:
            return None
        self.assertEqual(status, 200, page)
        return page


if __name__ == "__main__":
    system.main()
