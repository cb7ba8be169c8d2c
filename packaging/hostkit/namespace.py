# SPDX-License-Identifier: Apache-2.0
"""A host of one's own: private namespaces where users, stacks and state may be written, and nothing of it
reaches the machine."""
import ctypes
import os
import shutil
import signal
import subprocess
import sys

_LIBC = ctypes.CDLL(None, use_errno=True)
_NEWNS, _NEWPID, _NEWNET = 0x00020000, 0x20000000, 0x40000000  # unshare(2)
_SET_PDEATHSIG = 1                                             # prctl(2)
_UPPER = "/run/private"
_WRITABLE = ("/etc", "/home", "/root", "/var", "/usr/share")
_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
SECURITY = "/usr/lib/x86_64-linux-gnu/security"


def enter(network: bool) -> None:
    """Returns in a child, the first process of the private namespaces; this process waits for it, hands signals
    on and exits as it did. With `network` the machine's is kept, so that people can connect; without it the
    host has a loopback of its own, and ports never collide."""
    if os.geteuid() != 0:
        sys.exit(f"{sys.argv[0]}: needs root, for private mounts, users and sshd")
    _call("unshare", _NEWNS | _NEWPID | (0 if network else _NEWNET))
    child = os.fork()
    if child != 0:
        _stand_by(child)
    _call("prctl", _SET_PDEATHSIG, signal.SIGKILL)
    os.setsid()  # Ctrl-C comes from the waiting parent, once
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in what a shell starts with &
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    _furnish(network)


def _call(function: str, *arguments: int) -> None:
    if getattr(_LIBC, function)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{function}: {os.strerror(number)}")


def _stand_by(child: int) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda caught, _frame: os.kill(child, caught))
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    sys.exit(code if code >= 0 else 128 - code)


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)


def _furnish(network: bool) -> None:
    _mount("--make-rprivate", "/")
    _mount("-t", "proc", "proc", "/proc")
    _mount("-t", "tmpfs", "-o", "mode=0755", "tmpfs", "/run")
    for path in (*_WRITABLE, SECURITY):
        overlay(path)
    for directory, mode in (("/run/sshd", 0o755), ("/run/lock", 0o1777), ("/run/sudo", 0o711)):
        os.makedirs(directory, exist_ok=True)
        os.chmod(directory, mode)
    _private_dev()
    if not network:
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    os.chdir("/")


def overlay(path: str) -> None:
    """Makes a directory writable in this namespace only."""
    name = os.path.join(_UPPER, path.strip("/").replace("/", "-"))
    for part in ("upper", "work"):
        os.makedirs(os.path.join(name, part), exist_ok=True)
    shutil.copystat(path, os.path.join(name, "upper"))
    _mount("-t", "overlay", "overlay", "-o", f"lowerdir={path},upperdir={name}/upper,workdir={name}/work", path)


def _private_dev() -> None:
    """A /dev without the machine's, so that /dev/log can be the test's own."""
    real = os.path.join(_UPPER, "dev")
    os.makedirs(real)
    _mount("--rbind", "/dev", real)
    _mount("-t", "tmpfs", "-o", "mode=0755", "tmpfs", "/dev")
    for device in _DEVICES:
        open(f"/dev/{device}", "w", encoding="ascii").close()
        _mount("--bind", f"{real}/{device}", f"/dev/{device}")
    for directory in ("pts", "shm"):
        os.mkdir(f"/dev/{directory}")
    _mount("--bind", f"{real}/shm", "/dev/shm")
    _mount("-t", "devpts", "-o", "newinstance,ptmxmode=0666,mode=0620,gid=5", "devpts", "/dev/pts")
    os.symlink("pts/ptmx", "/dev/ptmx")
    os.symlink("/proc/self/fd", "/dev/fd")
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        os.symlink(f"/proc/self/fd/{number}", f"/dev/{name}")


def add_user(name: str, password: str, *arguments: str) -> None:
    """A local account with a home and bash; further `arguments` go to useradd."""
    hashed = subprocess.run(["openssl", "passwd", "-6", "-stdin"], input=password, check=True, text=True,
                            capture_output=True).stdout.strip()
    subprocess.run(["useradd", "--create-home", "--shell", "/bin/bash", "--password", hashed, *arguments, name],
                   check=True)
    open(f"/home/{name}/.hushlogin", "w", encoding="ascii").close()  # no 'Last login' with a changing time


def install_module(module: str) -> None:
    """Puts the module where libpam looks for it, so that the shipped stacks are used verbatim."""
    shutil.copyfile(module, os.path.join(SECURITY, "pam_tessera.so"))


def bind(directory: str, at: str) -> None:
    """Shows a directory at another place, reachable for every uid whatever lies above the original."""
    os.makedirs(at)
    _mount("--bind", directory, at)


def install_stack(service: str, text: str) -> None:
    with open(f"/etc/pam.d/{service}", "w", encoding="utf-8") as stack:
        stack.write(text)
