// SPDX-License-Identifier: Apache-2.0
#include "daemon/accounts/source_listing_client.hpp"

#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

#include "daemon/runtime/seqpacket.hpp"
#include "shared/account_name.hpp"
#include "shared/directory_protocol.hpp"

namespace tessera {
namespace {

constexpr std::chrono::seconds page_limit(6);
constexpr unsigned most_tries = 10;  // for a turn, each of which the helper waits for a second

std::vector<std::string> names_in(std::string_view lines) {
  std::vector<std::string> names;
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    const std::string_view name = lines.substr(0, end);
    if (is_account_name(name)) names.emplace_back(name);
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
  }
  return names;
}

/// Nothing where it is no page.
std::optional<SourcePage> page_in(const std::string& packet) {
  AccountsListed listed;
  const bool valid = codec::decode(packet.data(), packet.size(), listed) && listed.listed >= Listed::names &&
                     listed.listed <= Listed::busy;
  if (!valid) return std::nullopt;
  constexpr Listing listings[] = {Listing::names, Listing::not_listed, Listing::end, Listing::busy};
  return SourcePage{listings[static_cast<unsigned>(listed.listed) - 1], std::string(listed.source),
                    std::string(listed.detail), names_in(listed.names), names_in(listed.without_shell)};
}

class DirectoryListing : public SourceListing {
 public:
  explicit DirectoryListing(std::string path) : path_(std::move(path)) {}

  Async<SourcePage> next() override {
    for (unsigned tries = 1; !over_; ++tries) {
      SourcePage page = co_await ask();
      const bool again = page.listing == Listing::busy && tries < most_tries;
      if (again) continue;
      over_ = over_ || page.listing == Listing::end || page.listing == Listing::busy;
      source_ = page.source;
      co_return page;
    }
    co_return SourcePage{};
  }

 private:
  /// Over a connection of its own at first, and after a turn that did not come.
  Async<SourcePage> ask() {
    const Deadline until = std::chrono::steady_clock::now() + page_limit;
    if (!socket_) {
      auto socket = co_await Seqpacket::connect(path_);
      if (!socket) co_return broken("tessera-directory cannot be reached");
      socket_.emplace(std::move(*socket));
    }
    const auto sent = co_await socket_->send(to_packet(NextAccounts{}), until);
    if (!sent) co_return broken("tessera-directory closed the connection");
    const auto packet = co_await socket_->receive(max_daemon_message, until);
    if (!packet) co_return broken("tessera-directory did not answer");
    auto page = page_in(*packet);
    if (!page) co_return broken("tessera-directory sent something else than accounts");
    if (page->listing == Listing::busy) socket_.reset();
    co_return std::move(*page);
  }
  SourcePage broken(std::string detail) {
    over_ = true;
    return {Listing::not_listed, source_, std::move(detail)};
  }

  const std::string path_;
  std::optional<Seqpacket> socket_;
  std::string source_;  ///< of the page before
  bool over_ = false;
};

}  // namespace

std::unique_ptr<SourceListing> list_other_sources(const Config& config) {
  return std::make_unique<DirectoryListing>(config.paths.runtime + "/directory.sock");
}

}  // namespace tessera
