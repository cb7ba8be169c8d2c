// SPDX-License-Identifier: Apache-2.0
// The part of the port that keeps apps, the links that lead to them, backup codes, and the keys that seal.
#include "daemon/stores/sqlite/apps.hpp"
#include "daemon/stores/sqlite/backups.hpp"
#include "daemon/stores/sqlite/enrolments.hpp"
#include "daemon/stores/sqlite/run_on.hpp"
#include "daemon/stores/sqlite/store.hpp"

namespace tessera {

using sqlite::Database;
using sqlite::run_on;

Async<Stored<Put>> SqliteStore::put_app(PutApp request) {
  return run_on<Put>(writer_, [request = std::move(request)](Database& database) {
    return sqlite::put_app(database, request);
  });
}

Async<Stored<bool>> SqliteStore::remove_app(std::string account, std::string actor, TimePoint now) {
  return run_on<bool>(writer_, [account = std::move(account), actor = std::move(actor), now](Database& database) {
    return sqlite::remove_app(database, account, actor, now);
  });
}

Async<Stored<std::optional<WrappedKey>>> SqliteStore::newest_data_key() {
  return run_on<std::optional<WrappedKey>>(listing_, [](Database& database) { return sqlite::newest_data_key(database); });
}

Async<Stored<bool>> SqliteStore::add_data_key(WrappedKey key, std::string actor, TimePoint now) {
  return run_on<bool>(writer_, [key = std::move(key), actor = std::move(actor), now](Database& database) {
    return sqlite::add_data_key(database, key, actor, now);
  });
}

Async<Stored<std::vector<NamedApp>>> SqliteStore::apps_not_under(std::uint32_t key, std::string after, unsigned limit) {
  return run_on<std::vector<NamedApp>>(listing_, [key, after = std::move(after), limit](Database& database) {
    return sqlite::apps_not_under(database, key, after, limit);
  });
}

Async<Stored<unsigned>> SqliteStore::reseal(std::vector<Reseal> seeds) {
  return run_on<unsigned>(writer_, [seeds = std::move(seeds)](Database& database) {
    return sqlite::reseal(database, seeds);
  });
}

Async<Stored<unsigned>> SqliteStore::drop_unused_data_keys(std::string actor, TimePoint now) {
  return run_on<unsigned>(writer_, [actor = std::move(actor), now](Database& database) {
    return sqlite::drop_unused_data_keys(database, actor, now);
  });
}

Async<Stored<bool>> SqliteStore::cancel_held_app(std::string account, std::string actor, TimePoint now) {
  return run_on<bool>(writer_, [account = std::move(account), actor = std::move(actor), now](Database& database) {
    return sqlite::cancel_held_app(database, account, actor, now);
  });
}

Async<Stored<void>> SqliteStore::put_enrolment(NewEnrolment enrolment, std::string actor, TimePoint now) {
  return run_on<void>(writer_, [enrolment = std::move(enrolment), actor = std::move(actor), now](Database& database) {
    sqlite::put_enrolment(database, enrolment, actor, now);
  });
}

Async<Stored<std::optional<Enrolment>>> SqliteStore::find_enrolment(TokenHash token, TimePoint now) {
  return run_on<std::optional<Enrolment>>(reader_, [token = std::move(token), now](Database& database) {
    return sqlite::find_enrolment(database, token, now);
  });
}

Async<Stored<EnrolmentOutcome>> SqliteStore::open_enrolment(OpenEnrolment request) {
  return run_on<EnrolmentOutcome>(writer_, [request = std::move(request)](Database& database) {
    return sqlite::open_enrolment(database, request);
  });
}

Async<Stored<FinishedEnrolment>> SqliteStore::finish_enrolment(FinishEnrolment request) {
  return run_on<FinishedEnrolment>(writer_, [request = std::move(request)](Database& database) {
    return sqlite::finish_enrolment(database, request);
  });
}

Async<Stored<bool>> SqliteStore::put_backup_codes(PutBackupCodes request) {
  return run_on<bool>(writer_, [request = std::move(request)](Database& database) {
    return sqlite::put_backup_codes(database, request);
  });
}

}  // namespace tessera
