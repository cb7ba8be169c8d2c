# SPDX-License-Identifier: Apache-2.0
"""The real tessera-portal in a folder of its own, with a fake daemon behind it. The program is $TESSERA_PORTAL."""
import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import unittest
import urllib.parse

import yaml
from certificates import Authority
from enrolments import FakeDaemon
from processes import end, free_port, wait_until

TOKEN = "Zq3_vT-8kW1xY5bN0aR7sQ"


class Answer:
    """status, headers (a list of pairs) and text of one answer."""

    def __init__(self, response: http.client.HTTPResponse):
        self.status = response.status
        self.headers = response.getheaders()
        self.text = response.read().decode()

    def header(self, name: str) -> str | None:
        found = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(found) < 2, found
        return found[0] if found else None

    @property
    def title(self) -> str:
        return re.search("<h1>(.*)</h1>", self.text)[1]


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str):
        super().__init__("localhost", timeout=60)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(60)
        self.sock.connect(self._path)


class PortalCase(unittest.TestCase):
    """A portal with TLS on a free port of 127.0.0.1, unless start() is told otherwise."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="tportal-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.authority = Authority(self.path("ca"))
        self.certificate, self.key = self.authority.issue("portal")
        self.port = free_port()
        self.daemon = FakeDaemon(self.path("portal.sock"))
        self.addCleanup(self.daemon.stop)
        self.process: subprocess.Popen | None = None

    def path(self, name: str) -> str:
        return os.path.join(self.folder, name)

    def configure(self, **changes) -> None:
        """`portal` replaces keys of the section, others are sections; None takes a key away."""
        section = {"url": f"https://localhost:{self.port}", "listen": f"127.0.0.1:{self.port}",
                   "certificate": self.certificate, "key": self.key, **changes.pop("portal", {})}
        whole = {"environment": {"name": "training-staging"}, "help_desk": "555-0100", "paths": {"runtime": self.folder},
                 "portal": {name: value for name, value in section.items() if value is not None}, **changes}
        with open(self.path("tessera.yaml"), "w", encoding="utf-8") as out:
            yaml.safe_dump(whole, out)

    def start(self, **changes) -> None:
        self.configure(**changes)
        ready = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        ready.bind(self.path("notify"))
        ready.settimeout(60)
        with open(self.path("log"), "ab") as log:
            self.process = subprocess.Popen(
                [os.environ["TESSERA_PORTAL"], "--config", self.path("tessera.yaml"), "--log", "stderr"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=dict(os.environ, NOTIFY_SOCKET=self.path("notify")))
        self.addCleanup(lambda: end(self.process, 20))
        self.addCleanup(ready.close)
        self.notify = ready
        state = ready.recv(4096).decode()
        self.assertIn("READY=1", state, self.log)

    def check(self) -> tuple[int, str]:
        """--check: its exit code and standard error."""
        done = subprocess.run([os.environ["TESSERA_PORTAL"], "--check", "--config", self.path("tessera.yaml")],
                              capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, done.stderr

    def reload(self) -> str:
        """SIGHUP; the status that it says then."""
        self.process.send_signal(signal.SIGHUP)
        while "READY=1" not in (state := self.notify.recv(4096).decode()):
            pass
        return state.partition("STATUS=")[2]

    @property
    def log(self) -> str:
        with open(self.path("log"), encoding="utf-8") as text:
            return text.read()

    def wait_for_log(self, text: str) -> None:
        wait_until(lambda: text in self.log, f"the log to say: {text}")

    # ---- a client ----

    def client(self, source: str = "127.0.0.1", ca: str | None = None) -> http.client.HTTPSConnection:
        """Trusts the test's authority alone; `source` is the loopback address that it comes from."""
        context = ssl.create_default_context(cafile=ca or self.authority.ca)
        return http.client.HTTPSConnection("localhost", self.port, timeout=60, context=context, source_address=(source, 0))

    def request(self, method: str, path: str, body: str | None = None, connection: http.client.HTTPConnection | None = None,
                source: str = "127.0.0.1", **headers: str) -> Answer:
        """Header names are written with '_' for '-'."""
        connection = connection or self.client(source)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def get(self, path: str, **more) -> Answer:
        return self.request("GET", path, **more)

    def post(self, path: str, fields: dict[str, str], **more) -> Answer:
        return self.request("POST", path, urllib.parse.urlencode(fields), Content_Type="application/x-www-form-urlencoded", **more)
