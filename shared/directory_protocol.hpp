// SPDX-License-Identifier: Apache-2.0
// The questions of directory.sock about contacts and about all accounts; protocol.hpp has the one about origins.
#pragma once

#include "shared/protocol.hpp"

namespace tessera {

/// How is this account reached? Asked of the sources of `accounts.sources` that are not the daemon's store.
struct FindContacts {
  static constexpr MessageType type = MessageType::find_contacts;
  static constexpr std::size_t max_size = max_module_message;
  std::string_view name;

  template <class Self, class Visitor>
  static constexpr void fields(Self& self, Visitor& visit) {
    visit.text(1, self.name, max_account_name);
  }
};

enum class Found : std::uint8_t {
  found = 1,    ///< `source` knows the account; there may be no contact all the same
  nobody = 2,   ///< every source answered that it does not know the name
  unclear = 3,  ///< a source could not answer; never the same as nobody (R-61)
};

/// The answer to FindContacts. A phone is what libphonenumber made of it; `detail` is for the log.
struct ContactsFound {
  static constexpr MessageType type = MessageType::contacts_found;
  static constexpr std::size_t max_size = max_daemon_message;
  Found found{};
  std::string_view name, source, detail, phone, region, phone_type, email, language;

  template <class Self, class Visitor>
  static constexpr void fields(Self& self, Visitor& visit) {
    visit.number(1, self.found);
    visit.text(2, self.name, max_account_name);
    visit.text(3, self.source, 64);
    visit.text(4, self.detail, 1024);
    visit.text(5, self.phone, 16);
    visit.text(6, self.region, 3);
    visit.text(7, self.phone_type, 32);
    visit.text(8, self.email, 254);
    visit.text(9, self.language, 64);
  }
};

inline constexpr std::size_t max_listed_names = 7 * 1024;

/// The next page of all accounts of the NSS sources but `files`. Said again over the same connection for the page after
/// it: a library goes through its accounts once for each connection, and for one connection at a time.
struct NextAccounts {
  static constexpr MessageType type = MessageType::next_accounts;
  static constexpr std::size_t max_size = max_module_message;
  template <class Self, class Visitor>
  static constexpr void fields(Self&, Visitor&) {}
};

enum class Listed : std::uint8_t {
  names = 1,       ///< some of `source`; more may come
  not_listed = 2,  ///< `source` cannot list its accounts, or not to the end, which `detail` explains; the next one follows
  end = 3,         ///< there was the last source
  busy = 4,        ///< another connection has its turn
};

/// A page. Names stand on lines of their own: `names` are those with a shell to log in with.
struct AccountsListed {
  static constexpr MessageType type = MessageType::accounts_listed;
  static constexpr std::size_t max_size = max_daemon_message;
  Listed listed{};
  std::string_view source, detail, names, without_shell;

  template <class Self, class Visitor>
  static constexpr void fields(Self& self, Visitor& visit) {
    visit.number(1, self.listed);
    visit.text(2, self.source, 64);
    visit.text(3, self.detail, 1024);
    visit.text(4, self.names, max_listed_names, Lines::many);
    visit.text(5, self.without_shell, max_listed_names, Lines::many);
  }
};

}  // namespace tessera
