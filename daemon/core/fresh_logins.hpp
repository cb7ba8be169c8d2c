// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "daemon/core/types.hpp"

namespace tessera {

/// A process, also after its number went to another.
struct Process {
  pid_t pid = 0;
  unsigned long long started = 0;  ///< clock ticks since boot
  auto operator<=>(const Process&) const = default;
};

/// Trusted logins whose session has not begun yet. sshd authenticates in a child and opens the session in that child's
/// parent, where alone the login session has its number: so the parent is what ties the two. For the event loop alone.
class FreshLogins {
 public:
  void add(const Process& opens_session, std::string account, TimePoint now, TimePoint trusted_until) {
    std::erase_if(waiting_, [now](const auto& entry) { return entry.second.since + longest_gap < now; });
    waiting_[opens_session] = {std::move(account), now, trusted_until};
  }
  /// Until when the session may be trusted; nothing when it is not such a login's. Works once.
  std::optional<TimePoint> take(const Process& process, const std::string& account, TimePoint now) {
    const auto at = waiting_.find(process);
    if (at == waiting_.end()) return std::nullopt;
    const Login login = std::move(at->second);
    waiting_.erase(at);
    const bool meant = login.account == account && now < login.since + longest_gap && now < login.trusted_until;
    return meant ? std::optional(login.trusted_until) : std::nullopt;
  }

 private:
  static constexpr milliseconds longest_gap = std::chrono::minutes(2);
  struct Login {
    std::string account;
    TimePoint since{};
    TimePoint trusted_until{};
  };
  std::map<Process, Login> waiting_;
};

}  // namespace tessera
