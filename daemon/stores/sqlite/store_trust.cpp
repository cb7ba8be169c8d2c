// SPDX-License-Identifier: Apache-2.0
// The part of the port that keeps what people say of their own logins: trusted places, and the channel they prefer.
#include "daemon/stores/sqlite/preferences.hpp"
#include "daemon/stores/sqlite/run_on.hpp"
#include "daemon/stores/sqlite/store.hpp"
#include "daemon/stores/sqlite/trust.hpp"

namespace tessera {

using sqlite::Database;
using sqlite::run_on;

Async<Stored<std::optional<TimePoint>>> SqliteStore::trusted_until(std::string account, std::string place, TimePoint now) {
  return run_on<std::optional<TimePoint>>(
      reader_, [account = std::move(account), place = std::move(place), now](Database& database) {
        return sqlite::trusted_until(database, account, place, now);
      });
}

Async<Stored<void>> SqliteStore::put_trust(TrustedPlace place) {
  return run_on<void>(writer_, [place = std::move(place)](Database& database) { sqlite::put_trust(database, place); });
}

Async<Stored<std::vector<TrustedPlace>>> SqliteStore::list_trust(std::optional<std::string> account, TimePoint now) {
  return run_on<std::vector<TrustedPlace>>(listing_, [account = std::move(account), now](Database& database) {
    return sqlite::list_trust(database, account, now);
  });
}

Async<Stored<unsigned>> SqliteStore::revoke_trust(std::string account, std::string actor, TimePoint now) {
  return run_on<unsigned>(writer_, [account = std::move(account), actor = std::move(actor), now](Database& database) {
    return sqlite::revoke_trust(database, account, actor, now);
  });
}

Async<Stored<void>> SqliteStore::put_preference(std::string account, std::optional<Channel> channel, TimePoint now) {
  return run_on<void>(writer_, [account = std::move(account), channel, now](Database& database) {
    sqlite::put_preference(database, account, channel, now);
  });
}

}  // namespace tessera
