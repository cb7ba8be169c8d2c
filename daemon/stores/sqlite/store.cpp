// SPDX-License-Identifier: Apache-2.0
#include "daemon/stores/sqlite/store.hpp"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include <variant>

#include "daemon/stores/sqlite/accounts.hpp"
#include "daemon/stores/sqlite/audit.hpp"
#include "daemon/stores/sqlite/logins.hpp"
#include "daemon/stores/sqlite/run_on.hpp"
#include "daemon/stores/sqlite/schema.hpp"

namespace tessera {
namespace {

using sqlite::Database;
using sqlite::run_on;

/// Contacts and codes' MACs are for root's eyes: a file that was restored with a looser mode is tightened.
bool make_private(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return false;
  return (found.st_mode & 0077) == 0 || ::chmod(path.c_str(), 0600) == 0;
}

Result<Database, std::string> open_writer(const std::string& path) {
  if (!make_private(path)) return std::unexpected(std::string(strerror(errno)));
  auto database = Database::open(path);
  if (!database) return database;
  if (auto adopted = sqlite::adopt(*database); !adopted) return std::unexpected(adopted.error());
  if (auto mode = sqlite::use_write_ahead_log(*database); !mode) return std::unexpected(mode.error());
  return database;
}

Result<Database, std::string> open_reader(const std::string& path) {
  auto database = Database::open(path);
  if (database && !database->command("PRAGMA query_only = ON; PRAGMA cache_size = -256")) return std::unexpected("cannot be read");
  return database;
}

}  // namespace

SqliteStore::SqliteStore(Database writer, Database reader, Database listing, Random& random, Report report)
    : random_(random),
      writer_(std::move(writer), sqlite::commit_together, report),
      reader_(std::move(reader), sqlite::read_each, report),
      listing_(std::move(listing), sqlite::read_each, report) {}

Result<std::unique_ptr<SqliteStore>, std::string> SqliteStore::open(const std::string& path, Random& random,
                                                                    Report report) {
  const auto failed = [&path](const std::string& why) { return std::unexpected("store " + path + ": " + why); };
  auto writer = open_writer(path);
  if (!writer) return failed(writer.error());
  auto reader = open_reader(path);
  if (!reader) return failed(reader.error());
  auto listing = open_reader(path);
  if (!listing) return failed(listing.error());
  return std::unique_ptr<SqliteStore>(new SqliteStore(std::move(*writer), std::move(*reader), std::move(*listing),
                                                      random, std::move(report)));
}

Async<Stored<EnvironmentState>> SqliteStore::environment() {
  return run_on<EnvironmentState>(reader_, [](Database& database) { return sqlite::environment(database); });
}

Async<Stored<LoginStart>> SqliteStore::begin_login(LoginKey login, TimePoint now) {
  const auto begin = [login = std::move(login), now](Database& database) {
    return sqlite::begin_login(database, login, now);
  };
  // The writer has what it wrote in memory. Where it cannot begin to write, the switch can be read all the same.
  auto start = co_await run_on_either<LoginStart>(writer_, reader_, begin);
  if (!start) start = co_await run_on<LoginStart>(reader_, begin);
  co_return start;
}

Async<Stored<AccountState>> SqliteStore::load_login(LoginKey login, TimePoint now) {
  return run_on<AccountState>(reader_, [login = std::move(login), now](Database& database) {
    return sqlite::load_login(database, login, now);
  });
}

Async<Stored<OpenOutcome>> SqliteStore::open_challenge(OpenChallenge request, std::function<void()> written) {
  const auto open = [request = std::move(request)](Database& database) {
    return sqlite::open_challenge(database, request);
  };
  const Executor loop = co_await asio::this_coro::executor;
  const auto tell = [loop, written = std::move(written)](const Stored<OpenOutcome>& outcome) {
    if (written && outcome && std::holds_alternative<OpenedChallenge>(*outcome)) asio::post(loop, written);
  };
  co_return co_await run_on<OpenOutcome>(writer_, open, tell);
}

Async<Stored<Checked>> SqliteStore::check(CheckCode request) {
  return run_on<Checked>(writer_, [this, request = std::move(request)](Database& database) {
    return sqlite::check(database, random_, request);
  });
}

Async<Stored<std::string>> SqliteStore::conclude(Conclusion conclusion) {
  return run_on<std::string>(writer_, [this, conclusion = std::move(conclusion)](Database& database) {
    return sqlite::conclude(database, random_, conclusion);
  });
}

Async<Stored<void>> SqliteStore::set_switch(EnvironmentState state) {
  return run_on<void>(writer_, [state = std::move(state)](Database& database) {
    sqlite::set_switch(database, state);
  });
}

Async<Stored<Put>> SqliteStore::put_account(PutAccount request) {
  return run_on<Put>(writer_, [request = std::move(request)](Database& database) {
    return sqlite::put_account(database, request);
  });
}

Async<Stored<std::vector<Put>>> SqliteStore::put_accounts(std::vector<PutAccount> requests) {
  return run_on<std::vector<Put>>(writer_, [requests = std::move(requests)](Database& database) {
    return sqlite::put_accounts(database, requests);
  });
}

Async<Stored<bool>> SqliteStore::remove_account(std::string name, std::string actor, TimePoint now) {
  return run_on<bool>(writer_, [name = std::move(name), actor = std::move(actor), now](Database& database) {
    return sqlite::remove_account(database, name, actor, now);
  });
}

Async<Stored<AccountState>> SqliteStore::find_account(std::string name, TimePoint now) {
  return run_on<AccountState>(listing_, [name = std::move(name), now](Database& database) {
    return sqlite::find_account(database, name, now);
  });
}

Async<Stored<std::vector<std::optional<Account>>>> SqliteStore::find_accounts(std::vector<std::string> names) {
  return run_on<std::vector<std::optional<Account>>>(listing_, [names = std::move(names)](Database& database) {
    return sqlite::find_accounts(database, names);
  });
}

Async<Stored<std::vector<Account>>> SqliteStore::list_accounts(std::string after, unsigned limit) {
  return run_on<std::vector<Account>>(listing_, [after = std::move(after), limit](Database& database) {
    return sqlite::list_accounts(database, after, limit);
  });
}

Async<Stored<bool>> SqliteStore::unlock(std::string name, std::string actor, TimePoint now) {
  return run_on<bool>(writer_, [name = std::move(name), actor = std::move(actor), now](Database& database) {
    return sqlite::unlock(database, name, actor, now);
  });
}

Async<Stored<std::vector<AuditEntry>>> SqliteStore::log(LogQuery query) {
  return run_on<std::vector<AuditEntry>>(listing_, [query = std::move(query)](Database& database) {
    return sqlite::read_log(database, query);
  });
}

Async<Stored<StoreStatus>> SqliteStore::status(TimePoint now) {
  return run_on<StoreStatus>(listing_, [now](Database& database) { return sqlite::status(database, now); });
}

}  // namespace tessera
