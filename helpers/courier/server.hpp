// SPDX-License-Identifier: Apache-2.0
// One thread serves all: libcurl's poll also watches the listening socket, the daemon's connections and signals, so
// that no delivery waits for another.
#pragma once

#include <curl/curl.h>

#include <functional>
#include <list>
#include <memory>

#include "daemon/service/descriptor.hpp"
#include "daemon/service/log.hpp"
#include "daemon/service/notify.hpp"
#include "helpers/courier/delivery.hpp"

namespace tessera::courier {

struct ServerLimits {
  std::size_t connections = 512;  ///< more wait in the listening socket's backlog
  std::size_t deliveries = 256;   ///< more are answered `failed`
  std::chrono::milliseconds request_within{5'000};    ///< for a connection to say what it wants
  std::chrono::milliseconds delivery_limit{30'000};   ///< where the request has none, and the longest
  std::chrono::milliseconds farewell{5'000};          ///< for deliveries under way after SIGTERM
};

class Server {
 public:
  using GatewaysPtr = std::shared_ptr<const Gateways>;
  /// Makes new gateways at SIGHUP; the first mistake when the configuration is bad, which is logged then.
  using Reload = std::function<Result<GatewaysPtr, std::string>()>;

  /// `listening` and `signals` (a signalfd of SIGTERM, SIGINT and SIGHUP) are non-blocking.
  Server(Descriptor listening, Descriptor signals, GatewaysPtr gateways, Reload reload, Log& log, ServerLimits limits = {});
  ~Server();

  /// Returns after SIGTERM or SIGINT, once the deliveries under way have ended or been given up.
  void run();

 private:
  using Time = Failover::Time;
  struct Connection {
    Descriptor socket;
    Time since;
    std::unique_ptr<LetterDelivery> delivery;
    bool over = false;
  };

  void wait();
  int longest_wait() const;
  void read_signals();
  void reload();
  void stop();
  /// False when the system has no room for another connection.
  bool accept_all();
  void accept_one(Descriptor socket);
  void on_ready(Connection& connection, int socket);
  void on_input(Connection& connection);
  void begin(Connection& connection, std::string_view packet);
  void finish_transfers();
  void answer(Connection& connection);
  void reply(Connection& connection, const Failover::Outcome& outcome);
  void expire(Time now);
  std::size_t under_way() const;
  bool is_done(Time now) const;

  struct CloseMulti {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
  };
  Descriptor listening_, signals_;
  GatewaysPtr gateways_;
  Reload reload_;
  Log& log_;
  const ServerLimits limits_;
  std::unique_ptr<CURLM, CloseMulti> multi_;
  std::list<Connection> connections_;  // after multi_: a delivery takes its transfer out of it
  bool stopping_ = false;
  bool resting_ = false;  ///< the next wait leaves the listening socket out, for it would be ready at once
  Time stop_at_{};
  Watchdog watchdog_;
};

}  // namespace tessera::courier
