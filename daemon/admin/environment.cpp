// SPDX-License-Identifier: Apache-2.0
// The environment's switch. A host belongs to one environment; its name may be said to be sure.
#include "daemon/core/environment.hpp"

#include <utility>

#include "daemon/admin/arguments.hpp"
#include "daemon/admin/environment_item.hpp"
#include "daemon/admin/verbs.hpp"
#include "daemon/service/message_ids.hpp"

namespace tessera {
namespace {

std::optional<Outcome> name_mistake(Json args, const Config& config) {
  Arguments arguments(std::move(args));
  const auto name = arguments.optional_text("name");
  if (auto mistake = arguments.mistake()) return usage(std::move(*mistake));
  return other_environment(config, name);
}

Async<Outcome> turn(Call call, Switch position) {
  const auto config = call.context.config();
  if (auto mistake = name_mistake(std::move(call.args), *config)) co_return std::move(*mistake);
  Stored<EnvironmentState> state = co_await call.context.store.environment();
  if (!state) co_return store_trouble(state.error());
  if (state->position != position) {
    EnvironmentState wanted{position, call.context.clock.now(), call.actor};
    *state = wanted;
    const Stored<void> kept = co_await call.context.store.set_switch(std::move(wanted));
    if (!kept) co_return store_trouble(kept.error());
    call.context.deadline_changed();
    call.context.log.write(Level::notice, "environment switched",
                           {{"ENVIRONMENT", config->environment.name},
                            {"SWITCH", name_of(position)},
                            {"ACTOR", call.actor},
                            message_id::environment_switched});
  }
  Json item = environment_item(*config, *state);
  co_await call.replies.item(std::move(item));
  co_return Outcome{};
}

}  // namespace

std::optional<Outcome> other_environment(const Config& config, const std::optional<std::string>& name) {
  if (!name || *name == config.environment.name) return std::nullopt;
  return usage("this host belongs to environment " + config.environment.name + ", not " + *name);
}

Json environment_item(const Config& config, const EnvironmentState& state,
                      const std::optional<SwitchDeadline>& deadline) {
  Json item = Json::object();
  item["name"] = config.environment.name;
  item["url"] = config.environment.url.empty() ? Json(nullptr) : Json(config.environment.url);
  item["switch"] = name_of(state.position);
  item["since"] = time_or_null(state.since);
  item["by"] = state.by.empty() ? Json(nullptr) : Json(state.by);
  if (deadline) item["confirm_until"] = rfc3339(deadline->until);
  if (deadline) item["back_to"] = name_of(deadline->back_to);
  return item;
}

Async<Outcome> environment_show(Call call) {
  const auto config = call.context.config();
  if (auto mistake = name_mistake(std::move(call.args), *config)) co_return std::move(*mistake);
  const Stored<EnvironmentState> state = co_await call.context.store.environment();
  if (!state) co_return store_trouble(state.error());
  const auto deadline = co_await call.context.requests.switch_deadline();
  if (!deadline) co_return store_trouble(deadline.error());
  Json item = environment_item(*config, *state, *deadline);
  co_await call.replies.item(std::move(item));
  co_return Outcome{};
}

Async<Outcome> environment_observe(Call call) {
  return turn(std::move(call), Switch::observe);
}
Async<Outcome> environment_off(Call call) {
  return turn(std::move(call), Switch::off);
}

}  // namespace tessera
