# SPDX-License-Identifier: Apache-2.0
"""What is measured, in order. All state lies in one directory, which is shown at /run/bench."""
import contextlib
import json
import os
import subprocess

import fsyncs
import peers
import timeline
from hostkit import namespace
from hostkit.stage import Stage
from syslog_sink import SyslogSink
from table import Table
from tessera_systems import System

HERE = "/run/bench"
PEERS = ("permit", "google-authenticator", "oath")
ACCOUNTS = 100  # logins a round
LONGEST = 1800  # seconds; a thousand logins under strace on a busy machine take minutes


class Bench:
    def __init__(self, stage: str, state: str, packages: str, quick: bool):
        namespace.bind(state, HERE)
        os.chmod(HERE, 0o755)
        self.stage = Stage(stage)
        self.program = os.path.join(stage, "tests", "bench", "tessera_bench")
        self.environment = {**os.environ, "LD_LIBRARY_PATH": peers.libraries(packages)}
        self.rounds = 1 if quick else 10
        self.many = 10_000 if quick else 1_000_000
        self.modules = {name: peers.module(packages, name) for name in peers.MODULES}

    def furnish(self) -> None:
        """Stacks, and the peers' users: real ones, with a home, since google-authenticator becomes each."""
        for folder in ("pam", "homes"):
            os.makedirs(f"{HERE}/{folder}", 0o755)
        lines = {"permit": "pam_permit.so", "google-authenticator": self.modules["google-authenticator"],
                 "oath": f"{self.modules['oath']} usersfile={HERE}/oath-users window=1 digits=6"}
        for name, line in lines.items():
            self.write_stack(name, f"auth required {line}\n")
        self.write_stack("other", "auth required pam_deny.so\n")  # libpam reads it with every stack
        with open("/etc/passwd", "a", encoding="ascii") as passwd:
            for number in range(ACCOUNTS):
                home, uid = f"{HERE}/homes/u{number:06d}", 20000 + number
                passwd.write(f"u{number:06d}:x:{uid}:{uid}::{home}:/bin/sh\n")
                os.mkdir(home, 0o700)
                os.chown(home, uid, uid)

    def write_stack(self, name: str, text: str) -> None:
        with open(f"{HERE}/pam/{name}", "w", encoding="ascii") as stack:
            stack.write(text)

    def system(self, name: str, accounts: int) -> System:
        system = System(HERE, name, self.stage, accounts)
        self.write_stack(name, system.stack(self.stage.path("pam_tessera.so")))
        return system

    def run(self, *arguments: object) -> list[dict]:
        command = [self.program, *map(str, arguments)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=self.environment,
                              timeout=LONGEST)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def logins(self, *candidates: str, rounds: int | None = None, workers: int = 1) -> dict[str, dict]:
        lines = self.run("logins", HERE, rounds or self.rounds, ACCOUNTS, workers, *candidates)
        return {line["name"]: line for line in lines}

    def pairs(self, candidate: str, count: int) -> list[dict]:
        """Two logins at once with one code, so many times."""
        accounts = min(count, ACCOUNTS)
        return self.run("pairs", HERE, count // accounts, accounts, candidate)

    def waiting_kib(self, system: System, count: int) -> tuple[int, int]:
        """PSS of tesserad before and while so many logins wait at the code prompt."""
        before = system.pss_kib("tesserad")
        command = [self.program, "waiting", f"{system.folder}/run/login.sock", system.name, str(count),
                   f"{system.folder}/outbox.sock"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as waiting:
            if "waiting" not in waiting.stdout.readline():
                raise RuntimeError("the logins did not get to wait")
            during = system.pss_kib("tesserad")
            waiting.stdin.close()
        return before, during

    def fsyncs(self, system: System, candidate: str) -> tuple[fsyncs.Counts, int]:
        """Over logins with one worker."""
        trace = f"{HERE}/strace"
        with fsyncs.traced(system.running.pids["tesserad"], trace):
            accepted = self.logins(candidate)[candidate]["accepted"]
        return fsyncs.count(trace), accepted

    def steps(self, candidate: str) -> list[tuple[str, float]]:
        """What a login spends its time on, medians."""
        trace = f"{HERE}/trace"
        with timeline.traced(f"{HERE}/tracing", trace):
            self.logins(candidate, rounds=min(self.rounds, 3))
        return timeline.medians(trace, candidate.split(":")[0])


def measure(stage: str, state: str, packages: str, kind: str, quick: bool) -> None:
    SyslogSink("/dev/log")
    bench = Bench(stage, state, packages, quick)
    bench.furnish()
    table = Table(kind, peers.versions(packages))
    table.micro(bench.run("round-trips", 200 if quick else 5000) + bench.run("commits", HERE, 50 if quick else 1000))
    with bench.system("whole", 1000) as whole:
        table.idle({name: whole.pss_kib(name) for name in whole.running.pids})
        with bench.system("plain", 1000) as plain:
            with bench.system("enrolled", 1000) as enrolled:
                enrolled.enrol(ACCOUNTS)
                table.latency(bench.logins(*PEERS, "courier:plain", "outbox:whole", "app:enrolled"))
                table.fsyncs("a delivered-code", 2, *bench.fsyncs(plain, "courier:plain"))
                table.fsyncs("an app", 1, *bench.fsyncs(enrolled, "app:enrolled"))
                for candidate in ("courier:plain", "app:enrolled"):
                    table.steps(candidate, bench.steps(candidate))
                # The peer waits a second where another login holds its file.
                table.pairs(bench.pairs("google-authenticator", 10 if quick else 100)
                            + bench.pairs("app:enrolled", 100 if quick else 10_000))
            for workers in (2, 4, 16):
                for candidate in (*PEERS[1:], "courier:plain"):
                    table.accepted(workers, bench.logins(candidate, rounds=1 if quick else 3, workers=workers))
    with bench.system("waiting", 1000) as waiting:
        count = 100 if quick else 1000
        table.waiting(count, *bench.waiting_kib(waiting, count))
    with contextlib.ExitStack() as systems:
        one, many = (systems.enter_context(bench.system(name, count)) for name, count in
                     (("one", 1), ("many", bench.many)))
        times = bench.logins("courier:one:1", f"courier:many:{bench.many}", rounds=None)
        table.many(bench.many, *times.values(), many.pss_kib("tesserad") - one.pss_kib("tesserad"))
    table.print()
