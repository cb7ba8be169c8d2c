# SPDX-License-Identifier: Apache-2.0
"""tessera-courier and a real Exim: STARTTLS with AUTH, SMTPS, and what goes wrong."""
import os
import socketserver
import threading
import unittest

from case import CODE, TEXT, DeliveryCase

from certificates import Authority
from courier import parse
from exim import Exim
from processes import free_port, wait_until


class Mail(DeliveryCase):
    def setUp(self):
        super().setUp()
        self.exim = Exim(self.path("exim"))
        self.addCleanup(self.exim.stop)
        self.exim.start()

    def mailer(self, config, password=None):
        return self.courier(config, {"smtp": password or self.exim.password}, email=["mail"])

    def begin(self, courier, **fields):
        letter = dict(channel="email", to="ana@example.com", subject="Login code", text=TEXT, code=CODE)
        letter.update(fields)
        return courier.begin(**letter)

    def send(self, courier, **fields):
        with self.begin(courier, **fields) as connection:
            return parse(connection.recv(65536))

    def test_starttls_with_login_arrives_byte_for_byte(self):
        courier = self.mailer(self.exim.config())
        self.assert_answer(self.send(courier), "sent", "mail")
        message, = self.exim.wait_for(1)
        self.assertEqual(message.get_content(), TEXT + "\n")
        self.assertEqual(message["Subject"], "Login code")
        self.assertEqual(message["To"], "ana@example.com")
        self.assertEqual(message["From"], "login@example.com")
        self.assertIn("esmtpsa", message["Received"], "TLS and AUTH were used")
        self.assertTrue(message["Date"].datetime.tzinfo)
        self.assertRegex(message["Message-ID"], r"^<[0-9a-f]{32}@example\.com>$")
        self.assertEqual(message.get_content_type(), "text/plain")
        self.assertFalse(message.defects)
        self.assert_log_is_clean(courier, self.exim.password, "ana@example.com")

    def test_smtps(self):
        courier = self.mailer(self.exim.config(smtps=True))
        self.assert_answer(self.send(courier), "sent", "mail")
        self.assertEqual(self.exim.wait_for(1)[0].get_content(), TEXT + "\n")

    def test_unicode_dots_long_lines_and_hostile_subject(self):
        courier = self.mailer(self.exim.config())
        text = "482931 f\u00fcr \u65e5\u672c.\n.\n..zwei\n" + "l" * 1500 + " \n=3D Ende "
        subject = "C\u00f6de =?UTF-8?Q?x?= " + "\u65e5" * 60
        self.assert_answer(self.send(courier, text=text, subject=subject), "sent")
        message, = self.exim.wait_for(1)
        self.assertEqual(message.get_content(), text + "\n")
        self.assertEqual(message["Subject"], subject)
        self.assertFalse(message.defects)

    def test_unknown_recipient_is_final(self):
        courier = self.mailer(self.exim.config())
        self.assert_answer(self.send(courier, to="unknown@example.com"), "refused", "mail", "RCPT was answered 550")

    def test_busy_mailbox_passes(self):
        courier = self.mailer(self.exim.config())
        self.assert_answer(self.send(courier, to="busy@example.com"), "failed", "mail", "RCPT was answered 451")

    def test_bad_login(self):
        courier = self.mailer(self.exim.config(), password="wrong-canary-19ab")
        self.assert_answer(self.send(courier), "misconfigured", "mail")
        self.assert_log_is_clean(courier, "wrong-canary-19ab")
        self.assertEqual(self.exim.raw_messages(), [])

    def test_wrong_authority(self):
        stranger = Authority(self.path("stranger"))
        courier = self.mailer(self.exim.config(ca=stranger.ca))
        self.assert_answer(self.send(courier), "misconfigured", "mail", "certificate")
        self.assertEqual(self.exim.raw_messages(), [])

    def test_wrong_name(self):
        other = Exim(self.path("other"), names="DNS:mail.example.com")
        self.addCleanup(other.stop)
        other.start()
        for smtps in (False, True):
            courier = self.mailer(other.config(smtps=smtps))
            self.assert_answer(self.send(courier), "misconfigured", "mail", "127.0.0.1")
            courier.stop()
        self.assertEqual(other.raw_messages(), [])

    def test_no_login_offered_is_no_unknown_recipient(self):
        """Without TLS this Exim offers no AUTH and answers RCPT with 550: the recipient is not to blame."""
        courier = self.mailer(self.exim.config(tls="none"))
        self.assert_answer(self.send(courier), "misconfigured", "mail", "offered no login")

    def test_nobody_listens(self):
        courier = self.mailer(self.exim.config(url='"smtp://127.0.0.1:%d"' % free_port()))
        self.assert_answer(self.send(courier), "failed", "mail")

    def test_a_server_that_is_slow_at_the_end_holds_up_nobody(self):
        """It takes the message and does not answer the last dot."""
        slow = _SlowServer()
        self.addCleanup(slow.stop)
        config = self.exim.config() + "  slow: { kind: smtp, url: \"smtp://127.0.0.1:%d\", tls: none, from: a@example.com }\n" % slow.port
        courier = self.mailer(config)
        waiting = [self.begin(courier, gateway="slow", time_limit_ms=30000) for _ in range(5)]
        slow.wait_for(5)
        self.assert_answer(self.send(courier), "sent", "mail")
        for connection in waiting:
            connection.setblocking(False)
            with self.assertRaises(BlockingIOError):
                connection.recv(1)
            connection.close()
        self.assert_answer(self.send(courier, gateway="slow", time_limit_ms=500), "failed", "slow", "no answer in time")

    def test_address_that_is_none_never_reaches_the_server(self):
        courier = self.mailer(self.exim.config())
        for to in ("ana", "a b@example.com", "ana@example.com>,<eve@example.com", "ana@exa mple.com", "@example.com"):
            self.assert_answer(self.send(courier, to=to), "refused", "mail")
        self.assertEqual(self.exim.raw_messages(), [])


class _SlowServer:
    """Speaks SMTP until a message has come whole, then says no more."""

    def __init__(self):
        self.messages = 0
        owner = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                self.wfile.write(b"220 slow\r\n")
                for line in self.rfile:
                    command = line[:4].upper()
                    self.wfile.write(b"354 go\r\n" if command == b"DATA" else b"250 OK\r\n")
                    if command == b"DATA":
                        while self.rfile.readline() not in (b".\r\n", b""):
                            pass
                        owner.messages += 1
                        self.rfile.read()

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def wait_for(self, count):
        wait_until(lambda: self.messages >= count, "%d messages at the slow server" % count)

    def stop(self):
        self._server.shutdown()
        self._server.server_close()


if __name__ == "__main__":
    if os.geteuid() != 0:
        raise SystemExit("mail_test.py needs root: Exim runs as its own user")
    unittest.main(verbosity=2)
