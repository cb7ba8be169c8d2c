// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <security/_pam_types.h>

#include "shared/protocol.hpp"

namespace tessera::pam {

/// The only place of an authentication that yields PAM_SUCCESS or PAM_IGNORE: a verdict that the
/// daemon gave explicitly. What it does not know, a missing verdict included, stays PAM_ABORT.
constexpr int pam_result(Verdict verdict) {
  switch (verdict) {
    case Verdict::proven:
      return PAM_SUCCESS;
    case Verdict::not_concerned:
      return PAM_IGNORE;
    case Verdict::refused:
    case Verdict::locked:  // not PAM_MAXTRIES: docs/adr/0006 has the screens of both
      return PAM_AUTH_ERR;
    case Verdict::unavailable:
      return PAM_AUTHINFO_UNAVAIL;
  }
  return PAM_ABORT;
}

}  // namespace tessera::pam
