# SPDX-License-Identifier: Apache-2.0
"""The courier as a program: its socket, many at once, failover, signals, --check. Deliveries go to outboxes."""
import json
import os
import socket
import stat
import time
import unittest

from case import CODE, TEXT, DeliveryCase

from courier import parse, request
from processes import free_port, wait_until


class Outbox(DeliveryCase):
    def tray(self):
        folder = self.path("tray")
        return sorted(os.listdir(folder)) if os.path.isdir(folder) else []

    def outbox(self, **channels):
        config = "  tray: { kind: outbox, directory: %s }\n" % self.path("tray")
        return self.courier(config, {}, **(channels or {"text": ["tray"]}))

    def test_one_file_a_message(self):
        courier = self.outbox()
        self.assert_answer(courier.deliver(account="ana", subject="S", text=TEXT, code=CODE), "sent", "tray")
        name, = self.tray()
        self.assertRegex(name, r"^\d{19}-text-ana\.json$")
        path = os.path.join(self.path("tray"), name)
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        with open(path, encoding="utf-8") as file:
            pairs = json.load(file, object_pairs_hook=list)
        self.assertEqual(pairs, [("account", "ana"), ("channel", "text"), ("to", "+15005550142"), ("subject", "S"),
                                 ("text", TEXT)])
        self.assert_log_is_clean(courier)

    def test_account_names_do_not_leave_the_directory(self):
        courier = self.outbox()
        names = ["../../etc/x", "/abs", "..", "a/b", "x" * 256, "\u65e5\u672c" * 40, "-rf *", ".hidden", "a\\b"]
        for account in names:
            self.assert_answer(courier.deliver(account=account, text=TEXT), "sent")
        self.assertEqual(len(self.tray()), len(names))
        for name in self.tray():
            self.assertRegex(name, r"^\d{19}-text-[A-Za-z0-9._@+%-]+\.json$")
        self.assertEqual(sorted(os.listdir(self.directory)), ["courier", "tray"])

    def test_one_datagram_a_message(self):
        inbox = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(inbox.close)
        inbox.bind(self.path("inbox"))
        inbox.settimeout(20)
        courier = self.courier("  tray: { kind: outbox, socket: %s }\n" % self.path("inbox"), {}, email=["tray"])
        self.assert_answer(courier.deliver(channel="email", to="ana@example.com", subject="S", text=TEXT), "sent")
        self.assertEqual(json.loads(inbox.recv(65536), object_pairs_hook=list),
                         [("account", "ana"), ("channel", "email"), ("to", "ana@example.com"), ("subject", "S"), ("text", TEXT)])

    def test_socket_without_a_reader_passes(self):
        courier = self.courier("  tray: { kind: outbox, socket: %s }\n" % self.path("inbox"), {}, text=["tray"])
        self.assert_answer(courier.deliver(text=TEXT), "failed", "tray")

    def test_channel_without_gateways_and_unknown_gateway(self):
        courier = self.outbox()
        self.assert_answer(courier.deliver(channel="call", text=TEXT), "misconfigured", "")
        self.assert_answer(courier.deliver(channel="smoke", text=TEXT), "misconfigured", "")
        self.assert_answer(courier.deliver(gateway="nobody", text=TEXT), "misconfigured", "nobody")
        self.assertEqual(self.tray(), [])


class Failover(DeliveryCase):
    def test_first_down_second_delivers_and_a_named_one_stands_alone(self):
        down = '  down: { preset: kannel, url: "http://127.0.0.1:%d/x", tls: none, user: u, password: credential:k }\n' % free_port()
        courier = self.courier(down + "  tray: { kind: outbox, directory: %s }\n" % self.path("tray"), {"k": "kannel-canary"},
                               text=["down", "tray"])
        self.assert_answer(courier.deliver(text=TEXT, code=CODE), "sent", "tray", "down: ")
        self.assert_answer(courier.deliver(gateway="down", text=TEXT, code=CODE), "failed", "down")
        self.assert_log_is_clean(courier, "kannel-canary")

    def test_a_gateway_whose_secret_is_missing_leaves_the_others(self):
        lost = '  lost: { preset: kannel, url: "http://127.0.0.1:1/x", tls: none, user: u, password: credential:none }\n'
        courier = self.courier(lost + "  tray: { kind: outbox, directory: %s }\n" % self.path("tray"), {}, text=["lost", "tray"])
        self.assert_answer(courier.deliver(text=TEXT), "sent", "tray")
        self.assert_answer(courier.deliver(gateway="lost", text=TEXT), "misconfigured", "lost")
        self.assertIn("gateway lost", courier.log)


class Socket(DeliveryCase):
    def setUp(self):
        super().setUp()
        self.hole = socket.socket()  # takes connections and never says a word
        self.addCleanup(self.hole.close)
        self.hole.bind(("127.0.0.1", 0))
        self.hole.listen(512)
        config = ('  hole: { preset: kannel, url: "http://127.0.0.1:%d/x", tls: none, user: u, password: credential:k }\n'
                  "  tray: { kind: outbox, directory: %s }\n") % (self.hole.getsockname()[1], self.path("tray"))
        self.server = self.courier(config, {"k": "secret"}, text=["tray"], call=["tray"])

    def test_many_at_once_hold_up_nobody(self):
        waiting = [self.server.begin(gateway="hole", text=TEXT) for _ in range(200)]
        connections = [self.server.begin(account="a%d" % i, text=TEXT) for i in range(100)]
        for connection in connections:
            with connection:
                self.assert_answer(parse(connection.recv(65536)), "sent", "tray")
        for connection in waiting:  # the daemon gives up: the courier does too
            connection.setblocking(False)
            with self.assertRaises(BlockingIOError):
                connection.recv(1)
            connection.close()
        self.assertEqual(len(os.listdir(self.path("tray"))), 100)

    def test_deliveries_are_bounded(self):
        waiting = [self.server.begin(gateway="hole", text=TEXT) for _ in range(256)]
        self.assert_answer(self.server.deliver(text=TEXT), "failed", detail="too many")
        for connection in waiting:
            connection.close()
        wait_until(lambda: self.server.deliver(text=TEXT)["status"] == "sent", "room again")

    def test_what_is_no_request_closes(self):
        good = request(text=TEXT)
        for packet in (b"\x00", b"\x31", good[:-3], b"\x30\x01\xff\xff", b"\xff" * 100, request(to="a\nb"), good + b"\x01",
                       b"\x30" + b"\x06\x40\x00" + b"x" * 0x4000):
            with self.server.connect() as connection:
                connection.send(packet)
                self.assertEqual(connection.recv(65536), b"", packet[:20])
        self.assert_answer(self.server.deliver(text=TEXT), "sent")

    def test_a_second_request_gives_up_the_first(self):
        with self.server.begin(gateway="hole", text=TEXT) as connection:
            connection.send(request(text=TEXT))
            self.assertEqual(connection.recv(65536), b"")

    def test_silence_is_ended(self):
        with self.server.connect() as connection:
            self.assertEqual(connection.recv(65536), b"")

    def test_other_users_are_turned_away(self):
        os.chmod(self.server.path, 0o777)
        os.chmod(os.path.dirname(self.server.path), 0o755)
        pid = os.fork()
        if pid == 0:
            try:
                os.setgroups([])
                os.setresuid(65534, 65534, 65534)
                connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
                connection.connect(self.server.path)
                connection.settimeout(60)
                try:
                    connection.send(request(text=TEXT))
                    os._exit(0 if connection.recv(65536) == b"" else 1)
                except (BrokenPipeError, ConnectionResetError):
                    os._exit(0)
            finally:
                os._exit(2)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 0)
        self.assertFalse(os.path.isdir(self.path("tray")))

    def test_sigterm_ends_it_cleanly_and_lets_go(self):
        connection = self.server.begin(gateway="hole", text=TEXT, time_limit_ms=500)
        time.sleep(0.1)
        self.assertEqual(self.server.stop(), 0)
        self.assert_answer(parse(connection.recv(65536)), "failed", "hole")
        connection.close()


class Configuration(DeliveryCase):
    PRESET = ("parameters: { key: secret }\nurl: https://sms.example.com/send\n"
              'body: { json: { to: "{to}" } }\nsuccess: { status: [200] }\n')

    def presets(self, courier, text):
        os.makedirs(self.path("presets"), exist_ok=True)
        with open(self.path("presets/mine.yaml"), "w", encoding="utf-8") as file:
            file.write(text)
        with open(courier.config, encoding="utf-8") as file:
            config = file.read()
        with open(courier.config, "w", encoding="utf-8") as file:
            file.write(config.replace(config.split("presets: ")[1].split(" }")[0], self.path("presets"), 1))

    def mine(self, text):
        courier = self.courier("  tray: { kind: outbox, directory: %s }\n" % self.path("tray"), {}, started=False, text=["tray"])
        courier.configure("  mine: { preset: mine, key: credential:k }\n", {"text": ["mine"]})
        self.presets(courier, text)
        return courier

    def test_check_accepts(self):
        self.assertEqual(self.mine(self.PRESET).check(), (0, ""))

    def test_check_names_the_place_of_a_presets_mistake(self):
        for text, place in ((self.PRESET.replace("{to}", "{two}"), "mine.yaml:3:"),
                            (self.PRESET.replace("success", "sucess"), "mine.yaml:4:1: "),
                            (self.PRESET.replace("[200]", "[2000]"), "mine.yaml:4:"),
                            (self.PRESET.replace("json: {", "json: {{"), "mine.yaml:3:"),
                            (self.PRESET + "method: BREW\n", "mine.yaml:5:9: ")):
            code, errors = self.mine(text).check()
            self.assertEqual(code, 78, text)
            self.assertIn(self.path("presets/") + place, errors, text)

    def test_plain_http_beyond_loopback_is_a_mistake(self):
        for url in ("http://sms.example.com/x", "http://localhost/x", "http://127.0.0.1.example.com/x", "https://u:p@sms.example.com/x"):
            courier = self.mine(self.PRESET)
            courier.configure('  mine: { preset: mine, key: credential:k, url: "%s" }\n' % url, {"text": ["mine"]})
            self.presets(courier, self.PRESET)
            code, errors = courier.check()
            self.assertEqual(code, 78, url)
            self.assertIn("tessera.yaml:", errors)

    def test_reload_takes_the_good_and_keeps_the_running_over_the_bad(self):
        """R-67."""
        first, second = self.path("first"), self.path("second")
        tray = "  tray: { kind: outbox, directory: %s }\n"
        courier = self.courier(tray % first, {}, text=["tray"])
        courier.configure(tray % second, {"text": ["tray"]})
        self.assertIn("reloaded", courier.reload())
        self.assert_answer(courier.deliver(text=TEXT), "sent", "tray")
        self.assertEqual((os.path.exists(first), len(os.listdir(second))), (False, 1))
        courier.configure("  tray: { kind: carrier-pigeon }\n", {"text": ["tray"]})
        self.assertIn("stays", courier.reload())
        self.assert_answer(courier.deliver(text=TEXT), "sent", "tray")
        self.assertEqual(len(os.listdir(second)), 2)
        self.assertIn("tessera.yaml:", courier.log)


if __name__ == "__main__":
    unittest.main(verbosity=2)
