// SPDX-License-Identifier: Apache-2.0
#include "helpers/portal/connection.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace tessera {
namespace {

constexpr std::chrono::milliseconds farewell(500);
constexpr std::size_t max_unread = 64 * 1024;

}  // namespace

void Connection::FreeTls::operator()(SSL* tls) const {
  SSL_free(tls);
}

Connection::Connection(Descriptor socket, std::string peer, Clock::time_point since)
    : socket_(std::move(socket)), peer_(std::move(peer)), receive_until_(since + to_receive) {}

Connection::~Connection() = default;

bool Connection::wait_for(Wanted wanted, Clock::time_point until) const {
  pollfd waiting{socket_.get(), static_cast<short>(wanted == Wanted::read ? POLLIN : POLLOUT), 0};
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0) return false;
    const int ready = poll(&waiting, 1, static_cast<int>(left));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

bool Connection::may_retry(int result, Clock::time_point until) {
  const int error = SSL_get_error(tls_.get(), result);
  if (error == SSL_ERROR_WANT_READ) return wait_for(Wanted::read, until);
  if (error == SSL_ERROR_WANT_WRITE) return wait_for(Wanted::write, until);
  if (error == SSL_ERROR_SSL || error == SSL_ERROR_SYSCALL)
    SSL_set_quiet_shutdown(tls_.get(), 1);  // nothing more may be said
  return false;
}

bool Connection::start_tls(SSL_CTX* context) {
  tls_.reset(SSL_new(context));
  if (tls_ == nullptr || SSL_set_fd(tls_.get(), socket_.get()) != 1) return false;
  for (;;) {
    ERR_clear_error();
    const int result = SSL_accept(tls_.get());
    if (result == 1) return true;
    if (!may_retry(result, receive_until_)) return false;
  }
}

ssize_t Connection::receive(char* to, std::size_t size) {
  for (;;) {
    if (tls_ != nullptr) {
      ERR_clear_error();
      const int result = SSL_read(tls_.get(), to, static_cast<int>(size));
      if (result > 0) return result;
      if (SSL_get_error(tls_.get(), result) == SSL_ERROR_ZERO_RETURN) return 0;
      if (!may_retry(result, receive_until_)) return -1;
    } else {
      const ssize_t result = recv(socket_.get(), to, size, 0);
      if (result >= 0) return result;
      if (errno != EAGAIN && errno != EINTR) return -1;
      if (!wait_for(Wanted::read, receive_until_)) return -1;
    }
  }
}

ssize_t Connection::read(char* to, std::size_t size) {
  if (begin_ == end_) {
    if (received_ >= max_request || Clock::now() >= receive_until_) return -1;
    const ssize_t got = receive(buffer_.data(), std::min(buffer_.size(), max_request - received_));
    if (got <= 0) return got;
    begin_ = 0;
    end_ = static_cast<std::size_t>(got);
    received_ += end_;
  }
  const std::size_t part = std::min(size, end_ - begin_);
  std::memcpy(to, buffer_.data() + begin_, part);
  begin_ += part;
  return static_cast<ssize_t>(part);
}

ssize_t Connection::write(const char* from, std::size_t size) {
  if (send_until_ == Clock::time_point{}) send_until_ = Clock::now() + to_send;
  for (;;) {
    if (Clock::now() >= send_until_) return -1;
    if (tls_ != nullptr) {
      ERR_clear_error();
      const int result = SSL_write(tls_.get(), from, static_cast<int>(size));
      if (result > 0) return result;
      if (!may_retry(result, send_until_)) return -1;
    } else {
      const ssize_t result = send(socket_.get(), from, size, MSG_NOSIGNAL);
      if (result >= 0) return result;
      if (errno != EAGAIN && errno != EINTR) return -1;
      if (!wait_for(Wanted::write, send_until_)) return -1;
    }
  }
}

void Connection::finish() {
  if (tls_ != nullptr && SSL_is_init_finished(tls_.get())) SSL_shutdown(tls_.get());
  if (shutdown(socket_.get(), SHUT_WR) != 0) return;
  const auto until = Clock::now() + farewell;
  for (std::size_t unread = 0; unread < max_unread && wait_for(Wanted::read, until);) {
    const ssize_t got = recv(socket_.get(), buffer_.data(), buffer_.size(), 0);
    if (got <= 0) return;
    unread += static_cast<std::size_t>(got);
  }
}

}  // namespace tessera
