# SPDX-License-Identifier: Apache-2.0
"""Whole logins whose code travels through a real Exim, a real Kannel, and a strict recorder of Twilio's API."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import system  # noqa: E402
import yaml  # noqa: E402
from exim import Exim  # noqa: E402
from kannel import Kannel  # noqa: E402
from twilio import Twilio  # noqa: E402


def gateway(lines: str) -> dict:
    """The starters write the gateway's lines of tessera.yaml; here they are merged as values."""
    return {"gateways": yaml.safe_load(lines)}


class Real(system.SystemTest):
    channel, choice, sent = "text", "1", "Text sent to"

    def served(self) -> dict:
        """The configuration of the started server."""
        raise NotImplementedError

    def prepare(self):
        changes = self.served()
        changes["channels"] = {self.channel: {"gateways": list(changes["gateways"])}}
        self.write_configuration(changes)

    def reach_code_prompt(self):
        terminal = self.ssh_to_menu()
        terminal.type(self.choice)
        terminal.see(self.sent)
        terminal.see("Code: ")
        return terminal

    def finish(self, terminal, code: str) -> None:
        self.assertRegex(code, r"^\d{6}$")
        terminal.type(code)
        self.assert_logged_in(terminal)
        self.assertEqual(system.host.outbox(), [])


class ByExim(Real):
    """STARTTLS with AUTH, the certificate checked against the server's own CA."""
    channel, choice, sent = "email", "3", "E-mail sent to"
    smtps = False

    def served(self):
        self.exim = Exim("/run/exim").start()
        self.addCleanup(self.exim.stop)
        system.host.add_credential("smtp", self.exim.password)
        return gateway(self.exim.config(smtps=self.smtps))

    def test_login(self):
        already = len(self.exim.messages())
        terminal = self.reach_code_prompt()
        mail = self.exim.wait_for(already + 1)[-1]
        self.assertIn("ana@example.com", mail["To"])
        self.finish(terminal, mail.get_content().split(" ", 1)[0])


class ByEximOverSmtps(ByExim):
    smtps = True


class ByKannel(Real):
    def served(self):
        self.kannel = Kannel("/run/kannel").start()
        self.addCleanup(self.kannel.stop)
        system.host.add_credential("kannel", self.kannel.password)
        return gateway(self.kannel.config())

    def test_login(self):
        terminal = self.reach_code_prompt()
        text = self.kannel.wait_for(1)[-1]
        self.assertEqual(text["to"].lstrip("+"), system.PHONE.lstrip("+"))
        self.finish(terminal, text["text"].split(" ", 1)[0])


class ByTwilio(Real):
    preset = "twilio-sms"

    def served(self):
        self.twilio = Twilio("/run/twilio-" + self.preset).start()
        self.addCleanup(self.twilio.stop)
        system.host.add_credential("twilio-token", self.twilio.token)
        return gateway(self.twilio.config(self.preset))


class ByTwilioText(ByTwilio):
    def test_login(self):
        terminal = self.reach_code_prompt()
        self.twilio.wait_for(1)
        text, = self.twilio.messages()
        self.assertEqual((text["to"], self.twilio.violations), (system.PHONE, []))
        self.finish(terminal, text["text"].split(" ", 1)[0])


class ByTwilioCall(ByTwilio):
    channel, choice, sent = "call", "2", "Call placed to"
    preset = "twilio-voice"

    def test_login(self):
        """The digits are spoken one by one, twice."""
        terminal = self.reach_code_prompt()
        self.twilio.wait_for(1)
        call, = self.twilio.calls()
        self.assertEqual((call["to"], self.twilio.violations), (system.PHONE, []))
        self.assertEqual(len(call["digits"]), 2)
        self.assertEqual(call["digits"][0], call["digits"][1])
        self.finish(terminal, call["digits"][0])


if __name__ == "__main__":
    system.main()
