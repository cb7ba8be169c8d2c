// SPDX-License-Identifier: Apache-2.0
// The text that carries a code, held to two SMS segments.
#include <gtest/gtest.h>

#include "daemon/core/screens.hpp"
#include "shared/gsm7.hpp"

namespace tessera {
namespace {

const std::string longest_link = "https://" + std::string(120, 'p') + "/e/" + std::string(26, 'T');

/// The longest of everything that the configuration takes.
ScreenContext longest() {
  ScreenContext context;
  context.environment = std::string(64, 'e');
  context.service = "sshd";
  context.host = std::string(253, 'h');
  context.rhost = "2001:0db8:1111:2222:3333:4444:192.168.255.255";
  context.help_desk = std::string(100, '~');
  return context;
}

TEST(MessageText, ExtensionCharactersCountTwice) {
  EXPECT_EQ(gsm7_septets("abc"), 3u);
  EXPECT_EQ(gsm7_septets("[a]"), 5u);
  EXPECT_EQ(gsm7_septets("^{}\\[~]|"), 16u);
  EXPECT_EQ(gsm7_cut("a~b", 2), "a");
  EXPECT_EQ(gsm7_cut("a~b", 3), "a~");
}

TEST(MessageText, TheLongestFitsTwoSegmentsWithCodeAndLinkWhole) {
  for (const char* service : {"sshd", "sudo", "tessera"}) {
    ScreenContext context = longest();
    context.service = service;
    const std::string text = message_text(context, "48293157", longest_link);
    EXPECT_LE(gsm7_septets(text), two_segments) << text;
    EXPECT_TRUE(text.starts_with("48293157 is your code for " + context.environment + ".")) << text;
    EXPECT_NE(text.find(" Set up the app: " + longest_link), std::string::npos) << text;
    EXPECT_LE(gsm7_septets(message_text(context, "48293157")), two_segments);
  }
}

/// First the help desk, then where the login comes from.
TEST(MessageText, TheHelpDeskIsCutFirst) {
  ScreenContext context = longest();
  context.environment = "training-staging";
  const std::string link = "https://login.example.com:8443/e/" + std::string(26, 'T');
  const std::string text = message_text(context, "482931", link);
  EXPECT_NE(text.find("Login from " + context.rhost + ". Set up the app: " + link + " Not you? Call ~~"), std::string::npos) << text;
  EXPECT_LT(text.find("~~"), text.size());
  EXPECT_GE(gsm7_septets(text), two_segments - 1) << "no more than needed";
  const std::string tight = message_text(longest(), "482931", longest_link);
  EXPECT_EQ(tight.find("Not you?"), std::string::npos) << tight;
  EXPECT_NE(tight.find(". Login from 2001:"), std::string::npos) << tight;
}

TEST(MessageText, AShortOneIsWhole) {
  ScreenContext context;
  context.environment = "training-staging";
  context.service = "sshd";
  context.rhost = "203.0.113.9";
  context.help_desk = "555-0100 `desk`";
  EXPECT_EQ(message_text(context, "482913", "https://login.example.com/e/T"),
            "482913 is your code for training-staging. Login from 203.0.113.9. Set up the app: "
            "https://login.example.com/e/T Not you? Call 555-0100 'desk'")
      << "a grave accent is not in the alphabet";
}

}  // namespace
}  // namespace tessera
