// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/config/files.hpp"

namespace tessera {
namespace {

class Gateways : public ConfigFiles {
 protected:
  Gateways() {
    put("presets/twilio-sms.yaml",
        "parameters: { account: required, token: secret, from: optional }\nchannels: [text]\n"
        "url: https://api.example.com/{account}\n");
    put("presets/kannel.yaml", "parameters: { user: required }\nurl: http://127.0.0.1:13013/\n");
    put("presets/far.yaml", "url: http://sms.example.com/\n");
    put("presets/broken.yaml", "parameters: { a: needed }\n");
  }

  /// One gateway `g` that stands in line 3; mistakes without "tessera.yaml:".
  std::string mistakes_of(const std::string& gateway, const std::string& more = "") const {
    return mistakes("environment: { name: test }\npaths: { presets: " + path("presets") + " }\ngateways: { g: " + gateway +
                    " }\n" + more);
  }
};

TEST_F(Gateways, OfTheDesignsExample) {
  EXPECT_EQ(mistakes("environment: { name: test }\npaths: { presets: " + path("presets") +
                     " }\nchannels:\n  text: { gateways: [twillio] }\ngateways:\n"
                     "  twilio-sms: { preset: twilio-sms, account: AC00, token: credential:t }\n"
                     "  mail: { kind: smtp, url: smtps://mail.example.com, from: login@example.com }\n"),
            "tessera.yaml:4:22: channels.text names gateway \"twillio\"; known: twilio-sms, mail. "
            "Did you mean \"twilio-sms\"?\n");
}

TEST_F(Gateways, KindOrPreset) {
  EXPECT_EQ(mistakes_of("{}"), "tessera.yaml:3:16: gateways.g needs either a kind or a preset\n");
  EXPECT_EQ(mistakes_of("{ kind: smpt }"),
            "tessera.yaml:3:24: gateways.g.kind is \"smpt\"; known: outbox, smtp. Did you mean \"smtp\"?\n");
  EXPECT_EQ(mistakes_of("{ preset: twilio }"),
            "tessera.yaml:3:26: gateways.g.preset names \"twilio\"; known: broken, far, kannel, twilio-sms. "
            "Did you mean \"twilio-sms\"?\n");
  EXPECT_EQ(mistakes("gateways:\n  g:\n"), "tessera.yaml:2:3: gateways.g needs either a kind or a preset\n");
}

TEST_F(Gateways, PresetsCannotBeReachedByPath) {
  EXPECT_EQ(mistakes_of("{ preset: ../presets/kannel }"),
            "tessera.yaml:3:26: gateways.g.preset names \"../presets/kannel\"; known: broken, far, kannel, "
            "twilio-sms\n");
}

TEST_F(Gateways, NoPresets) {
  EXPECT_EQ(mistakes("paths: { presets: " + path("none") + " }\ngateways: { g: { preset: kannel } }\n"),
            "tessera.yaml:2:26: gateways.g.preset names \"kannel\"; there are none in none (paths.presets)\n");
}

TEST_F(Gateways, PresetParameters) {
  EXPECT_EQ(mistakes_of("{ preset: twilio-sms, acount: AC00, token: credential:t }"),
            "tessera.yaml:3:16: gateways.g lacks \"account\", which preset \"twilio-sms\" requires\n"
            "tessera.yaml:3:38: unknown key \"acount\" in gateways.g; known: kind, preset, account, token, from, url, ca, "
            "tls. Did you mean \"account\"?\n");
  EXPECT_EQ(mistakes_of("{ preset: twilio-sms, account: credential:a, token: credential:t }"),
            "tessera.yaml:3:47: gateways.g.account is no secret of preset \"twilio-sms\": write the value itself\n");
  EXPECT_EQ(mistakes_of("{ preset: broken }"), "presets/broken.yaml:1:18: parameters.a is \"needed\"; known: required, "
                                               "optional, secret\n");
}

TEST_F(Gateways, SecretsInClearTextAreNotPrinted) {
  const std::string twilio = mistakes_of("{ preset: twilio-sms, account: AC00, token: s3cr3t-value }");
  EXPECT_EQ(twilio,
            "tessera.yaml:3:60: gateways.g.token must be a reference, credential:NAME or file:/PATH, never the secret "
            "itself\n");
  const std::string mail =
      mistakes_of("{ kind: smtp, url: smtps://u:s3cr3t-value@mail.example.com, from: a@example.com }");
  EXPECT_EQ(mail, "tessera.yaml:3:35: gateways.g.url may not hold a user or password; use keys of their own\n");
}

TEST_F(Gateways, Smtp) {
  EXPECT_EQ(mistakes_of("{ kind: smtp }"),
            "tessera.yaml:3:16: gateways.g lacks \"url\", like smtps://mail.example.com:465\n"
            "tessera.yaml:3:16: gateways.g lacks \"from\", like login@example.com\n");
  EXPECT_EQ(mistakes_of("{ kind: smtp, url: smtp://mail.example.com, from: login, user: u }"),
            "tessera.yaml:3:16: gateways.g needs both a user and a password, or neither\n"
            "tessera.yaml:3:66: gateways.g.from must be a mail address\n");
  EXPECT_EQ(mistakes_of("{ kind: smtp, url: https://mail.example.com, from: a@example.com }"),
            "tessera.yaml:3:35: gateways.g.url must be a URL like smtps://host:port\n");
}

TEST_F(Gateways, UnencryptedToLoopbackLiteralsOnly) {
  for (const char* host : {"127.0.0.1:25", "127.9.9.9", "[::1]:2525"}) {
    EXPECT_EQ(mistakes_of(std::string("{ kind: smtp, url: 'smtp://") + host + "', from: a@example.com, tls: none }"), "");
  }
  for (const char* host : {"localhost", "10.0.0.1", "127.1", "128.0.0.1", "[::2]", "127.0.0.1.example.com"}) {
    EXPECT_EQ(mistakes_of(std::string("{ kind: smtp, tls: none, url: 'smtp://") + host + "', from: a@example.com }"),
              "tessera.yaml:3:35: gateways.g.tls may be none only to a loopback address, 127.0.0.0/8 or [::1] (not "
              "localhost)\n");
  }
}

TEST_F(Gateways, TlsAndSchemeAgree) {
  EXPECT_EQ(mistakes_of("{ kind: smtp, tls: none, url: smtps://127.0.0.1, from: a@example.com }"),
            "tessera.yaml:3:35: gateways.g.tls is none, but the URL is smtps://\n");
  EXPECT_EQ(mistakes_of("{ preset: kannel, user: u, tls: required }"),
            "tessera.yaml:3:48: gateways.g.tls is required, but the URL is http://\n");
  EXPECT_EQ(mistakes_of("{ preset: kannel, user: u, url: http://localhost/ }"),
            "tessera.yaml:3:16: gateways.g may use http:// only to a loopback address, 127.0.0.0/8 or [::1] (not "
            "localhost); use https://\n");
  EXPECT_EQ(mistakes_of("{ preset: far }"),
            "tessera.yaml:3:16: gateways.g may use http:// only to a loopback address, 127.0.0.0/8 or [::1] (not "
            "localhost); use https://\n");
}

TEST_F(Gateways, ServeTheirChannels) {
  EXPECT_EQ(mistakes_of("{ kind: smtp, url: smtps://m.example.com, from: a@example.com }",
                        "channels: { text: { gateways: [g] }, email: { gateways: [g] } }\n"),
            "tessera.yaml:4:32: channels.text names gateway \"g\", which cannot serve text; it serves email\n");
  EXPECT_EQ(mistakes_of("{ preset: twilio-sms, account: a, token: credential:t }",
                        "channels: { text: { gateways: [g] }, call: { gateways: [g] } }\n"),
            "tessera.yaml:4:57: channels.call names gateway \"g\", which cannot serve call; it serves text\n");
  EXPECT_EQ(mistakes_of("{ kind: outbox, directory: /o }",
                        "channels: { text: { gateways: [g] }, call: { gateways: [g] }, email: { gateways: [g, g] } }\n"),
            "tessera.yaml:4:86: channels.email.gateways names \"g\" twice\n");
}

TEST_F(Gateways, AMistakeInOneIsNotReportedTwice) {
  EXPECT_EQ(mistakes_of("{ kind: outbox }", "channels: { text: { gateways: [g] } }\n"),
            "tessera.yaml:3:16: gateways.g needs either a directory or a socket\n");
}

TEST_F(Gateways, OutboxIsNotForProduction) {
  const std::string outbox = "gateways: { g: { kind: outbox, directory: /o } }\n";
  const auto refused = [](const std::string& name, const char* at) {
    return "tessera.yaml:" + std::string(at) + ": gateways.g is an outbox, which is for trying out, in environment \"" +
           name + "\"; name another environment, or set allow_outbox: true\n";
  };
  EXPECT_EQ(mistakes(outbox), refused("production", "1:13"));
  EXPECT_EQ(mistakes("environment: { name: prod }\n" + outbox), refused("prod", "2:13"));
  EXPECT_EQ(mistakes("environment: { name: Production }\n" + outbox), refused("Production", "2:13"));
  EXPECT_EQ(mistakes("environment: { name: staging }\n" + outbox), "");
  EXPECT_EQ(mistakes("allow_outbox: true\n" + outbox), "");
}

}  // namespace
}  // namespace tessera
