// SPDX-License-Identifier: Apache-2.0
#include "daemon/stores/sqlite/accounts.hpp"

#include "daemon/stores/sqlite/apps.hpp"
#include "daemon/stores/sqlite/attempts.hpp"
#include "daemon/stores/sqlite/audit.hpp"
#include "daemon/stores/sqlite/backups.hpp"
#include "daemon/stores/sqlite/bindings.hpp"
#include "daemon/stores/sqlite/challenges.hpp"
#include "daemon/stores/sqlite/enrolments.hpp"
#include "daemon/stores/sqlite/preferences.hpp"
#include "daemon/stores/sqlite/trust.hpp"
#include "daemon/stores/sqlite/schema.hpp"
#include "daemon/stores/sqlite/words.hpp"
#include "shared/masking.hpp"

namespace tessera::sqlite {
namespace {

std::optional<std::string> optional_text(Query& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return row.text(column);
}

#define TESSERA_ACCOUNT_COLUMNS "SELECT name, phone, phone_region, phone_type, email, changed_at, language FROM accounts "

Account account_of(Query& row) {
  Account account{row.text(0), {}, row.time(5), optional_text(row, 6)};
  if (!row.is_null(1)) account.contacts.phone = Phone{row.text(1), row.text(2), row.text(3)};
  account.contacts.email = optional_text(row, 4);
  return account;
}

/// "phone +1 *** *** **42, e-mail a**@example.com, language de": the log never holds a whole one.
std::string masked(const Account& account) {
  const Contacts& contacts = account.contacts;
  const std::string phone = contacts.phone ? mask_phone(contacts.phone->e164) : "none";
  const std::string email = contacts.email ? mask_email(*contacts.email) : "none";
  return "phone " + phone + ", e-mail " + email + (account.language ? ", language " + *account.language : "");
}

void write_account(Database& database, const Account& account) {
  std::optional<std::string_view> phone, region, type;
  if (account.contacts.phone) {
    phone = account.contacts.phone->e164;
    region = account.contacts.phone->region;
    type = account.contacts.phone->type;
  }
  database.run(
      "INSERT INTO accounts (name, phone, phone_region, phone_type, email, changed_at, language) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (name) DO UPDATE SET phone = ?2, phone_region = ?3, "
      "phone_type = ?4, email = ?5, changed_at = ?6, language = ?7",
      account.name, phone, region, type, account.contacts.email, account.changed_at, account.language);
}

unsigned number_at(Database& database, std::string_view sql, TimePoint now) {
  Query rows = database.query(sql, now);
  return rows.next() ? rows.count(0) : 0;
}

}  // namespace

std::optional<Account> account_named(Database& database, const std::string& name) {
  Query rows = database.query(TESSERA_ACCOUNT_COLUMNS "WHERE name = ?1", name);
  if (!rows.next()) return std::nullopt;
  return account_of(rows);
}

std::vector<std::optional<Account>> find_accounts(Database& database, const std::vector<std::string>& names) {
  std::vector<std::optional<Account>> accounts;
  for (const std::string& name : names) accounts.push_back(account_named(database, name));
  return accounts;
}

AccountState find_account(Database& database, const std::string& name, TimePoint now) {
  const Attempts attempts = worst_attempts_of(database, name, now);
  return {.account = account_named(database, name),
          .app = app_of(database, name, now),
          .app_held_until = app_held_until(database, name, now),
          .backup = backup_set_of(database, name, now),
          .preferred = preference_of(database, name),
          .failures = attempts.failures,
          .locked_until = attempts.locked_until,
          .known_place = false,
          .outstanding = outstanding_of(challenges_of(database, name), now),
          .bindings = bindings_of(database, name)};
}

std::vector<Account> list_accounts(Database& database, const std::string& after, unsigned limit) {
  std::vector<Account> accounts;
  Query rows = database.query(TESSERA_ACCOUNT_COLUMNS "WHERE name > ?1 ORDER BY name LIMIT ?2", after, limit);
  while (rows.next()) accounts.push_back(account_of(rows));
  return accounts;
}

#undef TESSERA_ACCOUNT_COLUMNS

void forget_what_contacts_proved(Database& database, const std::string& account) {
  drop_open(database, account);
  drop_links_of(database, account);
  drop_trust(database, account);
}

Put put_account(Database& database, const PutAccount& request) {
  const Account& account = request.account;
  const std::optional<Account> before = account_named(database, account.name);
  if (before && request.only_if_new) return Put::exists;
  const bool same_contacts = before && before->contacts == account.contacts;
  const bool binds = !request.bindings.empty() || !request.settled.empty();
  if (same_contacts && before->language == account.language && !binds) return Put::unchanged;
  write_account(database, account);
  if (before && !request.keeps_proofs && (binds || !same_contacts)) forget_what_contacts_proved(database, account.name);
  audit_change(database, account.name, before ? "account_changed" : "account_added", request.actor,
               account.changed_at, masked(account) + (request.reason.empty() ? "" : "; at once: " + request.reason));
  put_bindings(database, request);
  return before ? Put::changed : Put::added;
}

std::vector<Put> put_accounts(Database& database, const std::vector<PutAccount>& requests) {
  std::vector<Put> puts;
  for (const PutAccount& request : requests) puts.push_back(put_account(database, request));
  return puts;
}

// Failures, lock and send counts stay: removing an account and adding it again is no way around `unlock`.
bool remove_account(Database& database, const std::string& name, const std::string& actor, TimePoint now) {
  database.run("DELETE FROM accounts WHERE name = ?1", name);
  if (database.failure() || database.changes() == 0) return false;
  forget_what_contacts_proved(database, name);
  database.run("DELETE FROM preferences WHERE account = ?1", name);
  drop_bindings(database, name);
  audit_change(database, name, "account_removed", actor, now);
  return true;
}

bool unlock(Database& database, const std::string& name, const std::string& actor, TimePoint now) {
  if (!clear_attempts(database, name) || database.failure()) return false;
  audit_change(database, name, "unlocked", actor, now);
  return true;
}

EnvironmentState environment(Database& database) {
  Query rows = database.query("SELECT position, since, actor FROM environment WHERE id = 1");
  if (rows.next()) return {value_of(switch_words, database, rows.text(0)), rows.time(1), rows.text(2)};
  database.fail(StoreError::corrupt, "it does not say where the switch stands");
  return {};
}

void set_switch(Database& database, const EnvironmentState& state) {
  database.run("UPDATE environment SET position = ?1, since = ?2, actor = ?3 WHERE id = 1",
               word_of(switch_words, state.position), state.since, state.by);
  if (database.changes() == 0) database.fail(StoreError::corrupt, "it does not say where the switch stands");
  database.run("DELETE FROM switch_deadline");  // whoever sets the switch anew has seen where it stood
  audit_change(database, "", "switch_" + std::string(name_of(state.position)), state.by, state.since);
}

StoreStatus status(Database& database, TimePoint now) {
  StoreStatus status;
  status.accounts = static_cast<unsigned>(database.number("SELECT count(*) FROM accounts"));
  status.locked = number_at(database,
                            "SELECT count(*) FROM (SELECT account FROM attempts WHERE locked_until > ?1 UNION "
                            "SELECT account FROM known_places WHERE locked_until > ?1)",
                            now);
  status.outstanding = number_at(
      database, "SELECT count(*) FROM challenges WHERE expires_at > ?1 AND sent_at <= ?1 AND state = 'open'", now);
  status.schema = schema_of(database);
  return status;
}

}  // namespace tessera::sqlite
