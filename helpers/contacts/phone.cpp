// SPDX-License-Identifier: Apache-2.0
#include "helpers/contacts/phone.hpp"

#include <phonenumbers/phonenumberutil.h>

#include <utility>

namespace tessera {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

std::string_view name_of(PhoneNumberUtil::PhoneNumberType type) {
  switch (type) {
    case PhoneNumberUtil::MOBILE:
      return "mobile";
    case PhoneNumberUtil::FIXED_LINE:
      return "fixed";
    case PhoneNumberUtil::FIXED_LINE_OR_MOBILE:
      return "fixed_or_mobile";
    case PhoneNumberUtil::VOIP:
      return "voip";
    case PhoneNumberUtil::PREMIUM_RATE:
      return "premium";
    case PhoneNumberUtil::TOLL_FREE:
      return "toll_free";
    case PhoneNumberUtil::SHARED_COST:
      return "shared_cost";
    case PhoneNumberUtil::PERSONAL_NUMBER:
      return "personal";
    case PhoneNumberUtil::PAGER:
      return "pager";
    case PhoneNumberUtil::UAN:
      return "company";
    case PhoneNumberUtil::VOICEMAIL:
      return "voicemail";
    case PhoneNumberUtil::UNKNOWN:
      break;
  }
  return "unknown";
}

std::string not_a_number(std::string_view text, const std::string& default_region) {
  const std::string sentence = "\"" + std::string(text) + "\" is not a valid phone number";
  if (text.starts_with('+')) return sentence;
  if (default_region.empty())
    return sentence + ": begin it with + and the country code, or set accounts.default_region";
  return sentence + " of region " + default_region + " (accounts.default_region)";
}

}  // namespace

Result<Phone, std::string> parse_phone(std::string_view text, const std::string& default_region) {
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  const auto parsed = util.Parse(std::string(text), default_region.empty() ? "ZZ" : default_region, &number);
  if (parsed != PhoneNumberUtil::NO_PARSING_ERROR || !util.IsValidNumber(number)) {
    return std::unexpected(not_a_number(text, default_region));
  }
  if (number.has_extension())
    return std::unexpected("\"" + std::string(text) + "\" has an extension, which nobody dials");
  Phone phone;
  util.Format(number, PhoneNumberUtil::E164, &phone.e164);
  util.GetRegionCodeForNumber(number, &phone.region);
  phone.type = name_of(util.GetNumberType(number));
  if (phone.type == "premium") return std::unexpected(phone.e164 + " is a premium-rate number");
  return phone;
}

}  // namespace tessera
