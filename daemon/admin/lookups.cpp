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

bool is_unclear(const Whois& whois) { return whois.origin == Origin::unclear; }
bool is_unclear(const FoundContacts& contacts) { return contacts.answer == ContactsAnswer::unclear; }

template <class Answer>
struct Search {
  Directory& directory;
  Async<Answer> (Directory::*ask)(std::string name);
  std::vector<std::string> names;
  std::vector<Answer> found;
  std::size_t next = 0;
  std::size_t running = 0;
  unsigned unclear = 0;
};

/// One of the searchers; `resolve` is told by the last of them to end.
template <class Answer, class Resolve>
Async<void> look_up(std::shared_ptr<Search<Answer>> search, Resolve resolve) {
  while (search->next < search->names.size() && search->unclear < most_unclear) {
    const std::size_t at = search->next++;
    Answer answer = co_await (search->directory.*search->ask)(search->names[at]);
    if (is_unclear(answer)) ++search->unclear;
    search->found[at] = std::move(answer);
    if (at % lookups_a_turn == 0) co_await next_turn();
  }
  if (--search->running == 0) resolve(true);
}

template <class Answer>
Async<std::vector<Answer>> ask_all(std::shared_ptr<Search<Answer>> search) {
  search->found.resize(search->names.size());
  search->running = std::min(at_once, search->names.size());
  if (search->running == 0) co_return std::vector<Answer>{};
  const auto executor = co_await asio::this_coro::executor;
  const auto begin = [search, executor](auto resolve) {
    for (std::size_t left = search->running; left > 0; --left) spawn(executor, look_up(search, resolve));
  };
  co_await from_callback<bool>(begin);
  co_return std::move(search->found);
}

}  // namespace

Async<std::vector<Whois>> find_all(Directory& directory, std::vector<std::string> names) {
  return ask_all(std::make_shared<Search<Whois>>(Search<Whois>{directory, &Directory::find, std::move(names), {}}));
}

Async<std::vector<FoundContacts>> contacts_of_all(Directory& directory, std::vector<std::string> names) {
  using Contacts = Search<FoundContacts>;
  return ask_all(std::make_shared<Contacts>(Contacts{directory, &Directory::contacts_of, std::move(names), {}}));
}

}  // namespace tessera
