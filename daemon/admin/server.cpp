// SPDX-License-Identifier: Apache-2.0
#include "daemon/admin/server.hpp"

#include <string.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "daemon/admin/actor.hpp"
#include "daemon/admin/verbs.hpp"
#include "daemon/runtime/async.hpp"
#include "daemon/service/message_ids.hpp"

namespace tessera {
namespace {

constexpr auto idle_limit = std::chrono::minutes(1);
constexpr auto send_limit = std::chrono::seconds(10);
constexpr unsigned packets_a_turn = 16;  // a long list that is read as fast as it is sent never waits for anything

struct Verb {
  std::string_view name;
  Async<Outcome> (*run)(Call);
};

constexpr Verb verbs[] = {
    {"account.add", account_add},
    {"account.set", account_set},
    {"account.show", account_show},
    {"account.list", account_list},
    {"account.remove", account_remove},
    {"account.import", account_import},
    {"account.audit", account_audit},
    {"account.changes", account_changes},
    {"account.accept_change", account_accept_change},
    {"unlock", unlock},
    {"app.enrol", app_enrol},
    {"app.reset", app_reset},
    {"app.cancel", app_cancel},
    {"app.import", app_import},
    {"backup_codes", backup_codes},
    {"code", desk_code},
    {"keys.rotate", keys_rotate},
    {"environment.show", environment_show},
    {"environment.enforce", environment_enforce},
    {"environment.observe", environment_observe},
    {"environment.confirm", environment_confirm},
    {"environment.report", environment_report},
    {"environment.request", environment_request},
    {"environment.requests", environment_requests},
    {"environment.comment", environment_comment},
    {"environment.approve", environment_approve},
    {"environment.reject", environment_reject},
    {"environment.off", environment_off},
    {"gateway.list", gateway_list},
    {"gateway.test", gateway_test},
    {"trust.list", trust_list},
    {"trust.revoke", trust_revoke},
    {"explain", explain},
    {"log", show_log},
    {"status", show_status},
};

Deadline in(std::chrono::seconds time) {
  return std::chrono::steady_clock::now() + time;
}

/// The name behind a login's uid, as the audit log keeps it.
Async<std::string> actor_name(Directory& directory, Peer peer, std::optional<std::uint32_t> loginuid) {
  if (!loginuid && peer.uid == 0) co_return "root";
  const std::uint32_t uid = loginuid.value_or(peer.uid);
  Whois whois = co_await directory.find_uid(uid);
  const bool known = whois.origin != Origin::nobody && whois.origin != Origin::unclear && !whois.name.empty();
  co_return known ? std::move(whois.name) : "uid " + std::to_string(uid);
}

Async<Outcome> dispatch(AdminContext context, std::string packet, std::string actor, bool audit_login, Replies& replies) {
  Json request = Json::parse(packet, nullptr, false);
  explicit_bzero(packet.data(), packet.size());  // it may hold seeds
  if (!request.is_object()) co_return usage("the request is not a JSON object");
  const auto verb = request.find("verb");
  const auto* name = verb == request.end() ? nullptr : verb->get_ptr<const std::string*>();
  if (name == nullptr) co_return usage("the request has no \"verb\"");
  const auto known = std::ranges::find(verbs, *name, &Verb::name);
  if (known == std::end(verbs)) co_return usage("verb \"" + *name + "\" is not known");
  Json args = request.value("args", Json::object());
  if (!args.is_object()) co_return usage("\"args\" must be an object");
  Call call{std::move(context), std::move(args), std::move(actor), replies, audit_login};
  co_return co_await known->run(std::move(call));
}

Async<void> refuse(AdminContext context, Replies& replies, Peer peer) {
  const std::string uid = std::to_string(peer.uid);
  context.log.write(Level::warning, "admin socket refused", {{"UID", uid}, {"REASON", "not_root"}, message_id::admin_refused});
  Outcome outcome{exit_code::not_permitted, "only root may do this"};
  co_await replies.done(std::move(outcome));
}

}  // namespace

Outcome store_trouble(StoreError error) {
  if (error == StoreError::unavailable) {
    return {exit_code::try_later,
            "the store cannot be read or written now; try later, and see the journal of tesserad"};
  }
  return {exit_code::configuration,
          "the store is damaged or of another release; restore it, see the journal of tesserad"};
}

Async<bool> Replies::send(Json packet) {
  if (++sent_ % packets_a_turn == 0) co_await next_turn();
  const Received<void> sent = co_await connection_.send(to_line(packet), in(send_limit));
  co_return sent.has_value();
}

Async<bool> Replies::item(Json item) {
  Json packet = Json::object();
  packet["item"] = std::move(item);
  co_return co_await send(std::move(packet));
}

Async<bool> Replies::done(Outcome outcome) {
  Json packet = Json::object();
  packet["done"] = true;
  packet["exit"] = outcome.exit;
  packet["error"] = std::move(outcome.error);
  co_return co_await send(std::move(packet));
}

Async<void> serve_admin(AdminContext context, Seqpacket connection) {
  Replies replies(connection);
  const Peer peer = connection.peer();
  if (!may_administer(peer.uid, geteuid())) {
    co_await refuse(context, replies, peer);
    co_return;
  }
  const auto loginuid = loginuid_of(peer.pid);
  const std::string actor = co_await actor_name(context.directory, peer, loginuid);
  for (;;) {
    Received<std::string> packet = co_await connection.receive(max_admin_packet, in(idle_limit));
    if (!packet) {
      Outcome too_long = usage("the request is longer than 64 KiB");
      if (packet.error() == SocketError::too_long) co_await replies.done(std::move(too_long));
      co_return;
    }
    Outcome outcome = co_await dispatch(context, std::move(*packet), actor, loginuid.has_value(), replies);
    const bool heard = co_await replies.done(std::move(outcome));
    if (!heard) co_return;
  }
}

}  // namespace tessera
