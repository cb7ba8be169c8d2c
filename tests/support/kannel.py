# SPDX-License-Identifier: Apache-2.0
"""A real Kannel on loopback: bearerbox and smsbox, with its fakesmsc as the operator."""
import os
import re
import subprocess
import urllib.parse

from processes import end, free_port, wait_for_port, wait_until

CONFIGURATION = """
group = core
admin-port = {admin_port}
admin-password = {admin_password}
smsbox-port = {box_port}
admin-deny-ip = "*.*.*.*"
admin-allow-ip = "127.0.0.1"
box-deny-ip = "*.*.*.*"
box-allow-ip = "127.0.0.1"
log-file = "{directory}/bearerbox.log"
log-level = 0

group = smsc
smsc = fake
smsc-id = operator
host = 127.0.0.1
port = {smsc_port}
connect-allow-ip = 127.0.0.1

group = smsbox
global-sender = 13013
bearerbox-host = 127.0.0.1
sendsms-port = {port}
log-file = "{directory}/smsbox.log"
log-level = 0

group = sendsms-user
username = {user}
password = {password}
max-messages = 10
concatenation = true

group = sms-service
keyword = default
text = "no service"
"""


class Kannel:
    """start(), stop(); `port` is smsbox's, `url` what the preset's `url:` says. `stop_smsbox()` takes only the
    HTTP side away."""

    def __init__(self, directory, user="tessera", password="kannel-canary-81c2"):
        self.directory, self.user, self.password = directory, user, password
        self.admin_password = "admin"
        self.port, self.box_port = free_port(), free_port()
        self.smsc_port, self.admin_port = free_port(), free_port()
        self.url = "http://127.0.0.1:%d/cgi-bin/sendsms" % self.port
        self._processes = {}

    def start(self):
        os.makedirs(self.directory, exist_ok=True)
        configuration = os.path.join(self.directory, "kannel.conf")
        with open(configuration, "w", encoding="ascii") as file:
            file.write(CONFIGURATION.format(**vars(self)))
        self._run("bearerbox", ["/usr/sbin/bearerbox", "-v", "4", configuration])
        wait_for_port(self.box_port, self._processes["bearerbox"])
        self._run("fakesmsc", ["/usr/lib/kannel/test/fakesmsc", "-H", "127.0.0.1", "-r", str(self.smsc_port),
                               "-i", "1", "-m", "0", "123 456 text unused"])
        self._run("smsbox", ["/usr/sbin/smsbox", "-v", "4", configuration])
        wait_for_port(self.port, self._processes["smsbox"])
        return self

    def stop(self):
        for name in ("smsbox", "fakesmsc", "bearerbox"):
            self._stop(name)

    def stop_smsbox(self):
        self._stop("smsbox")

    def _stop(self, name):
        process = self._processes.pop(name, None)
        if process:
            end(process)
            process.stdin.close()

    def config(self, name="kannel", password_file=None, **changes):
        """The gateway's lines for tessera.yaml (one flow map)."""
        values = {"preset": "kannel", "url": '"%s"' % self.url, "tls": "none", "user": self.user,
                  "password": "file:" + password_file if password_file else "credential:kannel"}
        values.update(changes)
        return "  %s: { %s }\n" % (name, ", ".join("%s: %s" % pair for pair in values.items()))

    def messages(self):
        """What the operator was given: [{from, to, text}], oldest first; the parts of a long text are joined."""
        with open(os.path.join(self.directory, "fakesmsc.log"), encoding="utf-8", errors="replace") as log:
            lines = re.findall(r"Got message \d+: <(.*)>", log.read())
        found, parts = [], {}
        for sender, receiver, kind, rest in (line.split(" ", 3) for line in lines if line.count(" ") >= 3):
            message = {"from": sender, "to": receiver, "text": rest}
            if kind == "udh":  # 05 00 03 REFERENCE TOTAL NUMBER (3GPP TS 23.040, 9.2.3.24.1)
                header, _, data = rest.partition(" data ")
                reference = (receiver, urllib.parse.unquote_to_bytes(header)[3])
                text = urllib.parse.unquote_plus(data)
                if reference in parts:
                    parts[reference]["text"] += text
                    continue
                message["text"] = text
                parts[reference] = message
            elif kind == "ucs-2":
                message["text"] = urllib.parse.unquote_to_bytes(rest.replace("+", " ")).decode("utf-16-be")
            found.append(message)
        return found

    def wait_for(self, count):
        """Returns the messages once there are `count` of them."""
        wait_until(lambda: len(self.messages()) >= count, "%d texts" % count)
        return self.messages()

    def _run(self, name, command):
        with open(os.path.join(self.directory, name + ".log"), "ab") as log:
            # fakesmsc ends when its standard input does, so it gets a pipe that nobody closes.
            self._processes[name] = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log,
                                                     cwd=self.directory)
