# SPDX-License-Identifier: Apache-2.0
"""The one table: what was measured, what is to be reached, and whether it was."""
import os
import platform
from dataclasses import dataclass

import fsyncs

NAMES = {"permit": "pam_permit", "google-authenticator": "google-authenticator", "oath": "pam_oath",
         "courier:plain": "Tessera, delivered code", "outbox:whole": "Tessera, real courier and outbox",
         "app:enrolled": "Tessera, app"}


@dataclass(frozen=True)
class Row:
    what: str
    value: str
    goal: str = ""
    met: bool | None = None


def _times(times: dict) -> str:
    return " / ".join(f"{times[p] / 1000:.2f}" for p in ("p50", "p90", "p99")) + " ms"


class Table:
    def __init__(self, file_system: str, versions: dict[str, str]):
        kernel = platform.release().split("-")[0]
        self.head = [f"file system: {file_system}; {os.cpu_count()} processors, Linux {kernel}",
                     "peers: " + ", ".join(f"{name} {version}" for name, version in sorted(versions.items())),
                     "times are p50 / p90 / p99"]
        self.rows: list[Row] = []
        self.tail: list[str] = []

    def add(self, what: str, value: str, goal: str = "", met: bool | None = None) -> None:
        self.rows.append(Row(what, value, goal, met))

    def micro(self, lines: list[dict]) -> None:
        titles = {"round trip": "SEQPACKET round trip", "commit": "SQLite commit, WAL, synchronous=FULL"}
        for line in lines:
            self.add(titles[line["name"]], " / ".join(f"{line[p] / 1000:.3f}" for p in ("p50", "p90", "p99")) + " ms")

    def latency(self, results: dict[str, dict]) -> None:
        refused = [name for name, result in results.items() if result["accepted"] != result["logins"]]
        if refused:
            raise RuntimeError(f"not every login was accepted, so times say nothing: {refused}")
        for name, result in results.items():
            if name not in ("courier:plain", "outbox:whole"):
                self.add(f"login: {NAMES[name]}", _times(result["whole"]))
        own, peer = results["courier:plain"], results["google-authenticator"]["whole"]["p50"]
        ratio = own["without_waiting"]["p50"] / peer
        self.add(f"login: {NAMES['courier:plain']}, waiting for it taken off", _times(own["without_waiting"]))
        self.add(f"login: {NAMES['courier:plain']}, waiting included", _times(own["whole"]))
        self.add(f"login: {NAMES['outbox:whole']}, waiting included", _times(results["outbox:whole"]["whole"]))
        self.add("p50, delivered code : google-authenticator", f"{ratio:.2f}", "<= 1.00", ratio <= 1.0)
        ratio = results["app:enrolled"]["whole"]["p50"] / peer
        self.add("p50, app : google-authenticator", f"{ratio:.2f}", "<= 0.60", ratio <= 0.6)

    def fsyncs(self, kind: str, goal: int, counts: fsyncs.Counts, logins: int) -> None:
        each = counts.commits / logins
        self.add(f"fsyncs of {kind} login, over {logins}", f"{each:.3f}", str(goal), each <= goal)
        self.add("  and for checkpoints", f"{counts.checkpoints} in {counts.checkpointed} checkpoints")

    def pairs(self, results: list[dict]) -> None:
        for result in results:
            own = result["name"].startswith("app:")
            for what, how_often in (("both", result["twice"]), ("neither", result["never"])):
                goal = ("0", how_often == 0) if own else ("", None)
                self.add(f"one code used twice at once, {what} accepted: {NAMES[result['name']]}",
                         f"{how_often} of {result['pairs']:,} pairs", *goal)

    def idle(self, pss: dict[str, int]) -> None:
        for name, kib in sorted(pss.items()):
            goal = ("<= 12 MB", kib * 1024 <= 12e6) if name == "tesserad" else ("", None)
            self.add(f"memory (PSS), idle: {name}", f"{kib * 1024 / 1e6:.1f} MB", *goal)

    def waiting(self, count: int, before: int, during: int) -> None:
        each = (during - before) * 1024 / count / 1000
        self.add(f"memory of tesserad a waiting login, over {count}", f"{each:.2f} kB", "<= 6 kB", each <= 6)

    def accepted(self, workers: int, results: dict[str, dict]) -> None:
        for name, result in results.items():
            share = 100 * result["accepted"] / result["logins"]
            goal = ("100 %", share == 100) if name == "courier:plain" else ("", None)
            self.add(f"correct codes accepted from {workers} workers: {NAMES[name].split(',')[0]}",
                     f"{share:.1f} % of {result['logins']}", *goal)

    def many(self, accounts: int, one: dict, many: dict, extra_kib: int) -> None:
        for title, times in (("1 account", one), (f"{accounts:,} accounts", many)):
            self.add(f"login: Tessera, {title}", _times(times["without_waiting"]))
        ratio = many["without_waiting"]["p50"] / one["without_waiting"]["p50"]
        self.add(f"p50, {accounts:,} accounts : 1", f"{ratio:.2f}", "<= 1.10", ratio <= 1.1)
        self.add(f"  and memory for {accounts:,} lines of passwd", f"{extra_kib * 1024 / 1e6:.0f} MB")

    def steps(self, candidate: str, medians: list[tuple[str, float]]) -> None:
        """They follow the table, since they are of logins that were traced."""
        self.tail.append(f"\n{NAMES[candidate]}, step by step, p50 of each under the kernel's tracer:")
        self.tail += [f"{microseconds:6.0f} us  {step}" for step, microseconds in medians]

    def print(self) -> None:
        print("\n".join(self.head) + "\n")
        width = max(len(row.what) for row in self.rows)
        for row in self.rows:
            verdict = "" if row.met is None else "met" if row.met else "MISSED"
            print(f"{row.what:{width}}  {row.value:26}  {row.goal:9} {verdict}".rstrip())
        print("\n".join(self.tail))
