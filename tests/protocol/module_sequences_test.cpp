// SPDX-License-Identifier: Apache-2.0
// A daemon that says the wrong thing, or the right one at the wrong time, to the real module: only an
// explicit verdict in its place lets anybody in.
#include <gtest/gtest.h>

#include <future>
#include <ostream>
#include <random>

#include "tests/support/fake_daemon.hpp"
#include "tests/support/pam_stack.hpp"

namespace tessera::test {
namespace {

const std::string proven = packet_of(Done{Verdict::proven});
const std::string prompt = packet_of(Ask{"Code: "});

/// What a login over `script` gives; every prompt is answered. `opened`, if there is one, has to come true
/// before the first answer is given.
int log_in(FakeDaemon::Script script, std::future<void>* opened = nullptr, std::size_t* packets = nullptr) {
  TemporaryDirectory run;
  const std::string socket = run.file("login.sock");
  FakeDaemon daemon(socket, std::move(script));
  const PamStack stack("sshd", bare_stack, PamStack::arguments(socket, 5));
  ScriptedConversation person;
  person.give({PAM_SUCCESS, "1", [opened] {
                 if (opened != nullptr) opened->wait();
               }});
  for (int i = 0; i < 8; ++i) person.answer("1");
  const int result = PamLogin(stack, {}, &person).authenticate();
  daemon.stop();
  if (packets != nullptr) *packets = daemon.received().size();
  return result;
}

/// The daemon greets, sends these and waits for the module to leave.
FakeDaemon::Script sending(std::vector<std::string> packets) {
  return [packets](FakePeer& peer) {
    peer.receive();
    for (const std::string& packet : packets) peer.send(packet);
    peer.drain();
  };
}

/// Fields of a tag that nobody knows, up to a packet of `size` bytes.
std::string padded(std::string packet, std::size_t size) {
  std::string field(size - packet.size(), 'x');
  field[0] = '\xC8';
  field[1] = static_cast<char>((field.size() - 3) >> 8);
  field[2] = static_cast<char>((field.size() - 3) & 0xFF);
  return packet + field;
}

/// An Ask or a Tell with any text, also one that its sender would have refused.
std::string raw(MessageType type, std::uint8_t tag, const std::string& text) {
  std::string packet(text.size() + 16, '\0');
  codec::Writer writer(packet.data(), packet.size());
  writer.byte(static_cast<std::uint8_t>(type));
  writer.field(tag, text);
  packet.resize(writer.size());
  return packet;
}

TEST(Sequence, OrdinaryOnesAreFollowed) {
  EXPECT_EQ(log_in(sending({proven})), PAM_SUCCESS);
  EXPECT_EQ(log_in(sending({packet_of(Done{Verdict::not_concerned})})), ignored);
  EXPECT_EQ(log_in(sending({packet_of(Tell{TellKind::info, "sent"}), packet_of(Tell{}), proven})),
            PAM_SUCCESS);
  EXPECT_EQ(log_in([](FakePeer& peer) {
              peer.receive();
              for (int i = 0; i < 3; ++i) {
                peer.ask("Code: ");
                peer.receive();
              }
              peer.done(Verdict::proven);
            }),
            PAM_SUCCESS);
}

TEST(Sequence, TheLongestMessagesAreTaken) {
  EXPECT_EQ(log_in(sending({padded(proven, max_daemon_message)})), PAM_SUCCESS);
  EXPECT_EQ(log_in([](FakePeer& peer) {
              peer.receive();
              peer.ask(std::string(8 * 1024, 'a'));
              peer.receive();
              peer.done(Verdict::proven);
            }),
            PAM_SUCCESS);
}

struct Bad {
  const char* name;
  std::string packet;
};

void PrintTo(const Bad& bad, std::ostream* out) {
  *out << bad.name;
}

/// One bad packet in the daemon's turn; a verdict behind it no longer counts.
class BadPacket : public testing::TestWithParam<Bad> {};

TEST_P(BadPacket, EndsTheLogin) {
  EXPECT_EQ(log_in(sending({GetParam().packet, proven, proven})), PAM_AUTHINFO_UNAVAIL);
}

TEST_P(BadPacket, EndsTheLoginAfterAnAnswer) {
  EXPECT_EQ(log_in([](FakePeer& peer) {
              peer.receive();
              peer.send(prompt);
              peer.receive();
              peer.send(GetParam().packet);
              peer.send(proven);
              peer.drain();
            }),
            PAM_AUTHINFO_UNAVAIL);
}

INSTANTIATE_TEST_SUITE_P(
    Every, BadPacket,
    testing::Values(Bad{"Hello", packet_of(Hello{1, "sshd", "ana"})}, Bad{"Answer", packet_of(Answer{"1"})},
                    Bad{"Cancelled", packet_of(Cancelled{})},
                    Bad{"CannotConverse", packet_of(CannotConverse{})},
                    Bad{"Lookup", packet_of(Lookup{"ana"})}, Bad{"Identity", packet_of(Identity{Known::sso})},
                    Bad{"Deliver", packet_of(Deliver{"ana"})}, Bad{"Delivery", packet_of(Delivery{})},
                    Bad{"empty packet", ""}, Bad{"type 0", std::string(1, '\0')}, Bad{"type 255", "\xFF"},
                    Bad{"text", "HTTP/1.1 200 OK\r\n\r\n"},
                    Bad{"verdict of 9 bytes", raw(MessageType::done, 1, std::string(8, '\0') + "\1")},
                    Bad{"verdict of 1 byte", raw(MessageType::done, 1, "\1")},
                    Bad{"verdict 257", raw(MessageType::done, 1, std::string("\0\0\0\0\0\0\1\1", 8))},
                    Bad{"over-long Done", padded(proven, max_daemon_message + 1)},
                    Bad{"Done with a field beyond the bound",
                        padded(padded(proven, max_daemon_message), max_daemon_message + 8)},
                    Bad{"huge Done", padded(proven, 60'000)},
                    Bad{"over-long Ask", raw(MessageType::ask, 1, std::string(8 * 1024 + 1, 'a'))},
                    Bad{"Ask with an escape", raw(MessageType::ask, 1, "\x1b[2J")},
                    Bad{"Ask with NUL", raw(MessageType::ask, 1, std::string("a\0b", 3))},
                    Bad{"Tell that is not UTF-8", raw(MessageType::tell, 2, "\xff")}));

TEST(Sequence, NoCutOfAVerdictIsOne) {
  for (std::size_t size = 2; size < proven.size(); ++size) {
    EXPECT_EQ(log_in(sending({proven.substr(0, size), proven})), PAM_AUTHINFO_UNAVAIL) << size;
  }
  EXPECT_EQ(log_in(sending({proven.substr(0, 1), proven})), PAM_ABORT) << "a Done without a verdict";
}

/// The daemon goes on while the person still types; the answer must not be sent, nor the verdict count.
class WhileAsking : public testing::TestWithParam<Bad> {};

TEST_P(WhileAsking, TheDaemonMayNotSpeak) {
  std::promise<void> spoken;
  std::future<void> opened = spoken.get_future();
  std::size_t packets = 0;
  const int result = log_in(
      [&spoken](FakePeer& peer) {
        peer.receive();
        peer.send(prompt);
        peer.send(GetParam().packet);
        spoken.set_value();
        if (peer.receive()) peer.send(proven);
      },
      &opened, &packets);
  EXPECT_EQ(result, PAM_AUTHINFO_UNAVAIL);
  EXPECT_EQ(packets, 1u) << "Hello alone";
}

INSTANTIATE_TEST_SUITE_P(Every, WhileAsking,
                         testing::Values(Bad{"a second Ask", prompt}, Bad{"Done proven", proven},
                                         Bad{"Done not concerned", packet_of(Done{Verdict::not_concerned})},
                                         Bad{"Tell", packet_of(Tell{TellKind::info, "sent"})},
                                         Bad{"garbage", "garbage"}));

/// The first packet is sent before Hello was read, and the connection closed: the module either got the
/// verdict that was explicitly given or could not say Hello.
TEST(Sequence, AVerdictBeforeHelloIsRead) {
  const int result = log_in([](FakePeer& peer) { peer.send(proven); });
  EXPECT_TRUE(result == PAM_SUCCESS || result == PAM_AUTHINFO_UNAVAIL) << result;
}

TEST(Sequence, NothingButAVerdictBeforeHelloIsRead) {
  const int result = log_in([](FakePeer& peer) {
    peer.send(packet_of(Answer{"1"}));
    peer.send(proven);
  });
  EXPECT_EQ(result, PAM_AUTHINFO_UNAVAIL);
}

TEST(Sequence, ClosingAtAnyPointRefuses) {
  // The daemon's packets of a login; it leaves before the one of each number.
  for (int last = 0; last < 4; ++last) {
    const int result = log_in([last](FakePeer& peer) {
      if (last == 0) return;
      peer.receive();
      if (last == 1) return;
      peer.tell(TellKind::info, "one moment");
      if (last == 2) return;
      peer.send(prompt);
      peer.receive();
    });
    EXPECT_EQ(result, PAM_AUTHINFO_UNAVAIL) << last;
  }
}

TEST(Sequence, WithoutEndIsBounded) {
  EXPECT_EQ(log_in([](FakePeer& peer) {
              peer.receive();
              do peer.ask("Again: ");
              while (peer.receive());
            }),
            PAM_AUTHINFO_UNAVAIL)
      << "the conversation runs out, then the limit ends it";
}

/// Random packets, each followed by what a person would answer; a verdict among them would be a Done.
TEST(Sequence, GarbageNeverOpens) {
  std::mt19937 random(2);
  const auto byte = [&random] { return static_cast<char>(random() & 0xFF); };
  constexpr MessageType types[] = {MessageType::ask, MessageType::tell, MessageType::hello,
                                   MessageType::delivery};
  for (int round = 0; round < 100; ++round) {
    std::vector<std::string> packets(1 + random() % 4);
    for (std::string& packet : packets) {
      packet.resize(1 + random() % 40);
      std::generate(packet.begin(), packet.end(), byte);
      packet[0] = static_cast<char>(types[random() % 4]);
    }
    const int result = log_in([packets](FakePeer& peer) {
      peer.receive();
      for (const std::string& packet : packets) peer.send(packet);
    });
    EXPECT_EQ(result, PAM_AUTHINFO_UNAVAIL) << round;
  }
}

}  // namespace
}  // namespace tessera::test
