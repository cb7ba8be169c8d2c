// SPDX-License-Identifier: Apache-2.0
// What each mistake says, to the letter and with its place.
#include "tests/unit/config/files.hpp"

namespace tessera {
namespace {

struct Case {
  const char* name;
  const char* text;
  const char* mistakes;
};

std::ostream& operator<<(std::ostream& out, const Case& row) { return out << row.name; }

class Mistakes : public ConfigFiles, public testing::WithParamInterface<Case> {};

TEST_P(Mistakes, AreSaidWithTheirPlace) { EXPECT_EQ(mistakes(GetParam().text), GetParam().mistakes); }

#define TOP_LEVEL                                                                                               \
  "known: environment, help_desk, services, machine_accounts, sso, trusted_networks, requests, populations, "   \
  "accounts, store, keys, paths, allow_outbox, gateways, channels, limits, trust, enrolment, portal"

const Case cases[] = {
    {"UnknownSection", "chanels: {}\n",
     "tessera.yaml:1:1: unknown key \"chanels\"; " TOP_LEVEL ". Did you mean \"channels\"?\n"},
    {"SectionsOfLaterReleases", "oauth: []\n",
     "tessera.yaml:1:1: unknown key \"oauth\"; " TOP_LEVEL "\n"},
    {"NetworkOfEverybody", "trusted_networks: [10.0.0.0/8, 0.0.0.0/0]\n",
     "tessera.yaml:1:32: trusted_networks names \"0.0.0.0/0\", which is not a network like 10.1.0.0/16 or 2001:db8::/32\n"},
    {"NetworkOfAllOfIPv6", "trusted_networks: [\"::/0\"]\n",
     "tessera.yaml:1:20: trusted_networks names \"::/0\", which is not a network like 10.1.0.0/16 or 2001:db8::/32\n"},
    {"NetworkOfAllOfIPv4Mapped", "trusted_networks: [\"::ffff:0.0.0.0/96\"]\n",
     "tessera.yaml:1:20: trusted_networks names \"::ffff:0.0.0.0/96\", which is not a network like 10.1.0.0/16 or "
     "2001:db8::/32\n"},
    {"NetworksOfAllOfIPv4Together", "trusted_networks: [0.0.0.0/1, 128.0.0.0/2, 192.0.0.0/2]\n",
     "tessera.yaml:1:19: trusted_networks hold everybody together: that would be the switch; use tesseractl environment "
     "off instead\n"},
    {"NetworksOfAllOfIPv6Together", "trusted_networks: [\"2000::/4\", \"3000::/4\"]\n",
     "tessera.yaml:1:19: trusted_networks hold everybody together: that would be the switch; use tesseractl environment "
     "off instead\n"},
    {"NetworksWithAGap", "trusted_networks: [0.0.0.0/1, 128.0.0.0/2, 192.0.0.0/3]\n", ""},
    {"CreatorsAreNotLeftOut", "populations: { creator: { enforce: false } }\n",
     "tessera.yaml:1:27: populations.creator.enforce is not possible: the switch of an environment holds for everyone, "
     "whatever the population; see tesseractl environment\n"},
    {"ExpressHasNoSwitch", "populations: { express: { switch: off } }\n",
     "tessera.yaml:1:27: populations.express.switch is not possible: the switch of an environment holds for everyone, "
     "whatever the population; see tesseractl environment\n"},
    {"UserOfAGateway", "gateways: { box: { kind: outbox, directory: /x, user: ana } }\nallow_outbox: true\n",
     "tessera.yaml:1:49: unknown key \"user\" in gateways.box; known: kind, preset, directory, socket\n"},
    {"UnknownKey", "environment: { nmae: staging }\n",
     "tessera.yaml:1:16: unknown key \"nmae\" in environment; known: name, url. Did you mean \"name\"?\n"},
    {"WholeFileIsAList", "- a\n", "tessera.yaml:1:1: the file must be a map, like { key: value }\n"},
    {"SectionIsAWord", "limits: strict\n", "tessera.yaml:1:9: limits must be a map, like { key: value }\n"},
    {"ListForAWord", "help_desk: [a]\n", "tessera.yaml:1:12: help_desk must be one text\n"},
    {"WordForAList", "machine_accounts: ansible\n",
     "tessera.yaml:1:19: machine_accounts must be a list, like [one, two]\n"},
    {"EmptyText", "environment: { name: '' }\n",
     "tessera.yaml:1:22: environment.name is empty; leave it out instead\n"},
    {"EnvironmentName", "environment: { name: my stage }\n",
     "tessera.yaml:1:22: environment.name must be a name of letters, digits, '.', '_' and '-', not \"my stage\"\n"},
    {"EnvironmentUrl", "environment: { url: training.example.com }\n",
     "tessera.yaml:1:21: environment.url must be an https:// URL, not \"training.example.com\"\n"},
    {"TwiceAService", "services: [sshd, sudo, sshd]\n", "tessera.yaml:1:24: services names \"sshd\" twice\n"},
    {"NoServices", "services: []\n",
     "tessera.yaml:1:11: services is empty, so nobody would be asked; use tesseractl environment off instead\n"},
    {"ServiceAsk", "services: [{su: {ask: caller}}]\n",
     "tessera.yaml:1:23: services.su.ask is \"caller\"; known: user, invoker\n"},
    {"ServiceShape", "services: [[sshd]]\n",
     "tessera.yaml:1:12: services must be a list of names or {name: {ask: invoker}}\n"},
    {"MachineAccount", "machine_accounts: ['a:b']\n",
     "tessera.yaml:1:20: machine_accounts names \"a:b\", which is not the name of an account\n"},
    {"FilesAsSso", "sso: { sources: [files] }\n",
     "tessera.yaml:1:17: sso.sources names \"files\": local accounts are always asked\n"},
    {"CreatorsAreNotStyled", "populations: { creator: { style: { heading: Hello } } }\n",
     "tessera.yaml:1:27: populations.creator.style is not possible: only the express population may be styled\n"},
    {"StyleInUtf8", "populations: { express: { style: { heading: \"Gr\xc3\xbc\xc3\x9f Gott\" } } }\n",
     "tessera.yaml:1:45: populations.express.style.heading must be one line of printable ASCII, at most 200 "
     "characters: the locale of the person's terminal is not known\n"},
    {"StyleInTwoLines", "populations: { express: { style: { help: \"a\\nb\" } } }\n",
     "tessera.yaml:1:42: populations.express.style.help must be one line without control characters\n"},
    {"LabelTooLong", "populations: { express: { style: { labels: { text: AAAAAAAAAABBBBBBBBBBCCCCCCCCCCDDDDDDDDDDE } } } }\n",
     "tessera.yaml:1:52: populations.express.style.labels.text must be one line of printable ASCII, at most 40 "
     "characters: the locale of the person's terminal is not known\n"},
    {"Accent", "populations: { express: { style: { accent: green } } }\n",
     "tessera.yaml:1:44: populations.express.style.accent must be a colour like \"#0a7d5c\", in quotes, with six "
     "hexadecimal digits, not \"green\"\n"},
    {"AccentOfThreeDigits", "populations: { express: { style: { accent: '#07c' } } }\n",
     "tessera.yaml:1:44: populations.express.style.accent must be a colour like \"#0a7d5c\", in quotes, with six "
     "hexadecimal digits, not \"#07c\"\n"},
    {"AccentWithoutQuotes", "populations:\n  express:\n    style:\n      accent: #0a7d5c\n",
     "tessera.yaml:4:7: populations.express.style.accent must be a colour like \"#0a7d5c\", in quotes, with six "
     "hexadecimal digits\n"},
    {"Sources", "accounts: { sources: [embedded, yamll] }\n",
     "tessera.yaml:1:33: accounts.sources names \"yamll\"; known: embedded, csv, yaml, ldap, gecos. Did you mean \"yaml\"?\n"},
    {"SourceWithoutPath", "accounts: { sources: [embedded, csv] }\n",
     "tessera.yaml:1:33: accounts.sources: csv needs more than its name: {csv: ...}\n"},
    {"EmbeddedFirst", "accounts: { sources: [gecos] }\n",
     "tessera.yaml:1:22: accounts.sources must begin with embedded: what an administrator has set comes first\n"},
    {"LdapInTheClear", "accounts:\n  sources:\n    - embedded\n    - ldap: { url: \"ldap://ldap.example.com\", tls: none, base: dc=x }\n",
     "tessera.yaml:4:52: accounts.sources.ldap.tls may be none only to a loopback address, 127.0.0.0/8 or [::1] (not localhost)\n"},
    {"LdapInTheClearInCapitals", "accounts:\n  sources:\n    - embedded\n    - ldap: { url: \"LDAP://ldap.example.com\", tls: none, base: dc=x }\n",
     "tessera.yaml:4:52: accounts.sources.ldap.tls may be none only to a loopback address, 127.0.0.0/8 or [::1] (not localhost)\n"},
    {"Require", "accounts: { require: [e-mail] }\n",
     "tessera.yaml:1:23: accounts.require names \"e-mail\"; known: email, phone. Did you mean \"email\"?\n"},
    {"Region", "accounts: { default_region: us }\n",
     "tessera.yaml:1:29: accounts.default_region must be two capital letters of ISO 3166-1 like US, not \"us\"\n"},
    {"LifetimeOf601Seconds", "limits: { code: { lifetime: 601s } }\n",
     "tessera.yaml:1:29: limits.code.lifetime must be a duration like 30s, 5min, 2h or 1d, from 1s to 10min (R-02, "
     "NIST SP 800-63B), not \"601s\"\n"},
    {"LifetimeOfNothing", "limits: { code: { lifetime: 0 } }\n",
     "tessera.yaml:1:29: limits.code.lifetime must be a duration like 30s, 5min, 2h or 1d, from 1s to 10min (R-02, "
     "NIST SP 800-63B), not \"0\"\n"},
    {"LifetimeWithoutUnit", "limits: { code: { lifetime: 300 } }\n",
     "tessera.yaml:1:29: limits.code.lifetime must be a duration like 30s, 5min, 2h or 1d, not \"300\"\n"},
    {"FiveDigits", "limits: { code: { digits: 5 } }\n",
     "tessera.yaml:1:27: limits.code.digits must be a whole number from 6 to 8, not \"5\"\n"},
    {"NineDigits", "limits: { code: { digits: 9 } }\n",
     "tessera.yaml:1:27: limits.code.digits must be a whole number from 6 to 8, not \"9\"\n"},
    {"PerLogin", "limits: { attempts: { per_login: 11, consecutive: 2 } }\n",
     "tessera.yaml:1:34: limits.attempts.per_login must be a whole number from 1 to 10, not \"11\"\n"
     "tessera.yaml:1:51: limits.attempts.consecutive must be a whole number from 3 to 100, not \"2\"\n"},
    {"Rate", "limits: { sends: { total: 500 } }\n",
     "tessera.yaml:1:27: limits.sends.total must be a rate like 5/h, 20/min or 100/d, at least 1, not \"500\"\n"},
    {"Regions", "limits: { sends: { regions: [US, usa] } }\n",
     "tessera.yaml:1:34: limits.sends.regions names \"usa\", which is not two capital letters of ISO 3166-1 like US\n"},
    {"Flag", "allow_outbox: yes\n", "tessera.yaml:1:15: allow_outbox must be true or false, not \"yes\"\n"},
    {"RelativePath", "store: { sqlite: tessera.db }\n",
     "tessera.yaml:1:18: store.sqlite must be an absolute path, not \"tessera.db\"\n"},
    {"SealInClearText", "keys: { seal: hunter2 }\n",
     "tessera.yaml:1:15: keys.seal must be a reference, credential:NAME or file:/PATH, never the secret itself\n"},
    {"CredentialPath", "keys: { seal: credential:../x }\n",
     "tessera.yaml:1:15: keys.seal must be a reference, credential:NAME or file:/PATH, never the secret itself\n"},
    {"AllAtOnce", "limits: { code: { digits: 5 } }\nhelpdesk: x\nenvironment: 7\n",
     "tessera.yaml:1:27: limits.code.digits must be a whole number from 6 to 8, not \"5\"\n"
     "tessera.yaml:2:1: unknown key \"helpdesk\"; " TOP_LEVEL ". Did you mean \"help_desk\"?\n"
     "tessera.yaml:3:14: environment must be a map, like { key: value }\n"},
};

INSTANTIATE_TEST_SUITE_P(Table, Mistakes, testing::ValuesIn(cases),
                         [](const auto& row) { return std::string(row.param.name); });

class Exemptions : public ConfigFiles, public testing::WithParamInterface<const char*> {};

TEST_P(Exemptions, HaveNoKeyAnywhere) {  // S14: one switch for everyone
  const std::string key = GetParam();
  const std::string reason =
      "\"" + key +
      "\" is not possible: the switch of an environment holds for everyone, without exceptions for a user, group or "
      "role. The only other ways are machine_accounts, which get in by a key alone, and sso.sources\n";
  EXPECT_EQ(mistakes(key + ": [root]\n"), "tessera.yaml:1:1: " + reason);
  EXPECT_EQ(mistakes("environment: { " + key + ": [root] }\n"), "tessera.yaml:1:16: " + reason);
  EXPECT_EQ(mistakes("services: [{sshd: { " + key + ": [root] }}]\n"), "tessera.yaml:1:21: " + reason);
}

INSTANTIATE_TEST_SUITE_P(Table, Exemptions,
                         testing::Values("exempt", "exempt_users", "skip_groups", "users", "roles", "bypass", "groups", "ignore_users",
                                         "no_mfa", "exempted", "user", "Except-Role"));

}  // namespace
}  // namespace tessera
