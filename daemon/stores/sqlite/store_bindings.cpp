// SPDX-License-Identifier: Apache-2.0
// The part of the port that keeps which contacts are bound.
#include "daemon/stores/sqlite/bindings.hpp"
#include "daemon/stores/sqlite/run_on.hpp"
#include "daemon/stores/sqlite/store.hpp"

namespace tessera {

using sqlite::Database;
using sqlite::run_on;

Async<Stored<bool>> SqliteStore::hold_contact(HoldContact request) {
  return run_on<bool>(writer_, [request = std::move(request)](Database& database) {
    return sqlite::hold_contact(database, request);
  });
}

Async<Stored<bool>> SqliteStore::accept_contacts(std::string account, std::string actor, std::string reason,
                                                 TimePoint now) {
  return run_on<bool>(writer_, [account = std::move(account), actor = std::move(actor), reason = std::move(reason),
                                now](Database& database) {
    return sqlite::accept_contacts(database, account, actor, reason, now);
  });
}

Async<Stored<std::vector<NamedBinding>>> SqliteStore::list_bindings(BindingQuery query) {
  return run_on<std::vector<NamedBinding>>(listing_, [query = std::move(query)](Database& database) {
    return sqlite::list_bindings(database, query);
  });
}

Async<Stored<unsigned>> SqliteStore::reseal_bindings(std::vector<ResealBinding> bindings) {
  return run_on<unsigned>(writer_, [bindings = std::move(bindings)](Database& database) {
    return sqlite::reseal_bindings(database, bindings);
  });
}

}  // namespace tessera
