// SPDX-License-Identifier: Apache-2.0
// Codes that an administrator hands over. They are said once, here, and kept as hashes alone.
#include <utility>

#include "daemon/admin/arguments.hpp"
#include "daemon/admin/factors.hpp"
#include "daemon/admin/verbs.hpp"
#include "daemon/core/backup_code.hpp"
#include "daemon/enrolment/bindings.hpp"
#include "daemon/enrolment/enrolling.hpp"

namespace tessera {
namespace {

/// Over the contacts on record; false where the store cannot say which those are.
Async<bool> tell(AdminContext context, std::string name, Notice notice) {
  const auto state = co_await counted_account(context.store, context.directory, context.seeds, name, context.clock.now(),
                                              has_other_sources(*context.config()));
  if (state && state->account) tell_contacts(context.courier, name, state->account->contacts, notice);
  co_return state.has_value();
}

}  // namespace

Async<Outcome> backup_codes(Call call) {
  Arguments args(std::move(call.args));
  const std::string name = args.text("account");
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  if (auto bad = co_await factor_objection(call.context, name)) co_return std::move(*bad);
  const auto codes = co_await make_backup_codes(call.context, name, call.actor);
  if (!codes) co_return store_trouble(codes.error());
  Notice notice = new_backup_codes_notice(notice_context(call.context, name));
  co_await tell(call.context, name, std::move(notice));
  note_factor(call, "backup codes made", name);
  Json item = Json::object();
  item["account"] = name;
  item["codes"] = *codes;
  co_await call.replies.item(std::move(item));
  co_return Outcome{};
}

/// For somebody on the phone: whoever asks must have made sure of who that is.
Async<Outcome> desk_code(Call call) {
  Arguments args(std::move(call.args));
  const std::string name = args.text("account");
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  if (auto bad = co_await factor_objection(call.context, name)) co_return std::move(*bad);
  const TimePoint until = call.context.clock.now() + desk_code_lifetime;
  const auto code = co_await make_desk_code(call.context, name, call.actor);
  if (!code) co_return store_trouble(code.error());
  Notice notice = desk_code_notice(notice_context(call.context, name));
  co_await tell(call.context, name, std::move(notice));
  note_factor(call, "help desk's code made", name);
  Json item = Json::object();
  item["account"] = name;
  item["code"] = *code;
  item["valid_until"] = rfc3339(until);
  co_await call.replies.item(std::move(item));
  co_return Outcome{};
}

}  // namespace tessera
