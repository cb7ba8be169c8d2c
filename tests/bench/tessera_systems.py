# SPDX-License-Identifier: Apache-2.0
"""Tesseras that run side by side, each in a folder of the benchmark's directory, with accounts on record."""
import base64
import hashlib
import os
import sqlite3
import subprocess

import yaml
from hostkit.running import Running
from hostkit.stage import Stage, source

# Many logins in a short time, as no host has them: nothing may be refused for that.
SENDS = {name: "1000000/h" for name in ("per_account", "per_destination", "unverified_per_source", "total")}
FILL = """
WITH RECURSIVE number(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM number WHERE i + 1 < ?)
INSERT INTO accounts (name, phone, phone_region, phone_type, email, changed_at)
SELECT printf('u%06d', i), printf('+1202%07d', i), 'US', 'mobile', printf('u%06d@example.com', i), 0 FROM number
"""


def _configuration(name: str, folder: str) -> dict:
    return {
        "environment": {"name": "bench"},
        "services": [name],
        "channels": {channel: {"gateways": ["try-out"]} for channel in ("text", "email")},
        "gateways": {"try-out": {"kind": "outbox", "socket": f"{folder}/outbox.sock"}},
        "limits": {"sends": SENDS},
        "store": {"sqlite": f"{folder}/state/tessera.db"},
        "keys": {"seal": f"file:{folder}/state/seal"},
        "paths": {"runtime": f"{folder}/run", "presets": source("etc", "gateways"),
                  "credentials": f"{folder}/credentials", "passwd": f"{folder}/passwd", "group": f"{folder}/group",
                  "nsswitch": f"{folder}/nsswitch.conf"},
    }


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as out:
        out.write(text)


class System:
    """`accounts` of them in the store and in the passwd file: u000000, u000001, ..."""

    def __init__(self, directory: str, name: str, stage: Stage, accounts: int):
        self.name = name
        self.folder = os.path.join(directory, name)
        self.config = os.path.join(self.folder, "tessera.yaml")
        os.mkdir(self.folder, 0o755)
        _write(self.config, yaml.safe_dump(_configuration(name, self.folder)))
        _write(f"{self.folder}/passwd", "".join(f"u{n:06d}:x:{n + 1000}:{n + 1000}::/:/bin/sh\n" for n in range(accounts)))
        _write(f"{self.folder}/group", "sudo:x:27:\n")
        _write(f"{self.folder}/nsswitch.conf", "passwd: files\n")
        subprocess.run([stage.path("tesserad"), "--init", "--config", self.config], check=True)
        self._fill(accounts)
        self.running = Running(self.config, stage, self.folder)

    def _fill(self, accounts: int) -> None:
        with sqlite3.connect(f"{self.folder}/state/tessera.db") as store:
            store.execute(FILL, (accounts,))
        store.close()

    def __enter__(self) -> "System":
        self.running.start()
        self.running.ctl("environment", "enforce")  # every account here has contacts, so all are ready
        return self

    def enrol(self, accounts: int) -> None:
        """An app for the first so many: the seeds that the peers' files hold."""
        lines = ""
        for number in range(accounts):
            name = f"u{number:06d}"
            lines += f"{name} {base64.b32encode(hashlib.sha1(name.encode()).digest()).decode()}\n"
        _write(f"{self.folder}/seeds", lines)
        self.running.ctl("app", "import", "--from", "lines", f"{self.folder}/seeds")

    def __exit__(self, *_: object) -> None:
        self.running.stop()

    def stack(self, module: str) -> str:
        return f"auth required {module} socket={self.folder}/run/login.sock\n"

    def pss_kib(self, program: str) -> int:
        """Memory of a program, pages shared with others counted in part."""
        with open(f"/proc/{self.running.pids[program]}/smaps_rollup", encoding="ascii") as lines:
            return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
