// SPDX-License-Identifier: Apache-2.0
#include "helpers/courier/mail.hpp"

#include <gtest/gtest.h>

namespace tessera::courier {
namespace {

Mail mail() {
  return {{"", "login@example.com"}, {"", "ana@example.com"}, "Login code", "482931 is your code.\nBye.", 1'795'442'520, "1@example.com"};
}

TEST(Mail, IsAnInternetMessage) {  // RFC 5322, RFC 2045
  EXPECT_EQ(build_mail(mail()).value(),
            "Date: Mon, 23 Nov 2026 14:02:00 +0000\r\n"
            "Message-ID: <1@example.com>\r\n"
            "From: login@example.com\r\n"
            "To: ana@example.com\r\n"
            "Subject: Login code\r\n"
            "Auto-Submitted: auto-generated\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: 7bit\r\n"
            "\r\n"
            "482931 is your code.\r\nBye.\r\n");
}

TEST(Mail, LineBreaksInHeadersAreRefused) {  // R-43
  for (const char* hostile : {"a\nBcc: eve@example.com", "a\r\nX: y", "\r", "a\x1b[2J"}) {
    Mail message = mail();
    message.subject = hostile;
    EXPECT_FALSE(build_mail(message)) << hostile;
    message = mail();
    message.from.name = hostile;
    EXPECT_FALSE(build_mail(message)) << hostile;
  }
}

TEST(Mail, WhatIsNotAsciiIsQuoted) {
  Mail message = mail();
  message.text = "f\xC3\xBCr =\nx \n.";
  EXPECT_TRUE(build_mail(message)->ends_with("quoted-printable\r\n\r\nf=C3=BCr =3D\r\nx=20\r\n.\r\n"));
}

TEST(Mail, NoLineIsTooLong) {  // RFC 5322 2.1.1, RFC 2045 6.7
  Mail message = mail();
  message.text = std::string(2'000, 'l') + "\xC3\xBC" + std::string(500, '=');
  message.subject = "C\xC3\xB6" + std::string(200, 'd');
  const std::string built = build_mail(message).value();
  for (std::size_t at = 0; at < built.size();) {
    const std::size_t end = built.find("\r\n", at);
    ASSERT_NE(end, built.npos);
    EXPECT_LE(end - at, 90u) << built.substr(at, end - at);
    EXPECT_EQ(built.substr(at, end - at).find('\n'), std::string::npos);
    at = end + 2;
  }
}

TEST(Mail, EncodedWordsDoNotCutCharacters) {  // RFC 2047
  EXPECT_EQ(encode_header_text("Login code"), "Login code");
  EXPECT_EQ(encode_header_text("C\xC3\xB6"), "=?UTF-8?B?Q8O2?=");
  EXPECT_EQ(encode_header_text("a =?x?= b").substr(0, 10), "=?UTF-8?B?");
  std::string long_text;
  for (int i = 0; i < 40; ++i) long_text += "\xE6\x97\xA5";
  const std::string words = encode_header_text(long_text);
  EXPECT_EQ(words.find("?=\r\n =?UTF-8?B?"), 10u + 60u) << "15 characters of 3 bytes a word: " << words;
}

TEST(Mailbox, TakesAddressesThatNeedNoQuoting) {
  EXPECT_EQ(parse_mailbox("ana.x+y@example.com")->address, "ana.x+y@example.com");
  EXPECT_EQ(parse_mailbox("-ana@example.com")->address, "-ana@example.com") << "the daemon keeps such an address";
  const auto named = parse_mailbox("Login of Training <login@example.com>");
  EXPECT_EQ(named->name + "|" + named->address, "Login of Training|login@example.com");
  for (const char* text : {"", "ana", "@x", "ana@", "a@b@c", "a b@c", "ana@example.com\n", "a,b@c", "<a@b", "a@b>,<c@d",
                           "x@-y", "a..b@c", ".a@b", "\xC3\xBC@example.com", "\"a b\"@c", "a@b\r\nRCPT TO:<x@y>"}) {
    EXPECT_FALSE(parse_mailbox(text)) << text;
  }
}

TEST(Mailbox, NamesAreQuotedOrEncoded) {
  Mail message = mail();
  message.from.name = "Login, \"Training\"";
  EXPECT_NE(build_mail(message)->find("From: \"Login, \\\"Training\\\"\" <login@example.com>\r\n"), std::string::npos);
  message.from.name = "\xC3\x9C";
  EXPECT_NE(build_mail(message)->find("From: =?UTF-8?B?w5w=?= <login@example.com>\r\n"), std::string::npos);
}

}  // namespace
}  // namespace tessera::courier
