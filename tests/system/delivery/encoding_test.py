# SPDX-License-Identifier: Apache-2.0
"""R-43: hostile values in every place a preset can put them, read back by the parsers of Python's library."""
import http.server
import json
import os
import threading
import unittest
import urllib.parse
import xml.etree.ElementTree as ElementTree

from case import DeliveryCase

HOSTILE = [
    "plain", "a b+c%20&to=x", '"},{"a":"b', "\\\"\\u0000", "]]></t><t>", "<!DOCTYPE x [<!ENTITY e 'y'>]>&e;&amp;",
    "\u65e5\u672c \U0001f600", "{to}{{key}}", "../../etc/passwd?x=1#f", "\u202eabc", "'; DROP TABLE--", "=1+1", "%0d%0aX: y",
    "\ufffe\uffff", "\u2028\u2029", "x" * 2000, " lead and trail ", "a;b,c:d@e/f", "~!*'()",
]
HEADS = "parameters: { key: secret, account: required }\nsuccess: { status: [200] }\n"
PRESETS = {
    "query": 'method: GET\nurl: "{origin}/send"\nquery: { text: "{text}", key: "{key}", account: "{account}" }\n',
    "path": 'method: GET\nurl: "{origin}/send/{text}/end"\n',
    "form": 'url: "{origin}/send"\nbody: { form: { text: "a{text}b", key: "{key}" } }\n',
    "json": 'url: "{origin}/send"\nbody: { json: { list: ["{text}"], deep: { t: "a{text}b" }, n: 5 } }\n',
    "xml": 'url: "{origin}/send"\nbody: { xml: "<r a=\\"{text}\\"><t>a{text}b</t></r>" }\n',
    "formxml": 'url: "{origin}/send"\nbody: { form: { doc: { xml: "<r a=\\"{text}\\"><t>a{text}b</t></r>" } } }\n',
    "header": 'url: "{origin}/send"\nheaders: { X-Text: "a{text}b" }\nauth: { user: "{account}", password: "{key}" }\n',
}
# XML 1.0 has no U+FFFE and U+FFFF: they become U+FFFD.
FOR_XML = str.maketrans({"\ufffe": "\ufffd", "\uffff": "\ufffd"})


class Recorder:
    def __init__(self):
        self.seen = []
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                owner.seen.append((self.path, self.headers, body))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"ok")

            do_GET = do_POST

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = "http://127.0.0.1:%d" % self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()


class Encoding(DeliveryCase):
    def setUp(self):
        super().setUp()
        self.recorder = Recorder()
        self.addCleanup(self.recorder.stop)
        os.makedirs(self.path("presets"))
        for name, text in PRESETS.items():
            with open(self.path("presets/%s.yaml" % name), "w", encoding="utf-8") as file:
                file.write(HEADS + text.replace("{origin}", self.recorder.origin))
        gateways = "".join("  %s: { preset: %s, account: AC0, key: credential:k }\n" % (name, name) for name in PRESETS)
        self.server = self.courier(gateways, {"k": "key-canary&x=<y>\"'%"}, started=False)
        self.server.configure(gateways, {"text": list(PRESETS)})
        with open(self.server.config, encoding="utf-8") as file:
            config = file.read()
        with open(self.server.config, "w", encoding="utf-8") as file:
            file.write("".join("paths: { runtime: %s, presets: %s }\n" % (self.server.directory, self.path("presets"))
                               if line.startswith("paths:") else line for line in config.splitlines(True)))
        self.server.start()

    def exchange(self, gateway, text):
        self.assert_answer(self.server.deliver(gateway=gateway, text=text), "sent", gateway)
        return self.recorder.seen[-1]

    def each(self):
        for text in HOSTILE + ["line\nfeed\n"]:
            with self.subTest(text=text[:20]):
                yield text

    def test_query(self):
        for text in self.each():
            path, _, _ = self.exchange("query", text)
            url = urllib.parse.urlsplit(path)
            self.assertEqual(url.path, "/send")
            self.assertEqual(urllib.parse.parse_qsl(url.query, strict_parsing=True, keep_blank_values=True),
                             [("text", text), ("key", "key-canary&x=<y>\"'%"), ("account", "AC0")])

    def test_path_segment(self):
        for text in self.each():
            path, _, _ = self.exchange("path", text)
            segments = path.split("/")
            self.assertEqual((len(segments), segments[1], segments[3]), (4, "send", "end"))
            self.assertEqual(urllib.parse.unquote(segments[2], errors="strict"), text)

    def test_dots_do_not_climb(self):
        for text in (".", ".."):
            self.assert_answer(self.server.deliver(gateway="path", text=text), "misconfigured", "path")
        self.assertEqual(self.recorder.seen, [])

    def test_form(self):
        for text in self.each():
            _, headers, body = self.exchange("form", text)
            self.assertEqual(headers["Content-Type"], "application/x-www-form-urlencoded")
            self.assertEqual(urllib.parse.parse_qsl(body.decode("ascii"), strict_parsing=True),
                             [("text", "a%sb" % text), ("key", "key-canary&x=<y>\"'%")])

    def test_json(self):
        for text in self.each():
            _, headers, body = self.exchange("json", text)
            self.assertEqual(headers["Content-Type"], "application/json")
            self.assertEqual(json.loads(body), {"list": [text], "deep": {"t": "a%sb" % text}, "n": 5})

    def check_xml(self, document, text):
        root = ElementTree.fromstring(document)
        wanted = text.translate(FOR_XML)
        self.assertEqual((root.tag, root.attrib, len(root), root[0].tag), ("r", {"a": wanted}, 1, "t"))
        self.assertEqual((root[0].text, len(root[0])), ("a%sb" % wanted, 0))

    def test_xml(self):
        for text in self.each():
            self.check_xml(self.exchange("xml", text)[2], text)

    def test_xml_in_a_form(self):
        for text in self.each():
            pairs = urllib.parse.parse_qsl(self.exchange("formxml", text)[2].decode("ascii"), strict_parsing=True)
            self.assertEqual([name for name, _ in pairs], ["doc"])
            self.check_xml(pairs[0][1], text)

    def test_header(self):
        for text in HOSTILE:
            with self.subTest(text=text[:20]):
                _, headers, _ = self.exchange("header", text)
                self.assertEqual(headers["X-Text"].encode("latin-1").decode("utf-8"), "a%sb" % text)
                self.assertTrue(headers["Authorization"].startswith("Basic "))
        count = len(self.recorder.seen)
        for text in ("a\nX-Evil: y", "\n", "line\nfeed"):
            self.assert_answer(self.server.deliver(gateway="header", text=text), "misconfigured", "header", "line break")
        self.assertEqual(len(self.recorder.seen), count)

    def test_secrets_stay_out_of_the_log(self):
        for gateway in PRESETS:
            self.exchange(gateway, "482931")
        self.recorder.stop()
        for gateway in PRESETS:
            self.server.deliver(gateway=gateway, text="482931")
        self.assert_log_is_clean(self.server, "key-canary")


if __name__ == "__main__":
    unittest.main(verbosity=2)
