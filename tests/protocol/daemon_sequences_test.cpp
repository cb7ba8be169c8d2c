// SPDX-License-Identifier: Apache-2.0
// What a peer of login.sock may send, and when: anything else ends the connection.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <optional>
#include <stdexcept>

#include "daemon/runtime/module_conversation.hpp"
#include "tests/support/run_async.hpp"

namespace tessera {
namespace {

/// A conversation on one end of a socket pair; the test is the module on the other.
class DaemonSequences : public testing::Test {
 protected:
  DaemonSequences() {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends) != 0) throw std::runtime_error("socketpair failed");
    module_ = ends[1];
    Seqpacket::Socket socket(loop_, asio::generic::seq_packet_protocol(AF_UNIX, 0), ends[0]);
    conversation_.emplace(Seqpacket(std::move(socket)));
  }
  ~DaemonSequences() override { leave(); }

  void say(const std::string& packet) { ASSERT_EQ(::send(module_, packet.data(), packet.size(), 0), ssize_t(packet.size())); }
  template <class Message>
  void say(const Message& message) {
    say(to_packet(message));
  }
  void leave() {
    if (module_ >= 0) close(module_);
    module_ = -1;
  }
  /// The type of the next packet from the daemon; 0 when there is none.
  int heard() {
    char packet[max_daemon_message];
    return recv(module_, packet, sizeof packet, 0) > 0 ? packet[0] : 0;
  }
  template <class T>
  T run(Async<T> coroutine) {
    std::optional<T> result;
    asio::co_spawn(loop_, std::move(coroutine), [&result](std::exception_ptr, T value) { result.emplace(std::move(value)); });
    loop_.restart();
    loop_.run();
    return std::move(result).value();
  }
  bool greet() { return run(conversation_->greet(milliseconds(200))).has_value(); }
  void greeted(milliseconds left = std::chrono::seconds(5)) {
    say(Hello{.version = 1, .service = "sshd", .user = "ana"});
    ASSERT_TRUE(greet());
    conversation_->set_time_left(left);
  }
  /// Runs once the question has gone out.
  void once_asked(std::function<void()> action) {
    timer_.expires_after(std::chrono::milliseconds(20));
    timer_.async_wait([action](const asio::error_code&) { action(); });
  }
  Reply ask() { return run(conversation_->ask("Code: ")); }

  asio::io_context loop_;
  Timer timer_{loop_.get_executor()};
  int module_ = -1;
  std::optional<ModuleConversation> conversation_;
};

TEST_F(DaemonSequences, HelloThenAnswers) {
  greeted();
  once_asked([this] { say(Answer{"482931"}); });
  const Reply reply = ask();
  EXPECT_EQ(reply.kind, ReplyKind::answer);
  EXPECT_EQ(reply.text, "482931");
  EXPECT_EQ(heard(), static_cast<int>(MessageType::ask));
}

TEST_F(DaemonSequences, TheOtherReplies) {
  greeted();
  once_asked([this] { say(CannotConverse{}); });
  EXPECT_EQ(ask().kind, ReplyKind::cannot_converse);
  once_asked([this] { say(Cancelled{}); });
  EXPECT_EQ(ask().kind, ReplyKind::cancelled);
}

TEST_F(DaemonSequences, NothingButHelloComesFirst) {
  say(Answer{"482931"});
  EXPECT_FALSE(greet());
}

TEST_F(DaemonSequences, HelloWithoutVersionIsNone) {
  say(Hello{.service = "sshd", .user = "ana"});
  EXPECT_FALSE(greet());
}

TEST_F(DaemonSequences, ASilentPeerIsNotWaitedForLong) { EXPECT_FALSE(greet()); }

TEST_F(DaemonSequences, AnOversizedOrCutHelloEnds) {
  say(std::string(max_hello_message + 1, '\x01'));
  EXPECT_FALSE(greet());
}

TEST_F(DaemonSequences, ACutHelloEnds) {
  std::string packet = to_packet(Hello{.version = 1, .service = "sshd", .user = "ana"});
  packet.pop_back();
  say(packet);
  EXPECT_FALSE(greet());
}

TEST_F(DaemonSequences, AnAnswerThatNobodyAskedForEnds) {
  greeted();
  say(Answer{"482931"});
  EXPECT_EQ(ask().kind, ReplyKind::gone);
  EXPECT_EQ(heard(), 0) << "no question goes to such a peer";
}

TEST_F(DaemonSequences, TwoAnswersToOneQuestionEnd) {
  greeted();
  once_asked([this] {
    say(Answer{"000000"});
    say(Answer{"482931"});
  });
  EXPECT_EQ(ask().kind, ReplyKind::answer);
  EXPECT_EQ(ask().kind, ReplyKind::gone);
}

class OutOfPlace : public DaemonSequences, public testing::WithParamInterface<std::string> {};

TEST_P(OutOfPlace, Ends) {
  greeted();
  once_asked([this] { say(GetParam()); });
  EXPECT_EQ(ask().kind, ReplyKind::gone);
  EXPECT_EQ(ask().kind, ReplyKind::gone) << "and stays so";
}

INSTANTIATE_TEST_SUITE_P(
    Packets, OutOfPlace,
    testing::Values(to_packet(Done{Verdict::proven}), to_packet(Ask{"Code: "}), to_packet(Hello{.version = 1}),
                    to_packet(Deliver{.account = "ana"}), std::string(1, '\0'), std::string(1, '\x7f'),
                    std::string("\x02\x01\xff\xff"), std::string(max_module_message + 1, '\x02')));

TEST_F(DaemonSequences, AnAnswerWithControlCharactersEnds) {
  greeted();
  once_asked([this] { say(std::string("\x02\x01\x00\x02\x1b[", 6)); });
  EXPECT_EQ(ask().kind, ReplyKind::gone);
}

TEST_F(DaemonSequences, APeerThatLeavesIsGone) {
  greeted();
  once_asked([this] { leave(); });
  EXPECT_EQ(ask().kind, ReplyKind::gone);
}

TEST_F(DaemonSequences, ALateAnswerIsToldThatTimeIsUp) {
  greeted(milliseconds(50));
  timer_.expires_after(std::chrono::milliseconds(100));
  timer_.async_wait([this](const asio::error_code&) { say(Answer{"482931"}); });
  EXPECT_EQ(ask().kind, ReplyKind::time_up);
  EXPECT_EQ(ask().kind, ReplyKind::time_up) << "and nothing is asked any more";
}

}  // namespace
}  // namespace tessera
