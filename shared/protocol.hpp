// SPDX-License-Identifier: Apache-2.0
// Every message between Tessera's programs, on one page, but those of the enrolment page, which are
// portal_protocol.hpp's, how an account is reached and which there are, directory_protocol.hpp's, those of user.sock alone, user_protocol.hpp's, and admin.sock's JSON. The wire format is shared/codec.hpp's, described
// with examples in docs/PROTOCOL.md. A tag is never reused; a new field gets a new tag, and a receiver
// skips tags that it does not know.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "shared/text.hpp"

namespace tessera {

enum class MessageType : std::uint8_t {
  // login.sock, from the module
  hello = 1,
  answer = 2,
  cancelled = 3,
  cannot_converse = 4,
  session_opened = 5,
  // login.sock, from tesserad
  ask = 16,
  tell = 17,
  done = 18,
  // directory.sock
  lookup = 32,
  identity = 33,
  // directory.sock: directory_protocol.hpp
  find_contacts = 34,
  contacts_found = 35,
  next_accounts = 36,
  accounts_listed = 37,
  // courier.sock
  deliver = 48,
  delivery = 49,
  // portal.sock: portal_protocol.hpp
  open = 64,
  opened = 65,
  finish = 66,
  finished = 67,
  // user.sock, beside answer, cancelled, ask, tell and done: user_protocol.hpp
  want = 80,
  own_status = 81,
  seed = 82,
  backup_codes = 83,
  own_place = 84,
};

inline constexpr std::uint64_t protocol_version = 1;
inline constexpr std::size_t max_module_message = 2 * 1024;   // but Hello
inline constexpr std::size_t max_hello_message = 32 * 1024;   // SSH_AUTH_INFO_0 holds whole certificates
inline constexpr std::size_t max_daemon_message = 16 * 1024;
inline constexpr std::size_t max_ssh_auth_info = 16 * 1024;   // longer: left out, the place is unknown
inline constexpr std::size_t max_answer = 512;                // PAM_MAX_RESP_SIZE
inline constexpr std::size_t max_account_name = 256;

/// What the login is, said once by the module when it connects. `time_left_ms` is the module's own limit.
struct Hello {
  static constexpr MessageType type = MessageType::hello;
  static constexpr std::size_t max_size = max_hello_message;
  static constexpr std::uint64_t silent = 1;  ///< flag: PAM_SILENT, no information texts
  std::uint64_t version = 0;
  std::string_view service, user, rhost, tty, ruser, ssh_auth_info;
  std::uint64_t flags = 0;
  std::uint32_t time_left_ms = 0;

  template <class Self, class Visitor>
  static constexpr void fields(Self& self, Visitor& visit) {
    visit.number(1, self.version);
    visit.text(2, self.service, 64);
    visit.text(3, self.user, max_account_name);
    visit.text(4, self.rhost, 256);
    visit.text(5, self.tty, 128);
    visit.text(6, self.ruser, max_account_name);
    visit.number(7, self.flags);
    visit.text(8, self.ssh_auth_info, max_ssh_auth_info, Lines::many);
    visit.number(9, self.time_left_ms);
  }
};

/// A session began after a login that succeeded, or without one. Sent by pam_sm_open_session instead of Hello; nothing
/// comes back. Who it is and which login it belongs to is what the kernel says of the peer.
struct SessionOpened {
  static constexpr MessageType type = MessageType::session_opened;
  static constexpr std::size_t max_size = max_module_message;
  std::uint64_t version = 0;
  std::string_view service, user;

  template <class Self, class Visitor>
  static constexpr void fields(Self& self, Visitor& visit) {
    visit.number(1, self.version);
    visit.text(2, self.service, 64);
    visit.text(3, self.user, max_account_name);
  }
};

/// What the person typed at the last Ask.
struct Answer {
  static constexpr MessageType type = MessageType::answer;
  static constexpr std::size_t max_size = max_module_message;
  std::string_view text;

  template <class Self, class Visitor>
  static constexpr void fields(Self& self, Visitor& visit) {
    visit.text(1, self.text, max_answer);
  }
};

/// The person broke off: a NULL answer, or a conversation error after one that worked.
struct Cancelled {
  static constexpr MessageType type = MessageType::cancelled;
  static constexpr std::size_t max_size = max_module_message;
  template <class Self, class Visitor>
  static constexpr void fields(Self&, Visitor&) {}
};

/// The program cannot hold a conversation: no conversation function, an error at the first Ask, an answer
/// equal to the password, or the placeholder that sshd answers with for a denied user.
struct CannotConverse {
  static constexpr MessageType type = MessageType::cannot_converse;
  static constexpr std::size_t max_size = max_module_message;
  template <class Self, class Visitor>
  static constexpr void fields(Self&, Visitor&) {}
};

/// Show `text` as a prompt with echo and answer it.
struct Ask {
  static constexpr MessageType type = MessageType::ask;
  static constexpr std::size_t max_size = max_daemon_message;
  std::string_view text;

  template <class Self, class Visitor>
  static constexpr void fields(Self& self, Visitor& visit) {
    visit.text(1, self.text, 8 * 1024, Lines::many);
  }
};

enum class TellKind : std::uint8_t { info = 1, error = 2 };

/// Show `text` without asking anything.
struct Tell {
  static constexpr MessageType type = MessageType::tell;
  static constexpr std::size_t max_size = max_daemon_message;
  TellKind kind{};
  std::string_view text;

  template <class Self, class Visitor>
  static constexpr void fields(Self& self, Visitor& visit) {
    visit.number(1, self.kind);
    visit.text(2, self.text, 8 * 1024, Lines::many);
  }
};

enum class Verdict : std::uint8_t {
  proven = 1,         ///< the person gave a code, or is in a trusted place
  not_concerned = 2,  ///< off, observe, single sign-on, service out of scope
  refused = 3,
  locked = 4,
  unavailable = 5,  ///< the daemon could not decide: time up, store or directory away
};

/// The end of a login; the module leaves after it.
struct Done {
  static constexpr MessageType type = MessageType::done;
  static constexpr std::size_t max_size = max_daemon_message;
  Verdict verdict{};

  template <class Self, class Visitor>
  static constexpr void fields(Self& self, Visitor& visit) {
    visit.number(1, self.verdict);
  }
};

/// Who is this? By name, or by uid when `name` is empty.
struct Lookup {
  static constexpr MessageType type = MessageType::lookup;
  static constexpr std::size_t max_size = max_module_message;
  std::string_view name;
  std::uint32_t uid = 0;

  template <class Self, class Visitor>
  static constexpr void fields(Self& self, Visitor& visit) {
    visit.text(1, self.name, max_account_name);
    visit.number(2, self.uid);
  }
};

enum class Known : std::uint8_t {
  sso = 1,      ///< known by a source of `sso.sources`
  other = 2,    ///< known by another NSS source: treated as local
  nobody = 3,   ///< every source answered that it does not know the name
  unclear = 4,  ///< a source could not answer; never the same as nobody (R-61)
};

/// The answer to a Lookup. `source` names the NSS source; `detail` is for the log; a `gid` of 0 is not known.
struct Identity {
  static constexpr MessageType type = MessageType::identity;
  static constexpr std::size_t max_size = max_daemon_message;
  Known known{};
  std::string_view name, source, detail;
  std::uint32_t gid = 0;

  template <class Self, class Visitor>
  static constexpr void fields(Self& self, Visitor& visit) {
    visit.number(1, self.known);
    visit.text(2, self.name, max_account_name);
    visit.text(3, self.source, 64);
    visit.text(4, self.detail, 1024);
    visit.number(5, self.gid);
  }
};

/// Deliver one message over a channel (`text`, `call`, `email`), or over `gateway` alone when it is named.
/// One per connection; closing the connection gives the delivery up.
struct Deliver {
  static constexpr MessageType type = MessageType::deliver;
  static constexpr std::size_t max_size = max_daemon_message;
  std::string_view account, channel, gateway, to, subject, text, code;
  std::uint32_t time_limit_ms = 0;

  template <class Self, class Visitor>
  static constexpr void fields(Self& self, Visitor& visit) {
    visit.text(1, self.account, max_account_name);
    visit.text(2, self.channel, 16);
    visit.text(3, self.gateway, 64);
    visit.text(4, self.to, 320);
    visit.text(5, self.subject, 256);
    visit.text(6, self.text, 4 * 1024, Lines::many);
    visit.text(7, self.code, 16);
    visit.number(8, self.time_limit_ms);
  }
};

enum class DeliveryStatus : std::uint8_t {
  pending = 1,        ///< not yet known
  sent = 2,           ///< a gateway took the message
  refused = 3,        ///< final: this recipient cannot be reached, another try would not help
  failed = 4,         ///< passing: every gateway was tried, none worked now
  misconfigured = 5,  ///< the administrator's mistake: credentials, address, preset
};

/// How a delivery went. `gateway` is the one that took it or the last one tried; `detail` is for the log.
struct Delivery {
  static constexpr MessageType type = MessageType::delivery;
  static constexpr std::size_t max_size = max_daemon_message;
  DeliveryStatus status{};
  std::string_view gateway, detail;

  template <class Self, class Visitor>
  static constexpr void fields(Self& self, Visitor& visit) {
    visit.number(1, self.status);
    visit.text(2, self.gateway, 64);
    visit.text(3, self.detail, 1024);
  }
};

/// What tesserad waits for on login.sock; anything that the table does not allow closes.
enum class LoginState : std::uint8_t { greeting, thinking, asking, over };

struct Transition {
  LoginState state;
  MessageType message;
  LoginState next;
};

/// Both ends follow this table: the daemon checks what arrives, the module what it is told.
inline constexpr Transition login_transitions[] = {
    {LoginState::greeting, MessageType::hello, LoginState::thinking},
    {LoginState::greeting, MessageType::session_opened, LoginState::over},
    {LoginState::thinking, MessageType::ask, LoginState::asking},
    {LoginState::thinking, MessageType::tell, LoginState::thinking},
    {LoginState::thinking, MessageType::done, LoginState::over},
    {LoginState::asking, MessageType::answer, LoginState::thinking},
    {LoginState::asking, MessageType::cancelled, LoginState::thinking},
    {LoginState::asking, MessageType::cannot_converse, LoginState::thinking},
};

/// The state after `message`; false when it may not come now.
template <std::size_t rows>
constexpr bool advance(const Transition (&table)[rows], LoginState& state, MessageType message) {
  for (const Transition& row : table) {
    if (row.state != state || row.message != message) continue;
    state = row.next;
    return true;
  }
  return false;
}
constexpr bool advance(LoginState& state, MessageType message) { return advance(login_transitions, state, message); }

}  // namespace tessera
