// SPDX-License-Identifier: Apache-2.0
#include "daemon/stores/sqlite/readiness.hpp"

#include <map>

#include "daemon/stores/sqlite/accounts.hpp"
#include "daemon/stores/sqlite/bindings.hpp"
#include "daemon/stores/sqlite/words.hpp"
#include "shared/test_login.hpp"

namespace tessera::sqlite {
namespace {

unsigned count_of(Database& database, std::string_view sql, const std::string& name) {
  Query rows = database.query(sql, name);
  return rows.next() ? rows.count(0) : 0;
}

/// By the index of accounts, from its end: the newest that was proven.
std::optional<TimePoint> last_login_of(Database& database, const std::string& name) {
  Query rows = database.query(
      "SELECT time FROM audit WHERE account = ?1 AND result = 'proven' AND service <> 'tessera' AND rhost <> ?2 "
      "ORDER BY id DESC LIMIT 1",
      name, test_login_rhost);
  if (!rows.next()) return std::nullopt;
  return rows.time(0);
}

void take(std::map<std::string, GatewayNews>& news, GatewayNews one) {
  const auto [at, fresh] = news.try_emplace(one.gateway, one);
  if (!fresh && at->second.at <= one.at) at->second = std::move(one);
}

/// Rows of `gateway test`: "test message by gateway NAME: STATUS".
void take_tests(Database& database, std::map<std::string, GatewayNews>& news) {
  constexpr std::string_view before = "test message by gateway ";
  Query rows = database.query(
      "SELECT detail, reason, time FROM audit WHERE id > (SELECT coalesce(max(id), 0) FROM audit) - 10000 "
      "AND result = 'tested'");
  while (rows.next()) {
    const std::string detail = rows.text(0), reason = rows.text(1);
    const std::size_t colon = detail.rfind(": ");
    if (!detail.starts_with(before) || colon == std::string::npos || !reason.starts_with("gateway_")) continue;
    const std::string gateway = detail.substr(before.size(), colon - before.size());
    take(news, {gateway, value_of(delivery_words, database, std::string_view(reason).substr(8)), rows.time(2)});
  }
}

/// The row that the switch left when it came to observe, the last time or the first; 0 without one. Rows are compared
/// by their ids, since a clock may have been set back meanwhile.
std::int64_t switch_row(Database& database, bool first) {
  return database.number(
      first ? "SELECT coalesce(min(id), 0) FROM audit WHERE account = '' AND reason = 'switch_observe'"
            : "SELECT coalesce(max(id), 0) FROM audit WHERE account = '' AND reason = 'switch_observe'");
}

/// The last account of the page, of the index alone: no row of the table from before the switch is read.
std::optional<std::string> last_logged(Database& database, const ObservedQuery& query, std::int64_t since) {
  Query rows = database.query(
      "SELECT max(account) FROM (SELECT DISTINCT account FROM audit WHERE account > ?1 AND id > ?2 "
      "ORDER BY account LIMIT ?3)",
      query.after, since, query.accounts);
  if (!rows.next() || rows.is_null(0)) return std::nullopt;
  return rows.text(0);
}

}  // namespace

std::vector<AccountFactors> factors_of(Database& database, const std::vector<std::string>& names) {
  std::vector<AccountFactors> factors(names.size());
  auto accounts = find_accounts(database, names);
  for (std::size_t i = 0; i < factors.size() && i < accounts.size(); ++i) {
    const std::string& name = names[i];
    factors[i].account = std::move(accounts[i]);
    factors[i].app = count_of(database, "SELECT count(*) FROM apps WHERE account = ?1", name) > 0;
    factors[i].backup_codes =
        count_of(database, "SELECT count(*) FROM backup_codes WHERE account = ?1 AND desk_until IS NULL", name);
    factors[i].codes_off =
        count_of(database, "SELECT count(*) FROM attempts WHERE account = ?1 AND failures >= 100", name) > 0;
    factors[i].last_login = last_login_of(database, name);
    factors[i].bindings = bindings_of(database, name);
  }
  return factors;
}

std::vector<std::string> names_on_record(Database& database, const std::string& after, unsigned limit) {
  std::vector<std::string> names;
  Query rows = database.query(
      "SELECT * FROM (SELECT name FROM accounts WHERE name > ?1 ORDER BY name LIMIT ?2) UNION "
      "SELECT * FROM (SELECT DISTINCT account FROM apps WHERE account > ?1 ORDER BY account LIMIT ?2) ORDER BY 1 LIMIT ?2",
      after, limit);
  while (rows.next()) names.push_back(rows.text(0));
  return names;
}

std::vector<GatewayNews> gateway_news(Database& database) {
  std::map<std::string, GatewayNews> news;
  {
    Query rows = database.query("SELECT gateway, delivery, max(sent_at) FROM challenges WHERE gateway <> '' GROUP BY gateway");
    while (rows.next()) take(news, {rows.text(0), value_of(delivery_words, database, rows.text(1)), rows.time(2)});
  }
  take_tests(database, news);
  std::vector<GatewayNews> all;
  for (auto& [name, one] : news) all.push_back(std::move(one));
  return all;
}

ObservedPage observed(Database& database, const ObservedQuery& query) {
  ObservedPage page;
  const std::int64_t since = switch_row(database, query.ever);
  page.last = last_logged(database, query, since);
  if (!page.last) return page;
  Query rows = database.query(
      "SELECT account, reason, count(*), min(time), max(time) FROM audit WHERE account > ?1 AND account <= ?2 AND id > ?3 "
      "AND result = 'observed' AND rhost <> ?4 GROUP BY account, reason ORDER BY account, reason",
      query.after, *page.last, since, test_login_rhost);
  while (rows.next()) page.rows.push_back({rows.text(0), rows.text(1), rows.count(2), rows.time(3), rows.time(4)});
  return page;
}

}  // namespace tessera::sqlite
