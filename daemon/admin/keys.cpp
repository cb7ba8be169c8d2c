// SPDX-License-Identifier: Apache-2.0
// The data keys that seal seeds and bound contacts.
#include <utility>

#include "daemon/admin/arguments.hpp"
#include "daemon/admin/verbs.hpp"
#include "daemon/enrolment/data_key.hpp"
#include "daemon/service/message_ids.hpp"

namespace tessera {
namespace {

Json rotation_item(const Rotation& rotation) {
  Json item = Json::object();
  item["key"] = rotation.key;
  item["sealed_again"] = rotation.resealed;
  item["unreadable"] = rotation.unreadable;
  item["dropped"] = rotation.dropped;
  return item;
}

std::string seeds(unsigned count) {
  return count == 1 ? "1 seed or contact does" : std::to_string(count) + " seeds or contacts do";
}

}  // namespace

/// Broken off, it is run again. What does not open stays as it is, and is a negative answer.
Async<Outcome> keys_rotate(Call call) {
  Arguments args(std::move(call.args));
  if (auto mistake = args.mistake()) co_return usage(std::move(*mistake));
  const AdminContext& context = call.context;
  const auto rotation =
      co_await rotate_data_key(context.store, context.seeds, context.random, call.actor, context.clock.now());
  if (!rotation) co_return store_trouble(rotation.error());
  const std::string again = std::to_string(rotation->resealed), unreadable = std::to_string(rotation->unreadable);
  context.log.write(Level::notice, "data key rotated",
                    {{"RESEALED", again}, {"UNREADABLE", unreadable}, {"ACTOR", call.actor}, message_id::data_key_rotated});
  Json item = rotation_item(*rotation);
  co_await call.replies.item(std::move(item));
  if (rotation->unreadable == 0) co_return Outcome{};
  co_return Outcome{exit_code::no, seeds(rotation->unreadable) +
                                       " not open with this seal key: they were changed, or another key sealed them"};
}

}  // namespace tessera
