// SPDX-License-Identifier: Apache-2.0
// From a link to an app that counts: the page, and `tessera enrol`, ask these two questions.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "daemon/config/config.hpp"
#include "daemon/core/notices.hpp"
#include "daemon/enrolment/ports.hpp"
#include "shared/portal_protocol.hpp"

namespace tessera {

/// The seed is in `uri` and `key`, and is shown once.
struct LinkOpened {
  portal::OpenStatus status = portal::OpenStatus::refused;
  std::string account;
  std::string uri;  ///< otpauth:
  std::string key;  ///< base32
  unsigned digits = 6;
  unsigned tries_left = 0;  ///< after a wrong confirmation
};

struct AppFinished {
  portal::FinishStatus status = portal::FinishStatus::refused;
  std::string account;
  std::vector<std::string> backup_codes;  ///< shown once
  std::string note;                       ///< what happens next
  unsigned tries_left = 0;                ///< after a wrong code
};

/// Makes a seed for whoever has token and confirmation, once. `source` is who asks, for the log.
Async<LinkOpened> open_link(const EnrolmentPorts& ports, std::shared_ptr<const Config> config, std::string token,
                            std::string confirmation, std::string source);

/// Takes the first code: then the app counts, and its person has backup codes and is told by message.
Async<AppFinished> finish_link(const EnrolmentPorts& ports, std::shared_ptr<const Config> config, std::string token,
                               std::string code, std::string source);

/// A token that is awake at once, for `account`; empty without randomness.
struct Ticket {
  std::string token;
  std::string confirmation;
};
Async<Stored<Ticket>> make_ticket(const EnrolmentPorts& ports, std::string account, EnrolmentProof proof,
                                  std::string actor);

/// Ten new backup codes in place of those there were.
Async<Stored<std::vector<std::string>>> make_backup_codes(const EnrolmentPorts& ports, std::string account,
                                                          std::string actor);
/// One code for ten minutes, which an administrator reads out.
Async<Stored<std::string>> make_desk_code(const EnrolmentPorts& ports, std::string account, std::string actor);

/// Tells every contact by text and e-mail.
void tell_contacts(Courier& courier, const std::string& account, const Contacts& contacts, const Notice& notice);

}  // namespace tessera
