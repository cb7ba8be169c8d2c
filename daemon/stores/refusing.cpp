// SPDX-License-Identifier: Apache-2.0
#include "daemon/stores/refusing.hpp"

namespace tessera {
namespace {

template <class T>
Async<Stored<T>> refuse(StoreError error) {
  co_return std::unexpected(error);
}

class RefusingStore : public Store {
 public:
  explicit RefusingStore(StoreError error) : error_(error) {}

  Async<Stored<EnvironmentState>> environment() override { return refuse<EnvironmentState>(error_); }
  Async<Stored<LoginStart>> begin_login(LoginKey, TimePoint) override { return refuse<LoginStart>(error_); }
  Async<Stored<AccountState>> load_login(LoginKey, TimePoint) override { return refuse<AccountState>(error_); }
  Async<Stored<OpenOutcome>> open_challenge(OpenChallenge, std::function<void()>) override {
    return refuse<OpenOutcome>(error_);
  }
  Async<Stored<Checked>> check(CheckCode) override { return refuse<Checked>(error_); }
  Async<Stored<std::string>> conclude(Conclusion) override { return refuse<std::string>(error_); }
  Async<Stored<std::optional<TimePoint>>> trusted_until(std::string, std::string, TimePoint) override {
    return refuse<std::optional<TimePoint>>(error_);
  }
  Async<Stored<void>> put_trust(TrustedPlace) override { return refuse<void>(error_); }
  Async<Stored<std::vector<TrustedPlace>>> list_trust(std::optional<std::string>, TimePoint) override {
    return refuse<std::vector<TrustedPlace>>(error_);
  }
  Async<Stored<void>> put_preference(std::string, std::optional<Channel>, TimePoint) override {
    return refuse<void>(error_);
  }
  Async<Stored<unsigned>> revoke_trust(std::string, std::string, TimePoint) override { return refuse<unsigned>(error_); }
  Async<Stored<void>> set_switch(EnvironmentState) override { return refuse<void>(error_); }
  Async<Stored<Put>> put_account(PutAccount) override { return refuse<Put>(error_); }
  Async<Stored<std::vector<Put>>> put_accounts(std::vector<PutAccount>) override {
    return refuse<std::vector<Put>>(error_);
  }
  Async<Stored<bool>> remove_account(std::string, std::string, TimePoint) override { return refuse<bool>(error_); }
  Async<Stored<AccountState>> find_account(std::string, TimePoint) override { return refuse<AccountState>(error_); }
  Async<Stored<std::vector<std::optional<Account>>>> find_accounts(std::vector<std::string>) override {
    return refuse<std::vector<std::optional<Account>>>(error_);
  }
  Async<Stored<std::vector<Account>>> list_accounts(std::string, unsigned) override {
    return refuse<std::vector<Account>>(error_);
  }
  Async<Stored<bool>> unlock(std::string, std::string, TimePoint) override { return refuse<bool>(error_); }
  Async<Stored<bool>> hold_contact(HoldContact) override { return refuse<bool>(error_); }
  Async<Stored<bool>> accept_contacts(AcceptContacts) override { return refuse<bool>(error_); }
  Async<Stored<std::vector<std::vector<Binding>>>> find_bindings(std::vector<std::string>) override {
    return refuse<std::vector<std::vector<Binding>>>(error_);
  }
  Async<Stored<std::vector<NamedBinding>>> list_bindings(BindingQuery) override {
    return refuse<std::vector<NamedBinding>>(error_);
  }
  Async<Stored<unsigned>> reseal_bindings(std::vector<ResealBinding>) override { return refuse<unsigned>(error_); }
  Async<Stored<Put>> put_app(PutApp) override { return refuse<Put>(error_); }
  Async<Stored<bool>> remove_app(std::string, std::string, TimePoint) override { return refuse<bool>(error_); }
  Async<Stored<bool>> cancel_held_app(std::string, std::string, TimePoint) override { return refuse<bool>(error_); }
  Async<Stored<void>> put_enrolment(NewEnrolment, std::string, TimePoint) override { return refuse<void>(error_); }
  Async<Stored<std::optional<Enrolment>>> find_enrolment(TokenHash, TimePoint) override {
    return refuse<std::optional<Enrolment>>(error_);
  }
  Async<Stored<EnrolmentOutcome>> open_enrolment(OpenEnrolment) override { return refuse<EnrolmentOutcome>(error_); }
  Async<Stored<FinishedEnrolment>> finish_enrolment(FinishEnrolment) override {
    return refuse<FinishedEnrolment>(error_);
  }
  Async<Stored<bool>> put_backup_codes(PutBackupCodes) override { return refuse<bool>(error_); }
  Async<Stored<std::optional<WrappedKey>>> newest_data_key() override {
    return refuse<std::optional<WrappedKey>>(error_);
  }
  Async<Stored<bool>> add_data_key(WrappedKey, std::string, TimePoint) override { return refuse<bool>(error_); }
  Async<Stored<std::vector<NamedApp>>> apps_not_under(std::uint32_t, std::string, unsigned) override {
    return refuse<std::vector<NamedApp>>(error_);
  }
  Async<Stored<unsigned>> reseal(std::vector<Reseal>) override { return refuse<unsigned>(error_); }
  Async<Stored<unsigned>> drop_unused_data_keys(std::string, TimePoint) override { return refuse<unsigned>(error_); }
  Async<Stored<std::vector<AuditEntry>>> log(LogQuery) override { return refuse<std::vector<AuditEntry>>(error_); }
  Async<Stored<StoreStatus>> status(TimePoint) override { return refuse<StoreStatus>(error_); }

 private:
  StoreError error_;
};

class RefusingRequests : public RequestStore {
 public:
  explicit RefusingRequests(StoreError error) : error_(error) {}

  Async<Stored<unsigned>> add_request(ChangeRequest) override { return refuse<unsigned>(error_); }
  Async<Stored<std::vector<ChangeRequest>>> requests(std::optional<unsigned>) override {
    return refuse<std::vector<ChangeRequest>>(error_);
  }
  Async<Stored<bool>> comment_request(unsigned, RequestComment) override { return refuse<bool>(error_); }
  Async<Stored<Ruled>> rule_request(RequestRuling) override { return refuse<Ruled>(error_); }
  Async<Stored<bool>> is_approved(std::string) override { return refuse<bool>(error_); }
  Async<Stored<void>> set_switch_until(EnvironmentState, SwitchDeadline) override { return refuse<void>(error_); }
  Async<Stored<std::optional<SwitchDeadline>>> switch_deadline() override {
    return refuse<std::optional<SwitchDeadline>>(error_);
  }
  Async<Stored<Confirmed>> confirm_switch(std::string, TimePoint) override { return refuse<Confirmed>(error_); }
  Async<Stored<std::optional<EnvironmentState>>> revert_overdue(TimePoint, TimePoint) override {
    return refuse<std::optional<EnvironmentState>>(error_);
  }

 private:
  StoreError error_;
};

class RefusingReadiness : public ReadinessStore {
 public:
  explicit RefusingReadiness(StoreError error) : error_(error) {}

  Async<Stored<std::vector<AccountFactors>>> factors_of(std::vector<std::string>) override {
    return refuse<std::vector<AccountFactors>>(error_);
  }
  Async<Stored<std::vector<std::string>>> names_on_record(std::string, unsigned) override {
    return refuse<std::vector<std::string>>(error_);
  }
  Async<Stored<std::vector<GatewayNews>>> gateway_news() override { return refuse<std::vector<GatewayNews>>(error_); }
  Async<Stored<ObservedPage>> observed(ObservedQuery) override { return refuse<ObservedPage>(error_); }

 private:
  StoreError error_;
};

}  // namespace

std::unique_ptr<RequestStore> refuse_requests(StoreError error) { return std::make_unique<RefusingRequests>(error); }

std::unique_ptr<ReadinessStore> refuse_readiness(StoreError error) { return std::make_unique<RefusingReadiness>(error); }

std::unique_ptr<Store> refuse_store(StoreError error) { return std::make_unique<RefusingStore>(error); }

}  // namespace tessera
