// SPDX-License-Identifier: Apache-2.0
// A helper that is away, dies, hangs or speaks garbage; and the real one's reload.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "daemon/runtime/seqpacket.hpp"
#include "shared/protocol.hpp"
#include "tests/contract/directory/host_world.hpp"
#include "tests/support/run_async.hpp"

namespace tessera::test {
namespace {

using testing::HasSubstr;

/// Answers one lookup with `packet`, or by closing when it is empty.
class OneAnswer {
 public:
  OneAnswer(const std::string& path, std::string packet) : listener_(listen_at(path)) {
    thread_ = std::thread([fd = listener_, packet = std::move(packet)] {
      const int connection = accept(fd, nullptr, nullptr);
      char request[4096];
      (void)recv(connection, request, sizeof request, 0);
      if (!packet.empty()) (void)send(connection, packet.data(), packet.size(), MSG_NOSIGNAL);
      close(connection);
    });
  }
  OneAnswer(const OneAnswer&) = delete;
  OneAnswer& operator=(const OneAnswer&) = delete;
  ~OneAnswer() {
    thread_.join();
    close(listener_);
  }

 private:
  int listener_;
  std::thread thread_;
};

Whois find_with_answer(std::string packet) {
  HostWorld host;
  const OneAnswer helper(host.socket(), std::move(packet));
  return host.find("bob");
}

TEST(Helper, AbsentIsUnclearButLocalAccountsStayKnown) {
  HostWorld host;
  const Whois whois = host.find("bob");
  EXPECT_EQ(whois.origin, Origin::unclear);
  EXPECT_THAT(whois.detail, HasSubstr("cannot be reached"));
  EXPECT_EQ(host.find_uid(5001).origin, Origin::unclear);
  EXPECT_EQ(host.find("ana").origin, Origin::local);
  EXPECT_EQ(host.find_uid(1000).origin, Origin::local);
}

TEST(Helper, SocketWithoutAProgramIsUnclear) {
  HostWorld host;
  const int listener = listen_at(host.socket());
  const Whois whois = host.find("bob");
  EXPECT_EQ(whois.origin, Origin::unclear);
  EXPECT_THAT(whois.detail, HasSubstr("in time"));
  close(listener);
}

TEST(Helper, KilledDuringALookupIsUnclear) {
  HostWorld host("files tesserahang");
  DirectoryProgram& helper = host.start_helper();
  asio::io_context loop;
  Whois whois;
  asio::co_spawn(loop, host.directory().find("hang"), [&whois](std::exception_ptr, Whois value) { whois = value; });
  loop.run_for(std::chrono::milliseconds(200));
  EXPECT_EQ(helper.end(SIGKILL), 128 + SIGKILL);
  loop.run();
  EXPECT_EQ(whois.origin, Origin::unclear);
}

TEST(Helper, ClosingWithoutAnAnswerIsUnclear) { EXPECT_EQ(find_with_answer({}).origin, Origin::unclear); }

TEST(Helper, AProperAnswerIsTaken) {
  EXPECT_EQ(find_with_answer(to_packet(Identity{Known::sso, "bob", "sss", {}})).origin, Origin::sso);
}

TEST(Helper, GarbageIsUnclear) {
  const std::string good = to_packet(Identity{Known::sso, "bob", "sss", {}});
  const std::vector<std::string> packets = {
      "garbage",
      std::string(20 * 1024, 'x'),                                      // longer than it may be
      good.substr(0, good.size() - 1),                                  // cut off
      to_packet(Lookup{"bob", 0}),                                      // another message
      to_packet(Identity{Known{0}, "bob", "sss", {}}),                  // no answer in it
      to_packet(Identity{Known{9}, "bob", "sss", {}}),                  // an answer that does not exist
      to_packet(Identity{Known::sso, "ben", "sss", {}}),                // about somebody else
      to_packet(Identity{Known::sso, {}, "sss", {}}),                   // about nobody
      to_packet(Identity{Known::sso, "bob", {}, {}}),                   // without a source
  };
  for (const std::string& packet : packets) {
    const Whois whois = find_with_answer(packet);
    EXPECT_EQ(whois.origin, Origin::unclear) << &packet - packets.data();
    EXPECT_EQ(whois.name, "bob");
    EXPECT_FALSE(whois.detail.empty());
  }
}

TEST(Helper, WhoSendsGarbageGetsNoAnswer) {
  HostWorld host;
  host.start_helper();
  const auto ask = [](std::string path, std::string packet) -> Async<Received<std::string>> {
    auto socket = co_await Seqpacket::connect(std::move(path));
    const Deadline until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    (void)co_await socket->send(std::move(packet), until);
    co_return co_await socket->receive(4096, until);
  };
  const std::string good = to_packet(Lookup{"bob", 0});
  EXPECT_TRUE(run_async(ask(host.socket(), good)).has_value());
  for (const std::string& packet : {std::string("x"), good.substr(0, good.size() - 1), std::string(3000, '\x20'),
                                    to_packet(Identity{Known::sso, "bob", "sss", {}})}) {
    const auto answer = run_async(ask(host.socket(), packet));
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error(), SocketError::closed);
  }
  EXPECT_EQ(host.find("bob").origin, Origin::sso);
}

TEST(Helper, ReloadTakesANewConfigurationAndKeepsTheOldOneIfBad) {
  HostWorld host;
  DirectoryProgram& helper = host.start_helper();
  EXPECT_EQ(host.find("cara").origin, Origin::other);
  host.write_config("tesseraother");
  EXPECT_EQ(host.find("cara").origin, Origin::other);
  helper.reload();
  EXPECT_EQ(host.find("cara").origin, Origin::sso);
  EXPECT_EQ(host.find("bob").origin, Origin::other);
  host.write("tessera.yaml", "sso: { sorces: [tesserasso] }\n");
  helper.reload();
  EXPECT_EQ(host.find("cara").origin, Origin::sso);
  EXPECT_THAT(helper.log(), HasSubstr("sorces"));
  host.remove("tessera.yaml");
  helper.reload();
  EXPECT_EQ(host.find("cara").origin, Origin::sso);
  EXPECT_EQ(helper.end(SIGTERM), 0);
}

TEST(Helper, DaemonTakesANewConfiguration) {
  HostWorld host;
  EXPECT_TRUE(host.directory().is_creator("ana"));
  EXPECT_TRUE(host.directory().is_creator("bob"));  // by the group file alone, though not in passwd
  auto config = std::make_shared<Config>(*host.config());
  config->populations.creator_groups = {"gus"};
  host.directory().reconfigure(config);
  EXPECT_FALSE(host.directory().is_creator("ana"));
  EXPECT_TRUE(host.directory().is_creator("gus"));  // by primary group
}

TEST(Helper, UnreadablePasswdIsUnclearForEveryName) {
  HostWorld host;
  host.start_helper();
  host.remove("passwd");
  for (const char* name : {"ana", "bob", "zoe"}) EXPECT_EQ(host.find(name).origin, Origin::unclear) << name;
  EXPECT_EQ(host.find_uid(5001).origin, Origin::unclear);
}

}  // namespace
}  // namespace tessera::test
