// SPDX-License-Identifier: Apache-2.0
// The way to enforce: an approved request where one is required, services that can converse, accounts that are ready.
#include <algorithm>
#include <utility>

#include "daemon/admin/arguments.hpp"
#include "daemon/admin/environment_item.hpp"
#include "daemon/admin/survey.hpp"
#include "daemon/admin/verbs.hpp"
#include "daemon/core/ruling.hpp"
#include "daemon/service/message_ids.hpp"

namespace tessera {
namespace {

constexpr unsigned longest_probation = 24 * 60 * 60;

/// Programs that ask for a password and can show no other question.
constexpr std::string_view mute_services[] = {
    "dovecot", "imap",    "pop3",     "courier", "vsftpd",      "proftpd", "pure-ftpd", "ftp", "samba", "cups",
    "cron",    "crond",   "atd",      "xrdp",    "xrdp-sesman", "smtp",    "postfix",   "ppp", "xscreensaver",
    "cockpit", "openvpn", "postgresql", "squid", "mariadb",     "exim4",   "saslauthd"};

struct Wish {
  std::optional<unsigned> accept_locked_out;
  std::optional<unsigned> confirm_within;  ///< seconds
};

std::optional<Outcome> mute_objection(const AdminContext& context, const Config& config) {
  std::string names;
  for (const ServiceRule& rule : config.services) {
    const bool mute = std::ranges::find(mute_services, rule.name) != std::end(mute_services);
    if (mute && context.reaches_module(rule.name)) names += (names.empty() ? "" : ", ") + rule.name;
  }
  if (names.empty()) return std::nullopt;
  return Outcome{exit_code::no, "in scope, but known not to be able to ask a second question: " + names +
                                    "; nobody could log in there. Take them out of services"};
}

Async<std::optional<Outcome>> approval_objection(AdminContext context, std::shared_ptr<const Config> config) {
  const auto& required = config->requests.required;
  const std::string name = config->environment.name;
  if (std::ranges::find(required, name) == required.end()) co_return std::nullopt;
  const Stored<bool> approved = co_await context.requests.is_approved(name);
  if (!approved) co_return store_trouble(approved.error());
  if (*approved) co_return std::nullopt;
  co_return Outcome{exit_code::no, name + " is enforced by an approved request alone (requests.required): "
                                          "tesseractl environment request " + name + " --subject TEXT"};
}

std::string counted(unsigned accounts) {
  return std::to_string(accounts) + (accounts == 1 ? " account is" : " accounts are") + " not ready";
}

std::optional<Outcome> readiness_objection(const SurveyTotals& totals, const Wish& wish) {
  const unsigned accepted = wish.accept_locked_out.value_or(0);
  if (totals.not_ready == accepted) return std::nullopt;
  std::string sentence = counted(totals.not_ready);
  if (wish.accept_locked_out) sentence += ", not " + std::to_string(accepted);
  for (const std::string& one : totals.first_not_ready) sentence += "\n  " + one;
  if (totals.not_ready > totals.first_not_ready.size()) sentence += "\n  ...";
  for (const NotListed& one : totals.not_listed) sentence += "\n" + sentence_of(one);
  sentence += "\nSee tesseractl account audit";
  if (totals.not_ready > 0) sentence += "; to lock them out all the same: --accept-locked-out " + std::to_string(totals.not_ready);
  return Outcome{exit_code::no, std::move(sentence)};
}

/// Why not, or which sources of accounts nobody could look through. Also where nobody waits for the answer any more: a
/// switch that nobody watches is not turned.
Async<Result<std::vector<NotListed>, Outcome>> objection(AdminContext context, std::shared_ptr<const Config> config,
                                                         Wish wish, std::function<bool()> is_abandoned) {
  if (auto bad = co_await approval_objection(context, config)) co_return std::unexpected(std::move(*bad));
  if (auto bad = mute_objection(context, *config)) co_return std::unexpected(std::move(*bad));
  auto totals = co_await survey_all(context, std::move(is_abandoned));
  if (!totals) co_return std::unexpected(std::move(totals.error()));
  if (auto bad = readiness_objection(*totals, wish)) co_return std::unexpected(std::move(*bad));
  co_return std::move(totals->not_listed);
}

void note(const Call& call, const Config& config, std::string_view message) {
  call.context.log.write(Level::notice, message,
                         {{"ENVIRONMENT", config.environment.name},
                          {"SWITCH", name_of(Switch::enforce)},
                          {"ACTOR", call.actor},
                          message_id::environment_switched});
}

Async<Stored<void>> set(Call call, EnvironmentState wanted, std::optional<SwitchDeadline> deadline) {
  if (!deadline) co_return co_await call.context.store.set_switch(std::move(wanted));
  SwitchDeadline until = std::move(*deadline);
  co_return co_await call.context.requests.set_switch_until(std::move(wanted), std::move(until));
}

Async<Outcome> show(Call call, std::shared_ptr<const Config> config, std::vector<NotListed> not_listed = {}) {
  const auto state = co_await call.context.store.environment();
  if (!state) co_return store_trouble(state.error());
  const auto deadline = co_await call.context.requests.switch_deadline();
  if (!deadline) co_return store_trouble(deadline.error());
  Json item = environment_item(*config, *state, *deadline);
  if (!not_listed.empty()) item["sources_not_listed"] = not_listed_items(not_listed);
  co_await call.replies.item(std::move(item));
  co_return Outcome{};
}

/// As the decision was, of which the log keeps the reason.
std::string_view would_be(const std::string& reason) {
  switch (ruling_of(reason_named(reason).value_or(Reason::store_unavailable))) {
    case Ruling::ask:
      return "ask";
    case Ruling::ignore:
    case Ruling::trust:
      return "let in";
    case Ruling::refuse:
      break;
  }
  return "refuse";
}

Json observed_item(const Observed& seen) {
  Json item = Json::object();
  item["account"] = seen.account;
  item["would"] = would_be(seen.reason);
  item["reason"] = seen.reason;
  item["logins"] = seen.logins;
  item["first"] = rfc3339(seen.first);
  item["last"] = rfc3339(seen.last);
  return item;
}

}  // namespace

Async<Outcome> environment_enforce(Call call) {
  Arguments args(std::move(call.args));
  const auto name = args.optional_text("name");
  Wish wish{args.optional_number("accept_locked_out", 0, 1'000'000'000),
            args.optional_number("confirm_within", 1, longest_probation)};
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  const auto config = call.context.config();
  if (auto bad = other_environment(*config, name)) co_return std::move(*bad);
  const auto state = co_await call.context.store.environment();
  if (!state) co_return store_trouble(state.error());
  if (state->position == Switch::enforce && wish.confirm_within) {
    co_return Outcome{exit_code::no, "the switch is at enforce already, so nothing would go back by itself; "
                                     "put it to observe first"};
  }
  if (state->position == Switch::enforce) co_return co_await show(std::move(call), config);
  const auto left = [&replies = call.replies] { return replies.are_unheard(); };
  auto not_listed = co_await objection(call.context, config, wish, left);
  if (!not_listed) co_return std::move(not_listed.error());
  const TimePoint now = call.context.clock.now();
  std::optional<SwitchDeadline> deadline;
  if (wish.confirm_within) {
    deadline = SwitchDeadline{now + std::chrono::seconds(*wish.confirm_within), state->position, call.actor};
  }
  EnvironmentState wanted{Switch::enforce, now, call.actor};
  const Stored<void> kept = co_await set(call, std::move(wanted), std::move(deadline));
  if (!kept) co_return store_trouble(kept.error());
  call.context.deadline_changed();
  note(call, *config, "environment switched");
  co_return co_await show(std::move(call), config, std::move(*not_listed));
}

Async<Outcome> environment_confirm(Call call) {
  Arguments args(std::move(call.args));
  const auto name = args.optional_text("name");
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  const auto config = call.context.config();
  if (auto bad = other_environment(*config, name)) co_return std::move(*bad);
  const auto confirmed = co_await call.context.requests.confirm_switch(call.actor, call.context.clock.now());
  if (!confirmed) co_return store_trouble(confirmed.error());
  if (*confirmed == Confirmed::nothing_waits) co_return Outcome{exit_code::no, "no switch waits for a confirmation"};
  if (*confirmed == Confirmed::no_login) {
    co_return Outcome{exit_code::no, "nobody has logged in with a code since the switch was set: log in from a second "
                                     "window first, then confirm"};
  }
  call.context.deadline_changed();
  note(call, *config, "environment confirmed");
  co_return co_await show(std::move(call), config);
}

/// Since the switch came to observe; of all that was ever observed where it stands elsewhere.
Async<Outcome> environment_report(Call call) {
  Arguments args(std::move(call.args));
  const auto name = args.optional_text("name");
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  const auto config = call.context.config();
  if (auto bad = other_environment(*config, name)) co_return std::move(*bad);
  const auto state = co_await call.context.store.environment();
  if (!state) co_return store_trouble(state.error());
  ObservedQuery query;
  query.ever = state->position != Switch::observe;
  for (;;) {
    const auto page = co_await call.context.readiness.observed(query);
    if (!page) co_return store_trouble(page.error());
    for (const Observed& seen : page->rows) {
      Json item = observed_item(seen);
      const bool heard = co_await call.replies.item(std::move(item));
      if (!heard) co_return Outcome{};
    }
    if (!page->last) co_return Outcome{};
    query.after = *page->last;
  }
}

}  // namespace tessera
