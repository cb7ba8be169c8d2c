// SPDX-License-Identifier: Apache-2.0
#include "cli/tesseractl/contacts.hpp"

#include "helpers/contacts/phone.hpp"

namespace tessera::ctl {

Result<Json, std::string> phone_argument(const std::string& text, const std::string& default_region) {
  if (text.empty()) return Json(nullptr);
  const auto phone = parse_phone(text, default_region);
  if (!phone) return std::unexpected(phone.error());
  Json argument = Json::object();
  argument["e164"] = phone->e164;
  argument["region"] = phone->region;
  argument["type"] = phone->type;
  return argument;
}

Json email_argument(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

}  // namespace tessera::ctl
