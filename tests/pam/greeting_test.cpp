// SPDX-License-Identifier: Apache-2.0
// What the module says about a login, and what it refuses before it connects.
#include <gtest/gtest.h>

#include "tests/support/fake_daemon.hpp"
#include "tests/support/pam_stack.hpp"

namespace tessera::test {
namespace {

/// One login that the daemon lets in at once, over a stack with these arguments.
class Greeting : public testing::Test {
 protected:
  int log_in(const PamItems& items, const std::string& arguments, const std::string& service = "sshd",
             int flags = 0) {
    std::filesystem::remove(socket_);
    FakeDaemon daemon(socket_, [](FakePeer& peer) {
      peer.receive();
      peer.done(Verdict::proven);
    });
    const PamStack stack(service, bare_stack, arguments);
    ScriptedConversation person;
    const int result = PamLogin(stack, items, &person).authenticate(flags);
    daemon.stop();
    connections_ = daemon.connections();
    packet_ = daemon.received().empty() ? "" : daemon.received()[0];
    hello_ = {};
    decoded_ = codec::decode(packet_.data(), packet_.size(), hello_);
    return result;
  }
  int log_in(const PamItems& items) { return log_in(items, PamStack::arguments(socket_, 10)); }

  TemporaryDirectory run_;
  std::string socket_ = run_.file("login.sock").string();
  std::string packet_;
  Hello hello_;
  bool decoded_ = false;
  int connections_ = 0;
};

TEST_F(Greeting, SaysWhatPamKnows) {
  PamItems items{"ana", "203.0.113.9", "ssh", "bo", "publickey ssh-ed25519 AAAA\npublickey ssh-rsa BBBB\n"};
  ASSERT_EQ(log_in(items), PAM_SUCCESS);
  ASSERT_TRUE(decoded_);
  EXPECT_EQ(hello_.version, protocol_version);
  EXPECT_EQ(hello_.service, "sshd");
  EXPECT_EQ(hello_.user, "ana");
  EXPECT_EQ(hello_.rhost, "203.0.113.9");
  EXPECT_EQ(hello_.tty, "ssh");
  EXPECT_EQ(hello_.ruser, "bo");
  EXPECT_EQ(hello_.ssh_auth_info, *items.ssh_auth_info);
  EXPECT_EQ(hello_.flags, 0u);
  EXPECT_GT(hello_.time_left_ms, 0u);
  EXPECT_LE(hello_.time_left_ms, 10'000u);
}

TEST_F(Greeting, LeavesOutWhatPamDoesNotKnow) {
  ASSERT_EQ(log_in({}, PamStack::arguments(socket_, 10), "sshd", PAM_SILENT), PAM_SUCCESS);
  ASSERT_TRUE(decoded_);
  EXPECT_EQ(hello_.rhost, "");
  EXPECT_EQ(hello_.ssh_auth_info, "");
  EXPECT_EQ(hello_.flags, Hello::silent);
}

TEST_F(Greeting, TheLimitFollowsTheService) {
  const std::string arguments = "socket=" + socket_ + " daemon_uid=" + std::to_string(getuid());
  for (const auto& [service, seconds] :
       {std::pair("sshd", 100u), std::pair("login", 50u), std::pair("su", 100u)}) {
    ASSERT_EQ(log_in({}, arguments, service), PAM_SUCCESS);
    EXPECT_LE(hello_.time_left_ms, seconds * 1000) << service;
    EXPECT_GT(hello_.time_left_ms, (seconds - 40) * 1000) << service;
  }
}

TEST_F(Greeting, TheProcessesEnvironmentIsNotRead) {
  setenv("SSH_AUTH_INFO_0", "publickey ssh-ed25519 FORGED", 1);
  ASSERT_EQ(log_in({}), PAM_SUCCESS);
  unsetenv("SSH_AUTH_INFO_0");
  ASSERT_TRUE(decoded_);
  EXPECT_EQ(hello_.ssh_auth_info, "");
}

TEST_F(Greeting, KeysThatDoNotFitAreLeftOut) {
  PamItems items;
  items.ssh_auth_info = std::string(max_ssh_auth_info, 'A');
  ASSERT_EQ(log_in(items), PAM_SUCCESS);
  EXPECT_EQ(hello_.ssh_auth_info.size(), max_ssh_auth_info);
  for (const std::string& info :
       {std::string(max_ssh_auth_info + 1, 'A'), std::string("publickey \x01"), std::string("\xff")}) {
    items.ssh_auth_info = info;
    ASSERT_EQ(log_in(items), PAM_SUCCESS);
    ASSERT_TRUE(decoded_);
    EXPECT_EQ(hello_.ssh_auth_info, "");
  }
}

TEST_F(Greeting, TheLongestFieldsAreSaid) {
  const PamItems items{std::string(256, 'u'), std::string(256, 'r'), std::string(128, 't'),
                       std::string(256, 'i'), std::string(max_ssh_auth_info, 'k')};
  ASSERT_EQ(log_in(items), PAM_SUCCESS);
  EXPECT_EQ(hello_.user, *items.user);
  EXPECT_EQ(hello_.ruser, *items.ruser);
}

TEST_F(Greeting, FieldsThatBreakABoundAreRefusedBeforeConnecting) {
  const std::string huge(64 * 1024, 'a');
  const PamItems refused[] = {{std::nullopt},
                              {""},
                              {std::string(257, 'u')},
                              {huge},
                              {"ana\n"},
                              {"an\ra"},
                              {"\x1b[2J"},
                              {"\xff"},
                              {"\xed\xa0\x80"},
                              {"ana", std::string(257, 'r')},
                              {"ana", "host\r\n"},
                              {"ana", "", std::string(129, 't')},
                              {"ana", "", "pts\x01"},
                              {"ana", "", "", std::string(257, 'i')},
                              {"ana", "", "", "b\no"}};
  for (const PamItems& items : refused) {
    EXPECT_EQ(log_in(items), PAM_ABORT) << (&items - refused);
    EXPECT_EQ(connections_, 0) << (&items - refused);
  }
}

TEST_F(Greeting, AHugeHostNeverOpens) {
  const int result = log_in({"ana", std::string(64 * 1024, 'r')});
  EXPECT_TRUE(result == PAM_ABORT || result == PAM_SYSTEM_ERR) << "libpam may fail to audit it: " << result;
  EXPECT_EQ(connections_, 0);
}

TEST_F(Greeting, ABadOptionNeverOpens) {
  const std::string good = PamStack::arguments(socket_, 10);
  ASSERT_EQ(log_in({}, good), PAM_SUCCESS);
  for (const std::string bad :
       {"timeout=0", "timeout=3601", "timeout=-1", "timeout=x", "timeout=5s",
        "timeout=", "timeout=99999999999", "daemon_uid=-1", "daemon_uid=4294967295", "daemon_uid=root",
        "daemon_uid=", "socket=", "socket=run/login.sock", "sockets=/run/login.sock", "debug", "="}) {
    EXPECT_EQ(log_in({}, good + " " + bad), PAM_ABORT) << bad;
    EXPECT_EQ(connections_, 0) << bad;
  }
  EXPECT_EQ(log_in({}, good + " socket=/" + std::string(107, 'x')), PAM_ABORT);
}

}  // namespace
}  // namespace tessera::test
