// SPDX-License-Identifier: Apache-2.0
// What daemon/ports/courier.hpp promises, for every adapter. An adapter is made of the gateways' YAML and the list of
// those that serve text; it has courier(executor) and messages(), what reached the outbox named `tray`.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

#include "daemon/delivery/courier_client.hpp"
#include "tests/contract/courier/courier_program.hpp"
#include "tests/support/run_async.hpp"

namespace tessera {
namespace {

using test::CourierProgram;

const std::string tray = "  tray: {kind: outbox, directory: '{dir}/tray'}\n";
const std::string down = "  down: {kind: outbox, socket: '{dir}/nobody'}\n";

/// UnixCourier over its socket to the real program.
struct UnixAdapter {
  explicit UnixAdapter(const std::string& gateways, const std::string& text) : program(gateways, text) {}
  std::unique_ptr<Courier> courier(Executor executor) {
    return std::make_unique<UnixCourier>(std::move(executor), program.socket());
  }
  std::vector<std::string> messages() const { return program.messages(); }
  CourierProgram program;
};

Message text_for(std::string account) {
  return {std::move(account), Channel::text, "", "+15005550142", "Login code", "482931 is your code", "482931"};
}

Async<DeliveryReport> outcome(std::shared_ptr<Dispatch> dispatch) {
  co_await dispatch->settled(std::chrono::seconds(60));
  co_return dispatch->report();
}

template <class Adapter>
class CourierContract : public ::testing::Test {
 protected:
  static DeliveryReport deliver(Adapter& adapter, Message message) {
    return run_async([](Adapter& to, Message what) -> Async<DeliveryReport> {
      const auto courier = to.courier(co_await asio::this_coro::executor);
      co_return co_await outcome(courier->send(std::move(what)));
    }(adapter, std::move(message)));
  }
};

using Adapters = ::testing::Types<UnixAdapter>;
TYPED_TEST_SUITE(CourierContract, Adapters);

TYPED_TEST(CourierContract, AMessageArrivesWhole) {
  TypeParam adapter(tray, "tray");
  const DeliveryReport report = this->deliver(adapter, text_for("ana"));
  EXPECT_EQ(report.status, DeliveryStatus::sent) << report.detail;
  EXPECT_EQ(report.gateway, "tray");
  EXPECT_EQ(adapter.messages(), std::vector<std::string>{R"({"account":"ana","channel":"text","to":"+15005550142",)"
                                                         R"("subject":"Login code","text":"482931 is your code"})"});
}

TYPED_TEST(CourierContract, SendReturnsAtOnceAndReportsPending) {
  TypeParam adapter(tray, "tray");
  run_async([](TypeParam& to) -> Async<void> {
    const auto courier = to.courier(co_await asio::this_coro::executor);
    const auto dispatch = courier->send(text_for("ana"));
    EXPECT_EQ(dispatch->report().status, DeliveryStatus::pending);
    co_await dispatch->settled(std::chrono::seconds(60));
    EXPECT_EQ(dispatch->report().status, DeliveryStatus::sent);
    co_await dispatch->settled(std::chrono::seconds(60));  // once final, at once
  }(adapter));
}

TYPED_TEST(CourierContract, DroppingTheDispatchDoesNotTakeItBack) {
  TypeParam adapter(tray, "tray");
  run_async([](TypeParam& to) -> Async<void> {
    const auto courier = to.courier(co_await asio::this_coro::executor);
    courier->send(text_for("dropped"));
    co_await outcome(courier->send(text_for("kept")));
  }(adapter));  // the loop runs until both are through
  EXPECT_EQ(adapter.messages().size(), 2u);
}

TYPED_TEST(CourierContract, SeveralMayWaitForOne) {
  TypeParam adapter(tray, "tray");
  run_async([](TypeParam& to) -> Async<void> {
    const auto executor = co_await asio::this_coro::executor;
    const auto courier = to.courier(executor);
    const auto dispatch = courier->send(text_for("ana"));
    spawn(executor, dispatch->settled(std::chrono::seconds(60)));
    co_await dispatch->settled(std::chrono::seconds(60));
    EXPECT_EQ(dispatch->report().status, DeliveryStatus::sent);
  }(adapter));
}

TYPED_TEST(CourierContract, FirstGatewayDownSecondDelivers) {
  TypeParam adapter(down + tray, "down, tray");
  const DeliveryReport report = this->deliver(adapter, text_for("ana"));
  EXPECT_EQ(report.status, DeliveryStatus::sent) << report.detail;
  EXPECT_EQ(report.gateway, "tray");
  EXPECT_EQ(report.detail.substr(0, 6), "down: ");
}

TYPED_TEST(CourierContract, ANamedGatewayStandsAlone) {
  TypeParam adapter(down + tray, "tray");
  Message message = text_for("ana");
  message.gateway = "down";
  EXPECT_EQ(this->deliver(adapter, message).status, DeliveryStatus::failed);
  EXPECT_TRUE(adapter.messages().empty());
}

TYPED_TEST(CourierContract, AChannelWithoutGatewaysIsMisconfigured) {
  TypeParam adapter(tray, "tray");
  Message message = text_for("ana");
  message.channel = Channel::call;
  EXPECT_EQ(this->deliver(adapter, message).status, DeliveryStatus::misconfigured);
}

TYPED_TEST(CourierContract, AMessageThatBreaksABoundFails) {
  TypeParam adapter(tray, "tray");
  Message message = text_for("ana");
  message.text = std::string(5'000, 'x');
  EXPECT_EQ(this->deliver(adapter, message).status, DeliveryStatus::failed);
  message = text_for("ana");
  message.subject = "a\nBcc: b";
  EXPECT_EQ(this->deliver(adapter, message).status, DeliveryStatus::failed);
  EXPECT_TRUE(adapter.messages().empty());
}

/// Takes connections and never says a word; whoever waits for it fails once it goes.
class SilentServer {
 public:
  SilentServer() : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    const bool listens = bind(fd_, reinterpret_cast<sockaddr*>(&address), size) == 0 && listen(fd_, 128) == 0 &&
                         getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    if (!listens) throw std::runtime_error("cannot listen on loopback");
    port_ = ntohs(address.sin_port);
  }
  ~SilentServer() { go(); }
  void go() {
    if (fd_ >= 0) close(std::exchange(fd_, -1));
  }
  std::string gateway() const {
    return "  hole: {kind: smtp, url: 'smtp://127.0.0.1:" + std::to_string(port_) + "', tls: none, from: a@example.com}\n";
  }

 private:
  int fd_;
  unsigned port_ = 0;
};

Async<void> expect_outcomes(std::vector<std::shared_ptr<Dispatch>> dispatches, DeliveryStatus wanted) {
  for (const auto& dispatch : dispatches) {
    const DeliveryReport report = co_await outcome(dispatch);
    EXPECT_EQ(report.status, wanted) << report.detail;
  }
}

/// 50 that nobody answers, and 50 that go on beside them.
Async<void> deliver_beside(Courier& courier, SilentServer& server) {
  std::vector<std::shared_ptr<Dispatch>> held, quick;
  Message stuck = text_for("stuck");
  stuck.gateway = "hole";
  stuck.to = "ana@example.com";
  for (int i = 0; i < 50; ++i) held.push_back(courier.send(stuck));
  for (int i = 0; i < 50; ++i) quick.push_back(courier.send(text_for("a" + std::to_string(i))));
  co_await expect_outcomes(quick, DeliveryStatus::sent);
  for (const auto& dispatch : held) EXPECT_EQ(dispatch->report().status, DeliveryStatus::pending);
  server.go();
  co_await expect_outcomes(held, DeliveryStatus::failed);
}

TYPED_TEST(CourierContract, ManyAtOnceDoNotHoldUpEachOther) {
  SilentServer silent;
  TypeParam adapter(silent.gateway() + tray, "tray");
  run_async([](TypeParam& to, SilentServer& server) -> Async<void> {
    const auto courier = to.courier(co_await asio::this_coro::executor);
    co_await deliver_beside(*courier, server);
  }(adapter, silent));
  EXPECT_EQ(adapter.messages().size(), 50u);
}

}  // namespace
}  // namespace tessera
