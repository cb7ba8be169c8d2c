// SPDX-License-Identifier: Apache-2.0
#include "shared/verdict_names.hpp"

#include <gtest/gtest.h>

#include <map>

#include "pam_module/verdict.hpp"

namespace tessera {
namespace {

/// the words for people are the module's own results.
TEST(VerdictNames, AreWhatTheModuleReturns) {
  const std::map<int, std::string_view> results = {{PAM_SUCCESS, "PAM_SUCCESS"},
                                                   {PAM_IGNORE, "PAM_IGNORE"},
                                                   {PAM_AUTH_ERR, "PAM_AUTH_ERR"},
                                                   {PAM_AUTHINFO_UNAVAIL, "PAM_AUTHINFO_UNAVAIL"},
                                                   {PAM_ABORT, "PAM_ABORT"}};
  for (unsigned value = 0; value < 8; ++value) {
    const auto verdict = static_cast<Verdict>(value);
    EXPECT_EQ(pam_name(verdict), results.at(pam::pam_result(verdict))) << value;
  }
}

}  // namespace
}  // namespace tessera
