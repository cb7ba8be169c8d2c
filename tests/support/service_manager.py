# SPDX-License-Identifier: Apache-2.0
"""The service manager's end of one program: what it is passed, and each thing that it says over NOTIFY_SOCKET."""
import ctypes
import json
import os
import select
import signal
import socket
import time

import system
from hostkit.host import CONFIGURATION, CREDENTIALS
from hostkit.program import Program, SERVICES
from hostkit.supervisor import Supervisor
from processes import wait_until

RUNTIME = "/run/tessera"
NAMES = ("tessera-directory", "tessera-courier", "tesserad")
PATIENCE = 20.0  # seconds: a safety net, never what is tested
_LIBC = ctypes.CDLL(None, use_errno=True)
_PTRACE_SEIZE, _PTRACE_INTERRUPT, _PTRACE_DETACH, _WALL = 0x4206, 0x4207, 17, 0x40000000  # ptrace(2), wait(2)


def service(name: str):
    return next(each for each in SERVICES if each.name == name)


class Managed(Program):
    """A Program with a watchdog of `watchdog_ms`, whose notifications are read one by one."""

    def __init__(self, name: str, executable: str, runtime: str, watchdog_ms: int = 0):
        super().__init__(service(name), executable, runtime)
        self.watchdog_ms = watchdog_ms
        self.watchdog_pid: int | None = None  # its own, unless a test says otherwise
        self.said: list[dict[str, str]] = []

    def _environment(self) -> dict[str, str]:
        environment = super()._environment()
        if self.watchdog_ms:
            environment["WATCHDOG_USEC"] = str(self.watchdog_ms * 1000)
            environment["WATCHDOG_PID"] = str(self.watchdog_pid or os.getpid())
        return environment

    def next(self, seconds: float = PATIENCE) -> dict[str, str] | None:
        """The next notification, as a map; nothing when none comes within that time or the program has ended."""
        end = time.monotonic() + seconds
        while not select.select([self.notify], [], [], min(0.05, max(0.0, end - time.monotonic())))[0]:
            if time.monotonic() >= end or (self.pid and self._has_ended()):
                return None
        state = dict(line.split("=", 1) for line in self.notify.recv(65536).decode().split("\n"))
        self.said.append(state)
        return state

    def _has_ended(self) -> bool:
        """Keeps the exit code for end(); a notification may still wait in the socket."""
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None \
            and not select.select([self.notify], [], [], 0)[0]

    def expect(self, key: str, value: str | None = None) -> dict[str, str]:
        """The next notification that is no WATCHDOG=1; AssertionError unless it has this key, and value."""
        while (state := self.next()) is not None and "WATCHDOG" in state:
            pass
        if state is None or key not in state or (value is not None and state[key] != value):
            raise AssertionError(f"{self.service.name}: {key}={value or '...'} was due, not {state}")
        return state

    def drain(self) -> None:
        while select.select([self.notify], [], [], 0)[0]:
            self.next()

    def exit_code(self) -> int:
        """Waits for its end."""
        _, status = os.waitpid(self.pid, 0)
        self.ended(status)
        return os.waitstatus_to_exitcode(status)

    def end(self) -> None:
        """SIGKILL, where a test has not ended it."""
        if self.pid:
            self.signal(signal.SIGKILL)
            self.exit_code()
        self.remove()

    # ---- holding it up ----

    def wait_until_stopped(self) -> None:
        wait_until(lambda: _state(self.pid) == "T", f"{self.service.name} to stop")

    def hold_loop(self) -> None:
        """Stops the main thread, where the loop runs, and no other."""
        for request in (_PTRACE_SEIZE, _PTRACE_INTERRUPT):
            if _LIBC.ptrace(request, self.pid, None, None) != 0:
                raise OSError(ctypes.get_errno(), "ptrace")
        os.waitpid(self.pid, _WALL)

    def release_loop(self) -> None:
        if _LIBC.ptrace(_PTRACE_DETACH, self.pid, None, None) != 0:
            raise OSError(ctypes.get_errno(), "ptrace")


def _state(pid: int) -> str:
    with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
        return stat.read().rpartition(") ")[2][0]


def ask_admin(path: str, verb: str, **arguments: str) -> dict:
    """One verb over admin.sock: the last packet, with its items."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection:
        connection.settimeout(PATIENCE)
        connection.connect(path)
        connection.send(json.dumps({"verb": verb, "args": arguments}).encode())
        items = []
        while True:
            packet = json.loads(connection.recv(65536))
            if "item" not in packet:
                return {**packet, "items": items}
            items.append(packet["item"])


class ManagedTest(system.SystemTest):
    """The programs are started one by one by `launch`, and by nobody before."""
    accounts: dict = {}
    position = "off"

    def start_tessera(self, *_: str) -> None:
        self.programs: dict[str, Managed] = {}
        os.makedirs(system.host.tessera.log_directory)
        self.addCleanup(self._end_programs)
        supervisor = Supervisor(CONFIGURATION, system.host.stage)
        supervisor.make_directories()
        self.assertEqual(supervisor.initialise(), 0)

    def _end_programs(self) -> None:
        for program in self.programs.values():
            program.end()

    def launch(self, name: str, watchdog_ms: int = 0, sockets: bool = True) -> Managed:
        program = Managed(name, system.host.stage.path(name), RUNTIME, watchdog_ms)
        self.programs[name] = program
        program.load_credentials(CREDENTIALS)
        passed, program.sockets = program.sockets, program.sockets if sockets else []
        log = os.open(f"{system.host.tessera.log_directory}/{name}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        program.start(["--config", CONFIGURATION, "--log", "stderr"], log)
        os.close(log)
        program.sockets = passed
        return program

    def environment(self) -> str:
        """The environment that tesserad has in force."""
        return ask_admin(RUNTIME + "/admin.sock", "environment.show")["items"][0]["name"]

    def rename(self, environment: str, **changes) -> None:
        self.write_configuration({"environment": {"name": environment}, **changes})

    def spoil(self) -> None:
        with open(CONFIGURATION, "a", encoding="utf-8") as out:
            out.write("environmant: { name: spoilt }\n")

    def reload(self, program: Managed) -> str:
        """SIGHUP, and what must be said then; the status."""
        before = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        program.signal(signal.SIGHUP)
        moment = int(program.expect("RELOADING", "1")["MONOTONIC_USEC"])
        self.assertLessEqual(before, moment)
        self.assertLessEqual(moment, time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000)
        return program.expect("READY", "1")["STATUS"]
