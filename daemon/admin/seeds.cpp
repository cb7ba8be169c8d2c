// SPDX-License-Identifier: Apache-2.0
// app.import: seeds that people have in their apps already, from elsewhere. Each row stands for itself: one that is
// refused keeps no other from being taken, and what is there already is unchanged, so that an import that broke off
// can be run again.
#include <algorithm>
#include <ranges>
#include <utility>

#include "daemon/admin/account_rules.hpp"
#include "daemon/admin/arguments.hpp"
#include "daemon/admin/factors.hpp"
#include "daemon/admin/lookups.hpp"
#include "daemon/admin/verbs.hpp"
#include "daemon/core/backup_code.hpp"
#include "daemon/core/base32.hpp"
#include "daemon/enrolment/bindings.hpp"
#include "daemon/enrolment/data_key.hpp"
#include "daemon/enrolment/enrolling.hpp"
#include "daemon/service/message_ids.hpp"

namespace tessera {
namespace {

constexpr std::size_t most_backup_codes = 10, shortest_seed = 10, longest_seed = 64;

struct SeedRow {
  std::string account;
  Secret seed;
  TotpParameters parameters;
  std::vector<std::string> backup_codes;
  std::optional<Outcome> objection;
};

using Rows = std::vector<SeedRow>;

struct How {
  bool check = false, replace = false;
};

enum class Taken { added, replaced, unchanged };

RandomSource source_of(const AdminContext& context) {
  return [&random = context.random](std::span<std::byte> bytes) { return random.fill(bytes); };
}

std::optional<Outcome> seed_objection(const Secret& seed) {
  const std::size_t size = seed.view().size();
  if (size >= shortest_seed && size <= longest_seed) return std::nullopt;
  if (size == 0) return Outcome{exit_code::bad_data, "the seed is no base32", "seed"};
  return Outcome{exit_code::bad_data, "the seed has " + std::to_string(size) + " bytes; it needs 10 to 64", "seed"};
}

TotpParameters parameters_of(Arguments& args, std::optional<std::string>& mistake) {
  TotpParameters parameters;
  const std::string hash = args.optional_text("hash").value_or(std::string(name_of(parameters.hash)));
  parameters.digits = args.optional_number("digits", 6, 8).value_or(parameters.digits);
  const unsigned period = args.optional_number("period", 30, 60).value_or(30);
  parameters.period = std::chrono::seconds(period);
  const auto known = otp_hash_named(hash);
  if (known) parameters.hash = *known;
  if (!known) mistake = "hash \"" + hash + "\" is not known";
  if (period != 30 && period != 60) mistake = "the period must be 30 or 60";
  return parameters;
}

Result<SeedRow, std::string> seed_row_of(Json json) {
  Arguments args(std::move(json));
  SeedRow row;
  std::optional<std::string> mistake;
  row.account = args.text("account");
  const Secret written = args.secret("seed");
  row.parameters = parameters_of(args, mistake);
  row.backup_codes = args.texts("backup_codes", most_backup_codes);
  if (auto other = args.mistake()) mistake = std::move(other);
  if (mistake) return std::unexpected(std::move(*mistake));
  if (auto bytes = from_base32(written.view())) row.seed = Secret(std::move(*bytes));
  row.objection = name_objection(row.account);
  if (!row.objection) row.objection = seed_objection(row.seed);
  return row;
}

Result<Rows, Outcome> read_rows(std::vector<Json> list) {
  Rows rows;
  for (Json& json : list) {
    auto row = seed_row_of(std::move(json));
    if (!row) return std::unexpected(usage("row " + std::to_string(rows.size()) + ": " + row.error()));
    rows.push_back(std::move(*row));
  }
  return rows;
}

std::optional<Outcome> objection_to(const Whois& whois) {
  if (auto bad = origin_objection(whois)) return bad;
  if (whois.origin != Origin::nobody) return std::nullopt;
  return Outcome{exit_code::no_account, "no account " + whois.name + " on this host", "account"};
}

/// A source that is away is not dozens of bad rows.
Async<Result<Rows, Outcome>> look_up_origins(AdminContext context, Rows rows) {
  std::vector<std::string> names;
  for (const SeedRow& row : rows) names.push_back(row.account);
  const std::vector<Whois> found = co_await find_all(context.directory, std::move(names));
  if (std::ranges::count(found, Origin::unclear, &Whois::origin) >= most_unclear) {
    const auto first = std::ranges::find(found, Origin::unclear, &Whois::origin);
    co_return std::unexpected(*origin_objection(*first));
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!rows[i].objection) rows[i].objection = objection_to(found[i]);
  }
  co_return rows;
}

/// Does the app on record make the same codes? Then it stays, and with it the last step that was accepted.
bool is_the_same(const AdminContext& context, const StoredApp& app, const SeedRow& row) {
  const auto seed = context.seeds.open(app.key, {row.account, "app"}, app.seed);
  return seed && seed->view() == row.seed.view() && app.parameters == row.parameters;
}

Async<Stored<void>> put_codes(AdminContext context, std::string account, std::vector<std::string> codes,
                              std::string actor) {
  const auto salt = make_backup_salt(source_of(context));
  if (!salt) co_return std::unexpected(StoreError::unavailable);
  std::ranges::sort(codes);
  codes.erase(std::ranges::unique(codes).begin(), codes.end());
  auto hashes = co_await context.slow_hash.hash(*salt, std::move(codes));
  if (std::ranges::any_of(hashes, &std::string::empty)) co_return std::unexpected(StoreError::unavailable);
  PutBackupCodes request{.account = std::move(account), .salt = *salt, .hashes = std::move(hashes),
                         .desk_until = std::nullopt, .actor = std::move(actor), .now = context.clock.now()};
  const auto put = co_await context.store.put_backup_codes(std::move(request));
  if (!put) co_return std::unexpected(put.error());
  co_return Stored<void>{};
}

Async<Stored<Put>> put_seed(AdminContext context, SeedRow row, How how, std::string actor) {
  const TimePoint now = context.clock.now();
  const auto key = co_await sealing_key(context.store, context.seeds, context.random, now);
  if (!key) co_return std::unexpected(key.error());
  const auto sealed = context.seeds.seal(*key, {row.account, "app"}, row.seed.view(), source_of(context));
  if (!sealed) co_return std::unexpected(StoreError::unavailable);
  PutApp request{.account = row.account, .parameters = row.parameters, .key = key->id, .seed = *sealed,
                 .only_if_new = !how.replace, .actor = std::move(actor), .now = now};
  co_return co_await context.store.put_app(std::move(request));
}

/// Who had another app is told; who goes on with the same seed has nothing to be told.
void tell_of(Put put, const AdminContext& context, const std::string& account, const AccountState& before) {
  if (put != Put::changed || !before.account) return;
  const Notice notice = app_notice(notice_context(context, account), true, std::nullopt);
  tell_contacts(context.courier, account, before.account->contacts, notice);
}

/// The codes go first: an import that breaks off between the two takes up both again.
Async<Stored<Taken>> take(AdminContext context, SeedRow row, How how, std::string actor) {
  const std::string account = row.account;
  const Stored<AccountState> before =
      co_await counted_account(context.store, context.directory, context.seeds, account, context.clock.now(),
                               has_other_sources(*context.config()));
  if (!before) co_return std::unexpected(before.error());
  const bool stays = before->app && (!how.replace || is_the_same(context, *before->app, row));
  if (stays) co_return Taken::unchanged;
  if (how.check) co_return before->app ? Taken::replaced : Taken::added;
  if (!row.backup_codes.empty()) {
    const Stored<void> codes = co_await put_codes(context, account, std::move(row.backup_codes), actor);
    if (!codes) co_return std::unexpected(codes.error());
  }
  const Stored<Put> put = co_await put_seed(context, std::move(row), how, std::move(actor));
  if (!put) co_return std::unexpected(put.error());
  tell_of(*put, context, account, *before);
  if (*put == Put::exists) co_return Taken::unchanged;
  co_return *put == Put::added ? Taken::added : Taken::replaced;
}

struct Totals {
  unsigned added = 0, replaced = 0, unchanged = 0;

  void count(Taken taken) {
    ++(taken == Taken::added ? added : taken == Taken::replaced ? replaced : unchanged);
  }
};

void note(const Call& call, const Totals& totals) {
  if (totals.added + totals.replaced == 0) return;
  const std::string added = std::to_string(totals.added), changed = std::to_string(totals.replaced);
  call.context.log.write(Level::notice, "apps imported", {{"ADDED", added}, {"CHANGED", changed}, {"ACTOR", call.actor}});
}

Async<void> refuse(Replies& replies, std::size_t number, Outcome objection) {
  Json item = Json::object();
  item["row"] = number;
  item["column"] = objection.about.empty() ? "account" : objection.about;
  item["error"] = std::move(objection.error);
  co_await replies.item(std::move(item));
}

Async<void> tell_totals(Replies& replies, Totals totals) {
  Json item = Json::object();
  item["added"] = totals.added;
  item["replaced"] = totals.replaced;
  item["unchanged"] = totals.unchanged;
  co_await replies.item(std::move(item));
}

}  // namespace

Async<Outcome> app_import(Call call) {
  Arguments args(std::move(call.args));
  const How how{args.flag("check"), args.flag("replace")};
  std::vector<Json> list = args.objects("rows", max_seed_rows);
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  auto rows = read_rows(std::move(list));
  if (rows) rows = co_await look_up_origins(call.context, std::move(*rows));
  if (!rows) co_return std::move(rows.error());
  Totals totals;
  for (std::size_t number = 0; number < rows->size(); ++number) {
    SeedRow row = std::move((*rows)[number]);
    if (row.objection) {
      co_await refuse(call.replies, number, std::move(*row.objection));
      continue;
    }
    const Stored<Taken> taken = co_await take(call.context, std::move(row), how, call.actor);
    if (!taken) co_return store_trouble(taken.error());
    totals.count(*taken);
  }
  if (!how.check) note(call, totals);
  co_await tell_totals(call.replies, totals);
  co_return Outcome{};
}

}  // namespace tessera
