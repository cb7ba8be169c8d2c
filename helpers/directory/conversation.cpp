// SPDX-License-Identifier: Apache-2.0
#include "helpers/directory/conversation.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string_view>

#include "daemon/service/message_ids.hpp"
#include "helpers/directory/lookup.hpp"
#include "helpers/directory/nss_source.hpp"
#include "helpers/directory/nsswitch.hpp"
#include "shared/codec.hpp"

namespace tessera {
namespace {

using std::chrono::steady_clock;

constexpr int request_limit_ms = 1000;
constexpr std::chrono::milliseconds source_limit(2000);
constexpr std::chrono::milliseconds lookup_limit(2500);  // the daemon waits 3 s

std::optional<Query> receive(int connection) {
  pollfd wanted{connection, POLLIN, 0};
  if (poll(&wanted, 1, request_limit_ms) != 1) return std::nullopt;
  std::array<char, Lookup::max_size + 1> packet;  // one more, so that a longer packet is seen to be one
  const ssize_t size = recv(connection, packet.data(), packet.size(), MSG_DONTWAIT);
  Lookup lookup;
  if (size <= 0 || !codec::decode(packet.data(), static_cast<std::size_t>(size), lookup)) return std::nullopt;
  return Query{std::string(lookup.name), lookup.uid};
}

Outcome ask_in_time(DirectoryService& directory, const std::string& source, const Query& query,
                    Deadline until) {
  const Deadline own = std::min(until, steady_clock::now() + source_limit);
  return directory.workers.run([source, query] { return ask_nss_source(source, query); }, own);
}

Finding find(DirectoryService& directory, const Query& query) {
  const Deadline until = steady_clock::now() + lookup_limit;
  const auto config = directory.config();
  const auto sources = read_passwd_sources(config->paths.nsswitch);
  if (!sources) return {Known::unclear, query.name, {}, sources.error()};
  return look_up(query, *sources, config->sso.sources, [&](const std::string& source, const Query& wanted) {
    return ask_in_time(directory, source, wanted, until);
  });
}

void answer(int connection, const Finding& finding) {
  const std::string_view detail(finding.detail);
  const Identity identity{finding.known, finding.name, finding.source, detail.substr(0, 1024)};
  std::array<char, Identity::max_size> packet;
  const std::size_t size = codec::encode(identity, packet.data(), packet.size());
  if (size > 0) (void)send(connection, packet.data(), size, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void report(Log& log, const Query& query, const Finding& finding) {
  if (finding.known != Known::unclear) return;
  log.write(Level::warning, finding.detail, {{"USER", query.name}, {"SOURCE", finding.source}, message_id::source_failed});
}

}  // namespace

void converse(int connection, DirectoryService& directory) {
  if (const auto query = receive(connection)) {
    const Finding finding = find(directory, *query);
    answer(connection, finding);
    report(directory.log, *query, finding);
  }
  close(connection);
}

}  // namespace tessera
