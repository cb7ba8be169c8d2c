// SPDX-License-Identifier: Apache-2.0
// What one login remembers between its prompts. Only login*.cpp include this.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/core/notices.hpp"
#include "daemon/login.hpp"
#include "daemon/login_record.hpp"
#include "daemon/screen_context.hpp"

namespace tessera {

/// Which prompt comes next.
enum class View { menu, code, again, app, backup };

/// One person's login. login.cpp defines its members in the order in which things happen, login_delivery.cpp those
/// that send, login_contacts.cpp those that keep which contacts count, login_checks.cpp those that judge what was typed.
class LoginFlow {
 public:
  LoginFlow(const LoginPorts& ports, std::shared_ptr<const Config> config, Conversation& conversation)
      : ports_(ports),
        config_(std::move(config)),
        conversation_(conversation),
        record_(ports.store, ports.log, ports.clock, ports.stranger_log, key_) {}

  Async<void> look_up(const LoginRequest& request);
  /// What was looked up, where somebody else has done it.
  void take(Gathered seen, const LoginRequest& request);
  Async<void> run();
  /// What the person would read first: the prompt, or why not; empty where they read nothing. Does nothing else.
  std::string first_words();
  /// Nothing until a code was accepted.
  std::optional<EnrolmentProof> proof() const { return proof_; }

 private:
  Async<void> pass();
  std::optional<Channel> sent_although_there_is_an_app(std::optional<Channel> preferred) const;
  void choose_first_view();
  Async<void> prove();
  Async<void> act_on(Parsed answer);
  Async<void> enter();
  Async<void> choose(Parsed answer);
  Async<void> take(std::size_t way);
  void other_ways();
  void use_app(std::string notice);
  void lost_phone();
  bool offers_link(const Way& way) const;
  std::optional<NewEnrolment> make_link(TimePoint now, std::string& url) const;
  Async<void> send(std::size_t way, std::optional<ChallengeId> replaces);
  Message message_of(const Way& way, std::string code, const std::string& link) const;
  Async<void> settle(std::shared_ptr<Dispatch> dispatch);
  Async<void> not_sent(SendRefusal refusal);
  Async<void> rescue();
  bool sends(const Way& way) const;
  bool goes_on_without_sending(std::string notice);
  Async<void> resend();
  Async<void> check(std::string code);
  Async<void> check_backup(std::string code);
  CheckCode check_request();
  Async<void> judged(Checked checked);
  Async<void> wrong(Checked checked);
  Async<void> nothing_to_compare(bool app_unreadable);
  Async<void> refuse(Reason reason, std::string reference = {});

  void toggle_trust();
  bool offers_trust() const { return !place_.id.empty() && !trust_; }
  std::optional<TrustedPlace> wanted_trust(TimePoint now) const;
  Async<void> pass_as_trusted();
  void trust_session(TimePoint until);
  void tell_contacts(const Notice& notice);
  Async<void> keep_contacts(CountedContacts counted);
  Async<void> hold(ContactNews news);
  void bindings_kept();
  AppDuty app_duty() const;
  AppLetters app_letters() const;
  std::string enrolment_hint() const;
  std::string prompt();
  void again(std::string notice);
  JudgeApp judge_app(std::string_view typed) const;
  bool delivery_failed() const;
  bool can_type_a_code() const { return sent_.has_value() || code_waits_; }
  ScreenContext screen() const { return screen_context(*config_, key_, express_, ports_.local_time); }

  const LoginPorts& ports_;
  std::shared_ptr<const Config> config_;
  Conversation& conversation_;
  LoginRecord record_;

  // What look_up() found. A thousand logins may wait for their person: what only led to the decision is not kept.
  Ruling ruling_ = Ruling::refuse;
  Reason reason_ = Reason::store_unavailable;  ///< of the ruling
  bool observed_ = false;                      ///< `enforce` would have done something
  LoginKey key_;
  std::optional<Process> opens_session_;
  std::optional<TimePoint> trusted_until_;
  std::vector<PutBinding> to_bind_;  ///< contacts that count from now on, until a commit has kept them
  std::unique_ptr<const Notice> added_;  ///< what is then told of them
  Place place_;  ///< that can be trusted from now on; empty id: none
  std::vector<Way> ways_;
  bool express_ = false;
  std::optional<unsigned> app_digits_;  ///< of its codes, where there is an app
  std::optional<Channel> prefers_to_be_sent_;  ///< what is offered before the app
  bool code_waits_ = false;   ///< one that was sent before this login
  std::optional<BackupSet> backup_;
  bool backup_only_ = false;  ///< a hundred wrong codes have put all others off
  unsigned failures_ = 0;     ///< of the account, the newest that is known; likewise:
  std::optional<TimePoint> locked_until_;

  View view_ = View::menu;
  std::string notice_;
  bool first_ = true;
  bool over_ = false;
  bool trust_ = false;                  ///< the person asked for it
  std::optional<EnrolmentProof> proof_;
  bool lost_ = false;                   ///< the app's code is out of reach, so every way sends
  Proof list_ = Proof::backup;          ///< whose code the prompt for backup codes is about
  std::optional<std::size_t> way_;      ///< the one that was sent by last
  std::optional<SentCode> sent_;        ///< likewise
  std::shared_ptr<Dispatch> dispatch_;  ///< of sent_, where this daemon sent it lately
  std::optional<Channel> failed_;       ///< the last channel that failed
  std::vector<Channel> tried_;
  unsigned wrong_ = 0;
  unsigned enters_ = 0;
  unsigned unread_ = 0;
  unsigned sends_refused_ = 0;
};

}  // namespace tessera
