# SPDX-License-Identifier: Apache-2.0
"""A real slapd on loopback with a certificate of its own CA: ldaps:// and ldap:// with StartTLS, nobody reads without
binding. As a script it serves until its standard input ends: slapd.py DIRECTORY prints READY and what to write into
accounts.sources; foreign/ca.pem in it is of an authority that certified nothing."""
import json
import os
import shutil
import subprocess
import sys

from certificates import Authority
from processes import end, free_port, wait_for_port

BASE = "dc=example,dc=com"
READER, PASSWORD = "cn=reader," + BASE, "ldap-canary-71c4"
CONFIGURATION = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {directory}/slapd.pid
argsfile {directory}/slapd.args
TLSCACertificateFile {ca}
TLSCertificateFile {certificate}
TLSCertificateKeyFile {key}
database mdb
maxsize 10485760
suffix "{base}"
rootdn "{reader}"
rootpw {password}
directory {directory}/db
access to * by * none
"""
PEOPLE = {
    "ana": {"mobile": ["+12025550142", "+12025550143"], "telephoneNumber": ["+12025550199"], "mail": ["ana@example.com"]},
    "bob": {"mobile": ["not a number", "+19005550123"], "telephoneNumber": ["+12025550144"], "mail": ["bob@example.com"]},
    "carol": {"mail": ["no address", "carol@example.com"]},
    "bare": {},
    "hostile": {"uid": ["h)(uid=*"], "mail": ["hostile@example.com"]},
}


def entry(uid: str, attributes: dict, unit: str = "people") -> str:
    lines = [f"dn: cn={uid},ou={unit},{BASE}", "objectClass: inetOrgPerson", f"cn: {uid}", f"sn: {uid}", f"uid: {uid}"]
    lines += [f"{name}: {value}" for name, values in attributes.items() for value in values]
    return "\n".join(lines) + "\n\n"


class Slapd:
    """start(), stop(); set() changes one account's attributes."""

    def __init__(self, directory: str, address: str = "127.0.0.1"):
        self.directory, self.address = directory, address
        self.port, self.tls_port = free_port(address), free_port(address)
        self._process, self.ca = None, None

    def start(self) -> "Slapd":
        os.makedirs(os.path.join(self.directory, "db"), exist_ok=True)
        authority = Authority(os.path.join(self.directory, "tls"))
        certificate, key = authority.issue("ldap", f"IP:{self.address}")
        self.ca = authority.ca
        with open(self._path("slapd.conf"), "w", encoding="ascii") as out:
            out.write(CONFIGURATION.format(directory=self.directory, ca=self.ca, certificate=certificate, key=key,
                                           base=BASE, reader=READER, password=PASSWORD))
        self._load("".join([f"dn: {BASE}\nobjectClass: organization\nobjectClass: dcObject\no: example\ndc: example\n\n",
                            *(f"dn: ou={unit},{BASE}\nobjectClass: organizationalUnit\nou: {unit}\n\n"
                              for unit in ("people", "others")),
                            *(entry(uid, attributes) for uid, attributes in PEOPLE.items()),
                            entry("twin", {}), entry("twin", {}, "others")]))
        return self.serve()

    def serve(self) -> "Slapd":
        urls = f"ldap://{self.address}:{self.port}/ ldaps://{self.address}:{self.tls_port}/"
        with open(self._path("output"), "ab") as output:
            self._process = subprocess.Popen(["/usr/sbin/slapd", "-f", self._path("slapd.conf"), "-h", urls, "-d", "0"],
                                             stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        wait_for_port(self.tls_port, self._process, self.address)
        return self

    def stop(self) -> None:
        if self._process is not None:
            end(self._process)
        self._process = None

    def set(self, uid: str, attributes: dict) -> None:
        """While it is stopped, its database is changed."""
        running = self._process is not None
        self.stop()
        changes = [f"dn: cn={uid},ou=people,{BASE}", "changetype: modify"]
        for name, values in attributes.items():
            changes += [f"replace: {name}", *(f"{name}: {value}" for value in values), "-"]
        self._run("slapmodify", "\n".join(changes) + "\n")
        if running:
            self.serve()

    def source(self, secret: str, start_tls: bool = False, **changes) -> dict:
        """The source's keys for tessera.yaml; `secret` is the reference of the password."""
        url = f"ldap://{self.address}:{self.port}" if start_tls else f"ldaps://{self.address}:{self.tls_port}"
        return {"url": url, "ca": self.ca, "bind": READER, "password": secret, "base": BASE, **changes}

    def _path(self, name: str) -> str:
        return os.path.join(self.directory, name)

    def _load(self, ldif: str) -> None:
        self._run("slapadd", ldif)

    def _run(self, tool: str, text: str) -> None:
        subprocess.run(["/usr/sbin/" + tool, "-f", self._path("slapd.conf")], input=text, text=True, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def slapd_for(test, folder: str) -> tuple[Slapd, dict]:
    """One that a unittest's test has for itself, and what to write into accounts.sources; certificate and password in
    `folder`, the latter to be given to the helper's uid."""
    directory = "/run/slapd-test"
    server = Slapd(directory).start()
    test.addCleanup(shutil.rmtree, directory, ignore_errors=True)
    test.addCleanup(server.stop)
    os.makedirs(folder, exist_ok=True)
    ca, secret = (os.path.join(folder, name) for name in ("ca.pem", "password"))
    shutil.copyfile(server.ca, ca)
    os.chmod(ca, 0o644)
    with open(secret, "w", encoding="ascii") as out:
        out.write(PASSWORD)
    os.chmod(secret, 0o600)
    return server, {**server.source("file:" + secret), "ca": ca}


def main(directory: str) -> None:
    server = Slapd(directory).start()
    secret = os.path.join(directory, "password")
    with open(secret, "w", encoding="ascii") as out:
        out.write(PASSWORD)
    os.chmod(secret, 0o600)
    Authority(os.path.join(directory, "foreign"), "Another CA")
    try:
        print("READY " + json.dumps([server.source("file:" + secret), server.source("file:" + secret, True)]), flush=True)
        sys.stdin.read()
    finally:
        server.stop()


if __name__ == "__main__":
    main(sys.argv[1])
