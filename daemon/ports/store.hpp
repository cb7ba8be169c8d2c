// SPDX-License-Identifier: Apache-2.0
// What the daemon remembers, in the domain's words. An adapter makes each call atomic and, for calls that
// change something, durable before it returns. tests/contract/store holds every adapter to this.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "daemon/core/audit.hpp"
#include "daemon/core/challenge.hpp"
#include "daemon/core/environment.hpp"
#include "daemon/core/throttle.hpp"
#include "daemon/core/types.hpp"
#include "daemon/ports/async.hpp"
#include "shared/result.hpp"

namespace tessera {

enum class StoreError {
  unavailable,  ///< cannot read or write now (disk full, read-only, busy): refuse this login, try the next
  corrupt,      ///< not a store of Tessera's, damaged or of a later release: refuse until it is restored
};

template <class T>
using Stored = Result<T, StoreError>;

struct Account {
  std::string name;
  Contacts contacts;
  TimePoint changed_at{};
  std::optional<std::string> language;  ///< a tag of BCP 47
};

/// What a login needs to know about its account, read at one moment.
struct AccountState {
  std::optional<Account> account;          ///< nothing when no contact is on record
  unsigned failures = 0;                   ///< consecutive ones of the count that this login adds to (R-08)
  std::optional<TimePoint> locked_until;   ///< only if in the future
  bool known_place = false;                ///< that count is the place's own
  std::vector<Challenge> outstanding;      ///< of this login key, oldest first
};

/// A challenge to be kept and the send that it stands for.
struct OpenChallenge {
  Challenge challenge;  ///< state open; its id and mac are the caller's
  /// The challenge that a re-send replaces. Nothing: an outstanding challenge of the same login key, channel
  /// and destination is returned instead of opening another.
  std::optional<ChallengeId> replaces;
  SendLimits limits;
};

struct Opened {
  Challenge challenge;
};
struct AlreadyOutstanding {
  Challenge challenge;  ///< send nothing, offer this one
};
struct Locked {
  unsigned failures = 0;
  std::optional<TimePoint> until;  ///< nothing: codes are off until an unlock
};
using OpenOutcome = std::variant<Opened, AlreadyOutstanding, SendRefusal, Locked>;

/// How a delivery went; kept with the next commit of its login, so that it costs none of its own.
struct DeliveryRecord {
  ChallengeId challenge;
  DeliveryStatus status = DeliveryStatus::pending;
  std::string gateway;
};

/// A code to check against the outstanding challenges of a login key.
struct CheckCode {
  LoginKey login;
  Matches matches;          ///< pure; called on the store's thread
  TimePoint now{};
  AttemptLimits limits;
  std::vector<DeliveryRecord> deliveries;
  bool last_try = false;  ///< a wrong code ends this login: the audit row then says refused and has a reference
};

struct Checked {
  Judgement judgement = Judgement::none_open;
  std::optional<TimePoint> locked_until;  ///< set: locked before, so nothing was compared, or locked by this failure
  unsigned failures = 0;                  ///< consecutive ones, this one included; codes_are_off() says more
  std::optional<Challenge> challenge;     ///< the one that was consumed, or that another login had used
  bool challenge_spent = false;           ///< this failure was its last
  std::string reference;                  ///< of the audit row, when the login ends with it
};

/// The end of a login that no CheckCode ended.
struct Conclusion {
  AuditEntry entry;          ///< the adapter fills `reference`
  bool wants_reference = false;
  std::vector<DeliveryRecord> deliveries;
};

enum class Put { added, changed, unchanged, exists };

/// Adding refuses an account that is there (`exists`), setting changes or makes one.
struct PutAccount {
  Account account;
  bool only_if_new = false;
  std::string actor;
};

struct LogQuery {
  std::optional<std::string> reference;  ///< the newest entry that has it
  std::optional<std::string> account;
  unsigned limit = 100;                  ///< newest entries, returned oldest first
};

struct StoreStatus {
  unsigned accounts = 0;
  unsigned locked = 0;
  unsigned outstanding = 0;
  int schema = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  // The login
  virtual Async<Stored<EnvironmentState>> environment() = 0;
  virtual Async<Stored<AccountState>> load_login(LoginKey login, TimePoint now) = 0;
  virtual Async<Stored<OpenOutcome>> open_challenge(OpenChallenge request) = 0;
  /// Counts the attempt, compares, consumes and audits in one commit.
  virtual Async<Stored<Checked>> check(CheckCode request) = 0;
  /// Audits the end of a login. Returns the reference, or an empty text when none was wanted.
  virtual Async<Stored<std::string>> conclude(Conclusion conclusion) = 0;

  // The administrator; every change has its audit row in the same commit
  virtual Async<Stored<void>> set_switch(EnvironmentState state) = 0;
  virtual Async<Stored<Put>> put_account(PutAccount request) = 0;
  /// All of them in one commit, in order, with what each came to.
  virtual Async<Stored<std::vector<Put>>> put_accounts(std::vector<PutAccount> requests) = 0;
  virtual Async<Stored<bool>> remove_account(std::string name, std::string actor, TimePoint now) = 0;
  /// For no login in particular: the highest count and the latest lock of the account and its places.
  virtual Async<Stored<AccountState>> find_account(std::string name, TimePoint now) = 0;
  /// What is on record of each of them, in the same order.
  virtual Async<Stored<std::vector<std::optional<Account>>>> find_accounts(std::vector<std::string> names) = 0;
  /// At most `limit` accounts whose names come after `after` in byte order.
  virtual Async<Stored<std::vector<Account>>> list_accounts(std::string after, unsigned limit) = 0;
  /// Clears failures and locks, those of known places too; false when there were none.
  virtual Async<Stored<bool>> unlock(std::string name, std::string actor, TimePoint now) = 0;
  virtual Async<Stored<std::vector<AuditEntry>>> log(LogQuery query) = 0;
  virtual Async<Stored<StoreStatus>> status(TimePoint now) = 0;
};

}  // namespace tessera
