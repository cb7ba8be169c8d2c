# SPDX-License-Identifier: Apache-2.0
"""tesseractl with a configuration of the test's own, and a scripted daemon behind its socket."""
import json
import os
import subprocess
import tempfile
import unittest

from fake_daemon import FakeDaemon

CONFIG = """\
environment: {{ name: staging }}
accounts: {{ default_region: US }}
gateways:
  mail: {{ kind: smtp, url: "smtps://mail.example.com", from: login@example.com, user: tessera, password: "credential:smtp" }}
channels:
  email: {{ gateways: [mail] }}
paths: {{ runtime: {runtime} }}
"""

ANA = {"account": "ana", "origin": "local", "population": "express", "phone": "+12025550142",
       "email": "ana@example.com", "app": False, "locked_until": None, "failures": 0}


def done(code=0, error=""):
    return {"done": True, "exit": code, "error": error}


class CtlCase(unittest.TestCase):
    program = ""  # the path of tesseractl

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="tesseractl-")
        self.addCleanup(self.folder.cleanup)
        self.config = os.path.join(self.folder.name, "tessera.yaml")
        self.socket = os.path.join(self.folder.name, "admin.sock")
        self.write_config(CONFIG.format(runtime=self.folder.name))

    def write_config(self, text):
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(text)

    def daemon(self, *packets):
        return self.enterContext(FakeDaemon(self.socket, packets))

    def run_it(self, *arguments, **options):
        return subprocess.run([self.program, "--config", self.config, *arguments], capture_output=True, text=True,
                              timeout=60, check=False, env={"TZ": "UTC", "PATH": os.environ["PATH"]}, **options)

    def lines(self, result):
        return [json.loads(line) for line in result.stdout.splitlines()]
