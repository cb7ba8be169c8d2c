// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/ruling.hpp"

#include <gtest/gtest.h>

namespace tessera {
namespace {

Facts asked() {
  Facts facts{.service = "sshd", .account = "ana", .service_in_scope = true};
  facts.switch_fact = SwitchFact{.position = Switch::enforce};
  facts.standing = StandingFact{Standing::local, "files"};
  facts.record = RecordFact{.has_contact = true, .has_channel = true};
  return facts;
}

TEST(Policy, LooksUpNoMoreThanItNeeds) {
  Facts facts{.service = "cron"};
  EXPECT_EQ(decide(facts).need, Need::nothing);
  facts = {.service = "sshd", .account = "ana", .service_in_scope = true};
  EXPECT_EQ(decide(facts).need, Need::switch_fact);
  facts.switch_fact = SwitchFact{.position = Switch::off};
  EXPECT_EQ(decide(facts).need, Need::nothing);
  EXPECT_EQ(decide(facts).ruling, Ruling::ignore);
  facts.switch_fact = SwitchFact{.position = Switch::enforce};
  EXPECT_EQ(decide(facts).need, Need::standing);
  facts.standing = StandingFact{Standing::local, "files"};
  EXPECT_EQ(decide(facts).need, Need::record);
}

TEST(Policy, AsksALocalAccountAndSaysWhy) {
  const Decision decision = decide(asked());
  EXPECT_EQ(decision.ruling, Ruling::ask);
  std::string steps;
  for (const Step& step : decision.steps) steps += step.fact + ": " + step.finding + "\n";
  EXPECT_EQ(steps,
            "service: sshd is in scope\n"
            "switch: enforce\n"
            "account: local, in the passwd file\n"
            "throttle: not locked\n"
            "contact: on record\n"
            "channel: has a gateway\n");
}

struct Change {
  const char* what;
  void (*apply)(Facts&);
  Ruling ruling;
  Reason reason;
};

TEST(Policy, EachFactDecides) {
  const Change changes[] = {
      {"sso", [](Facts& f) { f.standing = StandingFact{Standing::sso, "sss"}; }, Ruling::ignore, Reason::single_sign_on},
      {"other", [](Facts& f) { f.standing = StandingFact{Standing::other, "extrausers"}; }, Ruling::ask, Reason::asked},
      {"nobody", [](Facts& f) { f.standing = StandingFact{Standing::nobody, ""}; }, Ruling::refuse, Reason::nobody},
      {"unclear", [](Facts& f) { f.standing = StandingFact{}; }, Ruling::refuse, Reason::origin_unclear},
      {"machine", [](Facts& f) { f.machine_account = true; }, Ruling::refuse, Reason::machine_account},
      {"network", [](Facts& f) { f.trusted_network = "10.0.0.0/8"; }, Ruling::ignore, Reason::trusted_network},
      {"machine there", [](Facts& f) { f.trusted_network = "10.0.0.0/8", f.machine_account = true; }, Ruling::refuse,
       Reason::machine_account},
      {"locked", [](Facts& f) { f.record->locked = true; }, Ruling::refuse, Reason::locked},
      {"no contact", [](Facts& f) { f.record->has_contact = false; }, Ruling::refuse, Reason::no_contact},
      {"no channel", [](Facts& f) { f.record->has_channel = false; }, Ruling::refuse, Reason::no_channel},
      {"contacts unclear", [](Facts& f) { f.record->contacts_unclear = true; }, Ruling::refuse, Reason::contacts_unclear},
      {"no store", [](Facts& f) { f.record->readable = Readable::unavailable; }, Ruling::refuse, Reason::store_unavailable},
      {"no switch", [](Facts& f) { f.switch_fact->readable = Readable::corrupt; }, Ruling::refuse, Reason::store_corrupt},
  };
  for (const Change& change : changes) {
    Facts facts = asked();
    change.apply(facts);
    EXPECT_EQ(decide(facts).ruling, change.ruling) << change.what;
    EXPECT_EQ(decide(facts).reason, change.reason) << change.what;
    facts.switch_fact->position = Switch::observe;
    if (facts.switch_fact->readable != Readable::yes) continue;
    EXPECT_EQ(decide(facts).ruling, Ruling::ignore) << change.what << " when observed";
    EXPECT_EQ(decide(facts).would, change.ruling) << change.what << " when observed";
  }
}

TEST(Policy, EveryReasonHasItsName) {
  EXPECT_EQ(name_of(Reason::asked), "asked");
  EXPECT_EQ(name_of(Reason::no_channel), "no_channel");
  EXPECT_EQ(name_of(Reason::contacts_unclear), "contacts_unclear");
  EXPECT_EQ(name_of(Reason::proven), "proven");
  EXPECT_EQ(name_of(Reason::no_randomness), "no_randomness");
}

/// The report of observe reads the reason alone, so it must tell what the decision was.
TEST(Policy, TheReasonSaysTheRuling) {
  EXPECT_EQ(ruling_of(Reason::trusted_network), Ruling::ignore);
  EXPECT_EQ(ruling_of(Reason::single_sign_on), Ruling::ignore);
  EXPECT_EQ(ruling_of(Reason::trusted_place), Ruling::trust);
  EXPECT_EQ(ruling_of(Reason::asked), Ruling::ask);
  EXPECT_EQ(ruling_of(Reason::store_corrupt), Ruling::refuse);
  for (unsigned i = 0; i <= static_cast<unsigned>(Reason::trusted_network); ++i) {
    EXPECT_EQ(reason_named(name_of(static_cast<Reason>(i))), static_cast<Reason>(i));
  }
  EXPECT_EQ(reason_named("charmed"), std::nullopt);
}

}  // namespace
}  // namespace tessera
