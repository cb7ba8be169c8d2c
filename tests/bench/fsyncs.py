# SPDX-License-Identifier: Apache-2.0
"""Counts what tesserad waits for the disk for, by strace, and tells commits from checkpoints."""
import collections
import re
import signal
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Iterator

_CALL = re.compile(r"^\d+ +(?P<name>fsync|fdatasync|pwrite64)\(\d+<(?P<path>[^>]*)>(?P<rest>.*)")
_OFFSET = re.compile(r", (\d+)\) += ")


@dataclass(frozen=True)
class Counts:
    commits: int      # syncs of the log after a transaction was appended
    checkpoints: int  # syncs on account of the log being copied to the store and begun anew
    checkpointed: int  # how often that was


@contextmanager
def traced(pid: int, file: str) -> Iterator[None]:
    """strace on a running program and its threads, from when it is attached until it is detached."""
    command = ["strace", "-f", "-y", "-e", "trace=fsync,fdatasync,pwrite64", "-s", "0", "-o", file, "-p", str(pid)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
        line = strace.stderr.readline()
        if "attached" not in line:
            raise RuntimeError("strace: " + line)
        try:
            yield
        finally:
            strace.send_signal(signal.SIGINT)
            strace.stderr.read()


def _calls(file: str) -> Iterator[tuple[str, str, str]]:
    unfinished: dict[str, str] = {}
    with open(file, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            thread = line.split(" ", 1)[0]
            if line.rstrip().endswith("<unfinished ...>"):
                unfinished[thread] = line.rstrip().removesuffix("<unfinished ...>")
                continue
            if "resumed>" in line:
                line = unfinished.pop(thread, "") + line.split("resumed>", 1)[1]
            found = _CALL.match(line)
            if found:
                yield found["name"], found["path"], found["rest"]


def count(file: str) -> Counts:
    """A sync of the log is a commit's when a frame was written since the last one. Without any it begins a
    checkpoint; with the log's header alone it is the first after one."""
    counts: collections.Counter = collections.Counter()
    frames = 0
    for name, path, rest in _calls(file):
        is_log = path.endswith("-wal")
        if name == "pwrite64":
            offset = _OFFSET.search(rest)
            frames += 1 if is_log and offset and int(offset[1]) > 0 else 0
        elif is_log and frames:
            counts["commits"] += 1
            frames = 0
        else:
            counts["checkpoints"] += 1
            counts["checkpointed"] += 0 if is_log else 1
    return Counts(counts["commits"], counts["checkpoints"], counts["checkpointed"])
