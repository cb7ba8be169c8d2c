# SPDX-License-Identifier: Apache-2.0
"""What the delivery tests share: a private directory, and a courier that is ended whatever happens."""
import os
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))

from courier import Courier  # noqa: E402  (needs the path above)

CODE = "482931"
TEXT = CODE + ' is your code for training-staging. Login from 203.0.113.9 <web01> & "x" 50% +1.'
CANARIES = [CODE, "5005550142", "203.0.113.9"]


class DeliveryCase(unittest.TestCase):
    """A test whose `self.directory` is gone afterwards."""

    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="tessera-delivery-")
        os.chmod(self.directory, 0o755)  # Exim runs as a user of its own
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.directory, name)

    def courier(self, gateways, secrets, started=True, **channels):
        os.makedirs(self.path("courier"), exist_ok=True)
        courier = Courier(self.path("courier"), gateways, channels)
        for name, value in secrets.items():
            courier.secret(name, value)
        self.addCleanup(courier.stop)
        return courier.start() if started else courier

    def assert_answer(self, answer, status, gateway=None, detail=None):
        self.assertIsNotNone(answer, "the courier closed the connection without an answer")
        self.assertEqual(answer["status"], status, answer)
        if gateway is not None:
            self.assertEqual(answer["gateway"], gateway, answer)
        if detail is not None:
            self.assertIn(detail, answer["detail"])

    def assert_log_is_clean(self, courier, *secrets):
        """R-54: neither codes nor numbers nor credentials; and every line is JSON."""
        self.assertTrue(courier.log_lines(), "nothing was logged")
        for canary in list(secrets) + CANARIES:
            self.assertNotIn(canary, courier.log)
