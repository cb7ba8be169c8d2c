// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/menu.hpp"

#include <gtest/gtest.h>

namespace tessera {
namespace {

struct Row {
  const char* answer;
  Said said;
  const char* text = "";
};

TEST(Grammar, OneTable) {  // R-06
  const Row rows[] = {
      {"", Said::enter},
      {"   ", Said::enter},
      {"482931", Said::code, "482931"},
      {"482 931", Said::code, "482931"},
      {" 4 8 2 9 3 1 ", Said::code, "482931"},
      {"48293", Said::nonsense},
      {"4829311", Said::nonsense},
      {"482-931", Said::nonsense},
      {"４８２９３１", Said::nonsense},
      {"48293١", Said::nonsense},
      {"1", Said::choice},
      {"0", Said::choice},
      {"12", Said::nonsense},
      {"r", Said::resend},
      {"R", Said::resend},
      {"m", Said::other_ways},
      {"l", Said::lost_phone},
      {"t", Said::trust},
      {"q", Said::quit},
      {"x", Said::nonsense},
      {"text", Said::channel},
      {"Call", Said::channel},
      {"EMAIL", Said::channel},
      {"e-mail", Said::channel},
      {"app", Said::app},
      {"k7mf-2qpx", Said::backup_code, "k7mf-2qpx"},
      {"K7MF-2QPX", Said::backup_code, "k7mf-2qpx"},
      {"1234-5678", Said::nonsense},
      {"k7mf2qpx", Said::nonsense},
      {"k7m\xC3-2qpx", Said::nonsense},
  };
  for (const Row& row : rows) {
    const Parsed parsed = parse_answer(row.answer, {6, 0});
    EXPECT_EQ(parsed.said, row.said) << row.answer;
    EXPECT_EQ(parsed.text, row.text) << row.answer;
  }
  EXPECT_EQ(parse_answer("12345678", {8, 0}).said, Said::code);
  EXPECT_EQ(parse_answer("12345678", {6, 8}).said, Said::code) << "an app's may be longer";
  EXPECT_EQ(parse_answer("482931", {6, 8}).said, Said::code);
  EXPECT_EQ(parse_answer("1234567", {6, 8}).said, Said::nonsense);
  EXPECT_EQ(parse_answer("12345678", {6, 6}).said, Said::nonsense) << "the account has no backup codes";
  EXPECT_EQ(parse_answer("1234 5678", {6, 6, true}).said, Said::backup_code);
  EXPECT_EQ(parse_answer("1234 5678", {6, 6, true}).text, "12345678");
  EXPECT_EQ(parse_answer("12345678", {8, 6, true}).said, Said::code) << "codes have that length";
  EXPECT_EQ(parse_answer("12345678", {6, 8, true}).said, Said::code);
  EXPECT_EQ(parse_answer("1234567", {6, 6, true}).said, Said::nonsense);
  EXPECT_EQ(parse_answer("3", {6, 0}).number, 3u);
  EXPECT_EQ(parse_answer(std::string_view("48\0931", 6), {6, 0}).said, Said::nonsense);
}

const Contacts both{Phone{"+15005550142", "US", "mobile"}, "ana@example.com"};

TEST(Ways, NeedAContactAndAGateway) {
  EXPECT_EQ(ways_of(both, {true, true, true}, {}).size(), 3u);
  EXPECT_EQ(ways_of(both, {true, false, true}, {}).size(), 2u);
  EXPECT_EQ(ways_of({both.phone, std::nullopt}, {true, true, true}, {}).size(), 2u);
  EXPECT_TRUE(ways_of({}, {true, true, true}, {}).empty());
  SendLimits canada;
  canada.regions = {"CA"};
  const auto ways = ways_of(both, {true, true, true}, canada);
  ASSERT_EQ(ways.size(), 1u);
  EXPECT_EQ(ways[0].channel, Channel::email);
}

TEST(Ways, ThePreferredOneStandsFirst) {
  const auto ways = with_preferred_first(ways_of(both, {true, true, true}, {}), Channel::email);
  ASSERT_EQ(ways.size(), 3u);
  EXPECT_EQ(ways[0].channel, Channel::email);
  EXPECT_EQ(ways[1].channel, Channel::text);
  EXPECT_EQ(ways[2].channel, Channel::call);
  for (unsigned i = 0; i < 3; ++i) EXPECT_EQ(ways[i].number, i + 1);
  EXPECT_EQ(default_way(ways, std::nullopt), 0u);
  const auto without = with_preferred_first(ways_of(both, {true, true, false}, {}), Channel::email);
  EXPECT_EQ(without[0].channel, Channel::text) << "a wish that cannot be met changes nothing";
  EXPECT_EQ(with_preferred_first(ways_of(both, {true, true, true}, {}), std::nullopt)[0].channel, Channel::text);
}

TEST(Ways, AfterAFailureTheDefaultIsAnotherContact) {
  auto ways = ways_of(both, {true, true, true}, {});
  EXPECT_EQ(default_way(ways, std::nullopt), 0u);
  ways[0].usable = false;
  EXPECT_EQ(default_way(ways, Channel::text), 2u);
  ways[2].usable = false;
  EXPECT_EQ(default_way(ways, Channel::text), 1u);
  ways[1].usable = false;
  EXPECT_FALSE(default_way(ways, Channel::text));
}

}  // namespace
}  // namespace tessera
