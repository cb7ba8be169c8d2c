// SPDX-License-Identifier: Apache-2.0
// The store port on SQLite: WAL, commits that wait for the disk, one writer that commits in groups.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "daemon/ports/random.hpp"
#include "daemon/ports/readiness.hpp"
#include "daemon/ports/requests.hpp"
#include "daemon/ports/store.hpp"
#include "daemon/stores/sqlite/files.hpp"
#include "daemon/stores/sqlite/worker.hpp"

namespace tessera {

class SqliteStore : public Store, public RequestStore, public ReadinessStore {
 public:
  using Report = sqlite::Report;

  /// Opens a store that `init_store` made; it never makes one. The error is a sentence that names the
  /// path. `random` makes references and `report` is told why an operation failed; both are used on the store's
  /// threads and outlive it. Coroutines that wait for the store must have ended before it goes.
  static Result<std::unique_ptr<SqliteStore>, std::string> open(const std::string& path, Random& random,
                                                                Report report = {});

  Async<Stored<EnvironmentState>> environment() override;
  Async<Stored<LoginStart>> begin_login(LoginKey login, TimePoint now) override;
  Async<Stored<AccountState>> load_login(LoginKey login, TimePoint now) override;
  Async<Stored<OpenOutcome>> open_challenge(OpenChallenge request, std::function<void()> written = {}) override;
  Async<Stored<Checked>> check(CheckCode request) override;
  Async<Stored<std::string>> conclude(Conclusion conclusion) override;

  Async<Stored<std::optional<TimePoint>>> trusted_until(std::string account, std::string place, TimePoint now) override;
  Async<Stored<void>> put_trust(TrustedPlace place) override;
  Async<Stored<std::vector<TrustedPlace>>> list_trust(std::optional<std::string> account, TimePoint now) override;
  Async<Stored<void>> put_preference(std::string account, std::optional<Channel> channel, TimePoint now) override;
  Async<Stored<unsigned>> revoke_trust(std::string account, std::string actor, TimePoint now) override;
  Async<Stored<void>> set_switch(EnvironmentState state) override;
  Async<Stored<Put>> put_account(PutAccount request) override;
  Async<Stored<std::vector<Put>>> put_accounts(std::vector<PutAccount> requests) override;
  Async<Stored<bool>> remove_account(std::string name, std::string actor, TimePoint now) override;
  Async<Stored<AccountState>> find_account(std::string name, TimePoint now) override;
  Async<Stored<std::vector<std::optional<Account>>>> find_accounts(std::vector<std::string> names) override;
  Async<Stored<std::vector<Account>>> list_accounts(std::string after, unsigned limit) override;
  Async<Stored<bool>> unlock(std::string name, std::string actor, TimePoint now) override;
  Async<Stored<bool>> hold_contact(HoldContact request) override;
  Async<Stored<bool>> accept_contacts(AcceptContacts request) override;
  Async<Stored<std::vector<std::vector<Binding>>>> find_bindings(std::vector<std::string> names) override;
  Async<Stored<std::vector<NamedBinding>>> list_bindings(BindingQuery query) override;
  Async<Stored<unsigned>> reseal_bindings(std::vector<ResealBinding> bindings) override;
  Async<Stored<Put>> put_app(PutApp request) override;
  Async<Stored<bool>> remove_app(std::string account, std::string actor, TimePoint now) override;
  Async<Stored<bool>> cancel_held_app(std::string account, std::string actor, TimePoint now) override;
  Async<Stored<void>> put_enrolment(NewEnrolment enrolment, std::string actor, TimePoint now) override;
  Async<Stored<std::optional<Enrolment>>> find_enrolment(TokenHash token, TimePoint now) override;
  Async<Stored<EnrolmentOutcome>> open_enrolment(OpenEnrolment request) override;
  Async<Stored<FinishedEnrolment>> finish_enrolment(FinishEnrolment request) override;
  Async<Stored<bool>> put_backup_codes(PutBackupCodes request) override;
  Async<Stored<std::optional<WrappedKey>>> newest_data_key() override;
  Async<Stored<bool>> add_data_key(WrappedKey key, std::string actor, TimePoint now) override;
  Async<Stored<std::vector<NamedApp>>> apps_not_under(std::uint32_t key, std::string after, unsigned limit) override;
  Async<Stored<unsigned>> reseal(std::vector<Reseal> seeds) override;
  Async<Stored<unsigned>> drop_unused_data_keys(std::string actor, TimePoint now) override;
  Async<Stored<std::vector<AuditEntry>>> log(LogQuery query) override;
  Async<Stored<StoreStatus>> status(TimePoint now) override;

  Async<Stored<unsigned>> add_request(ChangeRequest request) override;
  Async<Stored<std::vector<ChangeRequest>>> requests(std::optional<unsigned> id) override;
  Async<Stored<bool>> comment_request(unsigned id, RequestComment comment) override;
  Async<Stored<Ruled>> rule_request(RequestRuling ruling) override;
  Async<Stored<bool>> is_approved(std::string environment) override;
  Async<Stored<void>> set_switch_until(EnvironmentState state, SwitchDeadline deadline) override;
  Async<Stored<std::optional<SwitchDeadline>>> switch_deadline() override;
  Async<Stored<Confirmed>> confirm_switch(std::string actor, TimePoint now) override;
  Async<Stored<std::optional<EnvironmentState>>> revert_overdue(TimePoint now, TimePoint due) override;
  Async<Stored<std::vector<AccountFactors>>> factors_of(std::vector<std::string> names) override;
  Async<Stored<std::vector<std::string>>> names_on_record(std::string after, unsigned limit) override;
  Async<Stored<std::vector<GatewayNews>>> gateway_news() override;
  Async<Stored<ObservedPage>> observed(ObservedQuery query) override;

 private:
  SqliteStore(sqlite::Database writer, sqlite::Database reader, sqlite::Database listing, Random& random,
              Report report);

  Random& random_;
  sqlite::Worker writer_;
  sqlite::Worker reader_;   ///< what logins wait for
  sqlite::Worker listing_;  ///< an administrator's lists, which may be long
};

}  // namespace tessera
