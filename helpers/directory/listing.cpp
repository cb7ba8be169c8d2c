// SPDX-License-Identifier: Apache-2.0
#include "helpers/directory/listing.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <string>
#include <utility>

#include "helpers/directory/account_stream.hpp"
#include "helpers/directory/nsswitch.hpp"
#include "helpers/directory/packets.hpp"
#include "shared/directory_protocol.hpp"

namespace tessera {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds turn_limit(1);
constexpr std::chrono::seconds page_limit(4);  // nobody's login waits for it; the daemon waits 6 s
constexpr int idle_limit_ms = 60'000;          // an audit may be read slowly

/// The turn, for as long as it lives.
class Turn {
 public:
  explicit Turn(ListingTurns& turns) : turns_(turns), taken_(turns.take(steady_clock::now() + turn_limit)) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    if (taken_) turns_.give_back();
  }
  bool taken() const { return taken_; }

 private:
  ListingTurns& turns_;
  const bool taken_;
};

/// False when nobody asks for more.
bool asked_for_more(int connection) {
  pollfd wanted{connection, POLLIN, 0};
  if (poll(&wanted, 1, idle_limit_ms) != 1) return false;
  std::array<char, NextAccounts::max_size + 1> packet;
  const ssize_t received = recv(connection, packet.data(), packet.size(), MSG_DONTWAIT);
  NextAccounts next;
  return received > 0 && codec::decode(packet.data(), static_cast<std::size_t>(received), next);
}

/// Sends a page; false when nobody asks for the one after it.
bool serve(int connection, const AccountsListed& page) {
  send_message(connection, page);
  return asked_for_more(connection);
}

bool serve_problem(int connection, const std::string& source, const std::string& problem) {
  return serve(connection, AccountsListed{.listed = Listed::not_listed, .source = source, .detail = problem});
}

/// What runs on the stream's thread; the library is free again once it is gone, whether it ran or not.
ListAll lister(std::shared_ptr<ListingTurns> turns, const std::string& source) {
  const std::shared_ptr<void> running(nullptr, [turns = std::move(turns), source](void*) { turns->end(source); });
  return [running, source](const TakeAccount& take) { return list_nss_source(source, take); };
}

/// False when nobody asks for more.
bool serve_source(int connection, const std::shared_ptr<ListingTurns>& turns, const std::string& source) {
  Deadline until = steady_clock::now() + page_limit;
  if (!turns->begin(source, until)) return serve_problem(connection, source, "still hangs in a listing before this one");
  AccountStream stream(lister(turns, source));
  for (;; until = steady_clock::now() + page_limit) {
    const AccountStream::Page page = stream.next(until);
    const AccountsListed message{Listed::names, source, {}, page.names, page.without_shell};
    if (!page.empty() && !serve(connection, message)) return false;
    if (page.over) return page.problem.empty() || serve_problem(connection, source, page.problem);
  }
}

}  // namespace

void list_accounts(int connection, DirectoryService& directory) {
  const Turn turn(*directory.listings);
  if (!turn.taken()) return send_message(connection, AccountsListed{.listed = Listed::busy});
  const auto sources = read_passwd_sources(directory.config()->paths.nsswitch);
  if (!sources && !serve_problem(connection, {}, sources.error())) return;
  for (const std::string& source : sources.value_or(std::vector<std::string>())) {
    if (!serve_source(connection, directory.listings, source)) return;
  }
  send_message(connection, AccountsListed{.listed = Listed::end});
}

}  // namespace tessera
