// SPDX-License-Identifier: Apache-2.0
#include "daemon/config/duration.hpp"

#include <gtest/gtest.h>

namespace tessera {
namespace {

using namespace std::chrono_literals;

TEST(Duration, Units) {
  EXPECT_EQ(parse_duration("0"), 0ms);
  EXPECT_EQ(parse_duration("30s"), 30s);
  EXPECT_EQ(parse_duration("15min"), 15min);
  EXPECT_EQ(parse_duration("2h"), 2h);
  EXPECT_EQ(parse_duration("1d"), 24h);
  EXPECT_EQ(parse_duration("10000d"), 240'000h);
}

TEST(Duration, NothingElse) {
  for (const char* text : {"", "5", "s", "-5s", "+5s", "5 s", "5m", "5S", "5sec", "5s ", " 5s", "1.5h", "1h30min", "00",
                           "0x5s", "99999999999999999999s", "10001d", "999999999d"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(Duration, Shown) {
  EXPECT_EQ(format_duration(0ms), "0");
  EXPECT_EQ(format_duration(90s), "90s");
  EXPECT_EQ(format_duration(300s), "5min");
  EXPECT_EQ(format_duration(120min), "2h");
  EXPECT_EQ(format_duration(48h), "2d");
}

TEST(RateOfSends, Parsed) {
  EXPECT_EQ(parse_rate("5/h"), (Rate{5, 1h}));
  EXPECT_EQ(parse_rate("20/min"), (Rate{20, 1min}));
  EXPECT_EQ(parse_rate("100/d"), (Rate{100, 24h}));
  EXPECT_EQ(format_rate({100, 24h}), "100/d");
  for (const char* text : {"", "5", "/h", "0/h", "5/", "5/2h", "-1/h", "5 /h", "5/hour", "9999999999/h"}) {
    EXPECT_FALSE(parse_rate(text)) << text;
  }
}

}  // namespace
}  // namespace tessera
