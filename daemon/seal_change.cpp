// SPDX-License-Identifier: Apache-2.0
#include "daemon/seal_change.hpp"

#include "daemon/core/sealing.hpp"
#include "daemon/initialise.hpp"
#include "daemon/runtime/system_clock.hpp"
#include "daemon/service/message_ids.hpp"

namespace tessera {
namespace {

using Rewrapped = Result<std::optional<WrappedKey>, std::string>;

Rewrapped rewrapped(const WrappedKey& key, const SeedKeys& seal, const SeedKeys& before, Random& random) {
  if (seal.opens(key)) return std::nullopt;
  auto made = seal.rewrapped(key, before, [&random](std::span<std::byte> bytes) { return random.fill(bytes); });
  if (made) return std::move(*made);
  const std::string name = "data key " + std::to_string(key.id);
  if (made.error() != SealError::damaged) return std::unexpected(name + " was not wrapped: no randomness or memory");
  return std::unexpected(name + " opens with neither keys.seal nor keys.seal_before; nothing was changed");
}

/// For an old key that is gone: it is missed only where a data key does not open with the new one yet.
Rewrapped missed(const WrappedKey& key, const SeedKeys& seal, const std::string& why) {
  if (seal.opens(key)) return std::nullopt;
  return std::unexpected(why);
}

/// Wraps every data key that the old key opens under `seal`; how many.
Result<unsigned, RewrapError> change_seal_key(const Config& config, const SeedKeys& seal, RewrapMode mode,
                                              Random& random) {
  if (!config.keys.seal_before) return 0u;
  const auto old = read_seal_key_before(config);
  if (!old) {
    const auto miss = [&seal, &old](const WrappedKey& key) { return missed(key, seal, old.error()); };
    return rewrap_data_keys(config.store.sqlite, miss, RewrapMode::keep, SystemClock().now());
  }
  const SeedKeys before(*old);
  const auto rewrap = [&seal, &before, &random](const WrappedKey& key) { return rewrapped(key, seal, before, random); };
  return rewrap_data_keys(config.store.sqlite, rewrap, mode, SystemClock().now());
}

}  // namespace

Result<unsigned, RewrapError> check_seal_change(const Config& config, const Secret& seal, Random& random) {
  return change_seal_key(config, SeedKeys(seal), RewrapMode::keep, random);
}

bool take_seal_key(const Config& config, const SeedKeys& seal, Random& random, Log& log, std::string& last_error) {
  const auto changed = change_seal_key(config, seal, RewrapMode::change, random);
  if (!changed && changed.error().sentence != last_error) {
    log.write(Level::error, last_error = changed.error().sentence, {message_id::store_trouble});
  }
  if (!changed) return false;
  if (!config.keys.seal_before) return true;
  const std::string keys = std::to_string(*changed);
  log.write(Level::notice, "the new seal key is in force; keys.seal_before is not needed any more",
            {{"REWRAPPED", keys}, message_id::seal_key_changed});
  return true;
}

}  // namespace tessera
