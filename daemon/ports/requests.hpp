// SPDX-License-Identifier: Apache-2.0
// Requests to put an environment under MFA, and the switch on probation: kept beside the Store's own tables. Each call
// is atomic and, where it changes something, durable and audited before it returns.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/ports/store.hpp"

namespace tessera {

enum class RequestVerdict { open, approved, rejected };

constexpr std::string_view name_of(RequestVerdict verdict) {
  return verdict == RequestVerdict::open ? "open" : verdict == RequestVerdict::approved ? "approved" : "rejected";
}

/// One of the environments that a request names, and what was said about it.
struct RequestedEnvironment {
  std::string name;
  std::string url;
  RequestVerdict verdict = RequestVerdict::open;
  std::string by;
  TimePoint at{};
  std::string reason;
};

struct RequestComment {
  std::string by;
  TimePoint at{};
  std::string text;
};

struct ChangeRequest {
  unsigned id = 0;  ///< given by the store
  std::string subject;
  std::string description;
  std::string requester;
  std::string person;  ///< who really asked; `requester` may be another name
  bool audit_login = false;  ///< that is known by an audit login; root without one may be anybody
  TimePoint at{};
  unsigned accounts = 0;   ///< readiness at that moment
  unsigned not_ready = 0;
  std::vector<RequestedEnvironment> environments;
  std::vector<RequestComment> comments;
};

struct RequestRuling {
  unsigned id = 0;
  std::string environment;
  RequestVerdict verdict = RequestVerdict::approved;
  std::string by;
  std::string person;  ///< who really rules
  bool audit_login = false;
  std::string reason;
  TimePoint now{};
  bool same_person_may = false;
};

/// A name that an audit login does not prove stands beside who gave it.
inline std::string said_by(const std::string& name, const std::string& person, bool audit_login) {
  if (name != person) return name + " (not proven, by " + person + ")";
  return audit_login ? name : name + " (not proven: no audit login)";
}

enum class Ruled { ruled, no_request, not_named, same_person };

/// The switch goes back at `until` unless somebody confirms it.
struct SwitchDeadline {
  TimePoint until{};
  Switch back_to = Switch::off;
  std::string by;
};

enum class Confirmed { confirmed, nothing_waits, no_login };

class RequestStore {
 public:
  virtual ~RequestStore() = default;

  virtual Async<Stored<unsigned>> add_request(ChangeRequest request) = 0;
  /// All of them, oldest first, or the one with this number.
  virtual Async<Stored<std::vector<ChangeRequest>>> requests(std::optional<unsigned> id) = 0;
  /// False when there is no such request.
  virtual Async<Stored<bool>> comment_request(unsigned id, RequestComment comment) = 0;
  virtual Async<Stored<Ruled>> rule_request(RequestRuling ruling) = 0;
  /// Whether the newest verdict on the environment is an approval; a clock that was set back does not change which is.
  virtual Async<Stored<bool>> is_approved(std::string environment) = 0;

  /// Both in one commit.
  virtual Async<Stored<void>> set_switch_until(EnvironmentState state, SwitchDeadline deadline) = 0;
  virtual Async<Stored<std::optional<SwitchDeadline>>> switch_deadline() = 0;
  /// Takes the deadline away where a login with a code succeeded since the switch was set.
  virtual Async<Stored<Confirmed>> confirm_switch(std::string actor, TimePoint now) = 0;
  /// Puts the switch back where its deadline is at `due` or before; where it stands then, or nothing when it is not.
  /// `due` is after `now` where the clock was set back meanwhile.
  virtual Async<Stored<std::optional<EnvironmentState>>> revert_overdue(TimePoint now, TimePoint due) = 0;
};

}  // namespace tessera
