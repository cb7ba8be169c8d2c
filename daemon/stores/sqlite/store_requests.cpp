// SPDX-License-Identifier: Apache-2.0
// The parts of the ports that keep requests and answer an audit.
#include "daemon/stores/sqlite/readiness.hpp"
#include "daemon/stores/sqlite/requests.hpp"
#include "daemon/stores/sqlite/run_on.hpp"
#include "daemon/stores/sqlite/store.hpp"

namespace tessera {

using sqlite::Database;
using sqlite::run_on;

Async<Stored<unsigned>> SqliteStore::add_request(ChangeRequest request) {
  return run_on<unsigned>(writer_, [request = std::move(request)](Database& database) {
    return sqlite::add_request(database, request);
  });
}

Async<Stored<std::vector<ChangeRequest>>> SqliteStore::requests(std::optional<unsigned> id) {
  return run_on<std::vector<ChangeRequest>>(listing_, [id](Database& database) { return sqlite::requests(database, id); });
}

Async<Stored<bool>> SqliteStore::comment_request(unsigned id, RequestComment comment) {
  return run_on<bool>(writer_, [id, comment = std::move(comment)](Database& database) {
    return sqlite::comment_request(database, id, comment);
  });
}

Async<Stored<Ruled>> SqliteStore::rule_request(RequestRuling ruling) {
  return run_on<Ruled>(writer_, [ruling = std::move(ruling)](Database& database) {
    return sqlite::rule_request(database, ruling);
  });
}

Async<Stored<bool>> SqliteStore::is_approved(std::string environment) {
  return run_on<bool>(listing_, [environment = std::move(environment)](Database& database) {
    return sqlite::is_approved(database, environment);
  });
}

Async<Stored<void>> SqliteStore::set_switch_until(EnvironmentState state, SwitchDeadline deadline) {
  return run_on<void>(writer_, [state = std::move(state), deadline = std::move(deadline)](Database& database) {
    sqlite::set_switch_until(database, state, deadline);
  });
}

Async<Stored<std::optional<SwitchDeadline>>> SqliteStore::switch_deadline() {
  return run_on<std::optional<SwitchDeadline>>(
      listing_, [](Database& database) { return sqlite::switch_deadline(database); });
}

Async<Stored<Confirmed>> SqliteStore::confirm_switch(std::string actor, TimePoint now) {
  return run_on<Confirmed>(writer_, [actor = std::move(actor), now](Database& database) {
    return sqlite::confirm_switch(database, actor, now);
  });
}

Async<Stored<std::optional<EnvironmentState>>> SqliteStore::revert_overdue(TimePoint now, TimePoint due) {
  return run_on<std::optional<EnvironmentState>>(
      writer_, [now, due](Database& database) { return sqlite::revert_overdue(database, now, due); });
}

Async<Stored<std::vector<AccountFactors>>> SqliteStore::factors_of(std::vector<std::string> names) {
  return run_on<std::vector<AccountFactors>>(listing_, [names = std::move(names)](Database& database) {
    return sqlite::factors_of(database, names);
  });
}

Async<Stored<std::vector<std::string>>> SqliteStore::names_on_record(std::string after, unsigned limit) {
  return run_on<std::vector<std::string>>(listing_, [after = std::move(after), limit](Database& database) {
    return sqlite::names_on_record(database, after, limit);
  });
}

Async<Stored<std::vector<GatewayNews>>> SqliteStore::gateway_news() {
  return run_on<std::vector<GatewayNews>>(listing_, [](Database& database) { return sqlite::gateway_news(database); });
}

Async<Stored<ObservedPage>> SqliteStore::observed(ObservedQuery query) {
  return run_on<ObservedPage>(
      listing_, [query = std::move(query)](Database& database) { return sqlite::observed(database, query); });
}

}  // namespace tessera
