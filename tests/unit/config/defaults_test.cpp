// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/config/files.hpp"

namespace tessera {
namespace {

using namespace std::chrono_literals;
using Words = std::vector<std::string>;

class Defaults : public ConfigFiles {};

TEST_F(Defaults, EmptyFileGivesThem) {
  const auto config = load("# nothing yet\n");
  ASSERT_TRUE(config) << mistakes();
  EXPECT_EQ(config->file, path("tessera.yaml"));
  EXPECT_EQ(config->environment.name, "production");
  ASSERT_EQ(config->services.size(), 6u);
  EXPECT_EQ(config->services[2].name, "su");
  EXPECT_EQ(config->services[2].ask, Whom::invoker);
  EXPECT_EQ(config->services[4].name, "sudo");
  EXPECT_EQ(config->services[4].ask, Whom::user);
  EXPECT_EQ(config->sso.sources, (Words{"sss", "winbind"}));
  EXPECT_EQ(config->populations.creator_groups, (Words{"sudo", "wheel", "adm"}));
  EXPECT_EQ(config->accounts.require, Words{"email"});
  EXPECT_EQ(config->limits.code.digits, 6u);
  EXPECT_EQ(config->limits.code.lifetime, 5min);
  EXPECT_EQ(config->limits.attempts.consecutive, 10u);
  EXPECT_EQ(config->limits.sends.per_account, (Rate{5, 1h}));
  EXPECT_EQ(config->keys.seal.kind, SecretRef::Kind::credential);
  EXPECT_EQ(config->keys.seal.name, "seal");
  EXPECT_EQ(config->paths.runtime, "/run/tessera");
  EXPECT_FALSE(config->allow_outbox);
}

TEST_F(Defaults, SectionsWithEverythingCommentedOutChangeNothing) {
  const auto config = load("environment:\n  # name: staging\nlimits:\n  code:\ngateways:\nservices:\n");
  ASSERT_TRUE(config) << mistakes();
  EXPECT_EQ(config->environment.name, "production");
  EXPECT_EQ(config->services.size(), 6u);
}

TEST_F(Defaults, ShippedFileLoads) {
  const auto config = load_config(std::string(TESSERA_ETC) + "/tessera.yaml");
  ASSERT_TRUE(config) << to_string(config.error().front());
  EXPECT_TRUE(config->gateways.empty());
}

/// design.md, section 11, without the keys of later releases.
constexpr const char* whole_example = R"(
environment: { name: staging, url: https://training-staging.example.io }   # the switch is state, not config
services: [sshd, login, su, {su-l: {ask: user}}, sudo, sudo-i]
machine_accounts: [ansible, backup]
help_desk: 555-0100
sso: { sources: [sss, winbind], url: https://sso.example.com }
populations:
  creator: { groups: [sudo, wheel, adm] }
  express:
    style: { heading: "Welcome to Training", help: "Trouble? Call 555-0100.", labels: { text: "Code by SMS" } }
accounts:
  sources: [embedded]
  require: [email]
  default_region: US
channels:
  text:  { gateways: [twilio-sms, kannel] }
  call:  { gateways: [twilio-voice] }
  email: { gateways: [mail] }
gateways:
  twilio-sms: { preset: twilio-sms, account: AC00, from: "+15005550006", token: credential:twilio-token }
  twilio-voice: { preset: twilio-voice, account: AC00, from: "+15005550006", token: credential:twilio-token }
  kannel:     { preset: kannel, url: http://127.0.0.1:13013/cgi-bin/sendsms, user: tessera, password: credential:kannel }
  mail:       { kind: smtp, url: smtps://mail.example.com:465, user: tessera, password: credential:smtp, from: login@example.com }
  try-out:    { kind: outbox, directory: /var/lib/tessera-courier/outbox }
limits:
  code:     { digits: 8, lifetime: 600s }
  attempts: { per_login: 4, consecutive: 12, lock: 20min }
  sends:    { resend_after: 31s, per_account: 6/min, per_destination: 10/h, unverified_per_source: 20/h, total: 500/d, regions: [US, CA] }
store:  { sqlite: /var/lib/tessera/other.db }
keys:   { seal: file:/etc/tessera/seal, seal_before: credential:old }
)";

TEST_F(Defaults, WholeExampleLoads) {
  const std::string presets = "paths:  { runtime: /run/other, presets: " TESSERA_ETC "/gateways }\n";
  const auto config = load(whole_example + presets);
  ASSERT_TRUE(config) << mistakes();
  EXPECT_EQ(config->environment.url, "https://training-staging.example.io");
  EXPECT_EQ(config->services[2].ask, Whom::invoker);
  EXPECT_EQ(config->services[3].ask, Whom::user);
  EXPECT_EQ(config->machine_accounts, (Words{"ansible", "backup"}));
  EXPECT_EQ(config->help_desk, "555-0100");
  EXPECT_EQ(config->populations.express_style.heading, "Welcome to Training");
  EXPECT_EQ(config->populations.express_style.text, "Code by SMS");
  EXPECT_EQ(config->populations.express_style.call, "");
  EXPECT_EQ(config->accounts.default_region, "US");
  EXPECT_EQ(gateways_of(*config, Channel::text), (Words{"twilio-sms", "kannel"}));
  EXPECT_EQ(config->limits.code.digits, 8u);
  EXPECT_EQ(config->limits.code.lifetime, 10min);
  EXPECT_EQ(config->limits.attempts.lock, 20min);
  EXPECT_EQ(config->limits.sends.per_account, (Rate{6, 1min}));
  EXPECT_EQ(config->limits.sends.total, (Rate{500, 24h}));
  EXPECT_EQ(config->limits.sends.regions, (Words{"US", "CA"}));
  EXPECT_EQ(config->keys.seal.kind, SecretRef::Kind::file);
  EXPECT_EQ(config->keys.seal.at.line, 30);
  ASSERT_TRUE(config->keys.seal_before);
  EXPECT_EQ(config->keys.seal_before->name, "old");
  EXPECT_EQ(config->paths.runtime, "/run/other");
}

TEST_F(Defaults, GatewaysOfTheExample) {
  const auto config = load(whole_example + std::string("paths: { presets: " TESSERA_ETC "/gateways }\n"));
  ASSERT_TRUE(config) << mistakes();
  const Gateway& twilio = config->gateways.at("twilio-sms");
  EXPECT_EQ(twilio.kind, GatewayKind::preset);
  EXPECT_EQ(twilio.preset.parameters.at("from"), "+15005550006");
  EXPECT_EQ(twilio.preset.secrets.at("token").name, "twilio-token");
  EXPECT_EQ(twilio.preset.tls, Tls::required);
  EXPECT_EQ(twilio.at.line, 20);
  const Gateway& kannel = config->gateways.at("kannel");
  EXPECT_EQ(kannel.preset.url, "http://127.0.0.1:13013/cgi-bin/sendsms");
  EXPECT_EQ(kannel.preset.tls, Tls::none);
  const Gateway& mail = config->gateways.at("mail");
  EXPECT_EQ(mail.smtp.from, "login@example.com");
  EXPECT_EQ(mail.smtp.password->name, "smtp");
  EXPECT_EQ(config->gateways.at("try-out").outbox.directory, "/var/lib/tessera-courier/outbox");
}

}  // namespace
}  // namespace tessera
