# SPDX-License-Identifier: Apache-2.0
"""A strict recorder for Twilio's two calls, Messages.json and Calls.json (API 2010-04-01), over HTTPS with a
certificate of its own CA. Whatever is not exactly what Twilio documents gets a 400 and stands in `violations`."""
import base64
import http.server
import json
import os
import re
import ssl
import threading
import time
import urllib.parse
import xml.etree.ElementTree as ElementTree

from certificates import Authority
from processes import wait_until

PATH = "/2010-04-01/Accounts/%s/%s.json"
# Recipients that get an error, as Twilio's own test credentials have them: number -> (HTTP status, code, message).
FAILURES = {
    "+15005550001": (400, 21211, "Invalid 'To' Phone Number"),
    "+15005550009": (400, 21614, "'To' number is not a valid mobile number"),
    "+15005550004": (400, 21610, "Attempt to send to unsubscribed recipient"),
    "+15005550002": (429, 20429, "Too Many Requests"),
    "+15005550003": (500, 20500, "Internal Server Error"),
    "+15005550007": (400, 21606, "The From phone number is not a valid, SMS-capable Twilio phone number"),
    "+15005550008": (400, 99999, "An error nobody documented"),
}


class Twilio:
    """start(), stop(); `port`, `url` and `ca` for the gateway. `messages()` are texts [{to, from, text}],
    `calls()` are calls [{to, from, digits, twiml}]; `delay` seconds precede every answer; `redirect` is
    a Location that every request is sent to instead."""

    def __init__(self, directory, account="AC0123456789abcdef0123456789abcdef", token="twilio-canary-77b3",
                 sender="+15005550006", authority=None):
        self.directory, self.account, self.token, self.sender = directory, account, token, sender
        self.authority = authority
        self.delay, self.redirect, self.answer = 0, None, None
        self.requests, self.violations, self.reply_count = [], [], 0
        self.port = self.url = self.ca = None
        self._server = self._thread = None

    def start(self):
        os.makedirs(self.directory, exist_ok=True)
        authority = self.authority or Authority(os.path.join(self.directory, "tls"))
        self.ca = authority.ca
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*authority.issue("twilio"))
        recorder = self

        class Handler(_Handler):
            owner = recorder

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # a client that gives up is not this server's mistake
        # The handshake happens in the connection's own thread, so that a client that fails it holds up nobody.
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True,
                                                  do_handshake_on_connect=False)
        self.port = self._server.server_address[1]
        self.url = "https://127.0.0.1:%d" % self.port
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def stop(self):
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def config(self, name="twilio-sms", preset=None, token_file=None, **changes):
        """The gateway's lines for tessera.yaml (one flow map); `preset` is the name unless given."""
        preset = preset or name
        kind = "Calls" if preset == "twilio-voice" else "Messages"
        values = {"preset": preset, "account": self.account, "from": '"%s"' % self.sender,
                  "token": "file:" + token_file if token_file else "credential:twilio-token",
                  "url": '"%s%s"' % (self.url, PATH % (self.account, kind)), "ca": self.ca}
        values.update(changes)
        return "  %s: { %s }\n" % (name, ", ".join("%s: %s" % pair for pair in values.items()))

    def messages(self):
        return [{"to": form["To"], "from": form["From"], "text": form["Body"]}
                for kind, form in list(self.requests) if kind == "Messages"]

    def calls(self):
        return [{"to": form["To"], "from": form["From"], "twiml": form["Twiml"],
                 "digits": spoken_digits(form["Twiml"])}
                for kind, form in list(self.requests) if kind == "Calls"]

    def wait_for(self, count):
        """Waits until `count` good requests came."""
        wait_until(lambda: len(self.requests) >= count, "%d requests" % count)
        return self.requests


def spoken_digits(twiml):
    """What a listener hears, one string a repetition: TwiML with only Say and Pause, each Say holding single
    digits or words without digits, a Pause between repetitions. Raises ValueError for anything else."""
    root = ElementTree.fromstring(twiml)
    if root.tag != "Response":
        raise ValueError("TwiML starts with " + root.tag)
    groups, current = [], ""
    for verb in root:
        if verb.tag not in ("Say", "Pause") or len(verb):
            raise ValueError("TwiML has " + verb.tag)
        words = re.findall(r"[^\s,.]+", verb.text or "")
        if any(re.search(r"\d", word) and not re.fullmatch(r"\d", word) for word in words):
            raise ValueError("digits are not spoken one by one: %r" % verb.text)
        digits = "".join(word for word in words if word.isdigit())
        if digits:
            groups.append(current + digits)
            current = ""
    return groups


class _Handler(http.server.BaseHTTPRequestHandler):
    owner = None
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self._refuse("GET " + self.path)

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        time.sleep(self.owner.delay)
        if self.owner.redirect:
            return self._reply(307, {}, [("Location", self.owner.redirect)])
        if self.owner.answer:
            return self._reply(*self.owner.answer)
        kind = next((k for k in ("Messages", "Calls") if self.path == PATH % (self.owner.account, k)), None)
        if kind is None:
            return self._refuse("path " + self.path)
        expected = base64.b64encode(("%s:%s" % (self.owner.account, self.owner.token)).encode()).decode()
        if self.headers.get("Authorization") != "Basic " + expected:
            return self._error(401, 20003, "Authenticate")
        if self.headers.get("Content-Type") != "application/x-www-form-urlencoded":
            return self._refuse("content type %s" % self.headers.get("Content-Type"))
        return self._record(kind, body)

    def _record(self, kind, body):
        try:
            pairs = urllib.parse.parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=True,
                                           encoding="utf-8", errors="strict")
        except (ValueError, UnicodeError) as error:
            return self._refuse("body: %s" % error)
        form = dict(pairs)
        wanted = {"To", "From", "Body" if kind == "Messages" else "Twiml"}
        if len(form) != len(pairs) or set(form) != wanted:
            return self._refuse("parameters %s" % sorted(name for name, _ in pairs))
        if not re.fullmatch(r"\+[1-9]\d{6,14}", form["To"]):
            return self._error(400, 21211, "Invalid 'To' Phone Number")
        if form["From"] != self.owner.sender:
            return self._error(400, 21606 if kind == "Messages" else 21210, "From is not yours")
        if kind == "Calls":
            try:
                if len(form["Twiml"]) > 4000 or len(spoken_digits(form["Twiml"])) != 2:
                    return self._refuse("the code is not spoken twice: " + form["Twiml"])
            except (ValueError, ElementTree.ParseError) as error:
                return self._refuse("TwiML: %s" % error)
        elif not 0 < len(form["Body"]) <= 1600:
            return self._refuse("a body of %d characters" % len(form["Body"]))
        if form["To"] in FAILURES:
            return self._error(*FAILURES[form["To"]])
        self.owner.requests.append((kind, form))
        prefix = "SM" if kind == "Messages" else "CA"
        return self._reply(201, {"sid": prefix + "%032x" % len(self.owner.requests), "status": "queued",
                                 "error_code": None, "to": form["To"]})

    def _refuse(self, what):
        self.owner.violations.append(what)
        self._error(400, 20001, "not as documented")

    def _error(self, status, code, message):
        self._reply(status, {"code": code, "message": message, "status": status,
                             "more_info": "https://www.twilio.com/docs/errors/%d" % code})

    def _reply(self, status, value, headers=()):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.owner.reply_count += 1
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, text in headers:
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)
