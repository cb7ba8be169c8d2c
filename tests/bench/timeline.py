# SPDX-License-Identifier: Apache-2.0
"""Where the time of a login goes: the kernel's function tracer notes the system calls of the login and of tesserad, which
costs each about a microsecond, and the median of each step is told."""
import os
import re
import statistics
import subprocess
from contextlib import contextmanager
from typing import Iterator

_LINE = re.compile(r"^\s*(?P<name>\S+)-(?P<tid>\d+)\s+\[\d+\]\s+\S+\s+(?P<time>[\d.]+): sys_(?P<call>\w+)(?P<rest>.*)")
_CALLS = ("connect", "accept", "recvmsg", "sendto", "fdatasync")
# What ends a step: who makes which call, and whether it is its beginning or its end.
_ASKED = [("the module connects", "module", "connect", "begins"),
          ("tesserad reads its Hello", "tesserad", "recvmsg", "ends"),
          ("and has looked the account up", "tesserad", "sendto", "begins")]
_DONE = [("tesserad reads the code", "tesserad", "recvmsg", "ends"),
         ("and has written what follows", "tesserad", "fdatasync", "begins"),
         ("the disk has it", "tesserad", "fdatasync", "ends"),
         ("the verdict is on its way", "tesserad", "sendto", "begins")]
_SENT = [("tesserad reads the choice", "tesserad", "recvmsg", "ends"),
         ("and has written what follows", "tesserad", "connect", "begins"),
         ("the courier has the message", "tesserad", "sendto", "begins"),
         ("the disk has it, the code is asked for", "tesserad", "sendto", "begins")]
STEPS = {"app": _ASKED + _DONE, "courier": _ASKED + _SENT + _DONE}


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as out:
        out.write(text)


@contextmanager
def traced(folder: str, file: str) -> Iterator[None]:
    """An instance of the tracer of its own, mounted at `folder`; what it noted is in `file` afterwards."""
    os.makedirs(folder, exist_ok=True)
    subprocess.run(["mount", "-t", "tracefs", "tracefs", folder], check=True)
    instance = f"{folder}/instances/tessera-bench-{os.getpid()}"
    os.mkdir(instance)
    try:
        _write(f"{instance}/buffer_size_kb", "16384")
        for call in _CALLS:
            for edge in ("enter", "exit"):
                _write(f"{instance}/events/syscalls/sys_{edge}_{call}/enable", "1")
        yield
        _write(f"{instance}/tracing_on", "0")
        with open(f"{instance}/trace", "rb") as trace, open(file, "wb") as out:
            out.write(trace.read())
    finally:
        os.rmdir(instance)
        subprocess.run(["umount", folder], check=True)


Event = tuple[float, str, str, str]  # seconds, who, which call, begins or ends


def _events(file: str) -> Iterator[Event]:
    """What failed, as a second accept() does when nobody else is there, is left out."""
    with open(file, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            found = _LINE.match(line)
            if not found or " -> 0xff" in found["rest"]:
                continue
            who = "module" if found["name"].startswith("tessera_bench") else found["name"]
            yield float(found["time"]), who, found["call"], "ends" if " -> " in found["rest"] else "begins"


def _logins(events: list[Event]) -> Iterator[list[Event]]:
    begins = [at for at, event in enumerate(events) if event[1:] == ("module", "connect", "begins")]
    for first, after in zip(begins, begins[1:]):
        yield events[first:after]


def _times(login: list[Event], steps: list[tuple[str, str, str, str]]) -> list[float] | None:
    """Microseconds that each step took; None for a login that went another way."""
    times, last, events = [], login[0][0], iter(login)
    for _, *wanted in steps:
        at = next((event[0] for event in events if list(event[1:]) == wanted), None)
        if at is None:
            return None
        times.append((at - last) * 1e6)
        last = at
    return times


def medians(file: str, kind: str) -> list[tuple[str, float]]:
    """Each step of STEPS[kind] but the first, and its median in microseconds."""
    found = [times for login in _logins(list(_events(file))) if (times := _times(login, STEPS[kind]))]
    if not found:
        raise RuntimeError("the tracer noted no login")
    return [(step[0], statistics.median(column)) for step, column in zip(STEPS[kind][1:], list(zip(*found))[1:])]
