// SPDX-License-Identifier: Apache-2.0
// The only file that knows every adapter.
#include "daemon/wiring.hpp"

#include <unistd.h>

#include <csignal>

#include "daemon/accounts/directory_client.hpp"
#include "daemon/accounts/host_accounts.hpp"
#include "daemon/accounts/source_listing_client.hpp"
#include "daemon/admin/actor.hpp"
#include "daemon/admin/server.hpp"
#include "daemon/config/load.hpp"
#include "daemon/delivery/courier_client.hpp"
#include "daemon/delivery/notice_courier.hpp"
#include "daemon/enrolment/portal_service.hpp"
#include "daemon/initialise.hpp"
#include "daemon/listener.hpp"
#include "daemon/login.hpp"
#include "daemon/module_request.hpp"
#include "daemon/process_setup.hpp"
#include "daemon/runtime/async.hpp"
#include "daemon/runtime/hash_worker.hpp"
#include "daemon/runtime/module_conversation.hpp"
#include "daemon/runtime/openssl_random.hpp"
#include "daemon/runtime/process.hpp"
#include "daemon/runtime/signals.hpp"
#include "daemon/runtime/system_clock.hpp"
#include "daemon/service/exit_codes.hpp"
#include "daemon/service/message_ids.hpp"
#include "daemon/service/notify.hpp"
#include "daemon/service/pam_stacks.hpp"
#include "daemon/service/sockets.hpp"
#include "daemon/seal_change.hpp"
#include "daemon/stores/refusing.hpp"
#include "daemon/stores/sqlite/store.hpp"
#include "daemon/switch_probation.hpp"
#include "daemon/user/service.hpp"

namespace tessera {
namespace {

constexpr std::size_t logins_at_once = 4096;
constexpr std::size_t administrators_at_once = 64;
constexpr std::size_t pages_at_once = 64;
constexpr std::size_t users_at_once = 1024;  // of all uids; UserQuota bounds each
constexpr milliseconds greeting_limit = std::chrono::seconds(5);
constexpr milliseconds longest_login = std::chrono::hours(1);  // the module's own bound on timeout=
constexpr auto pause_between_openings = std::chrono::seconds(5);
constexpr milliseconds longest_delivery = std::chrono::seconds(30);

/// Nothing when it cannot be opened; the log then says why, unless it has said so before.
std::unique_ptr<SqliteStore> open_store(const Config& config, const SeedKeys& seal, Random& random, Log& log,
                                        std::string& last_error) {
  if (!take_seal_key(config, seal, random, log, last_error)) return nullptr;
  const auto tell = [&log](std::string_view what) { log.write(Level::error, what, {message_id::store_trouble}); };
  auto store = SqliteStore::open(config.store.sqlite, random, tell);
  if (store) return std::move(*store);
  if (store.error() != last_error) tell(store.error());
  last_error = store.error();
  return nullptr;
}

class Daemon {
 public:
  Daemon(std::shared_ptr<const Config> config, Secret seal, Log& log)
      : config_(std::move(config)),
        log_(log),
        keys_(seal),
        seeds_(seal),
        store_(open_store(*config_, seeds_, random_, log, store_error_)),
        directory_(config_, log),
        unix_courier_(loop_.get_executor(), config_->paths.runtime + "/courier.sock", longest_delivery) {}

  int run();

 private:
  /// Without a store every login is refused with a sentence.
  Store& store() { return store_ ? *store_ : *stand_in_; }
  RequestStore& requests() { return store_ ? static_cast<RequestStore&>(*store_) : *no_requests_; }
  ReadinessStore& readiness() { return store_ ? static_cast<ReadinessStore&>(*store_) : *no_readiness_; }
  AdminContext admin_context();
  Async<void> serve_until_told();
  Async<void> open_store_when_possible();
  Async<void> note_session(std::string account, Peer peer);
  Async<std::unique_ptr<const LoginRequest>> greeted(ModuleConversation& conversation, Peer peer);
  Async<void> serve_login(Seqpacket connection);
  Async<Foresight> foresee_here(std::unique_ptr<LoginRequest> request);
  LoginPorts login_ports();
  EnrolmentPorts enrolment_ports();
  void listen_to_portal();
  void listen_to_users();
  void reload();
  std::string status() const;
  bool is_served(Channel channel) const {
    const ChannelsServed served = channels_served(*config_);
    return channel == Channel::text ? served.text : channel == Channel::call ? served.call : served.email;
  }

  UserQuota user_quota_;  // before the loop: conversations that end with it give their places back
  asio::io_context loop_{1};
  Signals signals_{loop_, SIGTERM, SIGINT, SIGHUP};  // before what takes time: a SIGHUP no longer kills
  std::shared_ptr<const Config> config_;
  const bool seal_taken_ = config_->keys.seal_before.has_value();  // at the start: a reload changes no key
  Log& log_;
  SystemClock clock_;
  OpensslRandom random_;
  CodeKeys keys_;
  SeedKeys seeds_;
  HashWorker slow_hash_;
  const std::unique_ptr<Store> stand_in_ = refuse_store(StoreError::corrupt);
  std::string store_error_, reload_error_;
  const std::unique_ptr<RequestStore> no_requests_ = refuse_requests(StoreError::corrupt);
  const std::unique_ptr<ReadinessStore> no_readiness_ = refuse_readiness(StoreError::corrupt);
  std::unique_ptr<SqliteStore> store_;
  SwitchProbation probation_{loop_.get_executor()};
  HostDirectory directory_;
  UnixCourier unix_courier_;
  NoticeCourier courier_{loop_.get_executor(), unix_courier_, log_, [this](Channel way) { return is_served(way); }};
  Dispatches dispatches_;
  FreshLogins fresh_logins_;
  const std::string boot_id_ = boot_id();
  RateLimit stranger_log_{{10, std::chrono::minutes(1)}};
  const std::string host_ = host_name();
};

int Daemon::run() {
  const auto login = passed_socket("login.sock");
  const auto admin = passed_socket("admin.sock");
  if (!login || !admin) {
    log_.write(Level::error, !login ? login.error() : admin.error(), {message_id::socket_missing});
    return exit_code::system;
  }
  const auto serve_login_here = [this](Seqpacket connection) { return serve_login(std::move(connection)); };
  const auto serve_admin_here = [this](Seqpacket connection) {
    return serve_admin(admin_context(), std::move(connection));
  };
  spawn(loop_.get_executor(), listen({*login, "login.sock", logins_at_once, serve_login_here}, log_));
  spawn(loop_.get_executor(), listen({*admin, "admin.sock", administrators_at_once, serve_admin_here}, log_));
  listen_to_portal();
  listen_to_users();
  spawn(loop_.get_executor(), feed_watchdog());
  if (!store_) spawn(loop_.get_executor(), open_store_when_possible());
  const auto requests_now = [this]() -> RequestStore& { return requests(); };
  spawn(loop_.get_executor(), probation_.watch(requests_now, clock_, log_));
  spawn(loop_.get_executor(), serve_until_told());
  loop_.run();
  return exit_code::yes;
}

AdminContext Daemon::admin_context() {
  return {enrolment_ports(), [this] { return config_; }, requests(), readiness(),
          [this] { return read_host_accounts(config_->paths.passwd); },
          [this] { return list_other_sources(*config_); },
          [this](const std::string& service) { return reaches_module(pam_folders(config_->paths.pam), service); },
          [this] { probation_.look_again(); }, seal_taken_ && store_,
          [this](std::unique_ptr<LoginRequest> request) { return foresee_here(std::move(request)); }};
}

Async<Foresight> Daemon::foresee_here(std::unique_ptr<LoginRequest> request) {
  const LoginPorts ports = login_ports();
  request->host = host_;
  co_return co_await foresee(ports, config_, std::move(request));
}

LoginPorts Daemon::login_ports() {
  return {store(), directory_, courier_,   clock_,     random_,     log_,
          keys_,   seeds_,     slow_hash_, local_time, dispatches_, fresh_logins_, stranger_log_};
}

EnrolmentPorts Daemon::enrolment_ports() {
  return {store(), directory_, courier_, clock_, random_, log_, seeds_, slow_hash_, local_time};
}

/// A host without an enrolment page has no such socket.
void Daemon::listen_to_portal() {
  const auto portal = passed_socket("portal.sock");
  if (!portal) return;
  const auto serve_here = [this](Seqpacket connection) {
    return serve_portal(enrolment_ports(), config_, std::move(connection));
  };
  spawn(loop_.get_executor(), listen({*portal, "portal.sock", pages_at_once, serve_here}, log_));
}

/// Everybody on the host may connect here, so what is left undone costs logins nothing: they have a socket of their own.
void Daemon::listen_to_users() {
  const auto users = passed_socket("user.sock");
  if (!users) return;
  const auto serve_here = [this](Seqpacket connection) {
    return serve_user(login_ports(), user_quota_, host_, config_, std::move(connection));
  };
  spawn(loop_.get_executor(), listen({*users, "user.sock", users_at_once, serve_here}, log_));
}

Async<void> Daemon::serve_until_told() {
  notify_ready(status());
  co_await handle_signals(signals_, [this] { reload(); });
  notify_stopping();
  loop_.stop();
}

/// A full disk that was cleared or a store that was put back must not wait for somebody to restart the daemon:
/// with everybody refused, nobody might get in to do it. Blocks the loop while it tries, which has nothing to do.
Async<void> Daemon::open_store_when_possible() {
  Timer timer(co_await asio::this_coro::executor);
  while (!store_) {
    timer.expires_after(pause_between_openings);
    co_await timer.async_wait(use_awaitable);
    store_ = open_store(*config_, seeds_, random_, log_, store_error_);
  }
  log_.write(Level::notice, "the store can be used now", {message_id::store_usable});
  notify_ready(status());
}

/// One line for `systemctl status`.
std::string Daemon::status() const {
  if (!store_) return "refusing every login in scope: " + store_error_;
  return reload_error_.empty() ? "serving" : "serving; the configuration was not reloaded: " + reload_error_;
}

/// Nothing comes back: the session has been let in, and goes on whatever becomes of its trust.
Async<void> Daemon::note_session(std::string account, Peer peer) {
  const auto process = process_of(peer.pid);
  const auto session = audit_session_of(peer.pid);
  const TimePoint now = clock_.now();
  const auto until = process ? fresh_logins_.take(*process, account, now) : std::nullopt;
  if (!until || !session) co_return;
  const Place place = session_place(*session, boot_id_);
  if (place.id.empty()) co_return;
  TrustedPlace trusted{std::move(account), place.id, place.label, now, *until};
  co_await store().put_trust(std::move(trusted));
}

/// One connection of login.sock.
Async<void> Daemon::serve_login(Seqpacket connection) {
  const Peer peer = connection.peer();
  if (!is_trusted_peer(peer)) co_return;
  ModuleConversation conversation(std::move(connection));
  auto request = co_await greeted(conversation, peer);
  if (!request) co_return;
  const LoginPorts ports = login_ports();
  co_await login(ports, config_, std::move(request), conversation);
}

/// Nothing when there is no login to be made.
Async<std::unique_ptr<const LoginRequest>> Daemon::greeted(ModuleConversation& conversation, Peer peer) {
  const auto greeting = co_await conversation.greet(greeting_limit);
  if (!greeting) {
    log_.write(Level::warning, "login.sock: a peer did not greet as a module does", {message_id::strange_greeting});
    co_return nullptr;
  }
  if (greeting->session_opened) {
    std::string account = greeting->user;
    co_await note_session(std::move(account), peer);
    co_return nullptr;
  }
  milliseconds left = std::min(greeting->time_left, longest_login);
  if (greeting->tty == "ssh") left -= connection_age(peer.pid).value_or(milliseconds::zero());
  conversation.set_time_left(left);
  co_return std::make_unique<const LoginRequest>(request_of(*greeting, peer, *config_, host_, boot_id_));
}

/// A bad configuration changes nothing. Paths and keys are taken at the start alone.
void Daemon::reload() {
  notify_reloading();
  auto config = load_config(config_->file);
  reload_error_ = config ? std::string() : to_string(config.error().front());
  if (config) {
    config_ = std::make_shared<const Config>(std::move(*config));
    directory_.reconfigure(config_);
    log_.write(Level::notice, "configuration reloaded", {message_id::configuration_reloaded});
  } else {
    for (const ConfigError& error : config.error()) log_.write(Level::error, to_string(error));
    log_.write(Level::error, "the configuration was not reloaded; the one before stays in force",
               {message_id::configuration_not_reloaded});
  }
  notify_ready(status());
}

}  // namespace

int serve(std::shared_ptr<const Config> config, Secret seal, Log& log) {
  raise_descriptor_limit();
  Daemon daemon(std::move(config), std::move(seal), log);
  return daemon.run();
}

Result<void, std::string> check_state(const Config& config) {
  const auto seal = read_seal_key(config);
  if (!seal) return std::unexpected(seal.error());
  OpensslRandom random;
  if (const auto change = check_seal_change(config, *seal, random); !change) return std::unexpected(change.error().sentence);
  if (const auto store = SqliteStore::open(config.store.sqlite, random); !store) return std::unexpected(store.error());
  return {};
}

}  // namespace tessera
