// SPDX-License-Identifier: Apache-2.0
// Seeds that are taken over from elsewhere.
#include "daemon/core/backup_code.hpp"
#include "daemon/core/base32.hpp"
#include "tests/unit/admin/admin_world.hpp"

namespace tessera::test {
namespace {

using ::testing::HasSubstr;

Json row_of(const std::string& name, const std::string& seed) {
  return {{"account", name}, {"seed", to_base32(seed)}};
}

class Seeds : public AdminWorld {
 protected:
  Answer import(std::vector<Json> rows, Json args = Json::object()) {
    args["rows"] = std::move(rows);
    return ask("app.import", std::move(args));
  }
  AccountState state(const std::string& name) {
    const auto found = run_async(sqlite->find_account(name, clock.now()));
    return found ? *found : AccountState{};
  }
  std::string seed_of(const std::string& name) {
    const auto app = state(name).app;
    const auto seed = app ? seeds.open(app->key, {name, "app"}, app->seed) : Result<Secret, SealError>{};
    return seed ? std::string(seed->view()) : "none";
  }
  static std::string totals(const Answer& answer) { return answer.items.empty() ? answer.error : answer.items.back().dump(); }
};

TEST_F(Seeds, AreSealedAndKeptWithWhatTheirCodesAreMadeWith) {
  Json row = row_of("ana", "0123456789abcdef");
  row["digits"] = 8;
  row["period"] = 60;
  row["hash"] = "SHA256";
  EXPECT_EQ(totals(import({row})), R"({"added":1,"replaced":0,"unchanged":0})");
  EXPECT_EQ(seed_of("ana"), "0123456789abcdef");
  EXPECT_EQ(state("ana").app->parameters, (TotpParameters{OtpHash::sha256, 8, std::chrono::seconds(60)}));
  EXPECT_EQ(newest_entry().reason, "app_added");
  EXPECT_EQ(newest_entry().actor, self());
}

TEST_F(Seeds, AnAppThatIsThereStaysUnlessItIsToBeReplaced) {
  put_ana();
  import({row_of("ana", "0123456789abcdef")});
  EXPECT_EQ(totals(import({row_of("ana", "another seed here")})), R"({"added":0,"replaced":0,"unchanged":1})");
  EXPECT_EQ(seed_of("ana"), "0123456789abcdef");
  EXPECT_TRUE(courier.sent.empty()) << "who keeps a seed has nothing to be told";
  EXPECT_EQ(totals(import({row_of("ana", "another seed here")}, {{"replace", true}})),
            R"({"added":0,"replaced":1,"unchanged":0})");
  EXPECT_EQ(seed_of("ana"), "another seed here");
  ASSERT_EQ(courier.sent.size(), 2u);  // R-15
  EXPECT_THAT(courier.sent[0].text, HasSubstr("replaced the one before"));
}

// R-05: taking over the same seed again must not make a used code new.
TEST_F(Seeds, TheSameSeedAgainKeepsTheLastStep) {
  import({row_of("ana", "0123456789abcdef")});
  CheckCode right;
  right.login = {"ana", "sshd", "web01", "203.0.113.9"};
  right.now = clock.now();
  right.matches = [](const ChallengeId&, const CodeMac&) { return false; };
  right.judge_app = [](const StoredApp&) { return AppJudged{AppCode::accepted, 77}; };
  ASSERT_TRUE(run_async(sqlite->check(std::move(right))));
  EXPECT_EQ(totals(import({row_of("ana", "0123456789abcdef")}, {{"replace", true}})),
            R"({"added":0,"replaced":0,"unchanged":1})");
  EXPECT_EQ(state("ana").app->last_step, 77);
}

TEST_F(Seeds, ADryRunSaysWhatWouldBeDoneAndChangesNothing) {
  import({row_of("ana", "0123456789abcdef")});
  directory.add("carl");
  const Json check{{"check", true}, {"replace", true}};
  EXPECT_EQ(totals(import({row_of("ana", "another seed here"), row_of("carl", "0123456789")}, check)),
            R"({"added":1,"replaced":1,"unchanged":0})");
  EXPECT_EQ(seed_of("ana"), "0123456789abcdef");
  EXPECT_FALSE(state("carl").app);
}

TEST_F(Seeds, EachRowThatIsRefusedIsNamedAndTheOthersAreTaken) {
  directory.add("carl");
  Json no_base32 = row_of("carl", "");
  no_base32["seed"] = "not base32!";
  const Answer answer = import({row_of("nobodys", "0123456789abcdef"), row_of("bob", "0123456789abcdef"),
                                row_of("carl", "too short"), no_base32, row_of("a:b", "0123456789abcdef"),
                                row_of("ana", "0123456789abcdef")});
  EXPECT_EQ(answer.exit, 0);
  ASSERT_EQ(answer.items.size(), 6u);
  const std::tuple<const char*, const char*> wanted[] = {
      {"account", "no account nobodys on this host"},
      {"account", "bob comes from sss; change it at the identity provider"},
      {"seed", "the seed has 9 bytes; it needs 10 to 64"},
      {"seed", "the seed is no base32"},
      {"account", "the account name is empty"}};
  for (std::size_t i = 0; i < std::size(wanted); ++i) {
    EXPECT_EQ(answer.items[i]["row"], i);
    EXPECT_EQ(answer.items[i]["column"], std::get<0>(wanted[i]));
    EXPECT_THAT(answer.items[i]["error"].get<std::string>(), HasSubstr(std::get<1>(wanted[i])));
  }
  EXPECT_EQ(totals(answer), R"({"added":1,"replaced":0,"unchanged":0})");
}

TEST_F(Seeds, ScratchCodesBecomeBackupCodes) {
  Json row = row_of("ana", "0123456789abcdef");
  row["backup_codes"] = {"12345678", "87654321", "12345678"};
  import({row});
  const auto backup = state("ana").backup;
  ASSERT_TRUE(backup);
  EXPECT_EQ(backup->left, 2u);
  CheckCode request;
  request.login = {"ana", "sshd", "web01", "203.0.113.9"};
  request.now = clock.now();
  request.backup_hash = hash_backup_code(backup->salt, "87654321");
  const auto checked = run_async(sqlite->check(std::move(request)));
  ASSERT_TRUE(checked);
  EXPECT_TRUE(checked->by_backup);
  EXPECT_EQ(state("ana").backup->left, 1u);
  import({row});
  EXPECT_EQ(state("ana").backup->left, 1u) << "a used code does not come back";
}

TEST_F(Seeds, RequestsThatAreWrongAreUsageAndTakeNothing) {
  const Json good = row_of("ana", "0123456789abcdef");
  for (const auto& [key, value] : {std::pair<const char*, Json>{"digits", 9}, {"period", 45}, {"hash", "MD5"},
                                   {"backup_codes", "12345678"}, {"what", 1}}) {
    Json bad = row_of("ana", "0123456789abcdef");
    bad[key] = value;
    EXPECT_EQ(import({good, bad}).exit, 64) << key;
  }
  EXPECT_EQ(import({}).exit, 64);
  EXPECT_FALSE(state("ana").app);
}

// R-61
TEST_F(Seeds, ASourceThatIsAwayIsTryLater) {
  directory.fail("sss: time up");
  std::vector<Json> rows;
  for (int i = 0; i < 20; ++i) rows.push_back(row_of("user" + std::to_string(i), "0123456789abcdef"));
  const Answer answer = import(rows);
  EXPECT_EQ(answer.exit, 75);
  EXPECT_TRUE(answer.items.empty());
}

}  // namespace
}  // namespace tessera::test
