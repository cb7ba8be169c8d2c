// SPDX-License-Identifier: Apache-2.0
// A notice that fails is logged and tried again, and given up in the end; a code never is.
#include "daemon/delivery/notice_courier.hpp"

#include <gmock/gmock.h>

#include "tests/support/fake_courier.hpp"
#include "tests/support/fake_log.hpp"
#include "tests/support/run_async.hpp"

namespace tessera::test {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

class Notices : public ::testing::Test {
 protected:
  static Message message(std::string_view notice) {
    return {.account = "ana", .channel = Channel::text, .gateway = {}, .to = "+15005550142", .subject = "s", .text = "t",
            .code = {}, .notice = notice};
  }
  /// Sends them at once and lets the loop come to its end.
  void send(std::vector<Message> messages, NoticeRetries retries = {{1ms, 1ms, 1ms}, 8}) {
    LoopTurn turn;
    const auto served = [](Channel channel) { return channel != Channel::email; };
    NoticeCourier notices(turn.loop().get_executor(), courier, log, served, retries);
    for (Message& each : messages) notices.send(std::move(each));
    turn.loop().run();
  }
  FakeCourier courier;
  FakeLog log;
};

TEST_F(Notices, AreTriedAgainUntilTheyAreSent) {
  courier.next(DeliveryStatus::failed, "the courier is away");
  courier.next(DeliveryStatus::misconfigured, "401");
  send({message("backup code used")});
  ASSERT_EQ(courier.sent.size(), 3u);
  EXPECT_EQ(courier.sent[2].to, "+15005550142");
  EXPECT_EQ(courier.sent[2].text, "t");
  ASSERT_EQ(log.lines.size(), 2u);
  EXPECT_EQ(log.lines[0],
            "notice for ana not sent: backup code used; it is tried again USER=ana CHANNEL=text TO=+1 *** *** **42 "
            "GATEWAY=fake RESULT=failed REASON=the courier is away DETAIL=backup code used");
  EXPECT_THAT(log.lines[1], HasSubstr("RESULT=misconfigured REASON=401"));
}

TEST_F(Notices, AreGivenUpWithALineOnceTheTriesAreUsedUp) {
  courier.fate_of = [](const Message&) { return Fate{{DeliveryStatus::failed, "fake", "away"}, std::nullopt}; };
  send({message("account locked")});
  EXPECT_EQ(courier.sent.size(), 4u);
  ASSERT_EQ(log.lines.size(), 4u);
  EXPECT_THAT(log.lines[2], HasSubstr("tried again"));
  EXPECT_THAT(log.lines[3], HasSubstr("notice for ana not sent: account locked; it is given up"));
}

TEST_F(Notices, ARecipientThatIsRefusedIsNotTriedAgain) {
  courier.next(DeliveryStatus::refused, "no such number");
  send({message("account locked")});
  EXPECT_EQ(courier.sent.size(), 1u);
  ASSERT_EQ(log.lines.size(), 1u);
  EXPECT_THAT(log.lines[0], HasSubstr("it is given up"));
}

TEST_F(Notices, NoMoreWaitThanTheBound) {
  courier.fate_of = [](const Message&) { return Fate{{DeliveryStatus::failed, "fake", "away"}, std::nullopt}; };
  send({message("account locked"), message("account locked"), message("account locked")}, {{1ms}, 2});
  EXPECT_EQ(courier.sent.size(), 5u) << "three, and two of them again";
}

TEST_F(Notices, ALateFailureIsNoticed) {
  courier.next(Fate{{DeliveryStatus::pending, "", ""}, DeliveryReport{DeliveryStatus::failed, "fake", "late"}});
  send({message("account locked")});
  EXPECT_EQ(courier.sent.size(), 2u);
}

TEST_F(Notices, AChannelWithoutAGatewayIsLeftAlone) {
  courier.next(DeliveryStatus::misconfigured, "the channel has no gateway");
  Message mail = message("account locked");
  mail.channel = Channel::email;
  send({mail});
  EXPECT_EQ(courier.sent.size(), 1u);
  EXPECT_TRUE(log.lines.empty());
}

TEST_F(Notices, ACodeIsNeverTriedAgain) {
  courier.next(DeliveryStatus::failed);
  send({message("")});
  EXPECT_EQ(courier.sent.size(), 1u);
  EXPECT_TRUE(log.lines.empty());
}

}  // namespace
}  // namespace tessera::test
