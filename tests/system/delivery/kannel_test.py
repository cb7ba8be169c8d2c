# SPDX-License-Identifier: Apache-2.0
"""tessera-courier, the kannel preset and a real Kannel with its fakesmsc."""
import unittest

from case import CODE, TEXT, DeliveryCase

from kannel import Kannel


class Sms(DeliveryCase):
    @classmethod
    def setUpClass(cls):
        import shutil
        import tempfile
        cls.home = tempfile.mkdtemp(prefix="tessera-kannel-")
        cls.addClassCleanup(shutil.rmtree, cls.home, ignore_errors=True)
        cls.kannel = Kannel(cls.home)
        cls.addClassCleanup(cls.kannel.stop)
        cls.kannel.start()

    def sender(self, config=None, password=None):
        return self.courier(config or self.kannel.config(), {"kannel": password or self.kannel.password}, text=["kannel"])

    def test_text_arrives_byte_for_byte(self):
        courier = self.sender()
        before = len(self.kannel.messages())
        self.assert_answer(courier.deliver(text=TEXT, code=CODE), "sent", "kannel", "HTTP 202")
        message = self.kannel.wait_for(before + 1)[-1]
        self.assertEqual(message, {"from": "13013", "to": "+15005550142", "text": TEXT})
        self.assert_log_is_clean(courier, self.kannel.password)

    def test_hostile_text_stays_data(self):
        courier = self.sender()
        text = CODE + " &to=%2B4900&password=x#frag ?a=b;c /../ + %00 '\"\\ {to} {{x}}"
        before = len(self.kannel.messages())
        self.assert_answer(courier.deliver(text=text, code=CODE), "sent")
        message = self.kannel.wait_for(before + 1)[-1]
        self.assertEqual((message["to"], message["text"]), ("+15005550142", text))

    def test_long_text_in_two_parts(self):
        courier = self.sender()
        text = CODE + " " + "long " * 50 + "end"
        before = len(self.kannel.messages())
        self.assert_answer(courier.deliver(text=text, code=CODE), "sent")
        self.assertEqual(self.kannel.wait_for(before + 1)[-1]["text"], text)

    def test_sender_is_passed_on(self):
        courier = self.sender(self.kannel.config(**{"from": '"+15005550006"'}))
        before = len(self.kannel.messages())
        self.assert_answer(courier.deliver(text=TEXT, code=CODE), "sent")
        self.assertEqual(self.kannel.wait_for(before + 1)[-1]["from"], "+15005550006")

    def test_bad_password(self):
        courier = self.sender(password="wrong-canary-77aa")
        self.assert_answer(courier.deliver(text=TEXT, code=CODE), "misconfigured", "kannel", "HTTP 403")
        self.assert_log_is_clean(courier, "wrong-canary-77aa")

    def test_wrong_path(self):
        courier = self.sender(self.kannel.config(url='"%s-not"' % self.kannel.url))
        self.assert_answer(courier.deliver(text=TEXT, code=CODE), "misconfigured", "kannel", "HTTP 404")

    def test_number_that_kannel_denies_is_final(self):
        courier = self.sender()
        self.assert_answer(courier.deliver(to="nonsense", text=TEXT, code=CODE), "refused", "kannel", "HTTP 400")


class SmsAway(DeliveryCase):
    def test_smsbox_away_then_back(self):
        kannel = Kannel(self.path("kannel"))
        self.addCleanup(kannel.stop)
        kannel.start()
        courier = self.courier(kannel.config() + "  tray: { kind: outbox, directory: %s }\n" % self.path("tray"),
                               {"kannel": kannel.password}, text=["kannel", "tray"])
        kannel.stop_smsbox()
        self.assert_answer(courier.deliver(text=TEXT, code=CODE), "sent", "tray", "kannel: ")
        self.assert_log_is_clean(courier, kannel.password)


if __name__ == "__main__":
    unittest.main(verbosity=2)
