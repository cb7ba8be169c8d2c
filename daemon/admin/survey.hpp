// SPDX-License-Identifier: Apache-2.0
// Every account that could log in, a page at a time, and how each would fare at enforce.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "daemon/admin/call.hpp"
#include "daemon/core/readiness.hpp"
#include "daemon/enrolment/bindings.hpp"

namespace tessera {

struct Surveyed {
  std::string name;
  Whois whois;
  bool creator = false;
  bool root = false;
  AccountFactors factors;         ///< with contacts of another source, where the store has none
  bool on_record = false;         ///< the store has them
  bool contacts_unclear = false;  ///< such a source could not answer
  CountedContacts counted;        ///< of these, what counts (R-12)
  std::vector<Channel> channels;  ///< that would reach it right now
  Readiness readiness = Readiness::unclear;
};

/// A source of accounts that cannot list them: who is not on record is in no survey.
struct NotListed {
  std::string source;  ///< empty: none of the other sources can be asked
  std::string why;     ///< "lists no account"
};

/// "source sss cannot be listed: its accounts appear once they are on record (it lists no account)"
std::string sentence_of(const NotListed& one);
/// [{source, why, says}]
Json not_listed_items(const std::vector<NotListed>& sources);

struct SurveyTotals {
  unsigned accounts = 0, ready = 0, not_ready = 0, gone = 0;
  std::vector<std::string> first_not_ready;  ///< "ana: no-email", ten at most
  std::vector<NotListed> not_listed;
  void add(const Surveyed& surveyed);
};

/// First those of the passwd file in its order, then those that the other sources list, then those on record that are
/// in neither.
class Survey {
 public:
  /// Finds out which gateways work, or why nothing can be said.
  static Async<Result<std::shared_ptr<Survey>, Outcome>> begin(AdminContext context);
  explicit Survey(AdminContext context);

  /// The next page; an empty one is the end.
  Async<Result<std::vector<Surveyed>, Outcome>> next();
  /// "text: kannel failed at …"; one for each channel without a gateway that works.
  const std::vector<std::string>& troubles() const { return troubles_; }
  /// Known once the survey is at its end.
  const std::vector<NotListed>& not_listed() const { return not_listed_; }

 private:
  Async<Result<std::vector<Surveyed>, Outcome>> assess(std::vector<Surveyed> page);
  Async<Result<std::vector<Surveyed>, Outcome>> next_of_host();
  Async<Result<std::vector<Surveyed>, Outcome>> next_of_sources();
  Async<Result<std::vector<Surveyed>, Outcome>> next_on_record();
  Async<std::vector<Surveyed>> look_up(std::vector<std::string> names);
  bool is_known(const std::string& name) const;
  std::vector<std::string> take_new(const SourcePage& came);
  void cannot_list(std::string source, std::string why);
  Async<std::vector<Surveyed>> with_contacts_of_sources(std::vector<Surveyed> page);
  void judge_gateways(const std::vector<GatewayNews>& news);
  void judge(Surveyed& surveyed) const;

  AdminContext context_;
  std::shared_ptr<const Config> config_;
  std::unique_ptr<HostAccounts> host_;      ///< nothing once it was read
  std::unique_ptr<SourceListing> sources_;  ///< likewise
  std::unordered_set<std::size_t> listed_;  ///< hashes of the names that the sources listed: eight bytes, not forty
  unsigned pages_ = 0;  ///< of names from other sources
  std::vector<NotListed> not_listed_;
  std::string after_;
  std::set<Channel> working_;
  std::vector<std::string> troubles_;
};

/// Reads the survey to its end, or until nobody waits for it.
Async<Result<SurveyTotals, Outcome>> survey_all(AdminContext context, std::function<bool()> is_abandoned);

}  // namespace tessera
