// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/contact.hpp"

#include <algorithm>

#include "shared/text.hpp"

namespace tessera {
namespace {

/// Separators and quotes would let one address become two, or end a header.
bool is_local_part(std::string_view text) {
  if (text.empty() || text.size() > 64 || text.starts_with('.') || text.ends_with('.')) return false;
  if (text.find("..") != std::string_view::npos) return false;
  const bool visible = std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
  return visible && text.find_first_of("\"(),:;<>@[\\]") == std::string_view::npos;
}

bool is_label(std::string_view text) {
  if (text.empty() || text.size() > 63 || text.starts_with('-') || text.ends_with('-')) return false;
  return std::ranges::all_of(text, [](char c) { return is_digit(c) || is_letter(c) || c == '-'; });
}

bool is_domain(std::string_view text) {
  if (text == "localhost") return true;
  if (text.find('.') == std::string_view::npos) return false;
  for (;;) {
    const std::size_t dot = text.find('.');
    if (!is_label(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_region(std::string_view text) {
  const bool country =
      text.size() == 2 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
  return country || text == "001";  // libphonenumber's name for numbers of no country, +800 and the like
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

}  // namespace

bool is_e164(std::string_view text) {
  if (!text.starts_with('+')) return false;
  text.remove_prefix(1);
  return text.size() >= 8 && text.size() <= 15 && text[0] != '0' && std::ranges::all_of(text, is_digit);
}

bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || text.size() > 254) return false;
  return is_local_part(text.substr(0, at)) && is_domain(text.substr(at + 1));
}

std::optional<std::string> phone_objection(const Phone& phone, const SendLimits& limits) {
  if (!is_e164(phone.e164)) return "the phone number is not in E.164 form: + and 8 to 15 digits";
  if (!is_region(phone.region)) return "the phone number has no region that could be checked";
  if (phone.type == "premium") return phone.e164 + " is a premium-rate number";
  if (region_allowed(phone, limits)) return std::nullopt;
  return phone.e164 + " is a number of region " + phone.region + "; limits.sends.regions allows " +
         joined(limits.regions);
}

std::optional<std::string> email_objection(std::string_view address) {
  if (is_email(address)) return std::nullopt;
  return "the e-mail address is not one: NAME@DOMAIN, without spaces, quotes or commas, at most 254 "
         "characters";
}

}  // namespace tessera
