// SPDX-License-Identifier: Apache-2.0
#include "daemon/admin/lookups.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "daemon/runtime/async.hpp"

namespace tessera {
namespace {

constexpr std::size_t at_once = 16;          // of the 64 that tessera-directory takes; logins need the others
constexpr std::size_t lookups_a_turn = 32;  // those that the passwd file answers do not wait for anything

struct Search {
  Directory& directory;
  std::vector<std::string> names;
  std::vector<Whois> found;
  std::size_t next = 0;
  std::size_t running = 0;
  unsigned unclear = 0;
};

/// One of the searchers; `resolve` is told by the last of them to end.
template <class Resolve>
Async<void> look_up(std::shared_ptr<Search> search, Resolve resolve) {
  while (search->next < search->names.size() && search->unclear < most_unclear) {
    const std::size_t at = search->next++;
    Whois whois = co_await search->directory.find(search->names[at]);
    if (whois.origin == Origin::unclear) ++search->unclear;
    search->found[at] = std::move(whois);
    if (at % lookups_a_turn == 0) co_await next_turn();
  }
  if (--search->running == 0) resolve(true);
}

}  // namespace

Async<std::vector<Whois>> find_all(Directory& directory, std::vector<std::string> names) {
  const auto search = std::make_shared<Search>(Search{directory, std::move(names), {}});
  search->found.resize(search->names.size());
  search->running = std::min(at_once, search->names.size());
  if (search->running == 0) co_return std::vector<Whois>{};
  const auto executor = co_await asio::this_coro::executor;
  const auto begin = [search, executor](auto resolve) {
    for (std::size_t left = search->running; left > 0; --left) spawn(executor, look_up(search, resolve));
  };
  co_await from_callback<bool>(begin);
  co_return std::move(search->found);
}

}  // namespace tessera
