// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "daemon/config/config.hpp"
#include "daemon/enrolment/ports.hpp"
#include "daemon/login.hpp"
#include "daemon/ports/own_screens.hpp"

namespace tessera {

/// One person at user.sock. The account is the one that the kernel's uid stands for.
struct Visit {
  const LoginPorts& ports;
  std::shared_ptr<const Config> config;
  Conversation& conversation;
  OwnScreens& screens;
  std::string host;
  std::uint32_t uid = 0;
  std::string account;  ///< found by answer_wish()
};

/// Finds the account and does what is wanted, as far as it may be done.
Async<Verdict> answer_wish(Visit visit, user::Action action, std::string ticket, std::string channel);

EnrolmentPorts enrolment_ports(const LoginPorts& ports);

/// What gather() asks about: this account, in scope wherever the switch stands.
LoginRequest own_request(const Visit& visit);

/// The login's own conversation. What the person proved themselves with, or how it ended: they were told why.
Async<Result<EnrolmentProof, Verdict>> proven(Visit visit);

/// Tells why not. Of use as `co_return co_await decline(...)`.
Async<Verdict> decline(Visit visit, Verdict verdict, std::string sentence);

Async<Verdict> show_status(Visit visit);
Async<Verdict> list_places(Visit visit);
Async<Verdict> revoke_places(Visit visit);
Async<Verdict> prefer_channel(Visit visit, std::string channel);
Async<Verdict> enrol(Visit visit, std::string ticket);
Async<Verdict> renew_backup_codes(Visit visit);

}  // namespace tessera
