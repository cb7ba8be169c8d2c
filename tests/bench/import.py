#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""account import, export and audit of many accounts: time, memory of tesseractl and tesserad, and how long a login takes
meanwhile that asks, is told q and ends, which is one commit. A line of JSON a run.

Usage: import.py [--stage build/release] [--rows 1000000] [--unknown]
With --unknown no account is in the passwd file: each is asked of tessera-directory, and --allow-unknown is given.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from module_client import Login  # noqa: E402
from private_tessera import PrivateTessera, ROOT  # noqa: E402

WITNESS = "witness"
AREAS = (201, 202, 203, 205, 206, 207, 208, 209, 210, 212)  # of valid numbers, to libphonenumber


def say(**figures):
    print(json.dumps(figures), flush=True)


def write_file(path, rows):
    with open(path, "w", encoding="ascii") as out:
        out.write("account,phone,email,language\n")
        for number in range(rows):
            name = f"user{number:07d}"
            out.write(f"{name},+1{AREAS[number // 10000 % len(AREAS)]}555{number % 10000:04d},{name}@example.com,de\n")


def memory_of(pid):
    """VmHWM and Pss now, in KiB."""
    found = {}
    for file in ("status", "smaps_rollup"):
        with open(f"/proc/{pid}/{file}", encoding="ascii") as lines:
            found.update(line.split()[:2] for line in lines if line.startswith(("VmHWM:", "Pss:")))
    return int(found["VmHWM:"]), int(found["Pss:"])


class Logins(threading.Thread):
    """Begins a login and breaks it off, ten times a second: what is read for the question, and one commit."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path = path
        self.over = threading.Event()
        self.took = []

    def log_in(self):
        with Login(self.path, WITNESS, "sudo") as login:
            login.prompt()
            login.answer("q")

    def run(self):
        while not self.over.wait(0.1):
            begin = time.monotonic()
            self.log_in()
            self.took.append((time.monotonic() - begin) * 1000)

    def stop(self):
        """Median, 99th of 100 and longest, in ms."""
        self.over.set()
        self.join()
        took = sorted(self.took) or [0]
        return {"logins": len(self.took), "median_ms": round(took[len(took) // 2], 1),
                "p99_ms": round(took[min(len(took) - 1, len(took) * 99 // 100)], 1), "longest_ms": round(took[-1], 1)}


class Peak(threading.Thread):
    """VmHWM of a child for as long as it runs: its ru_maxrss would count this program's memory at the fork."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid = pid
        self.kib = 0

    def run(self):
        try:
            while True:
                self.kib = memory_of(self.pid)[0]
                time.sleep(0.05)
        except (OSError, KeyError):
            return


def measured(tessera, name, *arguments):
    """One run of tesseractl, told in figures."""
    logins = Logins(os.path.join(tessera.folder, "run", "login.sock"))
    logins.start()
    begin = time.monotonic()
    command = [tessera.stage.path("tesseractl"), "--config", tessera.config_file, *arguments]
    with tempfile.TemporaryFile("w+") as stderr:
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, text=True)
        peak = Peak(child.pid)
        peak.start()
        stdout = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        stderr.seek(0)
        complaint = stderr.readline()
    seconds = time.monotonic() - begin
    hwm, pss = memory_of(tessera.pids["tesserad"])
    say(run=name, exit=os.waitstatus_to_exitcode(status), seconds=round(seconds, 1), said=(stdout + complaint)[:200].strip(),
        tesseractl_peak_mib=round(peak.kib / 1024, 1), tesseractl_cpu_s=round(usage.ru_utime + usage.ru_stime, 1),
        tesserad_peak_mib=round(hwm / 1024, 1), tesserad_pss_mib=round(pss / 1024, 1), meanwhile=logins.stop())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--stage", default=os.path.join(ROOT, "build", "release"))
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--unknown", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tb-") as folder:
        path = os.path.join(folder, "accounts.csv")
        write_file(path, options.rows)
        known = [] if options.unknown else (f"user{number:07d}" for number in range(min(options.rows, 999_000)))
        outbox = {"kind": "outbox", "directory": os.path.join(folder, "outbox")}
        tessera = PrivateTessera(folder, options.stage, [WITNESS, *known], gateways={"try-out": outbox},
                                 channels={name: {"gateways": ["try-out"]} for name in ("text", "email")}).start()
        flags = ["--allow-unknown"]  # the passwd file holds a million lines at most
        try:
            tessera.ctl("account", "add", WITNESS, "--email", "w@example.com", "--phone", "+12025550142")
            tessera.enforce()
            hwm, pss = memory_of(tessera.pids["tesserad"])
            say(rows=options.rows, file_mib=round(os.path.getsize(path) / 2**20, 1),
                tesserad_peak_mib_before=round(hwm / 1024, 1), tesserad_pss_mib_before=round(pss / 1024, 1))
            logins = Logins(os.path.join(folder, "run", "login.sock"))
            logins.start()
            time.sleep(5)
            say(run="nothing", meanwhile=logins.stop())
            measured(tessera, "import", "account", "import", path, *flags)
            measured(tessera, "import again", "account", "import", path, *flags)
            measured(tessera, "export", "account", "export", "--output", os.path.join(folder, "out.csv"))
            measured(tessera, "audit", "account", "audit", "--json")
            say(store_mib=round(os.path.getsize(os.path.join(folder, "state", "tessera.db")) / 2**20, 1))
        finally:
            tessera.stop()


if __name__ == "__main__":
    main()
