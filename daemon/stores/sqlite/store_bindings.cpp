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

Async<Stored<bool>> SqliteStore::accept_contacts(AcceptContacts request) {
  return run_on<bool>(writer_, [request = std::move(request)](Database& database) {
    return sqlite::accept_contacts(database, request);
  });
}

Async<Stored<std::vector<std::vector<Binding>>>> SqliteStore::find_bindings(std::vector<std::string> names) {
  return run_on<std::vector<std::vector<Binding>>>(listing_, [names = std::move(names)](Database& database) {
    return sqlite::find_bindings(database, names);
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
