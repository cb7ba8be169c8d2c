# SPDX-License-Identifier: Apache-2.0
"""Tessera's programs in a folder of their own: no namespaces, no sshd, accounts from a passwd file of the test's."""
import os
import sys

import audit_login
import yaml

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "packaging"))

from hostkit.running import Running  # noqa: E402
from hostkit.stage import Stage  # noqa: E402


class PrivateTessera(Running):
    """`folder` must be short: socket paths are. start(), stop() and ctl() are Running's."""

    def __init__(self, folder: str, stage: str, accounts=(), **configuration):
        audit_login.forget()
        self.folder = folder
        os.chmod(folder, 0o755)  # the helpers run under uids of their own
        self.path("group", "sudo:x:27:\n")
        self.path("nsswitch.conf", "passwd: files\n")
        self.set_accounts(accounts)
        merged = {
            "environment": {"name": "staging"},
            "accounts": {"default_region": "US"},
            "store": {"sqlite": os.path.join(folder, "state", "tessera.db")},
            "paths": {"runtime": os.path.join(folder, "run"), "credentials": os.path.join(folder, "credentials"),
                      **{name: os.path.join(folder, file) for name, file in
                         (("passwd", "passwd"), ("group", "group"), ("nsswitch", "nsswitch.conf"))}},
            **configuration}
        super().__init__(self.path("tessera.yaml", yaml.safe_dump(merged)), Stage(stage), folder)

    def path(self, name: str, text: str) -> str:
        """A file of this text in the folder."""
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        return path

    def set_accounts(self, names) -> None:
        with open(os.path.join(self.folder, "passwd"), "w", encoding="utf-8") as out:
            out.write("root:x:0:0::/root:/bin/sh\n")
            out.writelines(f"{name}:x:{10000 + number}:100::/:/bin/sh\n" for number, name in enumerate(names))
