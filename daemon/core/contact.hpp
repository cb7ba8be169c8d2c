// SPDX-License-Identifier: Apache-2.0
// What may be kept as an account's number and address. Syntax alone: libphonenumber has its say in
// tesseractl, before a number comes here.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "daemon/core/throttle.hpp"
#include "daemon/core/types.hpp"

namespace tessera {

/// "+" and 8 to 15 digits, the first not 0 (ITU-T E.164).
bool is_e164(std::string_view text);

/// One address as RFC 5321 bounds it: local part of 1 to 64, at most 254 in all, no blank, control character,
/// quote or list separator, and a domain of dot-separated labels. "localhost" needs no dot.
bool is_email(std::string_view text);

/// Why the number may not be kept, as a sentence for the administrator; nothing when it may.
std::optional<std::string> phone_objection(const Phone& phone, const SendLimits& limits);

/// The same for an e-mail address.
std::optional<std::string> email_objection(std::string_view address);

}  // namespace tessera
