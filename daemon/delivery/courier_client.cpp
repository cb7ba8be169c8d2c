// SPDX-License-Identifier: Apache-2.0
#include "daemon/delivery/courier_client.hpp"

#include <utility>

#include "daemon/runtime/async.hpp"
#include "daemon/runtime/seqpacket.hpp"
#include "shared/protocol.hpp"

namespace tessera {
namespace {

/// The courier answers at its own limit at the latest; this is for the way there and back.
constexpr std::chrono::milliseconds grace{1'000};

/// One message under way. settled() waits for a timer that the final report cancels.
class UnixDispatch final : public Dispatch {
 public:
  explicit UnixDispatch(const Executor& executor) : final_(executor, Deadline::max()) {}

  DeliveryReport report() const override { return report_; }

  Async<void> settled(milliseconds limit) override {
    if (report_.status != DeliveryStatus::pending) co_return;
    // Several may wait, each with a limit of its own, so each has a timer of its own.
    auto timer = std::make_shared<Timer>(final_.get_executor(), limit);
    final_.async_wait([weak = std::weak_ptr(timer)](const asio::error_code&) {
      if (const auto waiting = weak.lock()) waiting->cancel();
    });
    asio::error_code cancelled;
    co_await timer->async_wait(asio::redirect_error(use_awaitable, cancelled));
  }

  void settle(DeliveryReport report) {
    report_ = std::move(report);
    final_.cancel();
  }

 private:
  Timer final_;  ///< never rings; cancelled once the report is final
  DeliveryReport report_;
};

DeliveryReport failed(std::string detail) { return {DeliveryStatus::failed, "", std::move(detail)}; }

std::string_view reason(SocketError error) {
  switch (error) {
    case SocketError::closed: return "the courier closed the connection";
    case SocketError::too_long: return "the courier sent too much";
    case SocketError::timed_out: return "the courier did not answer in time";
    case SocketError::unreachable: return "the courier is away";
  }
  return "the courier cannot be used";
}

std::string to_request(const Message& message, milliseconds limit) {
  Deliver request;
  request.account = message.account;
  request.channel = name_of(message.channel);
  request.gateway = message.gateway;
  request.to = message.to;
  request.subject = message.subject;
  request.text = message.text;
  request.code = message.code;
  request.time_limit_ms = static_cast<std::uint32_t>(limit.count());
  return to_packet(request);
}

DeliveryReport to_report(const std::string& packet) {
  Delivery answer;
  if (!codec::decode(packet.data(), packet.size(), answer)) return failed("the courier answered what is no Delivery");
  const bool is_final = answer.status > DeliveryStatus::pending && answer.status <= DeliveryStatus::misconfigured;
  if (!is_final) return failed("the courier answered with an unknown status");
  return {answer.status, std::string(answer.gateway), std::string(answer.detail)};
}

Async<DeliveryReport> deliver(std::string path, std::string request, milliseconds limit) {
  const Deadline until = std::chrono::steady_clock::now() + limit + grace;
  auto connection = co_await Seqpacket::connect(std::move(path));
  if (!connection) co_return failed(std::string(reason(connection.error())));
  const auto sent = co_await connection->send(std::move(request), until);
  if (!sent) co_return failed(std::string(reason(sent.error())));
  const auto answer = co_await connection->receive(Delivery::max_size, until);
  if (!answer) co_return failed(std::string(reason(answer.error())));
  co_return to_report(*answer);
}

Async<void> run(std::shared_ptr<UnixDispatch> dispatch, std::string path, std::string request, milliseconds limit) {
  dispatch->settle(co_await deliver(std::move(path), std::move(request), limit));
}

}  // namespace

UnixCourier::UnixCourier(Executor executor, std::string socket_path, std::chrono::milliseconds time_limit)
    : executor_(std::move(executor)), path_(std::move(socket_path)), time_limit_(time_limit) {}

std::shared_ptr<Dispatch> UnixCourier::send(Message message) {
  auto dispatch = std::make_shared<UnixDispatch>(executor_);
  std::string request = to_request(message, time_limit_);
  if (request.empty()) {
    dispatch->settle(failed("the message breaks a bound of the protocol"));
    return dispatch;
  }
  spawn(executor_, run(dispatch, path_, std::move(request), time_limit_));
  return dispatch;
}

}  // namespace tessera
