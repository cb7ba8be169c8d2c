// SPDX-License-Identifier: Apache-2.0
// The sources of contacts of one host, as tests ask them.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "daemon/config/load.hpp"
#include "helpers/directory/contact_search.hpp"
#include "tests/contract/directory/slapd_program.hpp"
#include "tests/support/fake_log.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tessera::test {

inline std::string all(const FakeLog& log) {
  std::string text;
  for (const std::string& line : log.lines) text += line + "\n";
  return text;
}

inline Deadline soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(5); }

/// ana has phone and e-mail, carol e-mail alone, bare nothing; everybody else is unknown.
class ContactsHost {
 public:
  explicit ContactsHost(const std::string& sources) {
    files_.write("contacts.csv",
                 "account,phone,email,language\nana,+12025550142,ana@example.com,de\ncarol,,carol@example.com,\nbare,,,\n");
    files_.write("contacts.yaml",
                 "ana: { phone: \"+12025550142\", email: ana@example.com, language: de }\n"
                 "carol: { email: carol@example.com }\nbare: {}\n");
    files_.write("passwd",
                 "ana:x:1:1:Ana,Room 1,+12025550142,,ana@example.com:/:/bin/sh\n"
                 "carol:x:2:2:Carol,,not a number,,carol@example.com:/:/bin/sh\nzoe:x:3:3:Zoe:/:/bin/sh\n");
    use(sources);
  }

  void use(const std::string& sources) {
    std::string text = sources;
    for (std::size_t at; (at = text.find("DIR")) != std::string::npos;) text.replace(at, 3, files_.path().string());
    files_.write("tessera.yaml", "accounts: { sources: [embedded, " + text + "] }\nlimits: { sends: { regions: [US] } }\n" +
                                     "paths: { passwd: " + files_.file("passwd").string() + " }\n");
    auto config = load_config(files_.file("tessera.yaml"));
    ASSERT_TRUE(config.has_value()) << to_string(config.error().front());
    sources_ = std::make_unique<ContactSources>(std::make_shared<const Config>(std::move(*config)), nullptr, log);
  }

  ContactFinding find(const std::string& account, Deadline until = soon()) {
    return search_contacts(account, sources_->list(), [until](const NamedContactSource& source, const std::string& name) {
      return source.source->find(name, until);
    });
  }
  void write(const std::string& name, const std::string& text) { files_.write(name, text); }
  std::string file(const std::string& name) const { return files_.file(name); }

  FakeLog log;

 private:
  TemporaryDirectory files_;
  std::unique_ptr<ContactSources> sources_;
};

/// One slapd for all tests of this program.
inline const std::string& ldap_source(bool start_tls) {
  static TemporaryDirectory place;
  static SlapdProgram slapd(place.path());
  static std::string parts[2];
  const std::string& both = slapd.sources();
  const std::size_t middle = both.find("}, {");
  if (middle == std::string::npos) return parts[0];
  parts[0] = "{ldap: " + both.substr(1, middle) + "}";
  parts[1] = "{ldap: " + both.substr(middle + 3, both.rfind(']') - middle - 3) + "}";
  return parts[start_tls ? 1 : 0];
}

}  // namespace tessera::test
