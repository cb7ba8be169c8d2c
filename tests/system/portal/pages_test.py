# SPDX-License-Identifier: Apache-2.0
"""The enrolment page over real TLS: what each answer shows and hides (R-47), and its headers (R-48)."""
import html
import os
import re
import socket
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))

from enrolments import CODES, FINISH, FINISHED, OPEN, OPENED, REFUSED, UNAVAILABLE, Enrolment, packet  # noqa: E402
from portal import TOKEN, PortalCase, UnixConnection  # noqa: E402

LINK, CODE = f"/e/{TOKEN}", f"/e/{TOKEN}/code"
POLICY = (r"default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
          r"style-src ('none'|'sha256-[A-Za-z0-9+/]{43}=')")


class Walk(PortalCase):
    def setUp(self):
        super().setUp()
        self.daemon.links[TOKEN] = Enrolment()
        self.start()

    def test_from_link_to_backup_codes(self):
        first = self.get(LINK)
        self.assertEqual((first.status, first.title), (200, "Set up your authenticator app"))
        self.assertEqual(self.daemon.asked, [], "GET asks nothing")
        shown = self.post(LINK, {"confirmation": "44 17"})
        self.assertEqual((shown.status, shown.title), (200, "Add this login to your app"))
        link = self.daemon.links[TOKEN]
        self.assertIn(f'href="{html.escape(link.uri)}"', shown.text)
        self.assertIn("<code>JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP</code>", shown.text)
        self.assertIn("<svg", shown.text)
        done = self.post(CODE, {"code": "482 931"})
        self.assertEqual((done.status, done.title), (200, "Your app is set up"))
        self.assertEqual(re.findall("<li><code>(.*?)</code></li>", done.text), CODES)
        self.assertIn(link.note, done.text)
        self.assertEqual(self.daemon.asked, [(OPEN, TOKEN, "4417", "127.0.0.1"), (FINISH, TOKEN, "482931", "127.0.0.1")])

    def test_wrong_confirmations_say_what_is_left_and_the_third_ends_it(self):
        answers = [self.post(LINK, {"confirmation": "0000"}) for _ in range(3)]
        self.assertEqual([answer.status for answer in answers], [422, 422, 403])
        self.assertIn("not the confirmation of this login. 2 tries left.", answers[0].text)
        self.assertIn("1 try left.", answers[1].text)
        self.assertEqual(answers[2].title, "This link cannot be used")
        self.assertNotIn(self.daemon.links[TOKEN].key[:4], "".join(answer.text for answer in answers))

    def test_what_is_no_confirmation_or_code_costs_nothing(self):
        for typed in ("", "441", "44171", "44a7", "\u0664\u0664\u0661\u0667", "4417\r\nx", "<b>"):
            answer = self.post(LINK, {"confirmation": typed})
            self.assertEqual(answer.status, 422, typed)
            self.assertIn("Nothing was counted.", answer.text)
        for body in ("confirmation=4417&confirmation=4418", "confirmation", "%", "code=482931"):
            self.assertEqual(self.request("POST", LINK, body, Content_Type="application/x-www-form-urlencoded").status, 422, body)
        self.assertEqual(self.post(LINK + "?confirmation=4417", {}).status, 422, "what counts stands in the form")
        self.assertEqual(self.post(CODE, {"code": "48293"}).status, 422)
        self.assertEqual(self.daemon.asked, [])

    def test_the_key_is_shown_once(self):
        self.assertIn("<svg", self.post(LINK, {"confirmation": "4417"}).text)
        wrong = self.post(CODE, {"code": "111111"})
        self.assertEqual(wrong.status, 422)
        self.assertIn("look at the phone&#39;s clock", wrong.text)
        self.assertIn("4 tries left.", wrong.text)
        again = [wrong, self.post(LINK, {"confirmation": "4417"}), self.get(LINK), self.get(CODE)]
        for answer in again:
            self.assertNotRegex(answer.text, "JBSW|otpauth|<svg")

    def test_refusals_all_look_the_same(self):
        """tests/system/app.py holds tesserad to it, whose answer says no more of sleeping and expired links."""
        for state in ("open", "over"):
            self.daemon.links[state] = Enrolment(state=state, style={8: "Welcome", 10: "#ff0000"})
        answers = [self.post("/e/" + token, {"confirmation": "4417"}) for token in ("open", "over", "unknown")]
        answers.append(self.post("/e/unknown/code", {"code": "482931"}))
        self.assertEqual({(answer.status, answer.text, str(answer.headers)) for answer in answers},
                         {(403, answers[0].text, str(answers[0].headers))})
        for way in ("Finish that login first", "log in again and choose Text", "tessera enrol", "Help desk: 555-0100."):
            self.assertIn(way, answers[0].text)

    def test_what_comes_from_the_daemon_is_escaped(self):
        evil = '"><script>alert(1)</script>&\''
        self.daemon.links[TOKEN] = Enrolment(account=evil, environment="env", note=evil, style={8: evil, 9: evil, 10: "#}*{x:y", 11: evil})
        for answer in (self.post(LINK, {"confirmation": "0000"}), self.post(LINK, {"confirmation": "4417"}), self.post(CODE, {"code": "482931"})):
            self.assertNotIn("<script", answer.text)
            self.assertNotIn("*{x", answer.text)
            self.assertIn("&lt;script&gt;alert(1)&lt;/script&gt;&amp;&#39;", answer.text)

    def test_only_otpauth_becomes_a_link(self):
        self.daemon.answer_with = packet(OPENED, {1: 1, 6: 6}, {2: "ana", 4: "javascript:alert(1)", 5: "JBSW"})
        self.assertNotIn("javascript", self.post(LINK, {"confirmation": "4417"}).text)

    def test_style_of_the_express_population(self):
        self.daemon.links[TOKEN].style = {8: "Welcome to Training", 9: "Trouble? Call 555-0199.", 10: "#0a7d5c", 11: "555-0177"}
        before, shown = self.get(LINK), self.post(LINK, {"confirmation": "4417"})
        self.assertIn("<header>training-staging</header>", before.text)
        self.assertIn("<header>Welcome to Training</header>", shown.text)
        self.assertIn("Trouble? Call 555-0199. Help desk: 555-0177.", shown.text)
        self.assertIn(":root{--accent:#0a7d5c;--on-accent:#fff}", shown.text)
        self.assertNotEqual(before.header("Content-Security-Policy"), shown.header("Content-Security-Policy"))

    def test_the_daemon_away_broken_or_unwilling_is_503(self):
        for answer in (packet(OPENED, {1: UNAVAILABLE}, {}), b"", b"\x41\x01", packet(FINISHED, {1: 1}, {}), packet(OPENED, {1: 99}, {}),
                       packet(OPENED, {}, {}), packet(OPENED, {1: 1}, {2: "x" * 300})):
            self.daemon.answer_with = answer
            self.assertEqual(self.post(LINK, {"confirmation": "4417"}).status, 503, answer)
        self.assertIn("does not answer on portal.sock", self.log)
        self.assertEqual(self.get(LINK).status, 200)

    def test_forms_of_other_sites_are_not_looked_at(self):
        own = f"https://localhost:{self.port}"
        for headers in ({"Origin": "https://evil.example"}, {"Origin": own + "0"}, {"Origin": own.replace("https", "http")},
                        {"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": "same-site"}, {"Origin": "null", "Sec_Fetch_Site": "cross-site"}):
            self.assertEqual(self.post(LINK, {"confirmation": "4417"}, **headers).status, 403, headers)
        self.assertEqual(self.daemon.asked, [])
        for headers in ({"Origin": own, "Sec_Fetch_Site": "same-origin"}, {"Origin": "null", "Sec_Fetch_Site": "same-origin"}):
            self.post(LINK, {"confirmation": "0000"}, **headers)
        self.assertEqual(len(self.daemon.asked), 2)

    def test_headers_of_every_answer(self):
        answers = [self.get(LINK), self.get("/"), self.get("/favicon.ico"), self.request("HEAD", LINK), self.request("DELETE", LINK), self.get("/" + "a" * 5000),
                   self.post(LINK, {"confirmation": "0000"}), self.post(LINK, {"confirmation": "4417"}), self.post(CODE, {"code": "1"}),
                   self.post("/e/none", {"confirmation": "1234"}), self.post(LINK, {}, Origin="https://evil.example"),
                   self.request("POST", LINK, "x" * 10000), self.get(LINK, Range="bytes=0-1"), self.get(LINK, Accept_Encoding="gzip, br")]
        self.assertEqual([answer.status for answer in answers], [200, 404, 404, 200, 404, 404, 422, 200, 422, 403, 403, 413, 200, 200])
        for answer in answers:
            for name, value in {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
                                "X-Frame-Options": "DENY", "Strict-Transport-Security": "max-age=31536000", "Content-Encoding": None,
                                "Set-Cookie": None, "Server": None, "Connection": "close"}.items():
                self.assertEqual(answer.header(name), value, (name, answer.status))
            self.assertRegex(answer.header("Content-Security-Policy"), f"^{POLICY}$")
            self.assertNotRegex(answer.text, "(?i)<script| on[a-z]+=|style=|http://|https://|src=")

    def test_no_token_code_or_key_in_the_log(self):
        self.get(LINK)
        self.post(LINK, {"confirmation": "0000"})
        self.post(LINK, {"confirmation": "4417"})
        self.post(CODE, {"code": "482931"})
        self.daemon.answer_with = b"?"
        self.post(LINK, {"confirmation": "4417"})
        self.wait_for_log("portal.sock")
        for canary in (TOKEN, "4417", "482931", "JBSW", CODES[0], "0000"):
            self.assertNotIn(canary, self.log)

    def test_what_is_no_http_gets_a_refusal(self):
        for text in (b"\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET / HTTP/1.1\r\nA: " + b"b" * 30000 + b"\r\n\r\n",
                     b"POST " + LINK.encode() + b" HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + b"fff\r\n" + b"x" * 4095 + b"\r\n" * 10000):
            connection = self.client()
            connection.connect()
            connection.sock.sendall(text)
            self.assertNotIn(b" 200 ", connection.sock.recv(64), text[:40])
            connection.close()
        self.assertEqual(self.get(LINK).status, 200)
        self.assertEqual(self.daemon.asked, [])


class BehindAWebServer(PortalCase):
    def test_on_a_unix_socket_the_address_is_the_last_that_was_forwarded(self):
        path = self.path("http.sock")
        self.daemon.links[TOKEN] = Enrolment()
        self.start(portal={"url": "https://login.example.com", "listen": "unix:" + path, "certificate": None, "key": None})
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o666)
        for forwarded in ("203.0.113.9", "6.6.6.6, 203.0.113.9", "2001:db8::7", "unknown", "203.0.113.9 evil", ""):
            self.post(LINK, {"confirmation": "0000"}, connection=UnixConnection(path), X_Forwarded_For=forwarded)
        self.assertEqual([source for _, _, _, source in self.daemon.asked], ["203.0.113.9", "203.0.113.9", "2001:db8::7", "", "", ""])
        answer = self.get(LINK, connection=UnixConnection(path))
        self.assertIsNotNone(answer.header("Strict-Transport-Security"))
        self.assertEqual(self.post(LINK, {}, connection=UnixConnection(path), Origin="https://login.example.com").status, 422)


class Everywhere(PortalCase):
    def test_by_default_it_listens_on_every_address(self):
        self.daemon.links[TOKEN] = Enrolment()
        self.start(portal={"listen": None})
        for address in ("127.0.0.1", "127.0.0.5"):
            connection = self.client(source=address)
            connection.sock = connection._context.wrap_socket(  # under the certificate's name, wherever it is
                socket.create_connection((address, self.port), 60, (address, 0)), server_hostname="localhost")
            self.assertEqual(self.post(LINK, {"confirmation": "0000"}, connection=connection).status, 422)
        self.assertEqual([source for _, _, _, source in self.daemon.asked], ["127.0.0.1", "127.0.0.5"], "IPv4 is written as IPv4")


class WithoutTls(PortalCase):
    def test_for_trying_out(self):
        self.start(portal={"url": f"http://127.0.0.1:{self.port}", "listen": None, "certificate": None, "key": None})
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.sendall(f"GET {LINK} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
        self.assertTrue(answer.startswith("HTTP/1.1 200 OK\r\n"))
        self.assertNotIn("Strict-Transport-Security", answer)


if __name__ == "__main__":
    unittest.main(verbosity=2)
