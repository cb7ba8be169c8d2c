// SPDX-License-Identifier: Apache-2.0
#include "helpers/directory/server.hpp"

#include <poll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <string>

#include "daemon/config/load.hpp"
#include "daemon/service/exit_codes.hpp"
#include "daemon/service/message_ids.hpp"
#include "daemon/service/notify.hpp"
#include "helpers/directory/conversation.hpp"

namespace tessera {
namespace {

constexpr unsigned max_conversations = 64;
constexpr int rest_ms = 100;                 // without a free descriptor
constexpr std::chrono::seconds farewell(4);  // longer than any conversation

/// The conversations under way, counted.
class Conversations {
 public:
  bool enter() {
    const std::lock_guard lock(mutex_);
    if (count_ == max_conversations) return false;
    ++count_;
    return true;
  }
  void leave() {
    const std::lock_guard lock(mutex_);
    if (--count_ == 0) none_.notify_all();
  }
  void wait_until_none() {
    std::unique_lock lock(mutex_);
    none_.wait_for(lock, farewell, [this] { return count_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable none_;
  unsigned count_ = 0;
};

/// The daemon is root; in tests it runs under the helper's own uid.
bool may_ask(int connection) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  return peer.uid == 0 || peer.uid == getuid();
}

/// False when nobody will serve the connection; closing it is `unclear` to the daemon.
bool begin_conversation(int connection, DirectoryService& directory,
                        const std::shared_ptr<Conversations>& conversations) {
  if (!may_ask(connection) || !conversations->enter()) return false;
  const bool started = start_thread([connection, &directory, conversations] {
    converse(connection, directory);
    conversations->leave();
  });
  if (!started) conversations->leave();
  return started;
}

/// False when the system has no room for another connection.
bool accept_waiting(int listener, DirectoryService& directory,
                    const std::shared_ptr<Conversations>& conversations) {
  for (;;) {
    const int connection = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) return errno == EAGAIN || errno == EINTR || errno == ECONNABORTED;
    if (begin_conversation(connection, directory, conversations)) continue;
    directory.log.write(Level::warning, "a connection to directory.sock was turned away");
    close(connection);
  }
}

void reload(DirectoryService& directory) {
  notify_reloading();
  auto config = load_config(directory.config()->file);
  std::string status = "serving";
  if (config) {
    directory.replace(std::make_shared<const Config>(std::move(*config)));
    directory.log.write(Level::notice, "configuration reloaded", {message_id::configuration_reloaded});
  } else {
    for (const ConfigError& error : config.error()) directory.log.write(Level::error, to_string(error));
    directory.log.write(Level::error, "the configuration was not reloaded; the one before stays in force",
                        {message_id::configuration_not_reloaded});
    status += "; the configuration was not reloaded: " + to_string(config.error().front());
  }
  notify_ready(status);
}

/// Handles one signal; false when it ends the program.
bool handle_signal(int signals, DirectoryService& directory) {
  signalfd_siginfo info{};
  if (read(signals, &info, sizeof info) != sizeof info) return true;
  if (info.ssi_signo != SIGHUP) return false;
  reload(directory);
  return true;
}

int open_signals() {
  sigset_t wanted;
  sigemptyset(&wanted);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&wanted, signal);
  return signalfd(-1, &wanted, SFD_CLOEXEC);
}

}  // namespace

int serve(int listener, DirectoryService& directory) {
  const auto conversations = std::make_shared<Conversations>();
  pollfd waiting[] = {{listener, POLLIN, 0}, {open_signals(), POLLIN, 0}};
  if (waiting[1].fd < 0) return exit_code::system;
  notify_ready("serving");
  Watchdog watchdog;
  bool resting = false;  // a listening socket that cannot be accepted from is ready at once, again and again
  for (bool running = true; running;) {
    waiting[0].fd = resting ? -1 : listener;
    if (poll(waiting, std::size(waiting), watchdog.feed(resting ? rest_ms : -1)) < 0) continue;
    resting = waiting[0].revents != 0 && !accept_waiting(listener, directory, conversations);
    if (waiting[1].revents != 0) running = handle_signal(waiting[1].fd, directory);
  }
  notify_stopping();
  conversations->wait_until_none();
  return exit_code::yes;
}

}  // namespace tessera
