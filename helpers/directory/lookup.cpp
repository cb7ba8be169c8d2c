// SPDX-License-Identifier: Apache-2.0
#include "helpers/directory/lookup.hpp"

#include <algorithm>

#include "shared/account_name.hpp"

namespace tessera {
namespace {

Finding unclear(const Query& query, const std::string& source, const std::string& what) {
  return {Known::unclear, query.name, source, "NSS source " + source + " " + what};
}

/// A source may be lenient about spelling: "Ana" and "ana" would then be one person with two accounts here.
Finding judge_found(const Query& query, const std::string& source, const Outcome& outcome, bool is_sso) {
  if (!is_account_name(outcome.name))
    return unclear(query, source, "answered with a name that cannot be used");
  if (query.name.empty() && outcome.uid != query.uid)
    return unclear(query, source, "answered about another uid");
  const bool same = query.name.empty() || outcome.name == query.name;
  if (same) return {is_sso ? Known::sso : Known::other, outcome.name, source, {}, outcome.gid};
  Finding finding =
      unclear(query, source, "spells this account \"" + outcome.name + "\": log in under that name");
  finding.name = outcome.name;
  return finding;
}

bool contains(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

}  // namespace

Finding look_up(const Query& query, const std::vector<std::string>& sources,
                const std::vector<std::string>& sso, const AskSource& ask) {
  if (!query.name.empty() && !is_account_name(query.name)) {
    return {Known::nobody, {}, {}, "not a name that can be looked up"};
  }
  for (const std::string& source : sources) {
    const Outcome outcome = ask(source, query);
    if (outcome.answer == Reply::not_found) continue;
    if (outcome.answer == Reply::failed) return unclear(query, source, outcome.detail);
    return judge_found(query, source, outcome, contains(sso, source));
  }
  return {Known::nobody, query.name, {}, {}};
}

}  // namespace tessera
