# SPDX-License-Identifier: Apache-2.0
"""The real tessera-courier with a socket passed to it as the service manager does, and the daemon's end of it.

The program is $TESSERA_COURIER (set by CTest)."""
import json
import os
import signal
import socket
import struct
import subprocess

from processes import end, wait_until

STATUS = {1: "pending", 2: "sent", 3: "refused", 4: "failed", 5: "misconfigured"}
DELIVER, DELIVERY = 48, 49
PRESETS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "etc", "gateways")


def request(account="ana", channel="text", gateway="", to="+15005550142", subject="Your code", text="", code="",
            time_limit_ms=0):
    """A Deliver packet (shared/protocol.hpp)."""
    packet = bytes([DELIVER])
    for tag, value in enumerate((account, channel, gateway, to, subject, text, code), 1):
        data = value.encode()
        packet += struct.pack(">BH", tag, len(data)) + data if data else b""
    if time_limit_ms:
        packet += struct.pack(">BHQ", 8, 8, time_limit_ms)
    return packet


def parse(packet):
    """A Delivery packet as {status, gateway, detail}; None for an empty packet, the end of the connection."""
    if not packet:
        return None
    assert packet[0] == DELIVERY, packet
    fields, at = {}, 1
    while at < len(packet):
        tag, length = struct.unpack_from(">BH", packet, at)
        fields[tag] = packet[at + 3:at + 3 + length]
        at += 3 + length
    return {"status": STATUS[struct.unpack(">Q", fields[1])[0]], "gateway": fields.get(2, b"").decode(),
            "detail": fields.get(3, b"").decode()}


class Courier:
    """start(), stop(); `deliver(...)` sends one letter and waits for the answer; `log` is what it wrote."""

    def __init__(self, directory, gateways, channels, binary=None):
        """`gateways` is the text below `gateways:`, `channels` maps names to lists of gateways."""
        self.directory = directory
        self.binary = binary or os.environ["TESSERA_COURIER"]
        self.config = os.path.join(directory, "tessera.yaml")
        self.path = os.path.join(directory, "courier.sock")
        self.credentials = os.path.join(directory, "credentials")
        self._log = os.path.join(directory, "courier.log")
        self._process = None
        os.makedirs(self.credentials, exist_ok=True)
        self.configure(gateways, channels)

    def configure(self, gateways, channels):
        lines = ["environment: { name: staging }", "paths: { runtime: %s, presets: %s }"
                 % (self.directory, os.path.realpath(PRESETS)), "gateways:", gateways.rstrip("\n"), "channels:"]
        lines += ["  %s: { gateways: [%s] }" % (name, ", ".join(names)) for name, names in channels.items()]
        with open(self.config, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")

    def secret(self, name, value):
        path = os.path.join(self.credentials, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(value + "\n")
        os.chmod(path, 0o600)

    def check(self):
        """Runs --check; returns (exit code, its stderr)."""
        done = subprocess.run([self.binary, "--check", "--config", self.config], capture_output=True, text=True,
                              timeout=60, check=False)
        return done.returncode, done.stderr

    def start(self, **environment):
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        if os.path.exists(self.path):
            os.unlink(self.path)
        listening.bind(self.path)
        listening.listen(512)
        # LISTEN_PID must be the program's own, which only its shell knows before exec.
        command = ["/bin/sh", "-c", 'LISTEN_PID=$$ exec "$0" "$@" 3<&0 </dev/null', self.binary, "--config", self.config,
                   "--log", "stderr"]
        ready = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        ready.bind(os.path.join(self.directory, "notify"))
        ready.settimeout(60)
        with open(self._log, "ab") as log:
            self._process = subprocess.Popen(
                command, stdin=listening, stdout=log, stderr=log,
                env=dict(os.environ, LISTEN_FDS="1", LISTEN_FDNAMES="courier.sock",
                         CREDENTIALS_DIRECTORY=self.credentials,
                         NOTIFY_SOCKET=os.path.join(self.directory, "notify"), **environment))
        listening.close()
        try:
            assert b"READY=1" in ready.recv(4096)
        finally:
            ready.close()
            os.unlink(os.path.join(self.directory, "notify"))
        return self

    def stop(self):
        """Ends it by SIGTERM; returns its exit code."""
        process, self._process = self._process, None
        end(process, 20)
        return process.returncode if process else None

    def reload(self):
        """SIGHUP; waits for the line that says what came of it and returns it."""
        before = len(self.log.splitlines())
        self._process.send_signal(signal.SIGHUP)

        def said():
            lines = self.log.splitlines()[before:]
            return next((line for line in lines if "configuration" in line and
                         ("reloaded" in line or "stays" in line)), None)
        return wait_until(said, "the reload")

    def connect(self):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        connection.connect(self.path)
        connection.settimeout(60)
        return connection

    def begin(self, **fields):
        """Sends a letter; returns the connection that the answer will come over."""
        connection = self.connect()
        connection.send(request(**fields))
        return connection

    def deliver(self, **fields):
        with self.begin(**fields) as connection:
            return parse(connection.recv(65536))

    @property
    def log(self):
        with open(self._log, encoding="utf-8", errors="replace") as file:
            return file.read()

    def log_lines(self):
        """The log as objects; fails on a line that is no JSON."""
        return [json.loads(line) for line in self.log.splitlines()]
