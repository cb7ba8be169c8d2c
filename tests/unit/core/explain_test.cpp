// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/explain.hpp"

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

std::string last_step(const Facts& facts, const Circumstances& known = {}) {
  const auto steps = explained(facts, known);
  return steps.empty() ? std::string() : steps.back().fact + ": " + steps.back().finding;
}

TEST(Explain, EndsAtTheStepThatDecided) {
  Facts facts = asked();
  EXPECT_EQ(explained(facts, {}).size(), 10u);
  facts.trusted = true;
  facts.record.reset();
  EXPECT_EQ(last_step(facts, {.trust_on = true, .trusted_until = "noon"}), "place: Trusted until noon.");
  facts.trusted_network = "10.0.0.0/8";
  EXPECT_EQ(last_step(facts, {.rhost = "10.1.2.3"}), "network: 10.1.2.3 is in 10.0.0.0/8, one of trusted_networks.");
  facts.machine_account = true;
  EXPECT_EQ(last_step(facts).substr(0, 16), "machine account:");
  facts.standing = StandingFact{Standing::sso, "sss"};
  EXPECT_EQ(last_step(facts).substr(0, 19), "account: From sss, ");
  facts.standing.reset();
  EXPECT_EQ(last_step(facts), "switch: Enforce.");
  facts.service_in_scope = false;
  EXPECT_EQ(last_step(facts), "service: sshd is not in scope: services does not name it.");
}

TEST(Explain, SaysWhichGatewaysAChannelHas) {
  Circumstances known;
  known.channels = {{Channel::text, "+1 *** 42", {}, {{"kannel", "failed", "today", false}, {"spare", {}, {}, true}}}};
  EXPECT_EQ(last_step(asked(), known), "text: To +1 *** 42 by kannel (failed today), then spare (nothing known yet).");
  known.channels.front().gateways.pop_back();
  EXPECT_EQ(last_step(asked(), known), "text: To +1 *** 42 by kannel (failed today). All of them failed last.");
  known.channels = {{Channel::call, {}, "no phone is on record", {}}};
  EXPECT_EQ(last_step(asked(), known), "call: Not offered: no phone is on record.");
}

/// The sentence follows the decision, whatever led to it.
TEST(Explain, SumsUpTheDecision) {
  Facts facts = asked();
  EXPECT_EQ(summary(facts, decide(facts)), "ana would be asked for a code.");
  facts.switch_fact->position = Switch::observe;
  facts.record->locked = true;
  EXPECT_EQ(summary(facts, decide(facts)),
            "ana would be let in without a question, since the switch is on observe; on enforce refused, since too many "
            "wrong codes have locked it.");
  facts.switch_fact->position = Switch::off;
  EXPECT_EQ(summary(facts, decide(facts)), "ana would be let in without a question, since the switch is off.");
}

TEST(Explain, TellsAScriptWhatIsTrueOfTheDecision) {
  Facts facts = asked();
  Circumstances known;
  EXPECT_EQ(batch_advice(facts, decide(facts), known).size(), 5u);
  EXPECT_EQ(batch_advice(facts, decide(facts), known)[3], "Places cannot be trusted here: trust.lifetime is 0.");
  facts.machine_account = true;
  EXPECT_NE(batch_advice(facts, decide(facts), known).front().find("`Match User ana`"), std::string::npos);
  facts.machine_account = false;
  facts.record->locked = true;
  EXPECT_EQ(batch_advice(facts, decide(facts), known).front(),
            "A script is refused as a person is: first mend what is named above.");
  facts.switch_fact->position = Switch::observe;
  EXPECT_EQ(batch_advice(facts, decide(facts), known).front(), "On observe a script passes. On enforce:");
}

}  // namespace
}  // namespace tessera
