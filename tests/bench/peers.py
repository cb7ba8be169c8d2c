# SPDX-License-Identifier: Apache-2.0
"""The peers' modules: fetched from Debian and unpacked into a directory, so that the host's PAM stays as it is."""
import glob
import os
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
MODULES = {"google-authenticator": "pam_google_authenticator.so", "oath": "pam_oath.so"}


def _packages() -> list[str]:
    with open(os.path.join(HERE, "packages"), encoding="ascii") as lines:
        return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def fetch(directory: str) -> None:
    """Does nothing when all modules are there."""
    if all(os.path.exists(module(directory, name)) for name in MODULES):
        return
    os.makedirs(directory, exist_ok=True)
    subprocess.run(["apt-get", "-q", "-q", "-o", "APT::Sandbox::User=root", "download", *_packages()], cwd=directory,
                   check=True)
    for package in glob.glob(os.path.join(directory, "*.deb")):
        subprocess.run(["dpkg-deb", "--extract", package, directory], check=True)


def module(directory: str, name: str) -> str:
    found = glob.glob(os.path.join(directory, "lib", "*", "security", MODULES[name]))
    return found[0] if found else os.path.join(directory, MODULES[name])


def libraries(directory: str) -> str:
    """For LD_LIBRARY_PATH: what the modules are linked with."""
    return ":".join(glob.glob(os.path.join(directory, "usr", "lib", "*-linux-gnu")))


def versions(directory: str) -> dict[str, str]:
    """Package name to version."""
    files = [os.path.basename(path).split("_") for path in glob.glob(os.path.join(directory, "*.deb"))]
    return {name: version.replace("%3a", ":") for name, version, _ in files}
