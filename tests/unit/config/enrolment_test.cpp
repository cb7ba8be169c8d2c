// SPDX-License-Identifier: Apache-2.0
#include <ctime>

#include "daemon/config/show.hpp"
#include "tests/unit/config/files.hpp"

namespace tessera {
namespace {

class EnrolmentConfig : public ConfigFiles {
 protected:
  /// What is shown loads again as the same.
  Config read(const std::string& text) const {
    const auto config = load(text);
    EXPECT_TRUE(config) << mistakes();
    if (!config) return {};
    const std::string shown = config_to_yaml(*config);
    const auto again = load(shown);
    EXPECT_TRUE(again) << shown;
    if (again) EXPECT_EQ(config_to_yaml(*again), shown);
    return *config;
  }
};

TEST_F(EnrolmentConfig, PlainWords) {
  EXPECT_EQ(read("help_desk: x\n").enrolment, EnrolmentPolicy::offer);
  EXPECT_EQ(read("enrolment: off\n").enrolment, EnrolmentPolicy::off);
  const Config required = read("enrolment: require\n");
  EXPECT_EQ(required.enrolment, EnrolmentPolicy::require);
  EXPECT_FALSE(required.enrolment_until) << "from now on";
}

/// The day is let pass whole, in the host's zone.
TEST_F(EnrolmentConfig, ADateForLatecomers) {
  const Config config = read("enrolment: {require: {until: 2027-01-31}}\n");
  EXPECT_EQ(config.enrolment, EnrolmentPolicy::require);
  ASSERT_TRUE(config.enrolment_until);
  EXPECT_EQ(config.enrolment_until->date, "2027-01-31");
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(config.enrolment_until->end.time_since_epoch());
  const std::time_t end = static_cast<std::time_t>(seconds.count());
  std::tm parts{};
  localtime_r(&end, &parts);
  EXPECT_EQ((std::vector{parts.tm_year, parts.tm_mon, parts.tm_mday, parts.tm_hour, parts.tm_min}),
            (std::vector{127, 1, 1, 0, 0}));
}

TEST_F(EnrolmentConfig, MistakesSayWhereTheyStand) {
  EXPECT_TRUE(mistakes("enrolment: ofer\n").starts_with("tessera.yaml:1:12: enrolment is \"ofer\""));
  EXPECT_EQ(mistakes("enrolment: {require: {until: 2027-02-30}}\n"),
            "tessera.yaml:1:30: enrolment.require.until must be a date like 2027-01-31, not \"2027-02-30\"\n");
  EXPECT_EQ(mistakes("enrolment: {require: {until: soon}}\n"),
            "tessera.yaml:1:30: enrolment.require.until must be a date like 2027-01-31, not \"soon\"\n");
  EXPECT_NE(mistakes("enrolment: {require: {}}\n").find("enrolment.require lacks \"until\""), std::string::npos) << mistakes();
  EXPECT_NE(mistakes("enrolment: {offer: x}\n").find("must be offer, off, require or {require: {until: DATE}}"),
            std::string::npos)
      << mistakes();
  EXPECT_NE(mistakes("enrolment: {require: {until: 2027-01-31, till: x}}\n").find("till"), std::string::npos);
}

}  // namespace
}  // namespace tessera
