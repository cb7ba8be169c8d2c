// SPDX-License-Identifier: Apache-2.0
// A courier that is away, hangs, dies or speaks garbage is a `failed` report, in time, and is never asked twice.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>

#include "daemon/delivery/courier_client.hpp"
#include "tests/contract/courier/courier_program.hpp"
#include "tests/support/run_async.hpp"

namespace tessera {
namespace {

using test::CourierImpostor;
using namespace std::chrono_literals;

const Message message{"ana", Channel::text, "", "+15005550142", "Login code", "482931 is your code", "482931"};

DeliveryReport deliver(std::string socket, milliseconds time_limit = 60s) {
  return run_async([](std::string path, milliseconds limit) -> Async<DeliveryReport> {
    UnixCourier courier(co_await asio::this_coro::executor, std::move(path), limit);
    const auto dispatch = courier.send(message);
    co_await dispatch->settled(120s);
    co_return dispatch->report();
  }(std::move(socket), time_limit));
}

void take_request(int connection) {
  char buffer[32 * 1024];
  EXPECT_GT(recv(connection, buffer, sizeof buffer, 0), 0);
}

TEST(UnixCourier, ACourierThatIsAwayFails) {
  const test::TemporaryDirectory directory;
  EXPECT_EQ(deliver(directory.file("courier.sock").string()).status, DeliveryStatus::failed);
  close(test::listen_at(directory.file("courier.sock").string()));
  const DeliveryReport report = deliver(directory.file("courier.sock").string());
  EXPECT_EQ(report.status, DeliveryStatus::failed);
  EXPECT_EQ(report.detail, "the courier is away");
}

TEST(UnixCourier, ACourierThatHangsFailsAtTheLimit) {
  const test::TemporaryDirectory directory;
  const int listening = test::listen_at(directory.file("courier.sock").string());
  const DeliveryReport report = deliver(directory.file("courier.sock").string(), 50ms);
  EXPECT_EQ(report.status, DeliveryStatus::failed);
  EXPECT_EQ(report.detail, "the courier did not answer in time");
  close(listening);
}

TEST(UnixCourier, AFullBacklogFailsAtOnce) {
  const test::TemporaryDirectory directory;
  const int listening = test::listen_at(directory.file("courier.sock").string(), 0);
  const DeliveryReport first = deliver(directory.file("courier.sock").string(), 1ms);
  EXPECT_EQ(first.status, DeliveryStatus::failed);
  close(listening);
}

TEST(UnixCourier, ACourierThatDiesFailsAndIsNotAskedAgain) {
  std::atomic<int> requests = 0;
  const CourierImpostor impostor([&requests](int connection) {
    take_request(connection);
    ++requests;
  });
  const DeliveryReport report = deliver(impostor.socket());
  EXPECT_EQ(report.status, DeliveryStatus::failed);
  EXPECT_EQ(report.detail, "the courier closed the connection");
  EXPECT_EQ(requests, 1);
}

TEST(UnixCourier, GarbageFails) {
  const std::string status_99 = std::string("\x31\x01\x00\x08\0\0\0\0\0\0\0\x63", 12);
  const std::string pending = std::string("\x31\x01\x00\x08\0\0\0\0\0\0\0\x01", 12);
  for (const std::string& packet : {std::string("\0", 1), std::string("hello"), std::string("\x31"), std::string("\x31\x01\x00\x09\x01"),
                                    status_99, pending, std::string(16 * 1024 + 1, '\x31'), std::string("\x30\x01\x00\x01z")}) {
    const CourierImpostor impostor([&packet](int connection) {
      take_request(connection);
      EXPECT_EQ(send(connection, packet.data(), packet.size(), MSG_NOSIGNAL), static_cast<ssize_t>(packet.size()));
    });
    EXPECT_EQ(deliver(impostor.socket()).status, DeliveryStatus::failed) << packet.substr(0, 20);
  }
}

TEST(UnixCourier, WaitsNoLongerThanItIsAskedTo) {
  const test::TemporaryDirectory directory;
  const int listening = test::listen_at(directory.file("courier.sock").string());
  run_async([](std::string path, int fd) -> Async<void> {
    UnixCourier courier(co_await asio::this_coro::executor, std::move(path), 60s);
    const auto dispatch = courier.send(message);
    co_await dispatch->settled(10ms);
    EXPECT_EQ(dispatch->report().status, DeliveryStatus::pending);
    close(fd);  // what waits in the backlog is told
    co_await dispatch->settled(60s);
    EXPECT_EQ(dispatch->report().status, DeliveryStatus::failed);
  }(directory.file("courier.sock").string(), listening));
}

}  // namespace
}  // namespace tessera
