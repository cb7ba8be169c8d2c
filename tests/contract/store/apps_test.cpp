// SPDX-License-Identifier: Apache-2.0
// Apps, the links that lead to them, and backup codes.
#include "tests/contract/store/store_contract.hpp"

namespace tessera::test {
namespace {

AppJudged step_says(AppCode code, TimeStep step = 0) { return {code, step}; }
JudgeApp always(AppCode code, TimeStep step = 0) {
  return [=](const StoredApp& app) -> std::optional<AppJudged> {
    if (code == AppCode::accepted && app.last_step && step <= *app.last_step) return step_says(AppCode::used);
    return step_says(code, step);
  };
}
const JudgeApp unreadable = [](const StoredApp&) -> std::optional<AppJudged> { return std::nullopt; };

class Apps : public StoreContract {
 protected:
  Apps() { run_async(store().add_data_key({1, "wrapped"}, "root", noon)).value(); }

  Put put_app(std::string seed = "sealed", TimePoint now = noon) {
    PutApp request{.account = "ana", .parameters = {}, .key = 1, .seed = std::move(seed), .actor = "root", .now = now};
    return run_async(store().put_app(std::move(request))).value();
  }
  Checked check_app(const JudgeApp& judge, TimePoint now = noon) {
    CheckCode request = guess(std::string(wrong_code), ssh_login(), now);
    request.judge_app = judge;
    return check(std::move(request));
  }
  NewEnrolment link(EnrolmentProof proof = EnrolmentProof::text) {
    NewEnrolment made{.token = hash_of_token("token"), .enrolment = {}};
    made.enrolment.account = "ana";
    made.enrolment.confirmation = "4417";
    made.enrolment.proof = proof;
    made.enrolment.expires_at = noon + enrolment_lifetime;
    return made;
  }
  void open_with_link(NewEnrolment made) {
    OpenChallenge request = opening(challenge(1));
    request.challenge.confirmation = made.enrolment.confirmation;
    request.enrolment = std::move(made);
    as<OpenedChallenge>(open(std::move(request)));
  }
  void ticket(EnrolmentProof proof) {
    NewEnrolment made = link(proof);
    made.enrolment.awake = true;
    run_async(store().put_enrolment(std::move(made), "root", noon)).value();
  }
  EnrolmentOutcome open_link(std::string confirmation = "4417", TimePoint now = noon) {
    OpenEnrolment request{.token = hash_of_token("token"), .confirmation = std::move(confirmation), .parameters = {},
                          .key = 1, .seed = "new seed", .now = now};
    return run_async(store().open_enrolment(std::move(request))).value();
  }
  FinishedEnrolment finish(const JudgeApp& judge, TimePoint now = noon) {
    FinishEnrolment request{.token = hash_of_token("token"), .judge = judge, .now = now};
    return run_async(store().finish_enrolment(std::move(request))).value();
  }
  void put_codes(std::vector<std::string> hashes, std::optional<TimePoint> desk_until = std::nullopt) {
    PutBackupCodes request{.account = "ana", .salt = "salt", .hashes = std::move(hashes), .desk_until = desk_until,
                           .actor = "ana", .now = noon};
    ASSERT_TRUE(run_async(store().put_backup_codes(std::move(request))).value());
  }
  Checked type_backup(std::string hash, TimePoint now = noon) {
    CheckCode request = guess(std::string(wrong_code), ssh_login(), now);
    request.backup_hash = std::move(hash);
    return check(std::move(request));
  }
};

TEST_P(Apps, AnAppIsLoadedAsItWasPut) {
  EXPECT_EQ(put_app(), Put::added);
  adapter->restart();
  const auto app = load().app;
  ASSERT_TRUE(app);
  EXPECT_EQ(app->seed, "sealed");
  EXPECT_EQ(app->key, (WrappedKey{1, "wrapped"}));
  EXPECT_EQ(app->parameters, TotpParameters{});
  EXPECT_FALSE(app->last_step);
  EXPECT_EQ(put_app("another"), Put::changed);
  EXPECT_EQ(load().app->seed, "another");
  EXPECT_TRUE(run_async(store().remove_app("ana", "root", noon)).value());
  EXPECT_FALSE(load().app);
  EXPECT_FALSE(run_async(store().remove_app("ana", "root", noon)).value());
}

TEST_P(Apps, BackupCodesOfAnAccountWithoutAnAppGoWithAWordInTheLog) {
  put_codes({"one", "two"});
  EXPECT_TRUE(run_async(store().remove_app("ana", "root", noon)).value());
  EXPECT_EQ(audit().back().reason, "backup_codes_removed");
}

TEST_P(Apps, AStepIsAcceptedOnceAndNoneBeforeIt) {
  put_app();
  EXPECT_EQ(check_app(always(AppCode::accepted, 7)).judgement, Judgement::accepted);
  adapter->restart();
  EXPECT_EQ(load().app->last_step, 7);
  const Checked again = check_app(always(AppCode::accepted, 7));
  EXPECT_EQ(again.judgement, Judgement::used);
  EXPECT_TRUE(again.by_app);
  EXPECT_EQ(check_app(always(AppCode::accepted, 6)).judgement, Judgement::used);
  EXPECT_EQ(load().failures, 0u) << "a code that was right is not counted";
}

TEST_P(Apps, AWrongCodeOfAnAppIsCounted) {
  put_app();
  EXPECT_EQ(check_app(always(AppCode::wrong)).judgement, Judgement::wrong);
  EXPECT_EQ(load().failures, 1u);
  EXPECT_EQ(audit().back().channel, "app");
}

TEST_P(Apps, ASeedThatDoesNotOpenIsSaidAndNotCounted) {
  put_app();
  const Checked checked = check_app(unreadable);
  EXPECT_EQ(checked.judgement, Judgement::none_open);
  EXPECT_TRUE(checked.app_unreadable);
  EXPECT_EQ(load().failures, 0u);
}

TEST_P(Apps, ALinkSleepsUntilItsOwnLoginHasSucceeded) {
  open_with_link(link());
  EXPECT_EQ(open_link().result, EnrolmentOpened::refused) << "asleep";
  EXPECT_EQ(load().outstanding[0].confirmation, "4417");
  EXPECT_EQ(type(right_code).judgement, Judgement::accepted);
  EXPECT_EQ(open_link().result, EnrolmentOpened::opened);
}

TEST_P(Apps, ALinkGoesWithTheCodeThatAResendKills) {
  open_with_link(link());
  OpenChallenge again = opening(challenge(2, ssh_login(), noon + 1min));
  again.replaces = id_of(1);
  as<OpenedChallenge>(open(std::move(again)));
  EXPECT_FALSE(run_async(store().find_enrolment(hash_of_token("token"), noon)).value());
}

TEST_P(Apps, ALinkGoesWithTheCodeThatWrongOnesHaveSpent) {
  open_with_link(link());
  for (unsigned i = 0; i < failures_that_spend_a_challenge; ++i) type(wrong_code);
  EXPECT_FALSE(run_async(store().find_enrolment(hash_of_token("token"), noon)).value());
}

TEST_P(Apps, ALinkToAnOldContactIsDead) {
  run_async(store().put_account({account("ana"), false, "root"})).value();
  open_with_link(link());
  EXPECT_EQ(type(right_code).judgement, Judgement::accepted);
  Account moved = account("ana");
  moved.contacts.email = "other@example.com";
  run_async(store().put_account({moved, false, "root"})).value();
  EXPECT_EQ(open_link().result, EnrolmentOpened::refused);
}

TEST_P(Apps, ALinkOpensOnce) {
  ticket(EnrolmentProof::ticket);
  EXPECT_EQ(open_link().result, EnrolmentOpened::opened);
  adapter->restart();
  EXPECT_EQ(open_link().result, EnrolmentOpened::refused) << "the seed is shown once";
}

TEST_P(Apps, ThreeWrongConfirmationsKillALink) {
  ticket(EnrolmentProof::ticket);
  for (unsigned left = 3; left-- > 0;) {
    const EnrolmentOutcome outcome = open_link("0000");
    EXPECT_EQ(outcome.result, EnrolmentOpened::wrong_confirmation);
    EXPECT_EQ(outcome.tries_left, left);
  }
  EXPECT_EQ(open_link().result, EnrolmentOpened::refused) << "although it is right now";
}

TEST_P(Apps, ALinkExpiresAndAnOpenedOneTenMinutesLater) {
  ticket(EnrolmentProof::ticket);
  EXPECT_EQ(open_link("4417", noon + 10min).result, EnrolmentOpened::refused);
  EXPECT_EQ(open_link("4417", noon + 10min - 1ms).result, EnrolmentOpened::opened);
  EXPECT_EQ(finish(always(AppCode::accepted, 5), noon + 20min).result, EnrolmentFinished::refused);
  EXPECT_EQ(finish(always(AppCode::accepted, 5), noon + 19min).result, EnrolmentFinished::finished);
}

TEST_P(Apps, AnAppCountsOnlyAfterItsFirstCode) {
  ticket(EnrolmentProof::ticket);
  EXPECT_EQ(finish(always(AppCode::accepted, 5)).result, EnrolmentFinished::refused) << "not opened";
  open_link();
  EXPECT_FALSE(load().app);
  const FinishedEnrolment wrong = finish(always(AppCode::wrong));
  EXPECT_EQ(wrong.result, EnrolmentFinished::wrong_code);
  EXPECT_EQ(wrong.tries_left, wrong_codes_that_kill - 1);
  const FinishedEnrolment finished = finish(always(AppCode::accepted, 5));
  EXPECT_EQ(finished.result, EnrolmentFinished::finished);
  EXPECT_EQ(finished.account, "ana");
  ASSERT_TRUE(load().app);
  EXPECT_EQ(load().app->seed, "new seed");
  EXPECT_EQ(load().app->last_step, 5) << "the first code is used up";
  EXPECT_EQ(finish(always(AppCode::accepted, 6)).result, EnrolmentFinished::refused);
}

TEST_P(Apps, FiveWrongFirstCodesKillALink) {
  ticket(EnrolmentProof::ticket);
  open_link();
  for (unsigned i = 0; i < wrong_codes_that_kill; ++i) finish(always(AppCode::wrong));
  EXPECT_EQ(finish(always(AppCode::accepted, 5)).result, EnrolmentFinished::refused);
}

TEST_P(Apps, ANewPhoneProvenByTextAloneIsHeld) {
  put_app("old seed", noon - 24h);
  ticket(EnrolmentProof::text);
  open_link();
  EXPECT_EQ(finish(always(AppCode::accepted, 5)).counts_from, noon + 24h);
  EXPECT_EQ(load().app->seed, "old seed");
  EXPECT_EQ(load().app_held_until, noon + 24h);
  EXPECT_EQ(load(ssh_login(), noon + 24h).app->seed, "new seed");
  EXPECT_FALSE(load(ssh_login(), noon + 24h).app_held_until);
}

TEST_P(Apps, AHeldAppCanBeCancelled) {
  put_app("old seed", noon - 24h);
  ticket(EnrolmentProof::text);
  open_link();
  finish(always(AppCode::accepted, 5));
  EXPECT_TRUE(run_async(store().cancel_held_app("ana", "root", noon)).value());
  EXPECT_FALSE(run_async(store().cancel_held_app("ana", "root", noon)).value());
  EXPECT_EQ(load(ssh_login(), noon + 48h).app->seed, "old seed");
}

TEST_P(Apps, ANewPhoneProvenOtherwiseCountsAtOnce) {
  for (const EnrolmentProof proof : {EnrolmentProof::strong, EnrolmentProof::ticket}) {
    put_app("old seed", noon - 24h);
    ticket(proof);
    open_link();
    EXPECT_EQ(finish(always(AppCode::accepted, 5)).counts_from, noon);
    EXPECT_EQ(load().app->seed, "new seed");
  }
}

TEST_P(Apps, ABackupCodeWorksOnce) {
  put_codes({"one", "two"});
  EXPECT_EQ(load().backup->left, 2u);
  EXPECT_EQ(load().backup->salt, "salt");
  const Checked checked = type_backup("one");
  EXPECT_EQ(checked.judgement, Judgement::accepted);
  EXPECT_TRUE(checked.by_backup);
  EXPECT_EQ(checked.backup_left, 1u);
  adapter->restart();
  EXPECT_EQ(type_backup("one").judgement, Judgement::wrong);
  EXPECT_EQ(load().failures, 1u);
  EXPECT_EQ(audit().back().channel, "backup");
}

TEST_P(Apps, ANewSetTakesThePlaceOfTheOld) {
  put_codes({"one", "two"});
  put_codes({"three"});
  EXPECT_EQ(load().backup->left, 1u);
  EXPECT_EQ(type_backup("one").judgement, Judgement::wrong);
  EXPECT_EQ(type_backup("three").judgement, Judgement::accepted);
  EXPECT_FALSE(load().backup) << "none is left";
}

TEST_P(Apps, TheHelpDesksCodeEndsByItself) {
  put_codes({"one"});
  put_codes({"desk"}, noon + 10min);
  EXPECT_TRUE(load().backup->desk_code);
  EXPECT_EQ(load().backup->left, 1u);
  EXPECT_EQ(type_backup("desk", noon + 10min).judgement, Judgement::wrong);
  const Checked checked = type_backup("desk", noon + 10min - 1ms);
  EXPECT_EQ(checked.judgement, Judgement::accepted);
  EXPECT_TRUE(checked.by_desk);
}

TEST_P(Apps, ABackupCodeOpensWhatAHundredWrongCodesHaveStopped) {
  put_codes({"one", "two"});
  AttemptLimits no_lock;
  no_lock.lock = 0ms;
  fail(failures_that_stop_codes, noon, no_lock);
  EXPECT_TRUE(type(right_code).failures >= failures_that_stop_codes);
  EXPECT_EQ(type_backup("wrong").judgement, Judgement::wrong);
  EXPECT_EQ(type_backup("one").judgement, Judgement::accepted);
  EXPECT_EQ(load().failures, 0u);
}

TEST_P(Apps, ADataKeyThatSealsSomethingIsNotDropped) {
  put_app();
  EXPECT_TRUE(run_async(store().add_data_key({2, "newer"}, "root", noon)).value());
  EXPECT_FALSE(run_async(store().add_data_key({2, "other"}, "root", noon)).value()) << "the id is taken";
  EXPECT_EQ(run_async(store().newest_data_key()).value()->id, 2u);
  EXPECT_EQ(run_async(store().drop_unused_data_keys("root", noon)).value(), 0u);
  const auto old = run_async(store().apps_not_under(2, "", 10)).value();
  ASSERT_EQ(old.size(), 1u);
  EXPECT_EQ(run_async(store().reseal({{"ana", "another seed", 2, "x"}})).value(), 0u) << "it changed meanwhile";
  EXPECT_EQ(run_async(store().reseal({{"ana", old[0].app.seed, 2, "again"}})).value(), 1u);
  EXPECT_EQ(load().app->key.id, 2u);
  EXPECT_EQ(run_async(store().drop_unused_data_keys("root", noon)).value(), 1u);
}

TEST_P(Apps, AnAppUnderAKeyThatIsForgottenMeanwhileIsNotTaken) {
  put_app();
  PutApp request{.account = "ana", .parameters = {}, .key = 7, .seed = "other", .actor = "root", .now = noon};
  EXPECT_EQ(run_async(store().put_app(std::move(request))).error(), StoreError::unavailable);
  EXPECT_EQ(load().app->seed, "sealed");
}

INSTANTIATE_TEST_SUITE_P(Every, Apps, testing::ValuesIn(adapters()), name_of_adapter);

}  // namespace
}  // namespace tessera::test
