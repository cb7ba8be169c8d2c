// SPDX-License-Identifier: Apache-2.0
#include "helpers/directory/contact_search.hpp"

#include "shared/account_name.hpp"

namespace tessera {

ContactFinding search_contacts(const std::string& account, const std::vector<NamedContactSource>& sources,
                               const AskContacts& ask) {
  if (!is_account_name(account)) return {Found::nobody, {}, contacts_unknown()};
  for (const NamedContactSource& source : sources) {
    ContactOutcome outcome = ask(source, account);
    if (outcome.answer == Reply::not_found) continue;
    if (outcome.answer == Reply::found) return {Found::found, source.name, std::move(outcome)};
    outcome.detail = "account source " + source.name + ": " + outcome.detail;
    return {Found::unclear, source.name, std::move(outcome)};
  }
  return {Found::nobody, {}, contacts_unknown()};
}

}  // namespace tessera
