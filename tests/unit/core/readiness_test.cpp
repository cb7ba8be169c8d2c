// SPDX-License-Identifier: Apache-2.0
// Every verdict of an audit, by the facts that it comes from (S11).
#include "daemon/core/readiness.hpp"

#include <gtest/gtest.h>

namespace tessera {
namespace {

/// A local account with a phone, an address and a gateway that works.
ReadinessFacts ready_facts() {
  ReadinessFacts facts;
  facts.standing = Standing::local;
  facts.has_phone = facts.has_email = facts.needs_email = facts.has_working_channel = true;
  return facts;
}

struct Case {
  const char* what;
  void (*change)(ReadinessFacts&);
  std::string_view verdict;
  bool ready;
};

void take_contacts(ReadinessFacts& f) { f.has_phone = f.has_email = f.has_working_channel = false; }

TEST(Readiness, OfEachFact) {
  const Case cases[] = {
      {"nothing", [](ReadinessFacts&) {}, "ready", true},
      {"another source", [](ReadinessFacts& f) { f.standing = Standing::other; }, "ready", true},
      {"sso", [](ReadinessFacts& f) { f.standing = Standing::sso, take_contacts(f); }, "sso", true},
      {"nobody", [](ReadinessFacts& f) { f.standing = Standing::nobody; }, "gone", true},
      {"unclear", [](ReadinessFacts& f) { f.standing = Standing::unclear; }, "unclear", false},
      {"unclear machine", [](ReadinessFacts& f) { f.standing = Standing::unclear, f.is_machine = true; }, "unclear", false},
      {"machine", [](ReadinessFacts& f) { f.is_machine = true, take_contacts(f); }, "machine", true},
      {"sso machine", [](ReadinessFacts& f) { f.standing = Standing::sso, f.is_machine = true; }, "sso", true},
      {"root with codes", [](ReadinessFacts& f) { f.is_root = true, f.backup_codes = 8, take_contacts(f); }, "root", true},
      {"root without", [](ReadinessFacts& f) { f.is_root = true, take_contacts(f); }, "no-contact", false},
      {"root with contacts", [](ReadinessFacts& f) { f.is_root = true; }, "ready", true},
      {"root, codes off", [](ReadinessFacts& f) { f.is_root = f.codes_off = true, f.backup_codes = 1; }, "root", true},
      {"codes alone", [](ReadinessFacts& f) { f.backup_codes = 8, take_contacts(f); }, "no-contact", false},
      {"codes off", [](ReadinessFacts& f) { f.codes_off = true; }, "codes-off", false},
      {"codes off with an app", [](ReadinessFacts& f) { f.codes_off = f.has_app = true; }, "codes-off", false},
      {"unreadable", [](ReadinessFacts& f) { f.contact_unreadable = true; }, "unreadable", false},
      {"no contact", [](ReadinessFacts& f) { take_contacts(f); }, "no-contact", false},
      {"no e-mail", [](ReadinessFacts& f) { f.has_email = false; }, "no-email", false},
      {"no e-mail needed", [](ReadinessFacts& f) { f.has_email = f.needs_email = false; }, "ready", true},
      {"no phone", [](ReadinessFacts& f) { f.has_phone = false, f.needs_phone = true; }, "no-phone", false},
      {"no phone needed", [](ReadinessFacts& f) { f.has_phone = false; }, "ready", true},
      {"neither of both", [](ReadinessFacts& f) { f.has_app = f.needs_phone = true, take_contacts(f); }, "no-email", false},
      {"no channel", [](ReadinessFacts& f) { f.has_working_channel = false; }, "no-channel", false},
      {"no channel but an app", [](ReadinessFacts& f) { f.has_working_channel = false, f.has_app = true; }, "ready", true},
      {"an app alone", [](ReadinessFacts& f) { take_contacts(f), f.has_app = true, f.needs_email = false; }, "ready", true},
  };
  for (const Case& one : cases) {
    ReadinessFacts facts = ready_facts();
    one.change(facts);
    EXPECT_EQ(name_of(readiness_of(facts)), one.verdict) << one.what;
    EXPECT_EQ(is_ready(readiness_of(facts)), one.ready) << one.what;
  }
}

TEST(Readiness, NothingKnownIsUnclear) { EXPECT_EQ(readiness_of({}), Readiness::unclear); }

}  // namespace
}  // namespace tessera
