// SPDX-License-Identifier: Apache-2.0
// What an audit of all accounts reads: the host's list of them, and what the store knows of many at once.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/ports/store.hpp"

namespace tessera {

/// An account of the host's passwd file with a shell that lets it log in.
struct HostAccount {
  std::string name;
  std::uint32_t uid = 0;
};

/// Reads the file on, so that a long one never stands in memory.
class HostAccounts {
 public:
  virtual ~HostAccounts() = default;
  /// The next ones, at most `limit`; none at the end. The error is a sentence.
  virtual Result<std::vector<HostAccount>, std::string> next(std::size_t limit) = 0;
};

struct AccountFactors {
  std::optional<Account> account;
  bool app = false;
  unsigned backup_codes = 0;
  bool codes_off = false;
  std::optional<TimePoint> last_login;  ///< that was proven
  std::vector<Binding> bindings;        ///< which of its contacts count (R-12)
};

/// The newest news of a gateway.
struct GatewayNews {
  std::string gateway;
  DeliveryStatus status = DeliveryStatus::pending;
  TimePoint at{};
};

/// What an environment in `observe` would have done to an account, for one reason.
struct Observed {
  std::string account;
  std::string reason;
  unsigned logins = 0;
  TimePoint first{};
  TimePoint last{};
};

/// Which of it a page has.
struct ObservedQuery {
  bool ever = false;        ///< from the first day in `observe`, not from the last time the switch came to it
  std::string after;        ///< an account
  unsigned accounts = 500;  ///< that were logged at all since then, observed or not
};

struct ObservedPage {
  std::vector<Observed> rows;       ///< by account and reason
  std::optional<std::string> last;  ///< the account to go on after; nothing at the end
};

class ReadinessStore {
 public:
  virtual ~ReadinessStore() = default;
  /// In the same order.
  virtual Async<Stored<std::vector<AccountFactors>>> factors_of(std::vector<std::string> names) = 0;
  /// At most `limit` names with a contact or an app on record, after `after` in byte order.
  virtual Async<Stored<std::vector<std::string>>> names_on_record(std::string after, unsigned limit) = 0;
  /// One a gateway that anything is known of.
  virtual Async<Stored<std::vector<GatewayNews>>> gateway_news() = 0;
  virtual Async<Stored<ObservedPage>> observed(ObservedQuery query) = 0;
};

}  // namespace tessera
