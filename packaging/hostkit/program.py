# SPDX-License-Identifier: Apache-2.0
"""One program as a service: its identity, sockets, credentials and readiness, as its unit declares them."""
import fcntl
import os
import pwd
import shutil
import signal
import socket
from dataclasses import dataclass

_NO_CAPABILITIES = ["--bounding-set=-all", "--inh-caps=-all", "--ambient-caps=-all", "--no-new-privs"]
# The rest of the environment is not a service's: systemd would not pass it either.
_PASSED_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_KEPT_ENVIRONMENT = ("TZ", "ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LD_PRELOAD")


@dataclass(frozen=True)
class Service:
    """What the unit of a program says. `fallback_uid` stands in for a user that sysusers has not made."""
    name: str
    sockets: tuple[str, ...]
    user: str = "root"
    fallback_uid: int = 0
    network: bool = True
    seal: bool = False  # LoadCredential=seal: the key goes to tesserad alone, portal-* to the portal, the rest to the courier
    gateway_credentials: bool = False
    portal_credentials: bool = False  # portal-*: the page's certificate and its key
    needs: str = ""  # the section of the configuration without which it does not run

    def uid(self) -> int:
        if os.geteuid() != 0:
            return os.geteuid()
        try:
            return pwd.getpwnam(self.user).pw_uid
        except KeyError:
            return self.fallback_uid

    def wants(self, credential: str) -> bool:
        if credential == "seal":
            return self.seal
        return self.portal_credentials if credential.startswith("portal-") else self.gateway_credentials


# From the range of DynamicUser= (61184 to 65519), so that no account of the host has them.
SERVICES = (
    Service("tessera-directory", ("directory.sock",), "tessera-directory", 61931),
    Service("tessera-courier", ("courier.sock",), "tessera-courier", 61932, gateway_credentials=True),
    Service("tesserad", ("login.sock", "admin.sock", "user.sock", "portal.sock"), network=False, seal=True),
    Service("tessera-portal", (), "tessera-portal", 61933, portal_credentials=True, needs="portal"),
)
SOCKET_OWNERS = {"portal.sock": "tessera-portal"}  # SocketUser=; the others are root's


# SocketMode= of the units; the others are root's alone.
EVERYBODYS = ("user.sock",)


def confined(service: Service, command: list[str]) -> list[str]:
    """The command under the service's uid, without capabilities and, for tesserad, without a network."""
    if os.geteuid() != 0:
        return command
    uid = str(service.uid())
    prefix = [] if service.network else ["unshare", "--net", "--"]
    return [*prefix, "setpriv", "--reuid", uid, "--regid", uid, "--clear-groups", *_NO_CAPABILITIES,
            "--pdeathsig", "KILL", "--", *command]


def listening_socket(path: str) -> socket.socket:
    """A SEQPACKET socket at `path`, listening, 0600 or, for user.sock, 0666; a stale one is replaced."""
    if os.path.lexists(path):
        os.unlink(path)
    made = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET | socket.SOCK_NONBLOCK)
    previous = os.umask(0o111 if os.path.basename(path) in EVERYBODYS else 0o177)
    try:
        made.bind(path)
    finally:
        os.umask(previous)
    made.listen(4096)
    return made


def own_socket(runtime: str, name: str) -> socket.socket:
    """The socket of this name, given to the user that its unit names."""
    path = os.path.join(runtime, name)
    made = listening_socket(path)
    for service in SERVICES:
        if service.name == SOCKET_OWNERS.get(name):
            hand_over(path, service.uid(), 0o600)
    return made


def hand_over(path: str, uid: int, mode: int) -> None:
    os.chmod(path, mode)
    if os.geteuid() == 0:
        os.chown(path, uid, uid)


class Program:
    """A started service. `pid` is 0 once it has ended, `failed` says that it did not end well."""

    def __init__(self, service: Service, executable: str, runtime: str):
        self.service = service
        self.executable = executable
        self.runtime = runtime
        self.pid = 0
        self.ready = False
        self.failed = False
        self.sockets = [own_socket(runtime, name) for name in service.sockets]
        self.notify_path = os.path.join(runtime, "notify", service.name)
        self.notify = self._notify_socket()
        self.credentials_directory = os.path.join(runtime, "credentials", service.name)

    def _notify_socket(self) -> socket.socket:
        """A socket in the file system: abstract names do not cross tesserad's network namespace."""
        os.makedirs(os.path.dirname(self.notify_path), 0o711, exist_ok=True)
        if os.path.lexists(self.notify_path):
            os.unlink(self.notify_path)
        made = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        made.bind(self.notify_path)
        hand_over(self.notify_path, self.service.uid(), 0o600)
        return made

    def load_credentials(self, source: str) -> None:
        """Copies what the unit's LoadCredential= would give, 0400 and the program's own."""
        shutil.rmtree(self.credentials_directory, ignore_errors=True)
        os.makedirs(self.credentials_directory)
        for name in sorted(os.listdir(source)) if os.path.isdir(source) else []:
            if not self.service.wants(name):
                continue
            copy = os.path.join(self.credentials_directory, name)
            shutil.copyfile(os.path.join(source, name), copy)
            hand_over(copy, self.service.uid(), 0o400)
        hand_over(self.credentials_directory, self.service.uid(), 0o500)

    def start(self, arguments: list[str], log: int) -> None:
        """Forks and executes it; `log` is the descriptor that its output goes to."""
        command = confined(self.service, [self.executable, *arguments])
        # Held back over the fork: Python's handler in the child would swallow a signal that is meant to end it.
        held = signal.pthread_sigmask(signal.SIG_BLOCK, _PASSED_SIGNALS)
        self.pid = os.fork()
        if self.pid == 0:
            try:
                self._become(command, log)
            finally:
                os._exit(203)
        signal.pthread_sigmask(signal.SIG_SETMASK, held)

    def _become(self, command: list[str], log: int) -> None:
        os.setsid()
        os.chdir("/")
        signal.set_wakeup_fd(-1)
        for number in (*_PASSED_SIGNALS, signal.SIGCHLD, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _PASSED_SIGNALS)
        high = [fcntl.fcntl(made.fileno(), fcntl.F_DUPFD_CLOEXEC, 64) for made in self.sockets]
        os.dup2(os.open("/dev/null", os.O_RDWR), 0)
        os.dup2(log, 1)
        os.dup2(log, 2)
        for index, descriptor in enumerate(high):
            os.dup2(descriptor, 3 + index, inheritable=True)
        os.closerange(3 + len(high), 4096)
        os.execvpe(command[0], command, self._environment())

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
        return {**kept,
                "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "LISTEN_PID": str(os.getpid()),  # unshare and setpriv exec, so the pid stays
                "LISTEN_FDS": str(len(self.service.sockets)),
                "LISTEN_FDNAMES": ":".join(self.service.sockets),
                "NOTIFY_SOCKET": self.notify_path,
                "CREDENTIALS_DIRECTORY": self.credentials_directory}

    def read_notification(self) -> None:
        for line in self.notify.recv(4096).decode(errors="replace").split("\n"):
            if line == "READY=1":
                self.ready = True

    def signal(self, number: int) -> None:
        if self.pid:
            os.kill(self.pid, number)

    def ended(self, status: int) -> str:
        """Notes the end and describes it, for the log."""
        self.pid = 0
        code = os.waitstatus_to_exitcode(status)
        self.failed = code != 0
        return f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"

    def remove(self) -> None:
        """Takes its sockets and credentials away."""
        for made in (*self.sockets, self.notify):
            made.close()
        for path in (self.notify_path, *(os.path.join(self.runtime, name) for name in self.service.sockets)):
            if os.path.lexists(path):
                os.unlink(path)
        shutil.rmtree(self.credentials_directory, ignore_errors=True)
