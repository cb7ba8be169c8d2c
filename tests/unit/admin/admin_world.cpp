// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/admin/admin_world.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

#include "daemon/admin/actor.hpp"
#include "daemon/enrolment/bindings.hpp"
#include "shared/admin_protocol.hpp"

namespace tessera::test {
namespace {

/// Reads until the other end closes.
std::vector<Json> read_all(int fd) {
  std::vector<Json> packets;
  std::string bytes(2 * max_admin_packet, '\0');
  for (;;) {
    const ssize_t size = recv(fd, bytes.data(), bytes.size(), 0);
    if (size < 0 && errno == ECONNRESET)
      continue;  // the daemon left a request unread; what it sent is still there
    if (size <= 0) return packets;
    packets.push_back(Json::parse(bytes.substr(0, static_cast<std::size_t>(size)), nullptr, false));
  }
}

Gateway gateway(const std::string& name, GatewayKind kind) {
  Gateway made;
  made.name = name;
  made.kind = kind;
  made.preset.preset = kind == GatewayKind::preset ? name : "";
  return made;
}

}  // namespace

AdminWorld::AdminWorld() {
  config.file = "/etc/tessera/tessera.yaml";
  config.environment.name = "training-staging";
  config.gateways = {{"kannel", gateway("kannel", GatewayKind::preset)},
                     {"mail", gateway("mail", GatewayKind::smtp)},
                     {"spare", gateway("spare", GatewayKind::outbox)}};
  config.channels.text = {"kannel"};
  config.channels.email = {"mail"};
  const std::string path = folder.file("tessera.db").string();
  const auto made = init_store(path, clock.now());
  if (!made) throw std::runtime_error(made.error());
  auto opened = SqliteStore::open(path, random);
  if (!opened) throw std::runtime_error(opened.error());
  sqlite = std::move(*opened);
  store = sqlite.get();
  directory.add("ana");
  directory.add("bob", Origin::sso, "sss");
}

AdminContext AdminWorld::context(Directory& asked) {
  const auto utc = [](TimePoint time) { return std::to_string(time.time_since_epoch().count()); };
  return {{*store, asked, courier, clock, random, log, seeds, slow_hash, utc},
          [this] { return std::make_shared<const Config>(config); },
          *sqlite,
          *sqlite,
          [this] { return std::make_unique<ListedAccounts>(host_accounts); },
          [this] { return std::make_unique<ListedSources>(other_accounts); },
          [this](const std::string&) { return module_reached; },
          [this] { ++deadline_changes; }};
}

std::vector<Json> AdminWorld::exchange(const std::vector<std::string>& packets) {
  int ends[2] = {-1, -1};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    throw std::runtime_error("socketpair failed");
  for (const std::string& packet : packets) {
    if (send(ends[0], packet.data(), packet.size(), 0) < 0) throw std::runtime_error("send failed");
  }
  shutdown(ends[0], SHUT_WR);
  std::vector<Json> answers;
  std::thread reader([&] { answers = read_all(ends[0]); });
  {
    asio::io_context loop;
    Seqpacket connection(Seqpacket::Socket(loop, asio::generic::seq_packet_protocol(AF_UNIX, 0), ends[1]));
    spawn(loop.get_executor(), serve_admin(context(directory), std::move(connection)));
    loop.run();
  }
  reader.join();
  close(ends[0]);
  return answers;
}

Answer AdminWorld::ask_raw(const std::string& packet) {
  Answer answer;
  for (const Json& reply : exchange({packet})) {
    EXPECT_EQ(answer.exit, -1) << "something followed done: " << reply;
    if (reply.contains("item")) {
      answer.items.push_back(reply["item"]);
      continue;
    }
    EXPECT_EQ(reply.value("done", false), true) << reply;
    answer.exit = reply.value("exit", -1);
    answer.error = reply.value("error", std::string("none given"));
  }
  return answer;
}

Answer AdminWorld::ask(const std::string& verb, Json args) {
  Json request = Json::object();
  request["verb"] = verb;
  request["args"] = std::move(args);
  return ask_raw(request.dump());
}

void AdminWorld::put_ana() {
  Account ana{"ana", {Phone{"+15005550142", "US", "mobile"}, "ana@example.com"}, clock.now()};
  ASSERT_TRUE(run_async(sqlite->put_account({ana, true, "test"})));
}

void AdminWorld::bind_phone(const std::string& account, const Phone& phone) {
  const std::vector<NewBinding> first{{ContactKind::phone, BindingState::bound, sealed_form(phone), clock.now(), {}}};
  auto sealed = run_async(seal_bindings(*sqlite, seeds, random, account, first, clock.now()));
  ASSERT_TRUE(sealed);
  AcceptContacts request{.account = account, .bound = std::move(*sealed), .actor = "test", .now = clock.now()};
  ASSERT_TRUE(run_async(sqlite->accept_contacts(std::move(request))).value());
}

AuditEntry AdminWorld::newest_entry() {
  const auto entries = run_async(sqlite->log({.reference = {}, .account = {}, .limit = 1}));
  if (!entries || entries->empty()) return {};
  return entries->back();
}

std::string AdminWorld::self() {
  const auto loginuid = loginuid_of(getpid());
  if (!loginuid && geteuid() == 0) return "root";
  return "uid " + std::to_string(loginuid.value_or(geteuid()));
}

Json phone_json(const std::string& e164, const std::string& region, const std::string& type) {
  Json phone = Json::object();
  phone["e164"] = e164;
  phone["region"] = region;
  phone["type"] = type;
  return phone;
}

}  // namespace tessera::test
