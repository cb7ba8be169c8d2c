// SPDX-License-Identifier: Apache-2.0
// What the enrolment page and tesserad say to each other on portal.sock, one exchange a connection. The wire
// format is that of shared/protocol.hpp.
#pragma once

#include "shared/protocol.hpp"

namespace tessera::portal {

inline constexpr std::size_t max_token = 64;            // ASCII letters, digits, '-' and '_'
inline constexpr std::size_t confirmation_digits = 4;

/// Somebody followed an enrolment link and typed the confirmation that stood in the login's prompt.
/// `source` is the browser's address, for the log.
struct Open {
  static constexpr MessageType type = MessageType::open;
  static constexpr std::size_t max_size = max_module_message;
  std::string_view token, confirmation, source;

  template <class Self, class Visitor>
  static constexpr void fields(Self& self, Visitor& visit) {
    visit.text(1, self.token, max_token);
    visit.text(2, self.confirmation, 16);
    visit.text(3, self.source, 64);
  }
};

enum class OpenStatus : std::uint8_t {
  opened = 1,
  refused = 2,  ///< used, expired, sleeping or unknown: all of them look the same
  wrong_confirmation = 3,
  unavailable = 4,
};

/// How a page is to look for this person; all empty unless the express population has a style.
struct PageStyle {
  std::string_view heading, help, accent, help_desk;

  template <class Self, class Visitor>
  static constexpr void fields(Self& self, Visitor& visit) {
    visit.text(8, self.heading, 200);
    visit.text(9, self.help, 256);
    visit.text(10, self.accent, 7);  // #rrggbb
    visit.text(11, self.help_desk, 128);
  }
};

/// The answer to Open. `uri` (otpauth:) and `key` (base32) hold the new seed and are said once.
struct Opened {
  static constexpr MessageType type = MessageType::opened;
  static constexpr std::size_t max_size = max_daemon_message;
  OpenStatus status{};
  std::string_view account, environment, uri, key;
  std::uint8_t digits = 0;
  std::uint32_t tries_left = 0;  ///< after a wrong confirmation
  PageStyle style;

  template <class Self, class Visitor>
  static constexpr void fields(Self& self, Visitor& visit) {
    visit.number(1, self.status);
    visit.text(2, self.account, max_account_name);
    visit.text(3, self.environment, 64);
    visit.text(4, self.uri, 1024);
    visit.text(5, self.key, 128);
    visit.number(6, self.digits);
    visit.number(7, self.tries_left);
    PageStyle::fields(self.style, visit);
  }
};

/// The first code of the app, which proves that it counts as it should.
struct Finish {
  static constexpr MessageType type = MessageType::finish;
  static constexpr std::size_t max_size = max_module_message;
  std::string_view token, code, source;

  template <class Self, class Visitor>
  static constexpr void fields(Self& self, Visitor& visit) {
    visit.text(1, self.token, max_token);
    visit.text(2, self.code, 32);
    visit.text(3, self.source, 64);
  }
};

enum class FinishStatus : std::uint8_t { finished = 1, refused = 2, wrong_code = 3, unavailable = 4 };

/// The answer to Finish. `backup_codes`, one a line, are said once; `note` tells what happens next.
struct Finished {
  static constexpr MessageType type = MessageType::finished;
  static constexpr std::size_t max_size = max_daemon_message;
  FinishStatus status{};
  std::string_view backup_codes, note;
  std::uint32_t tries_left = 0;  ///< after a wrong code
  PageStyle style;

  template <class Self, class Visitor>
  static constexpr void fields(Self& self, Visitor& visit) {
    visit.number(1, self.status);
    visit.text(2, self.backup_codes, 512, Lines::many);
    visit.text(3, self.note, 256);
    visit.number(4, self.tries_left);
    PageStyle::fields(self.style, visit);
  }
};

}  // namespace tessera::portal
