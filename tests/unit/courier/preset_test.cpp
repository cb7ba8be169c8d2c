// SPDX-License-Identifier: Apache-2.0
#include "helpers/courier/preset.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/courier/presets.hpp"

namespace tessera::courier {
namespace {

using test::parsed;
using ::testing::HasSubstr;

const std::string rest = "success: {status: [200]}\n";

/// The first mistake as "line:column: message".
std::string mistake(const std::string& yaml) {
  const auto preset = parsed(yaml);
  if (preset) return "none";
  const ConfigError& error = preset.error().front();
  return std::to_string(error.at.line) + ":" + std::to_string(error.at.column) + ": " + error.message;
}

TEST(Preset, ShippedOnesLoad) {
  for (const char* name : {"kannel", "twilio-sms", "twilio-voice"}) EXPECT_NO_THROW(test::shipped(name)) << name;
}

TEST(Preset, MistakesNameTheirPlace) {
  EXPECT_THAT(mistake(rest), HasSubstr("1:1: url is missing"));
  EXPECT_THAT(mistake("url: https://x.example/\n"), HasSubstr("1:1: success is missing"));
  EXPECT_THAT(mistake("url: https://x.example/\nurll: y\n" + rest), HasSubstr("2:1: the preset has no key \"urll\""));
  EXPECT_THAT(mistake("url: https://x.example/{too}\n" + rest), HasSubstr("1:6: url uses {too}"));
  EXPECT_THAT(mistake("url: https://x.example/{to\n" + rest), HasSubstr("1:6: url: '{'"));
  EXPECT_THAT(mistake("url: 'https://{to}/'\n" + rest), HasSubstr("1:6: url must begin with a scheme and a host"));
  EXPECT_THAT(mistake("url: https://x.example/\nmethod: DELETE\n" + rest), HasSubstr("2:9: method"));
  EXPECT_THAT(mistake("url: https://x.example/\nmethod: GET\nbody: {form: {a: b}}\n" + rest), HasSubstr("3:7: a GET"));
  EXPECT_THAT(mistake("url: https://x.example/\nbody: {form: {a: b}, xml: x}\n" + rest), HasSubstr("2:7: body must have one"));
  EXPECT_THAT(mistake("url: https://x.example/\nparameters: {to: required}\n" + rest), HasSubstr("cannot be named to"));
  EXPECT_THAT(mistake("url: https://x.example/\nparameters: {a: maybe}\n" + rest), HasSubstr("2:17: parameters.a must be"));
  EXPECT_THAT(mistake("url: https://x.example/\nsuccess: {status: [99]}\n"), HasSubstr("success.status must hold HTTP"));
  EXPECT_THAT(mistake("url: https://x.example/\nsuccess: {status: [200], body: '['}\n"), HasSubstr("regular expression"));
  EXPECT_THAT(mistake("url: https://x.example/\nfailures: {final: {code: [1]}}\n" + rest), HasSubstr("needs failures.code"));
  for (const char* pointer : {"code", "/a~b", "/a~", "''", "/a/99999999999999999999"}) {  // RFC 6901
    EXPECT_THAT(mistake("url: https://x.example/\nfailures: {code: " + std::string(pointer) + ", final: {code: [1]}}\n" + rest),
                HasSubstr("2:18: failures.code must be a JSON pointer like /code"))
        << pointer;
  }
  EXPECT_EQ(mistake("url: https://x.example/\nfailures: {code: /a~1b/0/~0}\n" + rest), "none");
  EXPECT_THAT(mistake("url: https://x.example/\nheaders: {'X: y': z}\n" + rest), HasSubstr("no name of a header"));
  EXPECT_THAT(mistake("url: [\n"), HasSubstr(":"));
  EXPECT_THAT(mistake("- a\n"), HasSubstr("1:1: the preset must be a map"));
}

TEST(Preset, AllMistakesAreReturned) {
  const auto preset = parsed("url: '{'\nmethod: X\nheaders: 1\n");
  ASSERT_FALSE(preset);
  EXPECT_GE(preset.error().size(), 4u);
}

TEST(Preset, AMissingFileIsAMistake) { EXPECT_FALSE(load_preset("/nonexistent/x.yaml", "x")); }

}  // namespace
}  // namespace tessera::courier
