// SPDX-License-Identifier: Apache-2.0
// A verdict in words, for people who ask what a login would come to, or came to.
#pragma once

#include <string_view>

#include "shared/protocol.hpp"

namespace tessera {

constexpr std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::proven:
      return "proven";
    case Verdict::not_concerned:
      return "not_concerned";
    case Verdict::refused:
      return "refused";
    case Verdict::locked:
      return "locked";
    case Verdict::unavailable:
      break;
  }
  return "unavailable";
}

/// What the module makes of it: pam_module/verdict.hpp decides, and tests/unit/shared holds these words to it.
constexpr std::string_view pam_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::proven:
      return "PAM_SUCCESS";
    case Verdict::not_concerned:
      return "PAM_IGNORE";
    case Verdict::refused:
    case Verdict::locked:
      return "PAM_AUTH_ERR";
    case Verdict::unavailable:
      return "PAM_AUTHINFO_UNAVAIL";
  }
  return "PAM_ABORT";
}

}  // namespace tessera
