// SPDX-License-Identifier: Apache-2.0
#include "helpers/courier/server.hpp"

#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <new>
#include <utility>

#include "shared/codec.hpp"
#include "shared/protocol.hpp"

namespace tessera::courier {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int rest_ms = 100;  // without a free descriptor

/// Only root and this program's own user may send letters, by the kernel's word.
bool is_allowed(int socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  return peer.uid == 0 || peer.uid == geteuid();
}

Letter to_letter(const Deliver& request) {
  return {std::string(request.account), std::string(request.channel), std::string(request.gateway),
          std::string(request.to),      std::string(request.subject), std::string(request.text),
          std::string(request.code)};
}

/// Cut at a character, since the protocol refuses half of one.
std::string_view cut(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
  return text.substr(0, limit);
}

}  // namespace

Server::Server(Descriptor listening, Descriptor signals, GatewaysPtr gateways, Reload reload, Log& log, ServerLimits limits)
    : listening_(std::move(listening)), signals_(std::move(signals)), gateways_(std::move(gateways)),
      reload_(std::move(reload)), log_(log), limits_(limits), multi_(curl_multi_init()) {
  if (!multi_) throw std::bad_alloc();
}

Server::~Server() = default;

void Server::run() {
  while (!is_done(Clock::now())) {
    wait();
    int running = 0;
    curl_multi_perform(multi_.get(), &running);
    finish_transfers();
    expire(Clock::now());
    connections_.remove_if([](const Connection& connection) { return connection.over; });
  }
}

bool Server::is_done(Time now) const { return stopping_ && (under_way() == 0 || now >= stop_at_); }

std::size_t Server::under_way() const {
  return static_cast<std::size_t>(std::ranges::count_if(connections_, [](const Connection& c) { return c.delivery != nullptr; }));
}

void Server::wait() {
  std::vector<curl_waitfd> watched = {{signals_.get(), CURL_WAIT_POLLIN, 0}, {listening_.get(), CURL_WAIT_POLLIN, 0}};
  const bool resting = std::exchange(resting_, false);
  const bool accepting = !stopping_ && !resting && connections_.size() < limits_.connections;
  if (!accepting) watched[1].fd = -1;
  std::vector<Connection*> owners;
  for (Connection& connection : connections_) {
    watched.push_back({connection.socket.get(), CURL_WAIT_POLLIN, 0});
    owners.push_back(&connection);
    const auto awaited = connection.delivery ? connection.delivery->awaits() : std::nullopt;
    if (!awaited) continue;
    watched.push_back({awaited->socket, static_cast<short>(CURL_WAIT_POLLIN | (awaited->writable ? CURL_WAIT_POLLOUT : 0)), 0});
    owners.push_back(&connection);
  }
  const int longest = watchdog_.feed(resting ? std::min(longest_wait(), rest_ms) : longest_wait());
  curl_multi_poll(multi_.get(), watched.data(), static_cast<unsigned>(watched.size()), longest, nullptr);
  for (std::size_t i = 0; i < owners.size(); ++i) {
    const curl_waitfd& seen = watched[i + 2];
    if (seen.revents != 0 && !owners[i]->over) on_ready(*owners[i], seen.fd);
  }
  if (watched[1].revents != 0) resting_ = !accept_all();
  if (watched[0].revents != 0) read_signals();
}

/// libcurl's own times are kept by its poll; those that only expire() watches are kept here.
int Server::longest_wait() const {
  using std::chrono::milliseconds;
  milliseconds longest = connections_.empty() && !stopping_ ? milliseconds(10'000) : milliseconds(1'000);
  for (const Connection& connection : connections_) {
    if (!connection.delivery || !connection.delivery->awaits()) continue;
    longest = std::min(longest, std::chrono::ceil<milliseconds>(connection.delivery->gives_up_at() - Clock::now()));
  }
  return static_cast<int>(std::max(longest, milliseconds(0)).count());
}

void Server::on_ready(Connection& connection, int socket) {
  if (socket == connection.socket.get()) on_input(connection);
  else if (connection.delivery && connection.delivery->converse()) answer(connection);
}

void Server::read_signals() {
  signalfd_siginfo signal{};
  while (read(signals_.get(), &signal, sizeof signal) == static_cast<ssize_t>(sizeof signal)) {
    if (signal.ssi_signo == SIGHUP) reload();
    else stop();
  }
}

void Server::reload() {
  notify_reloading();
  auto fresh = reload_();
  if (fresh) gateways_ = std::move(*fresh);
  notify_ready(fresh ? "serving" : "serving; the configuration was not reloaded: " + fresh.error());
}

void Server::stop() {
  notify_stopping();
  // A second signal does not wait for the deliveries under way.
  stop_at_ = stopping_ ? Clock::now() : Clock::now() + limits_.farewell;
  stopping_ = true;
}

bool Server::accept_all() {
  while (connections_.size() < limits_.connections) {
    Descriptor socket(accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!socket.is_open()) return errno == EAGAIN || errno == EINTR || errno == ECONNABORTED;
    accept_one(std::move(socket));
  }
  return true;
}

void Server::accept_one(Descriptor socket) {
  if (is_allowed(socket.get())) connections_.push_back({std::move(socket), Clock::now(), nullptr, false});
  else log_.write(Level::warning, "a connection of another user was closed");
}

/// A request, or the end of the connection, which gives a delivery up. A second request is none.
void Server::on_input(Connection& connection) {
  std::array<char, Deliver::max_size + 1> packet;
  const ssize_t size = recv(connection.socket.get(), packet.data(), packet.size(), MSG_DONTWAIT);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (size > 0 && !connection.delivery) {
    begin(connection, {packet.data(), static_cast<std::size_t>(size)});
    explicit_bzero(packet.data(), static_cast<std::size_t>(size));
    return;
  }
  connection.delivery.reset();
  connection.over = true;
}

void Server::begin(Connection& connection, std::string_view packet) {
  Deliver request;
  if (!codec::decode(packet.data(), packet.size(), request)) {
    log_.write(Level::warning, "a request that is none was dropped");
    connection.over = true;
    return;
  }
  if (under_way() >= limits_.deliveries) {
    log_.write(Level::error, "too many deliveries are under way; one was turned away");
    return reply(connection, {DeliveryStatus::failed, "", "too many deliveries are under way"});
  }
  const std::chrono::milliseconds asked(request.time_limit_ms);
  const auto limit = asked.count() == 0 ? limits_.delivery_limit : std::min(asked, limits_.delivery_limit);
  connection.delivery = std::make_unique<LetterDelivery>(to_letter(request), limit, gateways_, multi_.get(), log_, Clock::now());
  if (connection.delivery->advance()) answer(connection);
}

void Server::finish_transfers() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    const auto owner = std::ranges::find_if(connections_, [handle = message->easy_handle](const Connection& connection) {
      return connection.delivery && connection.delivery->owns(handle);
    });
    if (owner != connections_.end() && owner->delivery->transfer_ended(code)) answer(*owner);
  }
}

void Server::answer(Connection& connection) {
  reply(connection, connection.delivery->conclude());
  connection.delivery.reset();
}

void Server::reply(Connection& connection, const Failover::Outcome& outcome) {
  Delivery message;
  message.status = outcome.status;
  message.gateway = cut(outcome.gateway, 64);
  message.detail = cut(outcome.detail, 1024);
  std::array<char, Delivery::max_size> packet;
  const std::size_t size = codec::encode(message, packet.data(), packet.size());
  if (size > 0) (void)send(connection.socket.get(), packet.data(), size, MSG_DONTWAIT | MSG_NOSIGNAL);
  connection.over = true;
}

void Server::expire(Time now) {
  for (Connection& connection : connections_) {
    if (!connection.delivery && now - connection.since >= limits_.request_within) connection.over = true;
    const bool late = connection.delivery && connection.delivery->awaits() && now >= connection.delivery->gives_up_at();
    if (late && connection.delivery->give_up()) answer(connection);
  }
}

}  // namespace tessera::courier
