# SPDX-License-Identifier: Apache-2.0
"""Starts programs, waits until all are ready, and ends them; none is restarted."""
import json
import os
import selectors
import signal
import subprocess
import sys
import time

from . import config, program
from .stage import Stage

READY_WITHIN = 30.0  # seconds
END_WITHIN = 5.0     # seconds, then SIGKILL


class Supervisor:
    def __init__(self, config_file: str, stage: Stage, log_directory: str | None = None):
        self.config_file = os.path.abspath(config_file)
        self.stage = stage
        self.log_directory = log_directory
        self.layout = config.layout(self.config_file)
        self.programs: list[program.Program] = []
        self.requested: int | None = None  # the signal that asks for the end
        self.reloads = 0
        self.selector = selectors.DefaultSelector()

    # ---- before the start: what tmpfiles and StateDirectory= do ----

    def make_directories(self) -> None:
        os.makedirs(self.layout.runtime, 0o755, exist_ok=True)
        os.chmod(self.layout.runtime, 0o755)
        for private in (os.path.dirname(self.layout.store), self.layout.credentials):
            os.makedirs(private, 0o700, exist_ok=True)
            os.chmod(private, 0o700)
        courier = next(s for s in program.SERVICES if s.name == "tessera-courier")
        for outbox in self.layout.outboxes:
            os.makedirs(outbox, 0o700, exist_ok=True)
            program.hand_over(outbox, courier.uid(), 0o700)

    def initialise(self) -> int:
        """`tesserad --init`, as the same uncapable root; its exit code."""
        service = next(s for s in program.SERVICES if s.name == "tesserad")
        command = [self.stage.path("tesserad"), "--init", "--config", self.config_file]
        return subprocess.run(program.confined(service, command), check=False).returncode

    # ---- running ----

    def start(self) -> None:
        self._catch_signals()
        for service in program.SERVICES:
            if service.needs and service.needs not in self.layout.sections:
                continue
            started = program.Program(service, self.stage.path(service.name), self.layout.runtime)
            self.programs.append(started)
            started.load_credentials(self.layout.credentials)
            self.selector.register(started.notify, selectors.EVENT_READ, started.read_notification)
            started.start(["--config", self.config_file, "--log", "stderr"], self._log_for(service.name))

    def _log_for(self, name: str) -> int:
        if self.log_directory is None:
            return 2
        os.makedirs(self.log_directory, exist_ok=True)
        path = os.path.join(self.log_directory, name + ".log")
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)

    def _catch_signals(self) -> None:
        reader, writer = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        self.selector.register(reader, selectors.EVENT_READ, lambda: os.read(reader, 512))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._request_end)
        signal.signal(signal.SIGHUP, self._request_reload)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def _request_end(self, number: int, _frame: object) -> None:
        self.requested = number

    def _request_reload(self, *_: object) -> None:
        self.reloads += 1

    def step(self, timeout: float | None) -> None:
        """Waits for a notification, a signal or a child's end, and deals with it."""
        for key, _ in self.selector.select(timeout):
            key.data()
        self._reap()
        for _ in range(self.reloads):
            for running in self.programs:
                running.signal(signal.SIGHUP)
        self.reloads = 0

    def _reap(self) -> None:
        while any(p.pid for p in self.programs):
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            for ended in self.programs:
                if ended.pid == pid:
                    say(f"{ended.service.name} {ended.ended(status)}")

    def wait_until_ready(self) -> bool:
        deadline = time.monotonic() + READY_WITHIN
        while not all(p.ready for p in self.programs):
            self.step(max(0.0, deadline - time.monotonic()))
            if self.requested or any(not p.pid for p in self.programs) or time.monotonic() >= deadline:
                break
        late = [p.service.name for p in self.programs if not p.ready]
        if late:
            say("not ready: " + ", ".join(late))
        return not late

    def wait_for_end(self) -> None:
        while not self.requested:
            self.step(None)

    def end(self) -> bool:
        """SIGTERM to all, SIGKILL to those that stay; true when every program ended well."""
        for running in self.programs:
            running.signal(signal.SIGTERM)
            running.signal(signal.SIGCONT)  # a stopped one could not obey
        deadline = time.monotonic() + END_WITHIN
        while any(p.pid for p in self.programs) and time.monotonic() < deadline:
            self.step(max(0.0, deadline - time.monotonic()))
        for running in self.programs:
            running.signal(signal.SIGKILL)
        while any(p.pid for p in self.programs):
            self.step(1.0)
        for over in self.programs:
            over.remove()
        return not any(p.failed for p in self.programs)

    def write_pids(self, path: str) -> None:
        aside = path + ".new"
        with open(aside, "w", encoding="utf-8") as out:
            json.dump({p.service.name: p.pid for p in self.programs}, out)
        os.rename(aside, path)


def say(sentence: str) -> None:
    print("launch: " + sentence, file=sys.stderr, flush=True)
