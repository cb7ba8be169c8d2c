// SPDX-License-Identifier: Apache-2.0
#include "daemon/admin/account_rules.hpp"

#include <algorithm>

#include "daemon/core/contact.hpp"
#include "shared/account_name.hpp"

namespace tessera {
namespace {

bool has(const Contacts& contacts, const std::string& what) {
  return what == "phone" ? contacts.phone.has_value() : contacts.email.has_value();
}

Outcome lacking(const std::string& name, const std::string& what) {
  const std::string contact = what == "phone" ? "a phone number" : "an e-mail address";
  const std::string_view about = what == "phone" ? "phone" : "email";
  return {exit_code::bad_data, name + " needs " + contact + ": accounts.require names " + what, about};
}

}  // namespace

Contacts applied(const ContactChange& change, Contacts contacts) {
  if (change.phone.given) contacts.phone = change.phone.value;
  if (change.email.given) contacts.email = change.email.value;
  return contacts;
}

std::optional<Outcome> value_objection(const ContactChange& change, const Config& config) {
  if (change.phone.value) {
    auto objection = phone_objection(*change.phone.value, config.limits.sends);
    if (objection) return Outcome{exit_code::bad_data, std::move(*objection), "phone"};
  }
  if (change.email.value) {
    auto objection = email_objection(*change.email.value);
    if (objection) return Outcome{exit_code::bad_data, std::move(*objection), "email"};
  }
  return std::nullopt;
}

std::optional<Outcome> requirement_objection(const std::string& name, const Contacts& after,
                                             const Contacts& before, const Config& config) {
  const auto lost = [&](const std::string& what) { return !has(after, what) && has(before, what); };
  const auto at = std::ranges::find_if(config.accounts.require, lost);
  if (at == config.accounts.require.end()) return std::nullopt;
  return lacking(name, *at);
}

std::optional<Outcome> requirement_objection(const std::string& name, const Contacts& contacts,
                                             const Config& config) {
  const auto missing = [&](const std::string& what) { return !has(contacts, what); };
  const auto at = std::ranges::find_if(config.accounts.require, missing);
  if (at != config.accounts.require.end()) return lacking(name, *at);
  if (contacts.phone || contacts.email) return std::nullopt;
  return Outcome{exit_code::bad_data, name + " needs a phone number or an e-mail address"};
}

std::optional<Outcome> name_objection(const std::string& name) {
  if (is_account_name(name)) return std::nullopt;
  return Outcome{exit_code::usage,
                 "the account name is empty, too long, begins with '-', or holds a blank, ':', '/' or a control character",
                 "account"};
}

std::optional<Outcome> origin_objection(const Whois& whois) {
  if (whois.origin == Origin::sso) {
    return Outcome{exit_code::no,
                   whois.name + " comes from " + whois.source + "; change it at the identity provider", "account"};
  }
  if (whois.origin != Origin::unclear) return std::nullopt;
  return Outcome{exit_code::try_later, "cannot tell whether " + whois.name + " is a local account: " +
                                           (whois.detail.empty() ? "a source did not answer" : whois.detail),
                 "account"};
}

std::optional<Outcome> unknown_objection(const Whois& whois, bool allow_unknown) {
  if (whois.origin != Origin::nobody || allow_unknown) return std::nullopt;
  return Outcome{exit_code::no_account,
                 "no account " + whois.name + " on this host; to register it before it exists, say --allow-unknown",
                 "account"};
}

std::optional<Outcome> reason_objection(const std::string& reason) {
  constexpr std::size_t longest = 200;
  const bool control = std::ranges::any_of(reason, [](unsigned char c) { return c < ' ' || c == 0x7f; });
  if (!control && reason.size() <= longest) return std::nullopt;
  return Outcome{exit_code::bad_data, "the reason must be one line of at most 200 bytes", "reason"};
}

Outcome unreadable_binding(const std::string& name) {
  return {exit_code::no, "the contact of " + name + " that counts does not open with this seal key, so the change cannot be "
                         "held against it: say account set --now --reason TEXT, or account accept-change " + name};
}

Outcome no_such_account(const std::string& name) {
  return {exit_code::no_account, "no account " + name +
                                     ": no source of this host knows the name, and no contact of "
                                     "it is on record"};
}

}  // namespace tessera
