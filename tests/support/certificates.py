# SPDX-License-Identifier: Apache-2.0
"""A certificate authority of the test's own, made with the openssl command."""
import os
import subprocess


class Authority:
    """Issues server certificates for loopback names. `ca` is the path that a client has to trust."""

    def __init__(self, directory, name="Tessera test CA"):
        self.directory = directory
        os.makedirs(directory, exist_ok=True)
        self.ca = os.path.join(directory, "ca.pem")
        self._key = os.path.join(directory, "ca.key")
        self._openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                      "-keyout", self._key, "-out", self.ca, "-days", "2", "-subj", "/CN=" + name)

    def issue(self, name, alternatives="IP:127.0.0.1,DNS:localhost"):
        """Returns the paths of a certificate and its key."""
        base = os.path.join(self.directory, name)
        self._openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                      "-keyout", base + ".key", "-out", base + ".csr", "-subj", "/CN=" + name)
        with open(base + ".ext", "w", encoding="ascii") as extensions:
            extensions.write("subjectAltName=" + alternatives + "\n")
        self._openssl("x509", "-req", "-in", base + ".csr", "-CA", self.ca, "-CAkey", self._key,
                      "-CAcreateserial", "-days", "2", "-extfile", base + ".ext", "-out", base + ".pem")
        return base + ".pem", base + ".key"

    @staticmethod
    def _openssl(*arguments):
        subprocess.run(("openssl",) + arguments, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
