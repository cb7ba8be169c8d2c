// SPDX-License-Identifier: Apache-2.0
// Ten new backup codes for somebody who has proven themselves.
#include <utility>

#include "daemon/core/notices.hpp"
#include "daemon/enrolment/bindings.hpp"
#include "daemon/enrolment/enrolling.hpp"
#include "daemon/screen_context.hpp"
#include "daemon/user/visit.hpp"

namespace tessera {
namespace {

/// Over the contacts on record; the codes themselves go to the terminal alone.
void tell_of_new_codes(const Visit& visit, const AccountState& state) {
  if (!state.account) return;
  const LoginKey key{visit.account, {}, visit.host, {}};
  const bool express = !visit.ports.directory.is_creator(visit.account);
  const ScreenContext context = screen_context(*visit.config, key, express, visit.ports.local_time);
  tell_contacts(visit.ports.courier, visit.account, state.account->contacts, new_backup_codes_notice(context));
}

}  // namespace

Async<Verdict> renew_backup_codes(Visit visit) {
  const auto proof = co_await proven(visit);
  if (!proof) co_return proof.error();
  const auto state =
      co_await counted_account(visit.ports.store, visit.ports.directory, visit.ports.seeds, visit.account,
                               visit.ports.clock.now(), has_other_sources(*visit.config));
  if (!state) co_return co_await decline(visit, Verdict::unavailable, "The store cannot be read now. Try again later.");
  // A backup code replaces an app at once, a text does so after a day: one must not be had for the other.
  if (state->app && *proof == EnrolmentProof::text) {
    co_return co_await decline(visit, Verdict::refused,
                               "A text or a call is not enough for new backup codes, since you have an app. "
                               "Run it again with the app's code, a backup code or a code by e-mail.");
  }
  const EnrolmentPorts ports = enrolment_ports(visit.ports);
  const auto codes = co_await make_backup_codes(ports, visit.account, visit.account);
  if (!codes) co_return co_await decline(visit, Verdict::unavailable, "No codes could be made now. Try again later.");
  std::string lines;
  for (const std::string& code : *codes) lines += (lines.empty() ? "" : "\n") + code;
  const user::BackupCodes shown{lines};
  co_await visit.screens.show(shown);
  tell_of_new_codes(visit, *state);
  co_return Verdict::proven;
}

}  // namespace tessera
