// SPDX-License-Identifier: Apache-2.0
#include "daemon/listener.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <asio/basic_socket_acceptor.hpp>
#include <memory>

#include "daemon/runtime/async.hpp"
#include "daemon/service/message_ids.hpp"

namespace tessera {
namespace {

using Protocol = asio::generic::seq_packet_protocol;
using Acceptor = asio::basic_socket_acceptor<Protocol, Executor>;

constexpr auto pause_without_descriptors = std::chrono::milliseconds(100);

Async<void> serve_counted(std::shared_ptr<const Listener> listener, std::shared_ptr<std::size_t> count,
                          Seqpacket connection) {
  ++*count;
  co_await listener->serve(std::move(connection));
  --*count;
}

}  // namespace

bool is_trusted_peer(const Peer& peer) { return peer.uid == 0 || peer.uid == geteuid(); }

Async<void> listen(Listener settings, Log& log) {
  const auto executor = co_await asio::this_coro::executor;
  const auto listener = std::make_shared<const Listener>(std::move(settings));
  const auto count = std::make_shared<std::size_t>(0);
  Acceptor acceptor(executor, Protocol(AF_UNIX, 0), listener->socket);
  for (;;) {
    asio::error_code error;
    Seqpacket::Socket socket = co_await acceptor.async_accept(asio::redirect_error(use_awaitable, error));
    if (error) {
      log.write(Level::error, listener->name + ": cannot accept: " + error.message(), {message_id::cannot_accept});
      Timer pause(executor, pause_without_descriptors);
      co_await pause.async_wait(use_awaitable);
      continue;
    }
    if (*count >= listener->at_once) continue;  // closes it
    spawn(executor, serve_counted(listener, count, Seqpacket(std::move(socket))));
  }
}

}  // namespace tessera
