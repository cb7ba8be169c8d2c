// SPDX-License-Identifier: Apache-2.0
// What tesserad makes of requests that are wrong, and of a store that is.
#include "shared/admin_protocol.hpp"
#include "daemon/stores/refusing.hpp"
#include "tests/unit/admin/admin_world.hpp"

namespace tessera::test {
namespace {

using ::testing::HasSubstr;

class Requests : public AdminWorld {};

TEST_F(Requests, MalformedOnesAreUsageErrorsThatSayWhatIsWrong) {
  const std::pair<const char*, const char*> cases[] = {
      {"{", "not a JSON object"},
      {"[]", "not a JSON object"},
      {"\"verb\"", "not a JSON object"},
      {"{\"verb\":\"status\"", "not a JSON object"},
      {"\xff\xfe", "not a JSON object"},
      {"{}", "no \"verb\""},
      {R"({"verb":7})", "no \"verb\""},
      {R"({"verb":"account.destroy"})", "\"account.destroy\" is not known"},
      {R"({"verb":"status","args":[]})", "\"args\" must be an object"},
      {R"({"verb":"status","args":"x"})", "\"args\" must be an object"},
      {R"({"verb":"status","args":{"x":1}})", "\"x\" is not known here"},
      {R"({"verb":"account.show"})", "\"account\" is missing"},
      {R"({"verb":"account.show","args":{"account":5}})", "\"account\" must be a string"},
      {R"({"verb":"account.show","args":{"account":"a:b"}})", "the account name"},
      {R"({"verb":"account.show","args":{"account":""}})", "the account name"},
      {R"({"verb":"account.add","args":{"account":"ana","phone":"+15005550142"}})",
       "must be an object {e164"},
      {R"({"verb":"account.add","args":{"account":"ana","phone":{"e164":"+15005550142"}}})",
       "needs a string \"region\""},
      {R"({"verb":"account.add","args":{"account":"ana","email":["a@example.com"]}})",
       "must be a string or null"},
      {R"({"verb":"account.add","args":{"account":"ana","allow_unknown":1}})", "must be true or false"},
      {R"({"verb":"log","args":{"limit":0}})", "a number from 1"},
      {R"({"verb":"log","args":{"limit":-1}})", "a number from 1"},
      {R"({"verb":"log","args":{"limit":1.5}})", "a number from 1"},
  };
  for (const auto& [packet, error] : cases) {
    const Answer answer = ask_raw(packet);
    EXPECT_EQ(answer.exit, 64) << packet;
    EXPECT_THAT(answer.error, HasSubstr(error)) << packet;
    EXPECT_TRUE(answer.items.empty()) << packet;
  }
}

TEST_F(Requests, DeepNestingIsNoMoreThanAMistake) {
  const std::string deep(max_admin_packet, '[');
  EXPECT_EQ(ask_raw(deep).exit, 64);
}

TEST_F(Requests, AConnectionOutlivesAMistake) {
  const auto replies = exchange({"{", R"({"verb":"environment.show"})"});
  ASSERT_EQ(replies.size(), 3u);
  EXPECT_EQ(replies[0]["exit"], 64);
  EXPECT_EQ(replies[1]["item"]["switch"], "off");
  EXPECT_EQ(replies[2]["exit"], 0);
}

TEST_F(Requests, OneBeyond64KiBEndsTheConnection) {
  const std::string long_one =
      R"({"verb":"status","args":{"x":")" + std::string(max_admin_packet, 'x') + "\"}}";
  const auto replies = exchange({long_one, R"({"verb":"environment.show"})"});
  ASSERT_EQ(replies.size(), 1u);
  EXPECT_EQ(replies[0]["exit"], 64);
  EXPECT_THAT(replies[0]["error"].get<std::string>(), HasSubstr("64 KiB"));
}

TEST_F(Requests, OnlyRootAndTheDaemonsOwnUidAreServed) {
  EXPECT_TRUE(may_administer(0, 0));
  EXPECT_TRUE(may_administer(0, 990));
  EXPECT_TRUE(may_administer(990, 990));
  EXPECT_FALSE(may_administer(1000, 0));
  EXPECT_FALSE(may_administer(1000, 990));
  EXPECT_FALSE(may_administer(static_cast<uid_t>(-1), 0));
}

std::vector<std::pair<std::string, Json>> requests_that_need_the_store() {
  const Json ana{{"account", "ana"}};
  const Json contacts{{"account", "ana"}, {"email", "ana@example.com"}};
  const Json test{{"gateway", "mail"}, {"email", "ana@example.com"}};
  const Json none = Json::object();
  return {{"account.add", contacts},
          {"account.set", contacts},
          {"account.show", ana},
          {"account.list", none},
          {"account.remove", ana},
          {"account.import", {{"rows", Json::array({contacts})}}},
          {"unlock", ana},
          {"environment.show", none},
          {"environment.enforce", none},
          {"environment.observe", none},
          {"environment.off", none},
          {"gateway.test", test},
          {"log", none},
          {"status", none}};
}

TEST_F(Requests, AStoreThatCannotAnswerNowIsTryLater) {
  const auto refusing = refuse_store(StoreError::unavailable);
  store = refusing.get();
  for (const auto& [verb, args] : requests_that_need_the_store()) {
    const Answer answer = ask(verb, args);
    EXPECT_EQ(answer.exit, 75) << verb;
    EXPECT_THAT(answer.error, HasSubstr("try later")) << verb;
  }
}

TEST_F(Requests, AStoreThatIsDamagedIsAConfigurationError) {
  const auto refusing = refuse_store(StoreError::corrupt);
  store = refusing.get();
  for (const auto& [verb, args] : requests_that_need_the_store()) {
    const Answer answer = ask(verb, args);
    EXPECT_EQ(answer.exit, 78) << verb;
    EXPECT_THAT(answer.error, HasSubstr("restore")) << verb;
  }
}

}  // namespace
}  // namespace tessera::test
