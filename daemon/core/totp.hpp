// SPDX-License-Identifier: Apache-2.0
// Codes of an authenticator app: HOTP (RFC 4226) over time steps (RFC 6238).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/core/types.hpp"

namespace tessera {

enum class OtpHash { sha1, sha256, sha512 };

/// "SHA1", "SHA256" or "SHA512", as otpauth links name them.
std::string_view name_of(OtpHash hash);
std::optional<OtpHash> otp_hash_named(std::string_view name);

/// What an app makes codes with, beside its seed.
struct TotpParameters {
  OtpHash hash = OtpHash::sha1;
  unsigned digits = 6;            ///< 6 to 8
  std::chrono::seconds period{30};
  bool operator==(const TotpParameters&) const = default;
};

/// A count of periods since 1970.
using TimeStep = std::int64_t;

/// RFC 4226 section 5.3. `seed` is the raw key.
std::string hotp(std::string_view seed, std::uint64_t counter, OtpHash hash, unsigned digits);

/// RFC 6238 section 4.2; a time before 1970 is step 0.
TimeStep step_at(TimePoint now, std::chrono::seconds period);

enum class AppCode {
  accepted,  ///< `step` is the one to record, in one compare-and-set (R-04)
  used,      ///< right, but at or before the last accepted step: somebody has used it (R-05)
  wrong,
};

struct AppJudged {
  AppCode judgement = AppCode::wrong;
  TimeStep step = 0;
};

/// Judges a code against the steps of `now` and `window` of them either side; every step is computed and
/// compared in constant time, so that nothing tells which one matched. `last` is the last accepted step.
AppJudged judge_app_code(std::string_view seed, const TotpParameters& parameters, std::string_view code, TimePoint now,
                         unsigned window, std::optional<TimeStep> last);

/// "otpauth://totp/…", which apps read from a QR code (Key URI format); both names are percent-encoded.
std::string otpauth_uri(std::string_view issuer, std::string_view account, std::string_view seed,
                        const TotpParameters& parameters);

}  // namespace tessera
