// SPDX-License-Identifier: Apache-2.0
// A survey's accounts that are not in the passwd file: those that other sources list, and those on record.
#include <algorithm>
#include <functional>
#include <utility>

#include "daemon/admin/lookups.hpp"
#include "daemon/admin/survey.hpp"

namespace tessera {
namespace {

constexpr unsigned names_a_page = 500;
constexpr std::size_t most_listed = 1'000'000;
constexpr std::size_t most_sources = 64;
constexpr unsigned most_pages = 100'000;  // a library that lists the same for ever comes to an end

/// In an unclear case the account may be one that logs in; a name that nobody has any more is none.
bool is_nobody(const Surveyed& one) { return one.whois.origin == Origin::nobody; }

std::size_t hash_of(const std::string& name) { return std::hash<std::string>()(name); }

}  // namespace

std::string sentence_of(const NotListed& one) {
  const std::string who = one.source.empty() ? "other sources than files" : "source " + one.source;
  return who + " cannot be listed: " + (one.source.empty() ? "their" : "its") +
         " accounts appear once they are on record (" + one.why + ")";
}

Json not_listed_items(const std::vector<NotListed>& sources) {
  Json items = Json::array();
  for (const NotListed& one : sources) {
    Json item = Json::object();
    item["source"] = one.source.empty() ? Json(nullptr) : Json(one.source);
    item["why"] = one.why;
    item["says"] = sentence_of(one);
    items.push_back(std::move(item));
  }
  return items;
}

bool Survey::is_known(const std::string& name) const { return listed_.contains(hash_of(name)); }

void Survey::cannot_list(std::string source, std::string why) {
  not_listed_.push_back({std::move(source), std::move(why)});
}

/// A name is surveyed once, whichever sources list it and however often; one without a shell never.
std::vector<std::string> Survey::take_new(const SourcePage& came) {
  for (const std::string& name : came.without_shell) listed_.insert(hash_of(name));
  std::vector<std::string> names;
  for (const std::string& name : came.names) {
    if (listed_.insert(hash_of(name)).second) names.push_back(name);
  }
  return names;
}

Async<Result<std::vector<Surveyed>, Outcome>> Survey::next_of_sources() {
  while (sources_) {
    SourcePage came = co_await sources_->next();
    if (came.listing == Listing::busy) {
      co_return std::unexpected(Outcome{exit_code::try_later, "the accounts of other sources are being listed for another "
                                                              "audit; try again when that is through"});
    }
    if (came.listing == Listing::not_listed) {
      cannot_list(std::move(came.source), std::move(came.detail));
      if (not_listed_.size() >= most_sources) sources_.reset();
    }
    if (came.listing == Listing::end) sources_.reset();
    if (came.listing != Listing::names) continue;
    if (listed_.size() > most_listed || ++pages_ > most_pages) {
      cannot_list(std::move(came.source), "has more than 1000000 accounts");
      sources_.reset();
      continue;
    }
    std::vector<Surveyed> read = co_await look_up(take_new(came));
    std::erase_if(read, is_nobody);
    if (!read.empty()) co_return co_await assess(std::move(read));
  }
  co_return co_await next_on_record();
}

Async<Result<std::vector<Surveyed>, Outcome>> Survey::next_on_record() {
  for (;;) {
    Stored<std::vector<std::string>> names = co_await context_.readiness.names_on_record(after_, names_a_page);
    if (!names) co_return std::unexpected(store_trouble(names.error()));
    if (names->empty()) co_return std::vector<Surveyed>{};
    after_ = names->back();
    std::erase_if(*names, [this](const std::string& name) { return is_known(name); });
    std::vector<Surveyed> read = co_await look_up(std::move(*names));
    if (!read.empty()) co_return co_await assess(std::move(read));
  }
}

}  // namespace tessera
