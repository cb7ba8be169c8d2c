# SPDX-License-Identifier: Apache-2.0
"""tessera-courier, Twilio's presets and a strict recorder of its two calls."""
import http.server
import os
import threading
import unittest

from case import CODE, TEXT, DeliveryCase

from certificates import Authority
from processes import free_port
from twilio import Twilio

TOO_LONG = b"x" * (200 * 1024)


class TwilioCase(DeliveryCase):
    def setUp(self):
        super().setUp()
        self.twilio = Twilio(self.path("twilio"))
        self.addCleanup(self.twilio.stop)
        self.twilio.start()

    def sender(self, config=None, token=None, tray=False, **environment):
        config = config or self.twilio.config("twilio-sms") + self.twilio.config("twilio-voice")
        text = ["twilio-sms"]
        if tray:
            config += "  tray: { kind: outbox, directory: %s }\n" % self.path("tray")
            text.append("tray")
        channels = {"text": text}
        if "twilio-voice" in config:
            channels["call"] = ["twilio-voice"]
        courier = self.courier(config, {"twilio-token": token or self.twilio.token}, started=False, **channels)
        return courier.start(**environment)

    def trays(self):
        return sorted(os.listdir(self.path("tray"))) if os.path.isdir(self.path("tray")) else []


class Text(TwilioCase):
    def test_exact_request(self):
        courier = self.sender()
        self.assert_answer(courier.deliver(text=TEXT, code=CODE), "sent", "twilio-sms", "HTTP 201")
        self.assertEqual(self.twilio.messages(), [{"to": "+15005550142", "from": "+15005550006", "text": TEXT}])
        self.assertEqual(self.twilio.violations, [])
        self.assert_log_is_clean(courier, self.twilio.token)

    def test_hostile_text_stays_data(self):
        courier = self.sender()
        text = CODE + "&From=%2B1900&Body=x\n\u65e5\u672c <b> \"q\" '\\ + = % {to} {{token}} \u202e"
        self.assert_answer(courier.deliver(text=text, code=CODE), "sent")
        self.assertEqual(self.twilio.messages()[0]["text"], text)
        self.assertEqual(self.twilio.violations, [])

    def test_failures_are_told_apart(self):
        courier = self.sender()
        for to, status, detail in (("+15005550001", "refused", "code 21211"), ("+15005550009", "refused", "code 21614"),
                                   ("+15005550004", "refused", "code 21610"), ("+15005550002", "failed", "HTTP 429"),
                                   ("+15005550003", "failed", "HTTP 500"),
                                   ("+15005550007", "misconfigured", "code 21606"),
                                   ("+15005550008", "misconfigured", "code 99999")):
            with self.subTest(to=to):
                self.assert_answer(courier.deliver(to=to, text=TEXT, code=CODE), status, "twilio-sms", detail)
        self.assertEqual(self.twilio.requests, [])

    def test_final_stops_and_passing_goes_on(self):
        courier = self.sender(tray=True)
        self.assert_answer(courier.deliver(to="+15005550004", text=TEXT, code=CODE), "refused", "twilio-sms")
        self.assertEqual(self.trays(), [])
        for to in ("+15005550003", "+15005550007"):
            self.assert_answer(courier.deliver(to=to, text=TEXT, code=CODE), "sent", "tray")
        self.assertEqual(len(self.trays()), 2)
        self.assertEqual(self.twilio.reply_count, 3, "each was asked once (R-42)")

    def test_bad_token(self):
        courier = self.sender(token="wrong-canary-4e4e")
        self.assert_answer(courier.deliver(text=TEXT, code=CODE), "misconfigured", "twilio-sms", "HTTP 401, code 20003")
        self.assert_log_is_clean(courier, "wrong-canary-4e4e")


class Call(TwilioCase):
    def test_digits_one_by_one_twice(self):
        courier = self.sender()
        self.assert_answer(courier.deliver(channel="call", text=TEXT, code=CODE), "sent", "twilio-voice", "HTTP 201")
        call, = self.twilio.calls()
        self.assertEqual((call["to"], call["from"]), ("+15005550142", "+15005550006"))
        self.assertEqual(call["digits"], [CODE, CODE])
        self.assertIn("<Pause", call["twiml"])
        self.assertEqual(self.twilio.violations, [])
        self.assert_log_is_clean(courier, self.twilio.token, "4, 8, 2")

    def test_without_a_code_nobody_is_called(self):
        courier = self.sender()
        self.assertEqual(courier.deliver(channel="call", text="no digits", code="")["status"], "misconfigured")
        self.assertEqual(self.twilio.reply_count, 0)


class Trouble(TwilioCase):
    def test_wrong_authority(self):
        courier = self.sender(self.twilio.config(ca=Authority(self.path("stranger")).ca))
        self.assert_answer(courier.deliver(text=TEXT, code=CODE), "misconfigured", "twilio-sms", "certificate")
        self.assertEqual(self.twilio.reply_count, 0)

    def test_wrong_name(self):
        other = Twilio(self.path("other"), authority=_OtherName(self.path("other-tls")))
        self.addCleanup(other.stop)
        other.start()
        courier = self.sender(other.config())
        self.assert_answer(courier.deliver(text=TEXT, code=CODE), "misconfigured", "twilio-sms")
        self.assertEqual(other.reply_count, 0)

    def test_redirects_are_not_followed(self):
        elsewhere = Twilio(self.path("elsewhere"), authority=self.twilio.authority)
        self.addCleanup(elsewhere.stop)
        elsewhere.start()
        self.twilio.redirect = elsewhere.url + "/2010-04-01/Accounts/%s/Messages.json" % elsewhere.account
        courier = self.sender()
        self.assert_answer(courier.deliver(text=TEXT, code=CODE), "misconfigured", "twilio-sms", "HTTP 307")
        self.assertEqual(elsewhere.reply_count, 0)

    def test_slow_server_loses_to_the_next_gateway_and_holds_up_nobody(self):
        slow, quick = self.twilio, Twilio(self.path("quick"))
        slow.delay = 20
        self.addCleanup(quick.stop)
        quick.start()
        config = slow.config("slow", preset="twilio-sms") + quick.config("quick", preset="twilio-sms")
        courier = self.courier(config, {"twilio-token": slow.token}, text=["slow", "quick"])
        waiting = [courier.begin(text=TEXT, code=CODE, time_limit_ms=20000) for _ in range(10)]
        self.assert_answer(courier.deliver(gateway="quick", text=TEXT, code=CODE), "sent", "quick")
        self.assertEqual(len(quick.messages()), 1, "the quick one was through while the slow ones waited")
        for connection in waiting:
            connection.close()
        self.assert_answer(courier.deliver(text=TEXT, code=CODE, time_limit_ms=1000), "sent", "quick")

    def test_deadline(self):
        self.twilio.delay = 20
        courier = self.sender()
        self.assert_answer(courier.deliver(text=TEXT, code=CODE, time_limit_ms=300), "failed", "twilio-sms")

    def test_long_reply_is_cut_off(self):
        self.twilio.answer = (201, TOO_LONG)
        courier = self.sender()
        self.assert_answer(courier.deliver(text=TEXT, code=CODE), "failed", "twilio-sms", "longer than")

    def test_reply_that_is_no_json(self):
        self.twilio.answer = (400, b"<html>" + CODE.encode())
        courier = self.sender()
        self.assert_answer(courier.deliver(text=TEXT, code=CODE), "misconfigured", "twilio-sms", "HTTP 400")
        self.assert_log_is_clean(courier)

    def test_reply_that_never_comes_is_not_asked_for_again(self):
        """R-42: the server takes the request and drops the connection."""
        dropped = _Dropper()
        self.addCleanup(dropped.stop)
        courier = self.sender('  twilio-sms: { preset: twilio-sms, account: AC0, from: "+15005550006", token: credential:twilio-token,'
                              ' url: "http://127.0.0.1:%d/x" }\n' % dropped.port)
        for count in (1, 2, 3):
            self.assert_answer(courier.deliver(text=TEXT, code=CODE), "failed", "twilio-sms")
            self.assertEqual(dropped.requests, count)

    def test_proxies_of_the_environment_are_ignored(self):
        proxy = "http://127.0.0.1:%d" % free_port()
        courier = self.sender(https_proxy=proxy, HTTPS_PROXY=proxy, ALL_PROXY=proxy)
        self.assert_answer(courier.deliver(text=TEXT, code=CODE), "sent", "twilio-sms")


class _OtherName(Authority):
    def issue(self, name, alternatives="DNS:api.example.com"):
        return super().issue(name, alternatives)


class _Dropper:
    """Counts requests, reads each whole and closes without a word."""

    def __init__(self):
        self.requests = 0
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                owner.requests += 1
                self.close_connection = True

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()


if __name__ == "__main__":
    unittest.main(verbosity=2)
