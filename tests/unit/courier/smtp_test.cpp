// SPDX-License-Identifier: Apache-2.0
#include "helpers/courier/gateways/smtp.hpp"

#include <gtest/gtest.h>

#include "helpers/courier/smtp_dialogue.hpp"

namespace tessera::courier {
namespace {

DeliveryStatus status(SmtpStage stage, long reply, bool logged_in = true) { return answer_of_smtp(stage, reply, logged_in).status; }

TEST(SmtpReply, OnlyARefusedRecipientIsFinal) {
  EXPECT_EQ(status(SmtpStage::recipient, 550), DeliveryStatus::refused);
  EXPECT_EQ(status(SmtpStage::recipient, 553), DeliveryStatus::refused);
  EXPECT_EQ(status(SmtpStage::content, 554), DeliveryStatus::failed);
  EXPECT_EQ(status(SmtpStage::connecting, 554), DeliveryStatus::failed);
}

TEST(SmtpReply, FourHundredsPass) {
  for (const SmtpStage stage : {SmtpStage::connecting, SmtpStage::login, SmtpStage::sender, SmtpStage::recipient, SmtpStage::content}) {
    EXPECT_EQ(status(stage, 451), DeliveryStatus::failed);
  }
}

TEST(SmtpReply, LoginAndSenderAreTheAdministrators) {  // RFC 4954 6
  EXPECT_EQ(status(SmtpStage::login, 535), DeliveryStatus::misconfigured);
  EXPECT_EQ(status(SmtpStage::sender, 550), DeliveryStatus::misconfigured);
  EXPECT_EQ(status(SmtpStage::recipient, 530), DeliveryStatus::misconfigured);
  EXPECT_EQ(status(SmtpStage::recipient, 550, false), DeliveryStatus::misconfigured) << "the server wanted a login first";
}

/// What the client says to each reply, the last being what it leaves behind.
std::vector<std::string> conversation(const std::vector<std::string>& replies, SmtpDialogue& dialogue) {
  std::vector<std::string> said;
  for (const std::string& reply : replies) {
    said.emplace_back(dialogue.output());
    dialogue.sent(dialogue.output().size());
    dialogue.received(reply);
  }
  said.emplace_back(dialogue.output());
  return said;
}

SmtpDialogue dialogue(const std::string& message = "S: x\r\n\r\n.\r\n..a\r\n") { return {"from@x", "to@x", message, true}; }

TEST(SmtpDialogue, DeliversOneMessage) {
  SmtpDialogue smtp = dialogue();
  const std::vector<std::string> wanted = {"MAIL FROM:<from@x>\r\n", "RCPT TO:<to@x>\r\n", "DATA\r\n",
                                           "S: x\r\n\r\n..\r\n...a\r\n.\r\n", "QUIT\r\n"};
  EXPECT_EQ(conversation({"250 OK\r\n", "250-one\r\n250 two\r\n", "354 go\r\n", "250 queued\r\n"}, smtp), wanted);
  EXPECT_EQ(smtp.answer()->status, DeliveryStatus::sent);
}

TEST(SmtpDialogue, TakesRepliesInPieces) {
  SmtpDialogue smtp = dialogue();
  for (const char c : std::string("250-a\r\n25")) smtp.received({&c, 1});
  EXPECT_EQ(smtp.output(), "MAIL FROM:<from@x>\r\n");
  smtp.received("0\r\n");
  EXPECT_EQ(smtp.output(), "RCPT TO:<to@x>\r\n");
}

TEST(SmtpDialogue, ARefusedRecipientGetsNoMessage) {
  SmtpDialogue smtp = dialogue();
  EXPECT_EQ(conversation({"250 OK\r\n", "550 no such mailbox\r\n"}, smtp).back(), "QUIT\r\n");
  EXPECT_EQ(smtp.answer()->status, DeliveryStatus::refused);
}

TEST(SmtpDialogue, OnlyALastReplyOfTwoHundredIsSent) {
  SmtpDialogue late = dialogue();
  conversation({"250 OK\r\n", "250 OK\r\n", "354 go\r\n", "451 later\r\n"}, late);
  EXPECT_EQ(late.answer()->status, DeliveryStatus::failed);
  SmtpDialogue odd = dialogue();
  conversation({"250 OK\r\n", "250 OK\r\n", "250 not 354\r\n"}, odd);
  EXPECT_EQ(odd.answer()->status, DeliveryStatus::failed);
}

TEST(SmtpDialogue, GarbageAndEndlessRepliesFail) {
  for (const std::string& reply : {std::string("hello\r\n"), std::string("99 x\r\n"), std::string("\n"), std::string("25\n"),
                                   std::string(20'000, '2')}) {
    SmtpDialogue smtp = dialogue();
    smtp.received(reply);
    ASSERT_TRUE(smtp.answer()) << reply.substr(0, 10);
    EXPECT_EQ(smtp.answer()->status, DeliveryStatus::failed);
  }
}

Result<std::unique_ptr<SmtpMailer>, ConfigError> made(SmtpGateway config) {
  Gateway gateway;
  gateway.name = "mail";
  gateway.at = {"t.yaml", 3, 5};
  gateway.smtp = std::move(config);
  return SmtpMailer::make(gateway, Secret("x"));
}

TEST(SmtpConfig, TlsIsLeftOutOnlyOnLoopback) {
  EXPECT_TRUE(made({"smtps://mail.example.com:465", "u", {}, "a@example.com", Tls::required, ""}));
  EXPECT_TRUE(made({"smtp://127.0.0.1:25", "u", {}, "a@example.com", Tls::none, ""}));
  EXPECT_TRUE(made({"smtp://[0:0:0:0:0:0:0:1]:25", "u", {}, "a@example.com", Tls::none, ""}));
  EXPECT_FALSE(made({"smtp://mail.example.com", "u", {}, "a@example.com", Tls::none, ""}));
  EXPECT_FALSE(made({"smtp://localhost", "u", {}, "a@example.com", Tls::none, ""}));
  EXPECT_FALSE(made({"https://mail.example.com", "u", {}, "a@example.com", Tls::required, ""}));
  EXPECT_FALSE(made({"smtps://u:p@mail.example.com", "u", {}, "a@example.com", Tls::required, ""}));
  EXPECT_FALSE(made({"smtps://mail.example.com", "u", {}, "nobody", Tls::required, ""}));
  EXPECT_EQ(to_string(made({"smtps://mail.example.com", "u", {}, "nobody", Tls::required, ""}).error()),
            "t.yaml:3:5: gateways.mail.from is no mail address");
}

TEST(SmtpMailer, RefusesARecipientThatIsNoAddress) {
  const auto mailer = made({"smtps://mail.example.com", "u", {}, "a@example.com", Tls::required, ""});
  const Begun begun = (*mailer)->begin({"ana", "email", "", "x>\r\nRCPT TO:<y", "s", "t", ""}, std::chrono::seconds(1));
  ASSERT_TRUE(std::holds_alternative<Answer>(begun));
  EXPECT_EQ(std::get<Answer>(begun).status, DeliveryStatus::refused);
}

}  // namespace
}  // namespace tessera::courier
