// SPDX-License-Identifier: Apache-2.0
// A list that is read as fast as it is sent waits for nothing; logins share its loop all the same.
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "daemon/runtime/async.hpp"
#include "tests/unit/admin/admin_world.hpp"

namespace tessera::test {
namespace {

constexpr unsigned accounts = 100;  // so many items fit into a socket that nobody reads

/// Sees each account of a list, and how many came one after the other.
class WatchfulDirectory : public Directory {
 public:
  Async<Whois> find(std::string) override { co_return Whois{}; }
  Async<Whois> find_uid(std::uint32_t) override { co_return Whois{}; }
  Async<FoundContacts> contacts_of(std::string) override { co_return FoundContacts{}; }
  std::vector<std::string> creator_groups_of(const std::string&, std::optional<std::uint32_t>) override {
    ++seen;
    longest = std::max(longest, ++in_a_row);
    return {};
  }
  unsigned seen = 0, in_a_row = 0, longest = 0;
};

Async<void> take_turns(WatchfulDirectory& directory) {
  while (directory.seen < accounts) {
    directory.in_a_row = 0;
    co_await next_turn();
  }
}

TEST_F(AdminWorld, ALongListLetsOthersHaveTheirTurn) {
  std::vector<PutAccount> puts;
  for (unsigned i = 0; i < accounts; ++i) {
    puts.push_back({Account{"u" + std::to_string(i), {{}, "u@example.com"}, clock.now()}, true, "test"});
  }
  ASSERT_TRUE(run_async(sqlite->put_accounts(std::move(puts))));
  int ends[2] = {-1, -1};
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
  const std::string_view request = R"({"verb":"account.list"})";
  ASSERT_EQ(send(ends[0], request.data(), request.size(), 0), static_cast<ssize_t>(request.size()));
  shutdown(ends[0], SHUT_WR);
  WatchfulDirectory watchful;
  {
    asio::io_context loop;
    Seqpacket connection(Seqpacket::Socket(loop, asio::generic::seq_packet_protocol(AF_UNIX, 0), ends[1]));
    spawn(loop.get_executor(), serve_admin(context(watchful), std::move(connection)));
    spawn(loop.get_executor(), take_turns(watchful));
    loop.run();
  }
  close(ends[0]);
  EXPECT_EQ(watchful.seen, accounts);
  EXPECT_LE(watchful.longest, 16u);
}

/// Whoever asked leaves at the first account that is looked at.
class LeftDirectory : public FakeDirectory {
 public:
  explicit LeftDirectory(int end) : end_(end) {}
  std::vector<std::string> creator_groups_of(const std::string&, std::optional<std::uint32_t>) override {
    if (end_ >= 0) close(std::exchange(end_, -1));
    return {};
  }

 private:
  int end_;
};

class AbandonedSurvey : public AdminWorld, public testing::WithParamInterface<const char*> {};

TEST_P(AbandonedSurvey, ChangesNothing) {  // Ctrl-C of enforce must not turn a switch that nobody watches
  for (unsigned i = 0; i < 600; ++i) host_accounts.push_back({"u" + std::to_string(i), 5000 + i});
  int ends[2] = {-1, -1};
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
  const std::string_view request = GetParam();
  ASSERT_EQ(send(ends[0], request.data(), request.size(), 0), static_cast<ssize_t>(request.size()));
  LeftDirectory leaving(ends[0]);
  {
    asio::io_context loop;
    Seqpacket connection(Seqpacket::Socket(loop, asio::generic::seq_packet_protocol(AF_UNIX, 0), ends[1]));
    spawn(loop.get_executor(), serve_admin(context(leaving), std::move(connection)));
    loop.run();
  }
  EXPECT_EQ(run_async(sqlite->environment()).value().position, Switch::off);
  EXPECT_TRUE(run_async(sqlite->requests(std::nullopt)).value().empty());
}

INSTANTIATE_TEST_SUITE_P(
    Verbs, AbandonedSurvey,
    testing::Values(R"({"verb":"environment.enforce","args":{"accept_locked_out":600}})",
                    R"({"verb":"environment.request","args":{"subject":"x","environments":[{"name":"training-staging"}]}})"));

}  // namespace
}  // namespace tessera::test
