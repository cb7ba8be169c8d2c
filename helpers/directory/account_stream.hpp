// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "helpers/directory/nss_listing.hpp"
#include "helpers/directory/workers.hpp"

namespace tessera {

/// What goes through all accounts: list_nss_source() of one of them.
using ListAll = std::function<std::string(const TakeAccount&)>;

/// Accounts as a thread of their own goes through them, a page at a time; the thread waits while nobody asks, so that a
/// million never stand in memory. One that hangs in a library is left behind.
class AccountStream {
 public:
  struct Page {
    std::string names, without_shell;  ///< each on a line of its own
    bool over = false;                 ///< no page follows
    std::string problem;               ///< when over: why that was not all, or empty
    bool empty() const { return names.empty() && without_shell.empty(); }
  };

  /// `all` must own what it uses.
  explicit AccountStream(ListAll all);
  AccountStream(const AccountStream&) = delete;
  AccountStream& operator=(const AccountStream&) = delete;
  ~AccountStream();

  /// What has come until then, at once when that is a page full. With nothing at all it is over.
  Page next(Deadline until);

 private:
  struct State {
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<ListedAccount> waiting;
    bool given_up = false, over = false;
    std::string problem;
  };
  static bool take(State& state, ListedAccount account);
  static void finish(State& state, std::string problem);

  std::shared_ptr<State> state_;
};

}  // namespace tessera
