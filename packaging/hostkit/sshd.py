# SPDX-License-Identifier: Apache-2.0
"""A real sshd on loopback whose PAM service is its own: OpenSSH names the service after argv[0]."""
import os
import socket
import subprocess
import time

SERVICE = "tessera-sshd"
_DIRECTORY = "/run/" + SERVICE

_CONFIGURATION = """\
ListenAddress 127.0.0.1:{port}
HostKey {host_key}
PidFile none
UsePAM yes
UseDNS no
PrintMotd no
PrintLastLog no
Subsystem sftp /usr/lib/openssh/sftp-server
LogLevel VERBOSE
StrictModes no
"""

# As the comment of etc/pam/tessera-password-code says it.
PASSWORD_AND_CODE = {"KbdInteractiveAuthentication": "yes", "PasswordAuthentication": "no",
                     "PubkeyAuthentication": "no", "AuthenticationMethods": "keyboard-interactive:pam"}


class Sshd:
    """start(), stop(); `log` is what sshd itself wrote."""

    def __init__(self, port: int, settings: dict[str, str] | None = None, name: str = SERVICE,
                 host_key: str = _DIRECTORY + "/host_key"):
        self.port = port
        self.host_key = host_key
        self.settings = settings or PASSWORD_AND_CODE
        self.program = os.path.join(_DIRECTORY, name)
        self.log = os.path.join(_DIRECTORY, f"sshd-{port}.log")
        self._process: subprocess.Popen | None = None

    def start(self) -> "Sshd":
        os.makedirs(_DIRECTORY, exist_ok=True)
        if not os.path.lexists(self.program):
            os.symlink("/usr/sbin/sshd", self.program)
        make_key(self.host_key)
        configuration = os.path.join(_DIRECTORY, f"sshd-{self.port}.conf")
        with open(configuration, "w", encoding="ascii") as out:
            out.write(_CONFIGURATION.format(port=self.port, host_key=self.host_key))
            out.writelines(f"{key} {value}\n" for key, value in self.settings.items())
        with open(self.log, "ab") as log:
            self._process = subprocess.Popen([self.program, "-D", "-e", "-f", configuration],
                                             stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self._wait_for_port()
        return self

    def _wait_for_port(self) -> None:
        for _ in range(200):
            if self._process.poll() is not None:
                raise RuntimeError(f"sshd ended with {self._process.returncode}, see {self.log}")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError(f"sshd does not listen on port {self.port}")

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait()
            self._process = None

    def write_known_hosts(self, path: str) -> None:
        """What a client needs in order not to be asked about the host."""
        with open(self.host_key + ".pub", encoding="ascii") as public, open(path, "a", encoding="ascii") as known:
            known.write(f"[127.0.0.1]:{self.port} {public.read()}")


def make_key(path: str) -> None:
    """An ed25519 key without passphrase at `path` and `path`.pub, unless it is there."""
    if not os.path.exists(path):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path], check=True)
