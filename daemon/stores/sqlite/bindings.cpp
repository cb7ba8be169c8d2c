// SPDX-License-Identifier: Apache-2.0
#include "daemon/stores/sqlite/bindings.hpp"

#include "daemon/stores/sqlite/apps.hpp"
#include "daemon/stores/sqlite/audit.hpp"
#include "daemon/stores/sqlite/words.hpp"

namespace tessera::sqlite {
namespace {

#define TESSERA_BINDING_COLUMNS                                                                 \
  "SELECT account, kind, state, data_key, contact, bindings.since, until, data_keys.wrapped FROM bindings " \
  "JOIN data_keys ON data_keys.id = bindings.data_key "

Binding binding_in(Database& database, Query& row) {
  Binding binding;
  binding.kind = value_of(contact_words, database, row.text(1));
  binding.state = value_of(binding_words, database, row.text(2));
  binding.key.id = row.count(3);
  binding.contact = bytes_of(row.blob(4));
  binding.since = row.time(5);
  binding.until = row.time(6);
  binding.key.key = bytes_of(row.blob(7));
  return binding;
}

void put(Database& database, const std::string& account, const PutBinding& binding, TimePoint now) {
  database.run(
      "INSERT INTO bindings (account, kind, state, data_key, contact, since, until) "
      "SELECT ?1, ?2, ?3, id, ?5, ?6, ?7 FROM data_keys WHERE id = ?4 "
      "ON CONFLICT (account, kind, state) DO UPDATE SET data_key = ?4, contact = ?5, since = ?6, until = ?7",
      account, word_of(contact_words, binding.kind), word_of(binding_words, binding.state), binding.key,
      blob_of(binding.contact), now, binding.until);
  if (!database.failure() && database.changes() == 0) {
    database.fail(StoreError::unavailable, "the data key of a binding was forgotten meanwhile");
  }
}

void drop_held(Database& database, const std::string& account, ContactKind kind) {
  database.run("DELETE FROM bindings WHERE account = ?1 AND kind = ?2 AND state = 'held'", account,
               word_of(contact_words, kind));
}

/// What is held is what the caller saw.
bool is_as_seen(Database& database, const HoldContact& request) {
  Query rows = database.query("SELECT contact FROM bindings WHERE account = ?1 AND kind = ?2 AND state = 'held'",
                              request.account, word_of(contact_words, request.kind));
  if (!rows.next()) return !request.before;
  return request.before && bytes_of(rows.blob(0)) == *request.before;
}

/// The next page begins after the last account, whose rows may be cut off: they come there, all of them.
void keep_accounts_whole(std::vector<NamedBinding>& bindings) {
  const std::string last = bindings.back().account;
  if (bindings.front().account == last) return;
  while (bindings.back().account == last) bindings.pop_back();
}

}  // namespace

std::vector<Binding> bindings_of(Database& database, const std::string& account) {
  std::vector<Binding> bindings;
  Query rows = database.query(TESSERA_BINDING_COLUMNS "WHERE account = ?1", account);
  while (rows.next()) bindings.push_back(binding_in(database, rows));
  return bindings;
}

void bind(Database& database, const std::string& account, const PutBinding& binding, TimePoint now) {
  drop_held(database, account, binding.kind);
  put(database, account, binding, now);
  audit_change(database, account, "contact_bound", account, now, std::string(name_of(binding.kind)));
}

bool hold_contact(Database& database, const HoldContact& request) {
  if (!is_as_seen(database, request) || database.failure()) return false;
  if (request.held) {
    put(database, request.account, *request.held, request.now);
  } else {
    drop_held(database, request.account, request.kind);
  }
  audit_change(database, request.account, request.held ? "contact_held" : "contact_settled", "", request.now,
               request.detail);
  return true;
}

bool accept_contacts(Database& database, const std::string& account, const std::string& actor,
                     const std::string& reason, TimePoint now) {
  database.run("DELETE FROM bindings WHERE account = ?1", account);
  if (database.failure() || database.changes() == 0) return false;
  audit_change(database, account, "contacts_accepted", actor, now, reason);
  return true;
}

std::vector<NamedBinding> list_bindings(Database& database, const BindingQuery& query) {
  std::vector<NamedBinding> bindings;
  const std::string_view state = query.state ? word_of(binding_words, *query.state) : "";
  Query rows = query.state == BindingState::held
                   ? database.query(TESSERA_BINDING_COLUMNS
                                    "WHERE state = 'held' AND account > ?1 AND data_key <> ?2 ORDER BY account LIMIT ?3",
                                    query.after, query.not_under.value_or(0), query.limit)
                   : database.query(TESSERA_BINDING_COLUMNS
                                    "WHERE account > ?1 AND data_key <> ?2 AND (?4 = '' OR state = ?4) "
                                    "ORDER BY account LIMIT ?3",
                                    query.after, query.not_under.value_or(0), query.limit, state);
  while (rows.next()) bindings.push_back({rows.text(0), binding_in(database, rows)});
  if (!bindings.empty() && bindings.size() == query.limit) keep_accounts_whole(bindings);
  return bindings;
}

#undef TESSERA_BINDING_COLUMNS

unsigned reseal_bindings(Database& database, const std::vector<ResealBinding>& bindings) {
  unsigned taken = 0;
  for (const ResealBinding& one : bindings) {
    database.run(
        "UPDATE bindings SET data_key = ?5, contact = ?6 WHERE account = ?1 AND kind = ?2 AND state = ?3 AND contact = ?4",
        one.account, word_of(contact_words, one.kind), word_of(binding_words, one.state), blob_of(one.before), one.key,
        blob_of(one.after));
    taken += database.changes() == 1 ? 1 : 0;
  }
  return taken;
}

}  // namespace tessera::sqlite
