# SPDX-License-Identifier: Apache-2.0
"""Accounts that only libnss-extrausers knows, in the private namespaces of a system test."""
import os
import subprocess

from system import PASSWORD

EXTRAUSERS = "/var/lib/extrausers"


def add_extra_user(name: str, uid: int) -> None:
    """An account that only libnss-extrausers knows."""
    hashed = subprocess.run(["openssl", "passwd", "-6", "-stdin"], input=PASSWORD, check=True, text=True,
                            capture_output=True).stdout.strip()
    home = f"/home/{name}"
    os.makedirs(home, exist_ok=True)
    os.chown(home, uid, uid)
    open(os.path.join(home, ".hushlogin"), "w", encoding="ascii").close()
    for file, line, mode in (("passwd", f"{name}:x:{uid}:{uid}::{home}:/bin/bash\n", 0o644),
                             ("shadow", f"{name}:{hashed}:19000:0:99999:7:::\n", 0o600),
                             ("group", f"{name}:x:{uid}:\n", 0o644)):
        path = os.path.join(EXTRAUSERS, file)
        with open(path, "w", encoding="ascii") as out:
            out.write(line)
        os.chmod(path, mode)


def use_extrausers() -> None:
    with open("/etc/nsswitch.conf", encoding="ascii") as text:
        lines = [line for line in text if not line.startswith(("passwd:", "group:", "shadow:"))]
    lines += [f"{database}: files extrausers\n" for database in ("passwd", "group", "shadow")]
    with open("/etc/nsswitch.conf", "w", encoding="ascii") as out:
        out.writelines(lines)
