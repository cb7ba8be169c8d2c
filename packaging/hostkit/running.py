# SPDX-License-Identifier: Apache-2.0
"""packaging/launch as a child, and tesseractl against it."""
import json
import os
import signal
import subprocess

from .stage import Stage, source


class Running:
    """start(), stop(); `pids` name the programs, `log_directory` holds what each wrote."""

    def __init__(self, config_file: str, stage: Stage, directory: str):
        self.config_file = config_file
        self.stage = stage
        self.log_directory = os.path.join(directory, "log")
        self.pids: dict[str, int] = {}
        self._pids_file = os.path.join(directory, "pids")
        self._process: subprocess.Popen | None = None

    def start(self, *arguments: str) -> "Running":
        """Returns once all programs are ready; RuntimeError with their output when they are not."""
        reader, writer = os.pipe()
        command = [source("packaging", "launch"), "--config", self.config_file, "--stage", self.stage.root,
                   "--ready-fd", str(writer), "--log-dir", self.log_directory, "--pids", self._pids_file, *arguments]
        os.makedirs(self.log_directory, exist_ok=True)
        with open(os.path.join(self.log_directory, "launch.log"), "ab") as log:
            self._process = subprocess.Popen(command, pass_fds=(writer,), stdin=subprocess.DEVNULL, stdout=log,
                                             stderr=log)
        os.close(writer)
        with os.fdopen(reader) as ready:
            if ready.readline() != "ready\n":
                code = self._process.wait()
                self._process = None
                raise RuntimeError(f"launch ended with {code}:\n{self.logs()}")
        with open(self._pids_file, encoding="utf-8") as pids:
            self.pids = json.load(pids)
        return self

    def stop(self) -> int | None:
        """Ends all programs; launch's exit code."""
        if not self._process:
            return None
        self._process.terminate()
        code = self._process.wait()
        self._process = None
        return code

    def reload(self) -> None:
        self._process.send_signal(signal.SIGHUP)

    def log(self, name: str) -> str:
        path = os.path.join(self.log_directory, name + ".log")
        if not os.path.exists(path):
            return ""
        with open(path, encoding="utf-8", errors="replace") as text:
            return text.read()

    def logs(self) -> str:
        names = sorted(os.listdir(self.log_directory))
        return "\n".join(f"--- {name}\n{self.log(name.removesuffix('.log'))}" for name in names)

    def ctl(self, *arguments: str, code: int | None = 0) -> subprocess.CompletedProcess:
        """tesseractl with this configuration; with `code` the exit code is checked."""
        command = [self.stage.path("tesseractl"), "--config", self.config_file, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30,
                              stdin=subprocess.DEVNULL)
        if code is not None and done.returncode != code:
            raise AssertionError(f"tesseractl {' '.join(arguments)} ended with {done.returncode}, not {code}:\n"
                                 f"{done.stdout}{done.stderr}")
        return done

    def enforce(self) -> None:
        """Turns the switch, whoever may be locked out by it: these accounts are the caller's own."""
        audit = self.ctl("account", "audit", "--json", code=None)
        totals = json.loads(audit.stdout.splitlines()[-1])["totals"]
        self.ctl("environment", "enforce", "--accept-locked-out", str(totals["not_ready"]))
