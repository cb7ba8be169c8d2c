# SPDX-License-Identifier: Apache-2.0
"""The portal's certificate: wrong ones are told, renewed ones are used from the next connection on."""
import os
import shutil
import socket
import ssl
import subprocess
import sys
import unittest
import warnings

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))

from certificates import Authority  # noqa: E402
from portal import PortalCase  # noqa: E402
from processes import free_port  # noqa: E402


class Pairs(PortalCase):
    def setUp(self):
        super().setUp()
        self.live = (self.path("live.pem"), self.path("live.key"))
        self.certificate, self.key = self.live
        self.renew("first")

    def renew(self, name: str) -> None:
        """Puts a new pair in place, as a client of ACME does: aside, then renamed."""
        for made, path in zip(self.authority.issue(name), self.live, strict=True):
            os.chmod(made, 0o600)
            shutil.copy(made, path + ".new")
            os.rename(path + ".new", path)

    def served(self) -> str:
        """The name on the certificate that a new connection gets."""
        connection = self.client()
        connection.connect()
        subject = connection.sock.getpeercert()["subject"]
        connection.close()
        return subject[0][0][1]

    def handshake(self, version: ssl.TLSVersion) -> str | None:
        context = ssl.create_default_context(cafile=self.authority.ca)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # old versions are the point
            context.minimum_version = context.maximum_version = version
        context.set_ciphers("ALL:@SECLEVEL=0")
        with socket.create_connection(("127.0.0.1", self.port), 60) as plain:
            try:
                with context.wrap_socket(plain, server_hostname="localhost") as secured:
                    return secured.version()
            except (ssl.SSLError, ConnectionError):
                return None

    def mistake(self) -> str:
        """What --check says of the pair, without its place."""
        self.configure()
        code, said = self.check()
        self.assertEqual(code, 78, said)
        self.assertRegex(said, r"^.*/tessera.yaml:\d+:\d+: ")
        return said.rstrip("\n").split(": ", 1)[1]

    def test_new_connections_get_the_renewed_pair(self):
        self.start()
        self.assertEqual(self.served(), "first")
        self.renew("second")
        self.assertEqual(self.served(), "second")
        self.wait_for_log("the certificate was renewed")

    def test_a_bad_pair_keeps_the_old_one_and_is_told_once(self):
        self.start()
        with open(self.live[0], "w", encoding="ascii") as out:
            out.write("-----BEGIN CERTIFICATE-----\nbroken\n")
        self.assertEqual([self.served() for _ in range(3)], ["first"] * 3)
        self.assertEqual(self.log.count("the certificate before stays in use"), 1, self.log)
        self.assertIn("holds no certificate in PEM", self.log)
        os.unlink(self.live[1])
        self.assertEqual(self.served(), "first")
        self.renew("third")
        self.assertEqual(self.served(), "third")

    def test_reload_takes_other_files_and_refuses_bad_ones(self):
        self.start()
        self.certificate, self.key = self.authority.issue("elsewhere")
        self.configure(help_desk="555-0188")
        self.assertEqual(self.reload(), f"serving https://localhost:{self.port}")
        self.assertEqual(self.served(), "elsewhere")
        self.assertIn("555-0188", self.get("/").text)
        for changes in ({"portal": {"key": self.path("nowhere")}}, {"portal": {"url": "https://other.example.com"}}, {"portal": {"listen": f"127.0.0.1:{free_port()}"}}, {"helpdesk": "x"}):
            self.configure(**changes)
            self.assertIn("the configuration was not reloaded", self.reload())
            self.assertEqual(self.served(), "elsewhere")
        self.assertIn("needs systemctl restart tessera-portal", self.log)

    def test_wrong_pairs_are_told(self):
        self.configure()
        self.assertEqual(self.check(), (0, ""))
        good, other = self.authority.issue("good"), self.authority.issue("other")
        self.certificate, self.key = self.path("nowhere.pem"), good[1]
        self.assertEqual(self.mistake(), self.path("nowhere.pem") + " cannot be read: No such file or directory")
        self.certificate, self.key = good[0], other[1]
        self.assertEqual(self.mistake(), "portal.key holds no private key in PEM that fits the certificate")
        self.key = good[0]
        os.chmod(good[0], 0o600)
        self.assertEqual(self.mistake(), "portal.key holds no private key in PEM that fits the certificate")
        self.certificate = self.key = good[1]
        self.assertEqual(self.mistake(), "portal.certificate holds no certificate in PEM")
        self.certificate = good[0]
        os.chmod(good[1], 0o640)
        self.assertEqual(self.mistake(), good[1] + " has mode 0640; a secret needs 0600 or 0400")

    def test_a_key_with_a_passphrase_is_refused_and_asks_nobody(self):
        locked = self.path("locked.key")
        subprocess.run(["openssl", "pkey", "-in", self.live[1], "-aes256", "-passout", "pass:x", "-out", locked], check=True, capture_output=True)
        self.key = locked
        self.assertIn("holds no private key in PEM", self.mistake())

    def test_credentials(self):
        """As LoadCredential= passes them."""
        os.environ["CREDENTIALS_DIRECTORY"] = self.folder
        self.addCleanup(os.environ.pop, "CREDENTIALS_DIRECTORY")
        self.certificate, self.key = "credential:live.pem", "credential:live.key"
        self.start()
        self.assertEqual(self.served(), "first")
        self.renew("second")
        self.assertEqual(self.served(), "second")

    def test_an_expired_certificate_is_warned_of(self):
        subprocess.run(["openssl", "x509", "-in", self.live[0], "-signkey", self.live[1], "-days", "-1", "-out", self.path("old.pem")], check=True, capture_output=True)
        self.certificate = self.path("old.pem")
        self.configure()
        self.assertEqual(self.check(), (0, "warning: the portal's certificate has expired: browsers will not go on\n"))

    def test_versions_of_tls(self):
        self.start()
        versions = {version: self.handshake(version) for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)}
        self.assertEqual(list(versions.values()), [None, None, "TLSv1.2", "TLSv1.3"])

    def test_a_stranger_s_authority_is_not_believed(self):
        """The client of these tests looks at certificates."""
        self.start()
        with self.assertRaises(ssl.SSLCertVerificationError):
            self.client(ca=Authority(self.path("stranger")).ca).connect()

    def test_without_a_portal_it_does_not_start(self):
        with open(self.path("tessera.yaml"), "w", encoding="utf-8") as out:
            out.write("help_desk: x\n")
        self.assertEqual(self.check(), (78, f"{self.path('tessera.yaml')}: portal is not configured\n"))

    def test_a_port_that_is_taken_is_told(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            self.port = taken.getsockname()[1]
            self.configure()
            done = subprocess.run([os.environ["TESSERA_PORTAL"], "--config", self.path("tessera.yaml"), "--log", "stderr"],
                                  capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 71)
        self.assertIn(f"cannot listen on 127.0.0.1, port {self.port}: Address already in use", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
