// SPDX-License-Identifier: Apache-2.0
// Requests, the switch on probation, and what an audit reads (mission S11, S13), on the adapter that keeps them.
#include <gtest/gtest.h>

#include "tests/contract/store/codes.hpp"
#include "tests/contract/store/sqlite_place.hpp"
#include "tests/support/run_async.hpp"

namespace tessera::test {
namespace {

class RequestContract : public testing::Test {
 protected:
  RequestContract() {
    place.init();
    store = place.open();
  }
  void restart() {
    store.reset();
    store = place.open();
  }
  unsigned request(std::string requester = "ana", std::string person = "ana", bool audit_login = true) {
    ChangeRequest made;
    made.subject = "Codes";
    made.requester = std::move(requester);
    made.person = std::move(person);
    made.audit_login = audit_login;
    made.at = noon;
    made.accounts = 850;
    made.not_ready = 8;
    made.environments = {{.name = "uat", .url = {}, .by = {}, .reason = {}},
                         {.name = "staging", .url = "https://s.example", .by = {}, .reason = {}}};
    return run_async(store->add_request(std::move(made))).value();
  }
  Ruled rule(unsigned id, std::string by, RequestVerdict verdict = RequestVerdict::approved,
             std::string environment = "staging", TimePoint now = noon) {
    RequestRuling ruling;
    ruling.id = id;
    ruling.environment = std::move(environment);
    ruling.verdict = verdict;
    ruling.by = ruling.person = std::move(by);
    ruling.audit_login = true;
    ruling.now = now;
    return run_async(store->rule_request(std::move(ruling))).value();
  }
  bool approved() { return run_async(store->is_approved("staging")).value(); }
  void enforce_until(TimePoint until) {
    EnvironmentState state{Switch::enforce, noon, "ana"};
    SwitchDeadline deadline{until, Switch::observe, "ana"};
    run_async(store->set_switch_until(std::move(state), std::move(deadline))).value();
  }
  Stored<std::optional<EnvironmentState>> revert(TimePoint now) { return run_async(store->revert_overdue(now, now)); }
  Switch position() { return run_async(store->environment()).value().position; }
  Confirmed confirm(TimePoint now) { return run_async(store->confirm_switch("ana", now)).value(); }
  void set_switch(Switch wanted, TimePoint now) {
    EnvironmentState state{wanted, now, "ana"};
    run_async(store->set_switch(std::move(state))).value();
  }
  void observe(std::string account, std::string reason, TimePoint at = noon) {
    Conclusion end;
    end.entry.time = at;
    end.entry.account = std::move(account);
    end.entry.service = "sshd";
    end.entry.result = "observed";
    end.entry.reason = std::move(reason);
    run_async(store->conclude(std::move(end))).value();
  }
  ObservedPage observed(ObservedQuery query = {}) { return run_async(store->observed(std::move(query))).value(); }
  void log_in(std::string service) {
    Conclusion end;
    end.entry.time = noon;
    end.entry.account = "ana";
    end.entry.service = std::move(service);
    end.entry.result = "proven";
    end.entry.reason = "code";
    run_async(store->conclude(std::move(end))).value();
  }

  SqlitePlace place;
  std::unique_ptr<SqliteStore> store;
};

TEST_F(RequestContract, ARequestIsKeptWithItsVerdictsAndComments) {
  const unsigned id = request();
  EXPECT_TRUE(run_async(store->comment_request(id, {"bob", noon, "when?"})).value());
  EXPECT_FALSE(run_async(store->comment_request(id + 1, {"bob", noon, "what?"})).value());
  EXPECT_EQ(rule(id, "bob"), Ruled::ruled);
  restart();
  const auto kept = run_async(store->requests(id)).value();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].accounts - kept[0].not_ready, 842U);
  ASSERT_EQ(kept[0].environments.size(), 2U);
  EXPECT_EQ(kept[0].environments[0].verdict, RequestVerdict::open);
  EXPECT_EQ(kept[0].environments[1].verdict, RequestVerdict::approved);
  EXPECT_EQ(kept[0].environments[1].url, "https://s.example");
  EXPECT_EQ(kept[0].comments[0].text, "when?");
}

TEST_F(RequestContract, WhoAsksDoesNotApprove) {
  const unsigned id = request("ana", "root");
  EXPECT_EQ(rule(id, "ana"), Ruled::same_person);
  EXPECT_EQ(rule(id, "root"), Ruled::same_person) << "another name was said, but it was root who asked";
  EXPECT_FALSE(approved());
  EXPECT_EQ(rule(id, "bob", RequestVerdict::approved, "production"), Ruled::not_named);
  EXPECT_EQ(rule(id + 10, "bob"), Ruled::no_request);
  EXPECT_EQ(rule(id, "bob"), Ruled::ruled);
  EXPECT_TRUE(approved());
}

TEST_F(RequestContract, TwoNamesOfOneAuditLoginAreOnePerson) {
  for (const auto& [person, audit_login] : {std::pair{"ana", true}, {"root", true}, {"root", false}}) {
    const unsigned id = request("bob", person, audit_login);
    RequestRuling another{.id = id, .environment = "staging", .by = "carol", .person = person,
                          .audit_login = audit_login, .reason = {}, .now = noon};
    const Ruled wanted = audit_login ? Ruled::same_person : Ruled::ruled;
    EXPECT_EQ(run_async(store->rule_request(another)).value(), wanted) << person << audit_login;
    const ChangeRequest kept = run_async(store->requests(id)).value().front();
    EXPECT_EQ(kept.person, person);
    EXPECT_EQ(kept.audit_login, audit_login);
    another.same_person_may = true;
    EXPECT_EQ(run_async(store->rule_request(another)).value(), Ruled::ruled);
  }
}

TEST_F(RequestContract, AVerdictAfterTheClockWasSetBackIsTheNewestAllTheSame) {
  const unsigned first = request(), second = request();
  EXPECT_EQ(rule(first, "bob", RequestVerdict::approved, "staging", noon + 1h), Ruled::ruled);
  EXPECT_EQ(rule(second, "bob", RequestVerdict::rejected, "staging", noon), Ruled::ruled);
  EXPECT_FALSE(approved());
  EXPECT_EQ(rule(first, "bob", RequestVerdict::approved, "staging", noon - 1h), Ruled::ruled);
  EXPECT_TRUE(approved());
}

TEST_F(RequestContract, TheNewestVerdictCounts) {
  const unsigned first = request(), second = request();
  EXPECT_EQ(rule(first, "bob"), Ruled::ruled);
  EXPECT_EQ(rule(second, "bob", RequestVerdict::rejected, "staging", noon + 1h), Ruled::ruled);
  EXPECT_FALSE(approved());
}

TEST_F(RequestContract, AnOverdueSwitchGoesBackAcrossARestart) {
  enforce_until(noon + 10min);
  restart();
  EXPECT_FALSE(revert(noon + 10min - 1ms).value());
  const auto back = revert(noon + 10min).value();
  ASSERT_TRUE(back);
  EXPECT_EQ(back->position, Switch::observe);
  EXPECT_EQ(position(), Switch::observe);
  EXPECT_FALSE(run_async(store->switch_deadline()).value());
  EXPECT_EQ(run_async(store->log({})).value().back().reason, "switch_reverted");
}

TEST_F(RequestContract, OnlyALoginWithACodeLetsItBeConfirmed) {
  log_in("sshd");
  enforce_until(noon + 10min);
  EXPECT_EQ(confirm(noon), Confirmed::no_login) << "that login was before";
  log_in("tessera");
  EXPECT_EQ(confirm(noon), Confirmed::no_login) << "that was no login";
  log_in("sshd");
  EXPECT_EQ(confirm(noon + 10min), Confirmed::nothing_waits) << "too late";
  EXPECT_EQ(confirm(noon), Confirmed::confirmed);
  EXPECT_EQ(confirm(noon), Confirmed::nothing_waits);
  EXPECT_FALSE(revert(noon + 1h).value());
  EXPECT_EQ(position(), Switch::enforce);
}

TEST_F(RequestContract, WhoeverSetsTheSwitchEndsItsProbation) {
  enforce_until(noon + 10min);
  run_async(store->set_switch({Switch::off, noon, "bob"})).value();
  EXPECT_FALSE(revert(noon + 1h).value());
  EXPECT_EQ(position(), Switch::off);
}

TEST_F(RequestContract, WhatWasObservedIsSummedUp) {
  for (const auto& [account, reason] : {std::pair{"ana", "asked"}, {"ana", "asked"}, {"bob", "no_contact"}}) {
    observe(account, reason);
  }
  const ObservedPage page = observed();
  ASSERT_EQ(page.rows.size(), 2U);
  EXPECT_EQ(page.rows[0].logins, 2U);
  EXPECT_EQ(page.rows[1].reason, "no_contact");
  EXPECT_EQ(page.last, "bob");
  EXPECT_EQ(observed({.after = "bob"}).last, std::nullopt);
}

TEST_F(RequestContract, WhatWasObservedComesAPageOfAccountsAtATime) {
  for (const char* account : {"ana", "bob", "cyd"}) {
    observe(account, "asked");
    observe(account, "no_contact");
  }
  log_in("sshd");
  std::string seen;
  ObservedQuery query{.accounts = 2};
  for (ObservedPage some = observed(query); some.last; some = observed(query)) {
    for (const Observed& row : some.rows) seen += row.account + " " + row.reason + ", ";
    query.after = *some.last;
  }
  EXPECT_EQ(seen, "ana asked, ana no_contact, bob asked, bob no_contact, cyd asked, cyd no_contact, ");
}

// A clock that was set back between them makes rows before the switch look newer than those after it.
TEST_F(RequestContract, OnlyWhatCameAfterTheSwitchIsReported) {
  observe("early", "asked", noon);
  set_switch(Switch::observe, noon);
  observe("ana", "asked", noon + 2h);
  set_switch(Switch::off, noon + 3h);
  set_switch(Switch::observe, noon + 1h);
  observe("ana", "no_contact", noon + 1h);
  observe("bob", "asked", noon - 1h);
  const ObservedPage page = observed();
  ASSERT_EQ(page.rows.size(), 2U);
  EXPECT_EQ(page.rows[0].reason, "no_contact");
  EXPECT_EQ(page.rows[1].account, "bob");
  EXPECT_EQ(observed({.ever = true}).rows.size(), 3U) << "but nothing from before the first day in observe";
}

}  // namespace
}  // namespace tessera::test
