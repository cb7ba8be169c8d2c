// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "daemon/gather.hpp"
#include "daemon/screen_context.hpp"
#include "daemon/user/visit.hpp"

namespace tessera {
namespace {

std::string services_of(const Config& config) {
  std::string names;
  for (const ServiceRule& rule : config.services) names += (names.empty() ? "" : ", ") + rule.name;
  return names.empty() ? "no service" : names;
}

/// What would be decided where the switch enforces.
std::string when_enforced(const Gathered& seen, const Config& config) {
  switch (seen.decision.reason) {
    case Reason::asked:
      return "asked for a code by " + services_of(config) + ".";
    case Reason::single_sign_on:
      return "not asked: this account comes from " + seen.whois.source + ", whose identity provider asks.";
    case Reason::machine_account:
      return "a machine account: it logs in with its ssh key alone.";
    case Reason::no_contact:
    case Reason::no_channel:
      return "refused by " + services_of(config) + ": there is no way to send a code, and no app.";
    case Reason::contacts_unclear:
      return "refused for now: it could not be found out how you are reached, since a directory does not answer.";
    case Reason::locked:
      return "locked after wrong codes.";
    case Reason::codes_off:
      return "locked after wrong codes, until an administrator unlocks it.";
    default:
      return "refused: " + std::string(name_of(seen.decision.reason)) + ".";
  }
}

std::string asked_sentence(Switch position, const Gathered& seen, const Config& config) {
  if (position == Switch::off) return "Not asked: the second step is off here. Once on: " + when_enforced(seen, config);
  if (position == Switch::observe) return "Not asked yet: the second step is on trial here. Once on: " + when_enforced(seen, config);
  std::string sentence = when_enforced(seen, config);
  sentence[0] = static_cast<char>(sentence[0] - 'a' + 'A');
  return sentence;
}

std::uint64_t milliseconds_of(TimePoint at) { return static_cast<std::uint64_t>(at.time_since_epoch().count()); }

/// Only who is asked here owes an app; one on hold is as good as one.
AppDuty duty_of(Switch position, const Gathered& seen, const Config& config, TimePoint now) {
  const Reason reason = seen.decision.reason;
  const bool asked = reason != Reason::single_sign_on && reason != Reason::machine_account && reason != Reason::nobody;
  if (position != Switch::enforce || !asked || seen.state.app || seen.state.app_held_until) return AppDuty::none;
  return duty_without_app(config, now);
}

}  // namespace

Async<Verdict> show_status(Visit visit) {
  const LoginRequest request = own_request(visit);
  const Gathered seen = co_await gather(visit.ports.store, visit.ports.directory, visit.ports.clock, visit.ports.seeds, visit.config, request);
  const auto environment = co_await visit.ports.store.environment();
  if (!environment) {
    co_return co_await decline(visit, Verdict::unavailable,
                               "The second-step service on this host cannot work. Tell your administrator: tesseractl status");
  }
  const std::string asked = asked_sentence(environment->position, seen, *visit.config);
  user::OwnStatus status{.account = visit.account, .environment = visit.config->environment.name, .asked = asked};
  if (seen.state.app) status.app_since_ms = milliseconds_of(seen.state.app->since);
  if (seen.state.app_held_until) status.app_held_until_ms = milliseconds_of(*seen.state.app_held_until);
  if (seen.state.locked_until) status.locked_until_ms = milliseconds_of(*seen.state.locked_until);
  if (seen.state.backup) status.backup_codes = seen.state.backup->left;
  if (seen.state.preferred) status.prefers = name_of(*seen.state.preferred);
  const AppDuty duty = duty_of(environment->position, seen, *visit.config, visit.ports.clock.now());
  if (duty == AppDuty::now) status.app_needed = user::Need::now;
  if (duty == AppDuty::by_date) {
    status.app_needed = user::Need::by_date;
    status.app_needed_by = visit.config->enrolment_until->date;
  }
  co_await visit.screens.show(status);
  co_return Verdict::proven;
}

}  // namespace tessera
