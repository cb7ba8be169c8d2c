// SPDX-License-Identifier: Apache-2.0
// account.import: a batch of rows, put on record in one commit or, with `check`, only looked at. A row that
// asks for what is there already is `unchanged` wherever its account comes from, so that an import that broke
// off can be run again.
#include <algorithm>
#include <ranges>
#include <utility>

#include "daemon/admin/account_rules.hpp"
#include "daemon/admin/contact_changes.hpp"
#include "daemon/admin/lookups.hpp"
#include "daemon/admin/verbs.hpp"
#include "daemon/core/language.hpp"
#include "daemon/runtime/async.hpp"

namespace tessera {
namespace {

constexpr std::size_t rows_a_turn = 50;

/// One row on its way from the request to the record.
struct Row {
  ContactChange contacts;
  Change<std::string> language;
  Account account;  ///< as it would be on record
  BeforeChange before;
  bool is_new = false;
  bool is_unchanged = false;
  std::optional<Outcome> objection;

  bool is_open() const { return !objection && !is_unchanged; }
};

using Rows = std::vector<Row>;

struct Totals {
  unsigned added = 0, changed = 0, unchanged = 0;
  unsigned held = 0;  ///< of those that changed
};

Result<Row, std::string> row_of(Json json) {
  Arguments args(std::move(json));
  Row row;
  row.account.name = args.text("account");
  row.contacts = {args.phone_change("phone"), args.text_change("email")};
  row.language = args.text_change("language");
  if (auto mistake = args.mistake()) return std::unexpected(std::move(*mistake));
  row.objection = name_objection(row.account.name);
  return row;
}

Async<Result<Rows, Outcome>> read_rows(std::vector<Json> list) {
  Rows rows;
  for (Json& json : list) {
    auto row = row_of(std::move(json));
    if (!row) co_return std::unexpected(usage("row " + std::to_string(rows.size()) + ": " + row.error()));
    rows.push_back(std::move(*row));
    if (rows.size() % rows_a_turn == 0) co_await next_turn();
  }
  co_return rows;
}

std::vector<std::string> open_names(const Rows& rows) {
  std::vector<std::string> names;
  for (const Row& row : rows | std::views::filter(&Row::is_open)) names.push_back(row.account.name);
  return names;
}

std::optional<Outcome> tag_objection(const Change<std::string>& language) {
  if (!language.value) return std::nullopt;
  auto objection = language_objection(*language.value);
  if (!objection) return std::nullopt;
  return Outcome{exit_code::bad_data, std::move(*objection), "language"};
}

std::optional<Outcome> row_objection(const Row& row, const std::optional<Account>& before, const Config& config) {
  const Account& account = row.account;
  if (auto bad = value_objection(row.contacts, config)) return bad;
  if (auto bad = tag_objection(row.language)) return bad;
  if (!before) return requirement_objection(account.name, account.contacts, config);
  return requirement_objection(account.name, account.contacts, before->contacts, config);
}

/// What the row makes of the account that is on record, if one is.
void apply(Row& row, std::optional<Account> before, const Config& config) {
  const Account known = before.value_or(Account{});
  row.is_new = !before;
  row.account.contacts = applied(row.contacts, known.contacts);
  row.account.language = row.language.given ? row.language.value : known.language;
  row.is_unchanged =
      before && row.account.contacts == known.contacts && row.account.language == known.language;
  if (!row.is_unchanged) row.objection = row_objection(row, before, config);
  row.before.account = std::move(before);
}

Async<Result<Rows, Outcome>> compare_with_record(AdminContext context, Rows rows) {
  const auto known = co_await context.store.find_accounts(open_names(rows));
  if (!known) co_return std::unexpected(store_trouble(known.error()));
  const auto config = context.config();
  auto before = known->begin();
  for (Row& row : rows | std::views::filter(&Row::is_open)) apply(row, *before++, *config);
  co_return rows;
}

/// A source that is away is not hundreds of bad rows.
Async<Result<Rows, Outcome>> look_up_origins(AdminContext context, Rows rows, bool allow_unknown) {
  const std::vector<Whois> found = co_await find_all(context.directory, open_names(rows));
  if (std::ranges::count(found, Origin::unclear, &Whois::origin) >= most_unclear) {
    const auto first = std::ranges::find(found, Origin::unclear, &Whois::origin);
    co_return std::unexpected(*origin_objection(*first));
  }
  auto whois = found.begin();
  for (Row& row : rows | std::views::filter(&Row::is_open)) {
    row.objection = origin_objection(*whois);
    if (!row.objection && row.is_new) row.objection = unknown_objection(*whois, allow_unknown);
    ++whois;
  }
  co_return rows;
}

/// A row with what it comes to.
struct Planned {
  PutAccount put;
  ContactPlan plan;
  bool is_new = false;
};

std::vector<Planned> plan_rows(const AdminContext& context, Rows& rows, std::vector<std::vector<Binding>> bindings,
                               const std::string& actor) {
  const ChangeTiming timing{context.clock.now(), context.config()->accounts.hold_changes, {}};
  auto known = bindings.begin();
  std::vector<Planned> planned;
  for (Row& row : rows | std::views::filter(&Row::is_open)) {
    row.before.bindings = std::move(*known++);
    ContactPlan plan = plan_change(context.seeds, row.account.name, row.before, row.account.contacts, timing);
    if (plan.unreadable) {
      row.objection = unreadable_binding(row.account.name);
      continue;
    }
    planned.push_back({{row.account, false, actor}, std::move(plan), row.is_new});
    planned.back().put.account.changed_at = timing.now;
  }
  return planned;
}

Async<Stored<std::vector<Planned>>> seal_each(AdminContext context, std::vector<Planned> planned) {
  for (Planned& one : planned) {
    auto put = co_await with_plan(context, std::move(one.put), one.plan);
    if (!put) co_return std::unexpected(put.error());
    one.put = std::move(*put);
  }
  co_return planned;
}

bool is_held_change(const Planned& planned) { return !planned.is_new && !planned.plan.newly_held.empty(); }

/// What would become of the rows.
Totals expected(const Rows& rows, const std::vector<Planned>& planned) {
  Totals totals;
  totals.held = static_cast<unsigned>(std::ranges::count_if(planned, is_held_change));
  for (const Row& row : rows) {
    if (row.is_unchanged) ++totals.unchanged;
    if (row.is_open()) ++(row.is_new ? totals.added : totals.changed);
  }
  return totals;
}

void note(Log& log, const std::string& actor, const Totals& totals) {
  if (totals.added + totals.changed == 0) return;
  const std::string added = std::to_string(totals.added), changed = std::to_string(totals.changed);
  log.write(Level::notice, "accounts imported", {{"ADDED", added}, {"CHANGED", changed}, {"ACTOR", actor}});
}

/// How many of them are held from now on; their people are told.
unsigned tell_each(const AdminContext& context, const std::vector<Planned>& planned, const std::vector<Put>& stored) {
  unsigned held = 0;
  for (std::size_t at = 0; at < planned.size(); ++at) {
    if (stored[at] != Put::changed) continue;
    tell_of_change(context, planned[at].put.account.name, planned[at].plan);
    held += is_held_change(planned[at]) ? 1 : 0;
  }
  return held;
}

/// `unchanged` of them were told apart before.
Async<Stored<Totals>> put(AdminContext context, std::vector<Planned> planned, unsigned unchanged) {
  if (planned.empty()) co_return Totals{0, 0, unchanged};
  const std::string actor = planned.front().put.actor;
  std::vector<PutAccount> puts;
  for (const Planned& one : planned) puts.push_back(one.put);
  const Stored<std::vector<Put>> stored = co_await context.store.put_accounts(std::move(puts));
  if (!stored) co_return std::unexpected(stored.error());
  const auto count = [&stored](Put put) { return static_cast<unsigned>(std::ranges::count(*stored, put)); };
  const unsigned held = tell_each(context, planned, *stored);
  const Totals totals{count(Put::added), count(Put::changed), unchanged + count(Put::unchanged), held};
  note(context.log, actor, totals);
  co_return totals;
}

Json refused_item(std::size_t number, const Outcome& objection) {
  Json item = Json::object();
  item["row"] = number;
  item["column"] = objection.about.empty() ? "account" : objection.about;
  item["error"] = objection.error;
  return item;
}

Json totals_item(const Totals& totals) {
  Json item = Json::object();
  item["added"] = totals.added;
  item["changed"] = totals.changed;
  item["unchanged"] = totals.unchanged;
  if (totals.held > 0) item["held"] = totals.held;
  return item;
}

Async<void> report(Replies& replies, Rows rows, Totals totals) {
  for (std::size_t number = 0; number < rows.size(); ++number) {
    if (!rows[number].objection) continue;
    Json refused = refused_item(number, *rows[number].objection);
    const bool heard = co_await replies.item(std::move(refused));
    if (!heard) co_return;
  }
  Json item = totals_item(totals);
  co_await replies.item(std::move(item));
}

}  // namespace

/// A row that is refused is reported by an item of its own and keeps no other one from being imported.
Async<Outcome> account_import(Call call) {
  Arguments args(std::move(call.args));
  const bool check = args.flag("check");
  const bool allow_unknown = args.flag("allow_unknown");
  std::vector<Json> list = args.objects("rows", max_import_rows);
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  auto rows = co_await read_rows(std::move(list));
  if (rows) rows = co_await compare_with_record(call.context, std::move(*rows));
  if (rows) rows = co_await look_up_origins(call.context, std::move(*rows), allow_unknown);
  if (!rows) co_return std::move(rows.error());
  auto bindings = co_await call.context.store.find_bindings(open_names(*rows));
  if (!bindings) co_return store_trouble(bindings.error());
  auto planned = plan_rows(call.context, *rows, std::move(*bindings), call.actor);
  Stored<Totals> totals = expected(*rows, planned);
  if (!check) {
    auto sealed = co_await seal_each(call.context, std::move(planned));
    if (!sealed) co_return store_trouble(sealed.error());
    totals = co_await put(call.context, std::move(*sealed), totals->unchanged);
  }
  if (!totals) co_return store_trouble(totals.error());
  co_await report(call.replies, std::move(*rows), *totals);
  co_return Outcome{};
}

}  // namespace tessera
