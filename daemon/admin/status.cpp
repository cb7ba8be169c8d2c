// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "daemon/admin/arguments.hpp"
#include "daemon/admin/environment_item.hpp"
#include "daemon/admin/verbs.hpp"

namespace tessera {
namespace {

Json store_item(const StoreStatus& status) {
  Json item = Json::object();
  item["schema"] = status.schema;
  item["accounts"] = status.accounts;
  item["locked"] = status.locked;
  item["outstanding"] = status.outstanding;
  return item;
}

/// What an administrator who changes the seal key wants to know: whether the old one may go.
const char* seal_state(const AdminContext& context, const std::optional<WrappedKey>& newest) {
  if (newest && !context.seeds.opens(*newest)) return "does not open the newest data key";
  if (context.seal_taken) return "in force; keys.seal_before is not needed any more";
  return context.config()->keys.seal_before ? "waits for a restart to take the place of keys.seal_before" : "in force";
}

}  // namespace

Async<Outcome> show_status(Call call) {
  Arguments args(std::move(call.args));
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  const auto config = call.context.config();
  const Stored<EnvironmentState> environment = co_await call.context.store.environment();
  if (!environment) co_return store_trouble(environment.error());
  const auto deadline = co_await call.context.requests.switch_deadline();
  if (!deadline) co_return store_trouble(deadline.error());
  const Stored<StoreStatus> store = co_await call.context.store.status(call.context.clock.now());
  if (!store) co_return store_trouble(store.error());
  const auto newest = co_await call.context.store.newest_data_key();
  if (!newest) co_return store_trouble(newest.error());
  Json item = Json::object();
  item["daemon"] = "up";
  item["environment"] = environment_item(*config, *environment, *deadline);
  item["store"] = store_item(*store);
  item["seal_key"] = seal_state(call.context, *newest);
  item["config"] = config->file;
  item["services"] = Json::array();
  for (const ServiceRule& rule : config->services) item["services"].push_back(rule.name);
  item["trusted_networks"] = Json::array();
  for (const Network& network : config->trusted_networks) item["trusted_networks"].push_back(network.text);
  co_await call.replies.item(std::move(item));
  co_return Outcome{};
}

}  // namespace tessera
