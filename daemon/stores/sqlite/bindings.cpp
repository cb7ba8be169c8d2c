// SPDX-License-Identifier: Apache-2.0
#include "daemon/stores/sqlite/bindings.hpp"

#include "daemon/stores/sqlite/accounts.hpp"
#include "daemon/stores/sqlite/apps.hpp"
#include "daemon/stores/sqlite/audit.hpp"
#include "daemon/stores/sqlite/trust.hpp"
#include "daemon/stores/sqlite/words.hpp"

namespace tessera::sqlite {
namespace {

#define TESSERA_BINDING_COLUMNS                                                                 \
  "SELECT account, kind, state, data_key, contact, bindings.since, until, data_keys.wrapped FROM bindings " \
  "LEFT JOIN data_keys ON data_keys.id = bindings.data_key "

Binding binding_in(Database& database, Query& row) {
  Binding binding;
  binding.kind = value_of(contact_words, database, row.text(1));
  binding.state = value_of(binding_words, database, row.text(2));
  binding.key.id = row.count(3);
  binding.contact = bytes_of(row.blob(4));
  binding.since = row.time(5);
  binding.until = row.time(6);
  if (!row.is_null(7)) binding.key.key = bytes_of(row.blob(7));  // one without its data key does not open
  return binding;
}

/// False when its data key was forgotten meanwhile.
bool put_binding(Database& database, const std::string& account, const PutBinding& binding) {
  database.run(
      "INSERT INTO bindings (account, kind, state, data_key, contact, since, until) "
      "SELECT ?1, ?2, ?3, id, ?5, ?6, ?7 FROM data_keys WHERE id = ?4 "
      "ON CONFLICT (account, kind, state) DO UPDATE SET data_key = ?4, contact = ?5, since = ?6, until = ?7",
      account, word_of(contact_words, binding.kind), word_of(binding_words, binding.state), binding.key,
      blob_of(binding.contact), binding.since, binding.until);
  return !database.failure() && database.changes() == 1;
}

/// Whether there was one.
bool drop_held(Database& database, const std::string& account, ContactKind kind) {
  database.run("DELETE FROM bindings WHERE account = ?1 AND kind = ?2 AND state = 'held'", account,
               word_of(contact_words, kind));
  return !database.failure() && database.changes() > 0;
}

std::optional<Sealed> kept(Database& database, const std::string& account, ContactKind kind, BindingState state) {
  Query rows = database.query("SELECT contact FROM bindings WHERE account = ?1 AND kind = ?2 AND state = ?3", account,
                              word_of(contact_words, kind), word_of(binding_words, state));
  if (!rows.next()) return std::nullopt;
  return bytes_of(rows.blob(0));
}

/// Nobody has changed what this login saw when it began.
bool may_bind(Database& database, const std::string& account, const PutBinding& binding) {
  if (binding.replaces) return kept(database, account, binding.kind, BindingState::held) == binding.replaces;
  return !kept(database, account, binding.kind, BindingState::bound);
}

std::vector<NamedBinding> named_bindings(Database& database, Query rows) {
  std::vector<NamedBinding> bindings;
  while (rows.next()) bindings.push_back({rows.text(0), binding_in(database, rows)});
  return bindings;
}

}  // namespace

std::vector<Binding> bindings_of(Database& database, const std::string& account) {
  std::vector<Binding> bindings;
  Query rows = database.query(TESSERA_BINDING_COLUMNS "WHERE account = ?1", account);
  while (rows.next()) bindings.push_back(binding_in(database, rows));
  return bindings;
}

void bind(Database& database, const std::string& account, const PutBinding& binding, TimePoint now) {
  if (!may_bind(database, account, binding)) return;
  const bool changes = drop_held(database, account, binding.kind);
  if (!put_binding(database, account, binding)) return;  // the next login binds it
  if (changes) drop_trust(database, account);
  audit_change(database, account, "contact_bound", "", now, binding.detail);
}

void put_bindings(Database& database, const PutAccount& request) {
  const std::string& account = request.account.name;
  for (const ContactKind kind : request.settled) drop_held(database, account, kind);
  for (const PutBinding& binding : request.bindings) {
    if (binding.state == BindingState::bound) drop_held(database, account, binding.kind);
    if (!put_binding(database, account, binding) && !database.failure()) {
      database.fail(StoreError::unavailable, "the data key of a binding was forgotten meanwhile");
    }
    if (binding.state == BindingState::bound) continue;
    audit_change(database, account, "contact_held", request.actor, request.account.changed_at, binding.detail);
  }
}

void drop_bindings(Database& database, const std::string& account) {
  database.run("DELETE FROM bindings WHERE account = ?1", account);
}

bool hold_contact(Database& database, const HoldContact& request) {
  if (kept(database, request.account, request.kind, BindingState::held) != request.before) return false;
  if (database.failure()) return false;
  const std::string kind(name_of(request.kind));
  if (!request.held) {
    if (!drop_held(database, request.account, request.kind)) return false;
    audit_change(database, request.account, "contact_settled", "", request.now, kind);
    return true;
  }
  if (!put_binding(database, request.account, *request.held)) return false;
  audit_change(database, request.account, "contact_held", "", request.now, request.held->detail);
  return true;
}

bool accept_contacts(Database& database, const AcceptContacts& request) {
  for (const PutBinding& binding : request.bound) {
    drop_held(database, request.account, binding.kind);
    if (put_binding(database, request.account, binding)) {
      audit_change(database, request.account, "contact_accepted", request.actor, request.now, binding.detail);
    } else if (!database.failure()) {
      database.fail(StoreError::unavailable, "the data key of a binding was forgotten meanwhile");
    }
  }
  forget_what_contacts_proved(database, request.account);
  return !database.failure();
}

std::vector<std::vector<Binding>> find_bindings(Database& database, const std::vector<std::string>& names) {
  std::vector<std::vector<Binding>> bindings;
  for (const std::string& name : names) bindings.push_back(bindings_of(database, name));
  return bindings;
}

std::vector<NamedBinding> list_bindings(Database& database, const BindingQuery& query) {
  const std::uint32_t key = query.not_under.value_or(0);
  if (query.held) {
    return named_bindings(database, database.query(TESSERA_BINDING_COLUMNS
                                                   "WHERE account IN (SELECT DISTINCT account FROM bindings "
                                                   "WHERE state = 'held' AND account > ?1 ORDER BY account LIMIT ?3) "
                                                   "AND data_key <> ?2 ORDER BY account",
                                                   query.after, key, query.accounts));
  }
  return named_bindings(database, database.query(TESSERA_BINDING_COLUMNS
                                                 "WHERE account IN (SELECT DISTINCT account FROM bindings "
                                                 "WHERE data_key <> ?2 AND account > ?1 ORDER BY account LIMIT ?3) "
                                                 "AND data_key <> ?2 ORDER BY account",
                                                 query.after, key, query.accounts));
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
