// SPDX-License-Identifier: Apache-2.0
// What the daemon remembers, in the domain's words. An adapter makes each call atomic and, for calls that
// change something, durable before it returns. tests/contract/store holds every adapter to this.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "daemon/core/environment.hpp"
#include "daemon/ports/async.hpp"
#include "daemon/ports/stored.hpp"
#include "shared/result.hpp"

namespace tessera {

enum class StoreError {
  unavailable,  ///< cannot read or write now (disk full, read-only, busy): refuse this login, try the next
  corrupt,      ///< not a store of Tessera's, damaged or of a later release: refuse until it is restored
};

template <class T>
using Stored = Result<T, StoreError>;

class Store {
 public:
  virtual ~Store() = default;

  // The login
  virtual Async<Stored<EnvironmentState>> environment() = 0;
  /// The switch and, unless it is off, what load_login() gives, in one visit. That the switch could be read does not
  /// depend on the account's record.
  virtual Async<Stored<LoginStart>> begin_login(LoginKey login, TimePoint now) = 0;
  virtual Async<Stored<AccountState>> load_login(LoginKey login, TimePoint now) = 0;
  /// `written`, where given, may be called once, on the event loop and before the outcome comes, when a challenge has
  /// been opened and is on record, though a loss of power would still take it: what it starts need not wait for the disk.
  /// The outcome may be an error all the same, but `written` is not called where the last commit was one that failed.
  virtual Async<Stored<OpenOutcome>> open_challenge(OpenChallenge request, std::function<void()> written = {}) = 0;
  /// Counts the attempt, compares, consumes and audits in one commit.
  virtual Async<Stored<Checked>> check(CheckCode request) = 0;
  /// Audits the end of a login. Returns the reference, or an empty text when none was wanted.
  virtual Async<Stored<std::string>> conclude(Conclusion conclusion) = 0;

  /// Until when the account's place is trusted; nothing when it is not.
  virtual Async<Stored<std::optional<TimePoint>>> trusted_until(std::string account, std::string place,
                                                                TimePoint now) = 0;
  virtual Async<Stored<void>> put_trust(TrustedPlace place) = 0;
  /// Those that are trusted at `now`, of one account, or of all by name.
  virtual Async<Stored<std::vector<TrustedPlace>>> list_trust(std::optional<std::string> account, TimePoint now) = 0;
  /// How many places were forgotten.
  virtual Async<Stored<unsigned>> revoke_trust(std::string account, std::string actor, TimePoint now) = 0;

  /// What a login of the account is to offer first; nothing: its app, or the first way there is.
  virtual Async<Stored<void>> put_preference(std::string account, std::optional<Channel> channel, TimePoint now) = 0;

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

  // Contacts that changed
  /// Puts a change on hold, or forgets the held one; false when another login has done so.
  virtual Async<Stored<bool>> hold_contact(HoldContact request) = 0;
  /// False when a data key was forgotten meanwhile: nothing has changed then.
  virtual Async<Stored<bool>> accept_contacts(AcceptContacts request) = 0;
  /// Those of each account, in the same order.
  virtual Async<Stored<std::vector<std::vector<Binding>>>> find_bindings(std::vector<std::string> names) = 0;
  virtual Async<Stored<std::vector<NamedBinding>>> list_bindings(BindingQuery query) = 0;
  /// How many were taken.
  virtual Async<Stored<unsigned>> reseal_bindings(std::vector<ResealBinding> bindings) = 0;

  // Apps and the keys that seal them
  virtual Async<Stored<Put>> put_app(PutApp request) = 0;
  /// Takes the app, its backup codes and open links off the record; false when there was nothing.
  virtual Async<Stored<bool>> remove_app(std::string account, std::string actor, TimePoint now) = 0;
  /// Takes an app on hold off the record; false when there was none.
  virtual Async<Stored<bool>> cancel_held_app(std::string account, std::string actor, TimePoint now) = 0;
  virtual Async<Stored<void>> put_enrolment(NewEnrolment enrolment, std::string actor, TimePoint now) = 0;
  virtual Async<Stored<std::optional<Enrolment>>> find_enrolment(TokenHash token, TimePoint now) = 0;
  /// Judges the confirmation and keeps the seed, in one commit: a token opens once, however many ask.
  virtual Async<Stored<EnrolmentOutcome>> open_enrolment(OpenEnrolment request) = 0;
  /// Judges the first code and puts the app on record, in one commit.
  virtual Async<Stored<FinishedEnrolment>> finish_enrolment(FinishEnrolment request) = 0;
  /// False for a desk code whose salt is not the account's any more.
  virtual Async<Stored<bool>> put_backup_codes(PutBackupCodes request) = 0;
  /// The data key that seals; nothing in a store that has never sealed.
  virtual Async<Stored<std::optional<WrappedKey>>> newest_data_key() = 0;
  /// False when its id is taken.
  virtual Async<Stored<bool>> add_data_key(WrappedKey key, std::string actor, TimePoint now) = 0;
  /// At most `limit` apps that are not sealed under `key`, of accounts after `after` in byte order.
  virtual Async<Stored<std::vector<NamedApp>>> apps_not_under(std::uint32_t key, std::string after, unsigned limit) = 0;
  /// How many were taken.
  virtual Async<Stored<unsigned>> reseal(std::vector<Reseal> seeds) = 0;
  /// Forgets data keys that seal nothing, but never the newest; how many.
  virtual Async<Stored<unsigned>> drop_unused_data_keys(std::string actor, TimePoint now) = 0;

  virtual Async<Stored<std::vector<AuditEntry>>> log(LogQuery query) = 0;
  virtual Async<Stored<StoreStatus>> status(TimePoint now) = 0;
};

}  // namespace tessera
