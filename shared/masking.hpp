// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tessera {

/// Digits of the country calling code of an E.164 number (ITU-T E.164 annex), given without the '+'.
constexpr std::size_t calling_code_length(std::string_view digits) {
  constexpr std::string_view two_digits[] = {"20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41",
                                             "43", "44", "45", "46", "47", "48", "49", "51", "52", "53", "54",
                                             "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66",
                                             "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98"};
  if (digits.starts_with('1') || digits.starts_with('7')) return 1;
  for (const std::string_view code : two_digits) {
    if (digits.starts_with(code)) return 2;
  }
  return 3;
}

/// "+15005550142" becomes "+1 *** *** **42": enough to recognise one's own number.
inline std::string mask_phone(std::string_view e164) {
  const std::string_view digits = e164.starts_with('+') ? e164.substr(1) : e164;
  const std::size_t code = calling_code_length(digits);
  if (digits.size() < code + 4) return "+***";
  std::string masked = "+" + std::string(digits.substr(0, code)) + " ";
  const std::size_t count = digits.size() - code;
  for (std::size_t i = 0; i < count; ++i) {
    const bool starts_group = i > 0 && i % 3 == 0 && count - i >= 2;
    if (starts_group) masked += ' ';
    masked += i + 2 < count ? '*' : digits[code + i];
  }
  return masked;
}

/// "ana@example.com" becomes "a**@example.com".
inline std::string mask_email(std::string_view address) {
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos || at == 0) return "***";
  return std::string(1, address[0]) + "**" + std::string(address.substr(at));
}

}  // namespace tessera
