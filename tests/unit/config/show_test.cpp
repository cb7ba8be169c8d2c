// SPDX-License-Identifier: Apache-2.0
#include "daemon/config/show.hpp"

#include "tests/unit/config/files.hpp"

namespace tessera {
namespace {

class Show : public ConfigFiles {};

TEST_F(Show, DefaultsLoadAgain) {
  const std::string shown = config_to_yaml(Config{});
  const auto again = load(shown);
  ASSERT_TRUE(again) << mistakes() << shown;
  EXPECT_EQ(config_to_yaml(*again), shown);
  EXPECT_NE(shown.find("lifetime: 5min"), std::string::npos) << shown;
  EXPECT_NE(shown.find("su: {ask: invoker}"), std::string::npos) << shown;
}

TEST_F(Show, WhatWasSetLoadsAgainAndSecretsStayReferences) {
  const auto config = load(
      "environment: { name: 'true', url: https://e.example.com }\nhelp_desk: '555-0100: ask \"Ana\"'\n"
      "services: [{sshd: {ask: invoker}}]\nmachine_accounts: ['null', '~']\n"
      "paths: { presets: " TESSERA_ETC "/gateways }\n"
      "gateways:\n  k: { preset: kannel, user: '0123', password: credential:kannel }\n"
      "  m: { kind: smtp, url: smtps://m.example.com, user: u, password: file:/etc/m, from: a@example.com, ca: /ca }\n"
      "  o: { kind: outbox, socket: /run/o }\n"
      "channels: { text: { gateways: [k, o] }, email: { gateways: [m] } }\n"
      "limits: { code: { lifetime: 90s }, sends: { resend_after: 0, total: 7/min } }\n");
  ASSERT_TRUE(config) << mistakes();
  const std::string shown = config_to_yaml(*config);
  const auto again = load(shown);
  ASSERT_TRUE(again) << mistakes() << shown;
  EXPECT_EQ(config_to_yaml(*again), shown);
  EXPECT_EQ(again->help_desk, config->help_desk);
  EXPECT_EQ(again->machine_accounts, config->machine_accounts);
  EXPECT_EQ(again->gateways.at("k").preset.parameters.at("user"), "0123");
  EXPECT_EQ(again->gateways.at("m").smtp.password->name, "/etc/m");
  EXPECT_EQ(again->limits.sends.total, config->limits.sends.total);
  EXPECT_NE(shown.find("password: credential:kannel"), std::string::npos) << shown;
}

}  // namespace
}  // namespace tessera
