// SPDX-License-Identifier: Apache-2.0
#include "daemon/enrolment/data_key.hpp"

#include <utility>

namespace tessera {
namespace {

constexpr unsigned seeds_a_commit = 128;
constexpr std::string_view factor = "app";

RandomSource source_of(Random& random) {
  return [&random](std::span<std::byte> bytes) { return random.fill(bytes); };
}

/// A key that comes after `newest`; another daemon on the store may have made one meanwhile, which then is it.
Async<Stored<WrappedKey>> add_key(Store& store, const SeedKeys& seeds, Random& random, std::uint32_t id,
                                  std::string actor, TimePoint now) {
  auto made = seeds.make(id, source_of(random));
  if (!made) co_return std::unexpected(StoreError::unavailable);
  WrappedKey copy = *made;
  const Stored<bool> added = co_await store.add_data_key(std::move(copy), std::move(actor), now);
  if (!added) co_return std::unexpected(added.error());
  if (*added) co_return std::move(*made);
  auto newest = co_await store.newest_data_key();
  if (!newest) co_return std::unexpected(newest.error());
  if (!*newest) co_return std::unexpected(StoreError::corrupt);
  co_return std::move(**newest);
}

/// What is sealed under the new key, of one page of apps.
std::vector<Reseal> resealed(const std::vector<NamedApp>& apps, const WrappedKey& key, const SeedKeys& seeds,
                             Random& random, unsigned& unreadable) {
  std::vector<Reseal> changes;
  for (const NamedApp& named : apps) {
    const SealedFor whose{named.account, factor};
    const auto seed = seeds.open(named.app.key, whose, named.app.seed);
    const auto sealed = seed ? seeds.seal(key, whose, seed->view(), source_of(random))
                             : Result<Sealed, SealError>(std::unexpected(seed.error()));
    if (sealed) changes.push_back({named.account, named.app.seed, key.id, *sealed});
    unreadable += sealed ? 0 : 1;
  }
  return changes;
}

/// The same of one page of contacts.
std::vector<ResealBinding> resealed_bindings(const std::vector<NamedBinding>& bindings, const WrappedKey& key,
                                             const SeedKeys& seeds, Random& random, unsigned& unreadable) {
  std::vector<ResealBinding> changes;
  for (const auto& [account, binding] : bindings) {
    const SealedFor whose{account, factor_of(binding.kind, binding.state)};
    const auto contact = seeds.open(binding.key, whose, binding.contact);
    const auto sealed = contact ? seeds.seal(key, whose, contact->view(), source_of(random))
                                : Result<Sealed, SealError>(std::unexpected(contact.error()));
    if (sealed) changes.push_back({account, binding.kind, binding.state, binding.contact, key.id, *sealed});
    unreadable += sealed ? 0 : 1;
  }
  return changes;
}

Async<Stored<void>> reseal_apps(Store& store, const SeedKeys& seeds, Random& random, WrappedKey key, Rotation& rotation) {
  for (std::string after;;) {
    const auto page = co_await store.apps_not_under(key.id, after, seeds_a_commit);
    if (!page) co_return std::unexpected(page.error());
    if (page->empty()) co_return Stored<void>{};
    after = page->back().account;
    auto changes = resealed(*page, key, seeds, random, rotation.unreadable);
    const auto taken = co_await store.reseal(std::move(changes));
    if (!taken) co_return std::unexpected(taken.error());
    rotation.resealed += *taken;
  }
}

Async<Stored<void>> reseal_contacts(Store& store, const SeedKeys& seeds, Random& random, WrappedKey key,
                                    Rotation& rotation) {
  BindingQuery query{.held = false, .not_under = key.id, .after = {}, .accounts = seeds_a_commit};
  for (;;) {
    const auto page = co_await store.list_bindings(query);
    if (!page) co_return std::unexpected(page.error());
    if (page->empty()) co_return Stored<void>{};
    query.after = page->back().account;
    auto changes = resealed_bindings(*page, key, seeds, random, rotation.unreadable);
    const auto taken = co_await store.reseal_bindings(std::move(changes));
    if (!taken) co_return std::unexpected(taken.error());
    rotation.resealed += *taken;
  }
}

}  // namespace

Async<Stored<WrappedKey>> sealing_key(Store& store, const SeedKeys& seeds, Random& random, TimePoint now) {
  auto newest = co_await store.newest_data_key();
  if (!newest) co_return std::unexpected(newest.error());
  if (*newest) co_return std::move(**newest);
  std::string nobody;
  co_return co_await add_key(store, seeds, random, 1, std::move(nobody), now);
}

Async<Stored<Rotation>> rotate_data_key(Store& store, const SeedKeys& seeds, Random& random, std::string actor,
                                        TimePoint now) {
  const auto newest = co_await store.newest_data_key();
  if (!newest) co_return std::unexpected(newest.error());
  const std::uint32_t id = *newest ? (*newest)->id + 1 : 1;
  const auto key = co_await add_key(store, seeds, random, id, actor, now);
  if (!key) co_return std::unexpected(key.error());
  Rotation rotation;
  rotation.key = key->id;
  const auto apps = co_await reseal_apps(store, seeds, random, *key, rotation);
  if (!apps) co_return std::unexpected(apps.error());
  const auto contacts = co_await reseal_contacts(store, seeds, random, *key, rotation);
  if (!contacts) co_return std::unexpected(contacts.error());
  const auto dropped = co_await store.drop_unused_data_keys(std::move(actor), now);
  if (!dropped) co_return std::unexpected(dropped.error());
  rotation.dropped = *dropped;
  co_return rotation;
}

}  // namespace tessera
