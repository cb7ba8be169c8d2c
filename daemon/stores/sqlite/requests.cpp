// SPDX-License-Identifier: Apache-2.0
#include "daemon/stores/sqlite/requests.hpp"

#include "daemon/stores/sqlite/accounts.hpp"
#include "daemon/stores/sqlite/audit.hpp"
#include "daemon/stores/sqlite/words.hpp"
#include "shared/test_login.hpp"

namespace tessera::sqlite {
namespace {

constexpr std::string_view without_login = " without audit login";  // no account's name ends so

constexpr Word<RequestVerdict> verdict_words[] = {{RequestVerdict::open, name_of(RequestVerdict::open)},
                                                  {RequestVerdict::approved, name_of(RequestVerdict::approved)},
                                                  {RequestVerdict::rejected, name_of(RequestVerdict::rejected)}};

void add_details(Database& database, ChangeRequest& request) {
  Query named = database.query(
      "SELECT name, url, verdict, actor, at, reason FROM request_environments WHERE request = ?1 ORDER BY position",
      request.id);
  while (named.next()) {
    request.environments.push_back({named.text(0), named.text(1), value_of(verdict_words, database, named.text(2)),
                                    named.text(3), named.time(4), named.text(5)});
  }
  Query said = database.query("SELECT actor, at, text FROM request_comments WHERE request = ?1 ORDER BY id", request.id);
  while (said.next()) request.comments.push_back({said.text(0), said.time(1), said.text(2)});
}

std::string number_and(unsigned id, const std::string& rest) {
  return "request " + std::to_string(id) + (rest.empty() ? "" : ": " + rest);
}

/// One column says who it was and how that is known.
std::string person_column(const ChangeRequest& request) {
  return request.person + std::string(request.audit_login ? "" : without_login);
}

void take_person(ChangeRequest& request, std::string column) {
  request.audit_login = !column.ends_with(without_login);
  if (!request.audit_login) column.resize(column.size() - without_login.size());
  request.person = std::move(column);
}

/// One audit login is one person, whatever names it says; root without one may stand for several.
bool is_same_person(const ChangeRequest& request, const RequestRuling& ruling) {
  const bool own_name = ruling.by == ruling.person, one_login = request.audit_login && ruling.audit_login;
  return request.requester == ruling.by || request.requester == ruling.person ||
         (own_name && request.person == ruling.by) || (one_login && request.person == ruling.person);
}

std::optional<std::string> person_behind(Database& database, unsigned id) {
  Query rows = database.query("SELECT person FROM requests WHERE id = ?1", id);
  if (!rows.next()) return std::nullopt;
  return rows.text(0);
}

}  // namespace

unsigned add_request(Database& database, const ChangeRequest& request) {
  database.run(
      "INSERT INTO requests (subject, description, requester, person, at, accounts, not_ready) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      request.subject, request.description, request.requester, person_column(request), request.at, request.accounts,
      request.not_ready);
  const auto id = static_cast<unsigned>(database.number("SELECT last_insert_rowid()"));
  unsigned position = 0;
  std::string names;
  for (const RequestedEnvironment& named : request.environments) {
    database.run("INSERT INTO request_environments (request, position, name, url) VALUES (?1, ?2, ?3, ?4)", id,
                 position++, named.name, named.url);
    names += (names.empty() ? "" : ", ") + named.name;
  }
  audit_change(database, "", "request_made", request.person, request.at, number_and(id, names));
  return id;
}

std::vector<ChangeRequest> requests(Database& database, const std::optional<unsigned>& id) {
  std::vector<ChangeRequest> found;
  {
    Query rows = database.query(
        "SELECT id, subject, description, requester, person, at, accounts, not_ready FROM requests "
        "WHERE ?1 IS NULL OR id = ?1 ORDER BY id",
        id);
    while (rows.next()) {
      found.push_back({rows.count(0), rows.text(1), rows.text(2), rows.text(3), {}, false, rows.time(5),
                       rows.count(6), rows.count(7), {}, {}});
      take_person(found.back(), rows.text(4));
    }
  }
  for (ChangeRequest& request : found) add_details(database, request);
  return found;
}

bool comment_request(Database& database, unsigned id, const RequestComment& comment) {
  if (!person_behind(database, id)) return false;
  database.run("INSERT INTO request_comments (request, actor, at, text) VALUES (?1, ?2, ?3, ?4)", id, comment.by,
               comment.at, comment.text);
  audit_change(database, "", "request_commented", comment.by, comment.at, number_and(id, {}));
  return true;
}

/// A verdict is later than every other on its environment, also when the clock was set back between them.
Ruled rule_request(Database& database, const RequestRuling& ruling) {
  const auto requests_found = requests(database, ruling.id);
  if (requests_found.empty()) return Ruled::no_request;
  const ChangeRequest& request = requests_found.front();
  const bool refused = ruling.verdict == RequestVerdict::approved && is_same_person(request, ruling);
  if (refused && !ruling.same_person_may) return Ruled::same_person;
  database.run(
      "UPDATE request_environments SET verdict = ?3, actor = ?4, reason = ?6, "
      "at = (SELECT max(?5, max(at) + 1) FROM request_environments WHERE name = ?2) WHERE request = ?1 AND name = ?2",
      ruling.id, ruling.environment, word_of(verdict_words, ruling.verdict),
      said_by(ruling.by, ruling.person, ruling.audit_login), ruling.now, ruling.reason);
  if (database.changes() == 0) return Ruled::not_named;
  audit_change(database, "", "request_" + std::string(name_of(ruling.verdict)), ruling.person, ruling.now,
               number_and(ruling.id, ruling.environment));
  return Ruled::ruled;
}

bool is_approved(Database& database, const std::string& environment) {
  Query rows = database.query(
      "SELECT verdict FROM request_environments WHERE name = ?1 AND verdict <> 'open' ORDER BY at DESC, request DESC "
      "LIMIT 1",
      environment);
  return rows.next() && value_of(verdict_words, database, rows.text(0)) == RequestVerdict::approved;
}

void set_switch_until(Database& database, const EnvironmentState& state, const SwitchDeadline& deadline) {
  set_switch(database, state);
  database.run(
      "INSERT INTO switch_deadline (id, until, back_to, actor, after_audit) "
      "VALUES (1, ?1, ?2, ?3, (SELECT coalesce(max(id), 0) FROM audit))",
      deadline.until, word_of(switch_words, deadline.back_to), deadline.by);
}

std::optional<SwitchDeadline> switch_deadline(Database& database) {
  Query rows = database.query("SELECT until, back_to, actor FROM switch_deadline WHERE id = 1");
  if (!rows.next()) return std::nullopt;
  return SwitchDeadline{rows.time(0), value_of(switch_words, database, rows.text(1)), rows.text(2)};
}

Confirmed confirm_switch(Database& database, const std::string& actor, TimePoint now) {
  const auto deadline = switch_deadline(database);
  if (!deadline || deadline->until <= now) return Confirmed::nothing_waits;
  // A code that `tessera` or `tesseractl test-login` asked for is no login.
  const bool proven = database
                          .query("SELECT 1 FROM audit WHERE id > (SELECT after_audit FROM switch_deadline) AND result = 'proven' "
                                 "AND reason = 'code' AND service <> 'tessera' AND rhost <> ?1 LIMIT 1",
                                 test_login_rhost)
                          .next();
  if (!proven) return Confirmed::no_login;
  database.run("DELETE FROM switch_deadline");
  audit_change(database, "", "switch_confirmed", actor, now);
  return Confirmed::confirmed;
}

std::optional<EnvironmentState> revert_overdue(Database& database, TimePoint now, TimePoint due) {
  const auto deadline = switch_deadline(database);
  if (!deadline || deadline->until > due) return std::nullopt;
  EnvironmentState state{deadline->back_to, now, "tesserad"};
  set_switch(database, state);
  audit_change(database, "", "switch_reverted", "tesserad", now, "set by " + deadline->by + ", not confirmed in time");
  return state;
}

}  // namespace tessera::sqlite
