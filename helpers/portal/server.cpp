// SPDX-License-Identifier: Apache-2.0
#include "helpers/portal/server.hpp"

#include <poll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <iterator>

#include "daemon/service/exit_codes.hpp"
#include "daemon/service/message_ids.hpp"
#include "daemon/service/notify.hpp"
#include "helpers/portal/listening.hpp"

namespace tessera {
namespace {

using namespace std::chrono_literals;

constexpr unsigned workers = 64;
constexpr std::size_t waiting = 64;
constexpr unsigned per_network = 8;
constexpr unsigned tries_at_once = 20;  // people behind one address share them
constexpr auto one_more_try = 3s;
constexpr int rest_ms = 100;  // without a free descriptor
constexpr auto quiet = 60s;   // between two lines about connections that were turned away
constexpr auto farewell = 4s;

int open_signals() {
  sigset_t wanted;
  sigemptyset(&wanted);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&wanted, signal);
  return signalfd(-1, &wanted, SFD_CLOEXEC);
}

}  // namespace

PortalService::PortalService(const Config& config, TlsContext context, Log& log)
    : file_(config.file),
      log_(log),
      portal_(*config.portal),
      certificates_(context ? std::make_unique<Certificates>(portal_, std::move(context), log) : nullptr),
      daemon_(config.paths.runtime + "/portal.sock", log),
      tries_(tries_at_once, one_more_try),
      enrolment_(daemon_, tries_, origin_of(portal_.url)),
      site_(enrolment_, {portal_.url.starts_with("https:"), !portal_.listen.socket.empty()}, look_of(config)),
      admission_(waiting, per_network) {}

bool PortalService::start_workers(unsigned count) {
  for (unsigned i = 0; i < count; ++i) {
    try {
      const std::lock_guard lock(mutex_);
      std::thread([this] { work(); }).detach();
      ++workers_;
    } catch (const std::system_error&) {
      return i > 0;
    }
  }
  return true;
}

void PortalService::work() {
  while (auto guest = admission_.next()) {
    const std::string peer = guest->peer;
    try {
      receive(std::move(*guest));
    } catch (const std::exception& error) {  // no memory: this connection is lost, the next may work
      log_.write(Level::error, error.what());
    }
    admission_.leave(peer);
  }
  const std::lock_guard lock(mutex_);
  if (--workers_ == 0) ended_.notify_all();
}

void PortalService::receive(Guest guest) {
  Connection connection(std::move(guest.socket), std::move(guest.peer), guest.since);
  if (certificates_ != nullptr && !connection.start_tls(certificates_->current().get())) return;
  site_.serve(connection);
  connection.finish();
}

/// One line a minute at most, so that a flood of connections is none of lines.
void PortalService::turned_away() {
  ++untold_;
  const auto now = std::chrono::steady_clock::now();
  if (now < tell_again_) return;
  log_.write(Level::warning, "connections were turned away, there are too many: " + std::to_string(untold_),
             {message_id::connections_turned_away});
  tell_again_ = now + quiet;
  untold_ = 0;
}

/// False when the system has no room for another connection.
bool PortalService::accept_waiting(int listener) {
  for (;;) {
    Descriptor connection(accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!connection.is_open()) return errno == EAGAIN || errno == EINTR || errno == ECONNABORTED;
    std::string peer = peer_address(connection.get());
    if (!admission_.enter({std::move(connection), std::move(peer), std::chrono::steady_clock::now()}))
      turned_away();
  }
}

void PortalService::wait_for_workers() {
  admission_.close();
  std::unique_lock lock(mutex_);
  ended_.wait_for(lock, farewell, [this] { return workers_ == 0; });
}

int PortalService::serve(const Descriptor& listener) {
  pollfd waiting_for[] = {{listener.get(), POLLIN, 0}, {open_signals(), POLLIN, 0}};
  if (waiting_for[1].fd < 0 || !start_workers(workers)) return exit_code::system;
  notify_ready("serving " + portal_.url);
  Watchdog watchdog;
  bool resting = false;  // a listening socket that cannot be accepted from is ready at once, again and again
  for (bool running = true; running;) {
    waiting_for[0].fd = resting ? -1 : listener.get();
    if (poll(waiting_for, std::size(waiting_for), watchdog.feed(resting ? rest_ms : -1)) < 0) continue;
    resting = waiting_for[0].revents != 0 && !accept_waiting(listener.get());
    if (waiting_for[1].revents != 0) running = handle_signal(waiting_for[1].fd);
  }
  notify_stopping();
  wait_for_workers();
  return exit_code::yes;
}

/// Handles one signal; false when it ends the program.
bool PortalService::handle_signal(int signals) {
  signalfd_siginfo info{};
  if (read(signals, &info, sizeof info) != sizeof info) return true;
  if (info.ssi_signo != SIGHUP) return false;
  reload();
  return true;
}

}  // namespace tessera
