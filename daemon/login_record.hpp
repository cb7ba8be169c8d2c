// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/core/policy.hpp"
#include "daemon/core/rate_limit.hpp"
#include "daemon/ports/clock.hpp"
#include "daemon/ports/courier.hpp"
#include "daemon/ports/store.hpp"
#include "daemon/service/log.hpp"

namespace tessera {

/// What a login leaves behind: audit rows, journal lines, and how its messages fared.
class LoginRecord {
 public:
  /// `key` is the login's own, which learns it later; `strangers` bounds the journal's lines about names that
  /// nobody knows.
  LoginRecord(Store& store, Log& log, const Clock& clock, RateLimit& strangers, const LoginKey& key)
      : store_(store), log_(log), clock_(clock), strangers_(strangers), key_(key) {}

  /// How the login was decided and what was found out on the way, for log and audit.
  void explained_by(std::string detail) {
    detail_ = std::move(detail);
    detail_.shrink_to_fit();  // it is kept until the login ends
  }
  void uses(Channel channel) { channel_ = name_of(channel); }
  void uses(std::string_view channel) { channel_ = channel; }  ///< a literal

  void sent(ChallengeId challenge, std::shared_ptr<Dispatch> dispatch);
  /// News of deliveries since the last call, to ride in the next commit.
  std::vector<DeliveryRecord> take_deliveries();

  /// Audits the login's end and tells the journal. Returns the reference, or an empty text where none is
  /// wanted or the store cannot write; nobody's names and a store that failed leave no row.
  Async<std::string> conclude(Reason reason, std::string result, bool wants_reference);
  void log(Level level, Reason reason, std::string_view result, std::string_view reference = {});

 private:
  struct Sent {
    ChallengeId challenge;
    std::shared_ptr<Dispatch> dispatch;
    DeliveryStatus recorded = DeliveryStatus::pending;
  };
  Store& store_;
  Log& log_;
  const Clock& clock_;
  RateLimit& strangers_;
  const LoginKey& key_;
  std::string_view channel_;
  std::string detail_;
  std::vector<Sent> sent_;
};

}  // namespace tessera
