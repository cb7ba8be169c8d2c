// SPDX-License-Identifier: Apache-2.0
// What `tessera` and tesserad say to each other on user.sock, beside Ask, Answer, Cancelled, Tell and Done, which
// are login.sock's. Whose account it is about is the peer's uid, by SO_PEERCRED: no message names one.
#pragma once

#include "shared/protocol.hpp"

namespace tessera::user {

inline constexpr std::size_t max_ticket = 64;  // ASCII letters, digits, '-' and '_'

inline constexpr std::size_t max_channel_name = 8;

enum class Action : std::uint8_t { status = 1, enrol = 2, backup_codes = 3, trust_list = 4, trust_revoke = 5, prefer = 6 };

/// Whether the account must have an app to get on (`enrolment: require`).
enum class Need : std::uint8_t { none = 0, by_date = 1, now = 2 };

/// What the person wants; the first message, and the only one that nobody asked for.
struct Want {
  static constexpr MessageType type = MessageType::want;
  static constexpr std::size_t max_size = max_module_message;
  std::uint64_t version = 0;
  Action action{};
  std::string_view ticket;   ///< an administrator's, to enrol with instead of a code
  std::string_view channel;  ///< to prefer: text, call, email or app

  template <class Self, class Visitor>
  static constexpr void fields(Self& self, Visitor& visit) {
    visit.number(1, self.version);
    visit.number(2, self.action);
    visit.text(3, self.ticket, max_ticket);
    visit.text(4, self.channel, max_channel_name);
  }
};

/// How the account stands. Times are milliseconds since 1970, 0 for none.
struct OwnStatus {
  static constexpr MessageType type = MessageType::own_status;
  static constexpr std::size_t max_size = max_daemon_message;
  std::string_view account, environment;
  std::string_view asked;  ///< a sentence: whether this account is asked here, where, or why not
  std::uint64_t app_since_ms = 0, app_held_until_ms = 0, locked_until_ms = 0;
  std::uint32_t backup_codes = 0;  ///< left
  Need app_needed = Need::none;    ///< where there is none
  std::string_view app_needed_by;  ///< with `by_date`, the last day without one: 2027-01-31
  std::string_view prefers;        ///< the channel that is offered first by the person's own wish; empty without one

  template <class Self, class Visitor>
  static constexpr void fields(Self& self, Visitor& visit) {
    visit.text(1, self.account, max_account_name);
    visit.text(2, self.environment, 64);
    visit.text(3, self.asked, 1024);
    visit.number(4, self.app_since_ms);
    visit.number(5, self.app_held_until_ms);
    visit.number(6, self.locked_until_ms);
    visit.number(7, self.backup_codes);
    visit.number(8, self.app_needed);
    visit.text(9, self.app_needed_by, 16);
    visit.text(10, self.prefers, max_channel_name);
  }
};

/// A trusted place of the account's.
struct OwnPlace {
  static constexpr MessageType type = MessageType::own_place;
  static constexpr std::size_t max_size = max_daemon_message;
  std::string_view label;
  std::uint64_t since_ms = 0, until_ms = 0;

  template <class Self, class Visitor>
  static constexpr void fields(Self& self, Visitor& visit) {
    visit.text(1, self.label, 512);
    visit.number(2, self.since_ms);
    visit.number(3, self.until_ms);
  }
};

/// A new app's seed, said once: as a link for the QR code, and as base32 to be typed.
struct Seed {
  static constexpr MessageType type = MessageType::seed;
  static constexpr std::size_t max_size = max_daemon_message;
  std::string_view uri, key;
  std::uint8_t digits = 0;

  template <class Self, class Visitor>
  static constexpr void fields(Self& self, Visitor& visit) {
    visit.text(1, self.uri, 1024);
    visit.text(2, self.key, 128);
    visit.number(3, self.digits);
  }
};

/// New backup codes, one a line, said once.
struct BackupCodes {
  static constexpr MessageType type = MessageType::backup_codes;
  static constexpr std::size_t max_size = max_daemon_message;
  std::string_view codes;

  template <class Self, class Visitor>
  static constexpr void fields(Self& self, Visitor& visit) {
    visit.text(1, self.codes, 512, Lines::many);
  }
};

/// As login_transitions: both ends follow it, and anything else closes.
inline constexpr Transition transitions[] = {
    {LoginState::greeting, MessageType::want, LoginState::thinking},
    {LoginState::thinking, MessageType::ask, LoginState::asking},
    {LoginState::thinking, MessageType::tell, LoginState::thinking},
    {LoginState::thinking, MessageType::own_status, LoginState::thinking},
    {LoginState::thinking, MessageType::own_place, LoginState::thinking},
    {LoginState::thinking, MessageType::seed, LoginState::thinking},
    {LoginState::thinking, MessageType::backup_codes, LoginState::thinking},
    {LoginState::thinking, MessageType::done, LoginState::over},
    {LoginState::asking, MessageType::answer, LoginState::thinking},
    {LoginState::asking, MessageType::cancelled, LoginState::thinking},
};

}  // namespace tessera::user
