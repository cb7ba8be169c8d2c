// SPDX-License-Identifier: Apache-2.0
// the same app code twice at once, 10,000 times.
#include "daemon/core/totp.hpp"
#include "tests/contract/store/store_contract.hpp"

namespace tessera::test {
namespace {

constexpr unsigned people = 500, rounds = 20;
constexpr std::chrono::seconds period{30};

std::string name_of(unsigned number) { return "u" + std::to_string(number); }
std::string seed_of(unsigned number) { return "the seed of number " + std::to_string(number); }

/// As a login judges: with the row's own last step, inside the transaction that moves it on.
CheckCode login_of(unsigned number, TimePoint now) {
  CheckCode request = guess(std::string(wrong_code), ssh_login(name_of(number)), now);
  const std::string seed = seed_of(number);
  const std::string code = hotp(seed, static_cast<std::uint64_t>(step_at(now, period)), OtpHash::sha1, 6);
  request.judge_app = [seed, code, now](const StoredApp& app) -> std::optional<AppJudged> {
    return judge_app_code(seed, app.parameters, code, now, 1, app.last_step);
  };
  return request;
}

void enrol_everybody(Store& store) {
  ASSERT_TRUE(run_async(store.add_data_key({1, "wrapped"}, "root", noon)).value());
  std::vector<Async<Stored<Put>>> puts;
  for (unsigned number = 0; number < people; ++number) {
    PutApp request{.account = name_of(number), .parameters = {}, .key = 1, .seed = "sealed", .actor = "root", .now = noon};
    puts.push_back(store.put_app(std::move(request)));
  }
  for (const auto& put : run_together(std::move(puts))) ASSERT_EQ(put.value(), Put::added);
}

/// Everybody's pair of one time step. In the even rounds the two of a pair follow each other, in the odd ones
/// everybody else's are between them.
std::vector<unsigned> everybody_twice(bool apart) {
  std::vector<unsigned> order;
  for (unsigned i = 0; i < 2 * people; ++i) order.push_back(apart ? i % people : i / 2);
  return order;
}

TEST_P(StoreContract, OfTenThousandPairsExactlyOneSucceeds) {
  enrol_everybody(store());
  for (unsigned round = 0; round < rounds; ++round) {
    const std::vector<unsigned> order = everybody_twice(round % 2 == 1);
    std::vector<Async<Stored<Checked>>> logins;
    for (const unsigned number : order) logins.push_back(store().check(login_of(number, noon + round * period)));
    const auto results = run_together(std::move(logins));
    std::vector<unsigned> accepted(people), used(people);
    for (std::size_t i = 0; i < order.size(); ++i) {
      const Judgement judgement = results[i].value().judgement;
      accepted[order[i]] += judgement == Judgement::accepted ? 1 : 0;
      used[order[i]] += judgement == Judgement::used ? 1 : 0;
    }
    ASSERT_EQ(accepted, std::vector<unsigned>(people, 1)) << "round " << round;
    ASSERT_EQ(used, std::vector<unsigned>(people, 1)) << "round " << round;
  }
}

}  // namespace
}  // namespace tessera::test
