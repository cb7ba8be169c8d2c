// SPDX-License-Identifier: Apache-2.0
#include "daemon/admin/factors.hpp"

#include "daemon/admin/account_rules.hpp"
#include "daemon/screen_context.hpp"
#include "daemon/service/message_ids.hpp"

namespace tessera {

Async<std::optional<Outcome>> factor_objection(AdminContext context, std::string name) {
  if (auto bad = name_objection(name)) co_return bad;
  const Whois whois = co_await context.directory.find(name);
  if (auto bad = origin_objection(whois)) co_return bad;
  if (whois.origin == Origin::nobody) co_return Outcome{exit_code::no_account, "no account " + name + " on this host"};
  co_return std::nullopt;
}

ScreenContext notice_context(const AdminContext& context, const std::string& name) {
  return screen_context(*context.config(), {name, {}, {}, {}}, !context.directory.is_creator(name), context.local_time);
}

void note_factor(const Call& call, std::string_view message, std::string_view account) {
  call.context.log.write(Level::notice, message,
                         {{"USER", account}, {"ACTOR", call.actor}, message_id::factor_changed});
}

}  // namespace tessera
