// SPDX-License-Identifier: Apache-2.0
#include "daemon/config/show.hpp"
#include "tests/unit/config/files.hpp"

namespace tessera {
namespace {

class PortalConfig : public ConfigFiles {
 protected:
  Portal portal(const std::string& keys) const {
    const auto config = load("portal: { " + keys + " }\n");
    EXPECT_TRUE(config && config->portal) << mistakes();
    if (!config || !config->portal) return {};
    EXPECT_EQ(load(config_to_yaml(*config))->portal->listen.port, config->portal->listen.port);
    EXPECT_EQ(config_to_yaml(*load()), config_to_yaml(*config)) << "what is shown loads again";
    return *config->portal;
  }
  std::string mistake(const std::string& keys) const { return mistakes("portal: { " + keys + " }\n"); }
};

constexpr const char* pair = ", certificate: /c.pem, key: /k.pem";

TEST_F(PortalConfig, IsNotThereUnlessNamed) {
  EXPECT_FALSE(load("portal:\n  # url: https://login.example.com\n")->portal);
}

TEST_F(PortalConfig, ListensEverywhereOnTheUrlsPort) {
  const Portal read = portal(std::string("url: 'https://login.example.com:8443/'") + pair);
  EXPECT_EQ(read.url, "https://login.example.com:8443");
  EXPECT_TRUE(read.tls);
  EXPECT_EQ(read.listen.address, "");
  EXPECT_EQ(read.listen.port, 8443u);
  EXPECT_EQ(portal(std::string("url: https://login.example.com") + pair).listen.port, 443u);
}

TEST_F(PortalConfig, CertificatesArePathsOrReferences) {
  const Portal read = portal("url: https://h, certificate: credential:portal-cert, key: file:/etc/k.pem");
  EXPECT_EQ(read.certificate->kind, SecretRef::Kind::credential);
  EXPECT_EQ(read.certificate->name, "portal-cert");
  EXPECT_EQ(read.key->kind, SecretRef::Kind::file);
  EXPECT_EQ(read.key->name, "/etc/k.pem");
  EXPECT_EQ(portal(std::string("url: https://h") + pair).key->name, "/k.pem");
}

TEST_F(PortalConfig, ListensOnOneAddress) {
  const Portal four = portal(std::string("url: https://h, listen: '192.0.2.1:9443'") + pair);
  EXPECT_EQ(four.listen.address, "192.0.2.1");
  EXPECT_EQ(four.listen.port, 9443u);
  EXPECT_EQ(portal(std::string("url: https://h, listen: '[2001:db8::1]:443'") + pair).listen.address,
            "2001:db8::1");
}

TEST_F(PortalConfig, BehindAWebServerThereIsNoCertificate) {
  const Portal read = portal("url: https://h, listen: 'unix:/run/tessera-portal/http.sock'");
  EXPECT_FALSE(read.tls);
  EXPECT_EQ(read.listen.socket, "/run/tessera-portal/http.sock");
  EXPECT_EQ(
      mistake("url: https://h, listen: 'unix:/s', key: /k"),
      "tessera.yaml:1:51: portal.key is not used: with listen: unix: the web server in front does TLS\n");
}

TEST_F(PortalConfig, ForTryingOutWithoutTls) {
  const Portal read = portal("url: 'http://127.0.0.1:8080'");
  EXPECT_FALSE(read.tls);
  EXPECT_EQ(read.listen.address, "127.0.0.1");
  EXPECT_EQ(read.listen.port, 8080u);
  EXPECT_EQ(portal("url: 'http://[::1]:8080'").listen.address, "::1");
}

TEST_F(PortalConfig, WrongUrls) {
  EXPECT_EQ(mistake("listen: 'unix:/s'"),
            "tessera.yaml:1:9: portal lacks \"url\", like https://login.example.com:8443\n");
  EXPECT_EQ(mistake("url: login.example.com"),
            "tessera.yaml:1:16: portal.url must be an https:// URL, not \"login.example.com\"\n");
  EXPECT_EQ(
      mistake("url: 'http://login.example.com'"),
      "tessera.yaml:1:16: portal.url may use http:// only with a loopback address, 127.0.0.0/8 or [::1] (not "
      "localhost); use https://\n");
  EXPECT_EQ(mistake("url: 'https://h/enrol'"),
            "tessera.yaml:1:16: portal.url may not have a path: links are URL/e/TOKEN\n");
  EXPECT_EQ(mistake("url: 'https://a:b@h/'"),
            "tessera.yaml:1:16: portal.url may not hold a user or password\n");
  EXPECT_EQ(mistake("url: 'https://h:99999'"),
            "tessera.yaml:1:16: portal.url must be an https:// URL, not \"https://h:99999\"\n");
}

TEST_F(PortalConfig, WrongPairs) {
  EXPECT_EQ(mistakes("help_desk: x\nportal:\n  url: https://h\n  certificate: /c.pem\n"),
            "tessera.yaml:3:3: portal lacks \"key\": https:// needs a certificate and its key\n");
  EXPECT_EQ(
      mistake("url: https://h, certificate: c.pem, key: /k"),
      "tessera.yaml:1:40: portal.certificate must be an absolute path, credential:NAME or file:/PATH\n");
  EXPECT_EQ(mistake("url: 'http://127.0.0.1', certificate: /c.pem"),
            "tessera.yaml:1:49: portal.certificate is not used: the URL is http://\n");
}

TEST_F(PortalConfig, WrongPlaces) {
  const std::string begin = std::string("url: https://h") + pair + ", listen: ";
  const std::string wrong =
      "tessera.yaml:1:69: portal.listen must be ADDRESS:PORT, like 192.0.2.1:8443 or [::]:8443, or "
      "unix:/PATH, not ";
  for (const std::string place :
       {"localhost:8443", "192.0.2.1", "192.0.2.1:0", "192.0.2.1:8443/x", "::1:8443", "8443"}) {
    EXPECT_EQ(mistake("url: https://h, certificate: /c.pem, key: /k.pem, listen: '" + place + "'"),
              wrong + "\"" + place + "\"\n");
  }
  EXPECT_EQ(mistake("url: https://h, listen: 'unix:http.sock'"),
            "tessera.yaml:1:35: portal.listen must be unix: and an absolute path of at most 107 bytes, not "
            "\"http.sock\"\n");
  EXPECT_EQ(mistake("url: 'http://127.0.0.1', listen: '0.0.0.0:80'"),
            "tessera.yaml:1:44: portal.listen must be a loopback address, since the URL is http://\n");
}

TEST_F(PortalConfig, UnknownKeys) {
  EXPECT_EQ(
      mistake("url: https://h, certificate: /c, keys: /k, key: /k"),
      "tessera.yaml:1:44: unknown key \"keys\" in portal; known: url, listen, certificate, key. Did you mean "
      "\"key\"?\n");
}

}  // namespace
}  // namespace tessera
