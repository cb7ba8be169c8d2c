// SPDX-License-Identifier: Apache-2.0
#include "helpers/directory/account_stream.hpp"

#include <utility>

#include "shared/directory_protocol.hpp"

namespace tessera {
namespace {

constexpr std::size_t page_full = 400;
constexpr std::size_t most_waiting = 2 * page_full;

/// False when the line does not fit.
bool add_line(std::string& lines, const std::string& name) {
  if (lines.size() + name.size() + 1 > max_listed_names) return false;
  if (!lines.empty()) lines += '\n';
  lines += name;
  return true;
}

void fill(AccountStream::Page& page, std::deque<ListedAccount>& waiting) {
  for (std::size_t count = 0; count < page_full && !waiting.empty(); ++count) {
    const ListedAccount& account = waiting.front();
    if (!add_line(account.has_shell ? page.names : page.without_shell, account.name)) return;
    waiting.pop_front();
  }
}

}  // namespace

AccountStream::AccountStream(ListAll all) : state_(std::make_shared<State>()) {
  const bool started = start_thread([state = state_, all = std::move(all)] {
    finish(*state, all([&state](ListedAccount account) { return take(*state, std::move(account)); }));
  });
  if (!started) finish(*state_, "was not asked: the system has no thread left");
}

AccountStream::~AccountStream() {
  const std::lock_guard lock(state_->mutex);
  state_->given_up = true;
  state_->changed.notify_all();
}

bool AccountStream::take(State& state, ListedAccount account) {
  std::unique_lock lock(state.mutex);
  state.changed.wait(lock, [&state] { return state.given_up || state.waiting.size() < most_waiting; });
  if (state.given_up) return false;
  state.waiting.push_back(std::move(account));
  if (state.waiting.size() >= page_full) state.changed.notify_all();
  return true;
}

void AccountStream::finish(State& state, std::string problem) {
  const std::lock_guard lock(state.mutex);
  state.problem = std::move(problem);
  state.over = true;
  state.changed.notify_all();
}

AccountStream::Page AccountStream::next(Deadline until) {
  std::unique_lock lock(state_->mutex);
  const auto enough = [this] { return state_->over || state_->waiting.size() >= page_full; };
  const bool in_time = state_->changed.wait_until(lock, until, enough);
  Page page;
  fill(page, state_->waiting);
  state_->changed.notify_all();
  page.over = state_->over && state_->waiting.empty();
  if (page.over) page.problem = state_->problem;
  if (in_time || !page.empty()) return page;
  page.over = true;
  page.problem = "did not list its accounts in time";
  return page;
}

}  // namespace tessera
