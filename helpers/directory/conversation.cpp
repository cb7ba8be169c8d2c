// SPDX-License-Identifier: Apache-2.0
#include "helpers/directory/conversation.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string_view>

#include "daemon/service/message_ids.hpp"
#include "helpers/directory/contact_search.hpp"
#include "helpers/directory/listing.hpp"
#include "helpers/directory/lookup.hpp"
#include "helpers/directory/nss_source.hpp"
#include "helpers/directory/nsswitch.hpp"
#include "helpers/directory/packets.hpp"
#include "shared/codec.hpp"

namespace tessera {
namespace {

using std::chrono::steady_clock;

constexpr int request_limit_ms = 1000;
constexpr std::chrono::milliseconds source_limit(2000);
constexpr std::chrono::milliseconds lookup_limit(2500);  // the daemon waits 3 s

enum class Wanted { origin, contacts, listing };

struct Request {
  Wanted wanted = Wanted::origin;
  Query query;
};

std::optional<Request> receive(int connection) {
  pollfd wanted{connection, POLLIN, 0};
  if (poll(&wanted, 1, request_limit_ms) != 1) return std::nullopt;
  std::array<char, Lookup::max_size + 1> packet;  // one more, so that a longer packet is seen to be one
  const ssize_t received = recv(connection, packet.data(), packet.size(), MSG_DONTWAIT);
  if (received <= 0) return std::nullopt;
  const auto size = static_cast<std::size_t>(received);
  Lookup lookup;
  FindContacts contacts;
  NextAccounts listing;
  if (codec::decode(packet.data(), size, lookup)) return Request{Wanted::origin, {std::string(lookup.name), lookup.uid}};
  if (codec::decode(packet.data(), size, contacts)) return Request{Wanted::contacts, {std::string(contacts.name), 0}};
  if (codec::decode(packet.data(), size, listing)) return Request{Wanted::listing, {}};
  return std::nullopt;
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

/// A call that is left behind writes to a place of its own.
ContactOutcome ask_in_time(DirectoryService& directory, const NamedContactSource& source, const std::string& account,
                           Deadline until) {
  const Deadline own = std::min(until, steady_clock::now() + source_limit);
  const auto place = std::make_shared<ContactOutcome>();
  const Outcome outcome = directory.contact_workers.run(
      [place, source, account, own] {
        *place = source.source->find(account, own);
        return Outcome{place->answer, {}, 0, place->detail};
      },
      own);
  if (outcome.answer == Reply::failed) return contacts_failed(outcome.detail);
  return std::move(*place);
}

ContactFinding find_contacts(DirectoryService& directory, const std::string& account) {
  const Deadline until = steady_clock::now() + lookup_limit;
  const auto sources = directory.contacts();
  return search_contacts(account, sources->list(), [&](const NamedContactSource& source, const std::string& wanted) {
    return ask_in_time(directory, source, wanted, until);
  });
}

/// A text as a message may carry it: what a server or a library said may hold anything.
std::string tidy(std::string text) {
  for (char& c : text) c = c >= 0x20 && c < 0x7F ? c : '?';
  return text.substr(0, 1024);
}

void answer(int connection, const Finding& finding) {
  const std::string_view detail(finding.detail);
  send_message(connection, Identity{finding.known, finding.name, finding.source, detail.substr(0, 1024), finding.gid});
}

void answer(int connection, const std::string& account, const ContactFinding& finding) {
  const ContactOutcome& outcome = finding.outcome;
  const std::string detail = tidy(outcome.detail);
  ContactsFound message{.found = finding.found, .name = account, .source = finding.source, .detail = detail};
  const Phone phone = outcome.contacts.phone.value_or(Phone{});
  message.phone = phone.e164;
  message.region = phone.region;
  message.phone_type = phone.type;
  if (outcome.contacts.email) message.email = *outcome.contacts.email;
  if (outcome.language) message.language = *outcome.language;
  send_message(connection, message);
}

void report(Log& log, const Query& query, const Finding& finding) {
  if (finding.known != Known::unclear) return;
  log.write(Level::warning, finding.detail, {{"USER", query.name}, {"SOURCE", finding.source}, message_id::source_failed});
}

}  // namespace

void converse(int connection, DirectoryService& directory) {
  const auto request = receive(connection);
  if (request && request->wanted == Wanted::listing) {
    list_accounts(connection, directory);
  } else if (request && request->wanted == Wanted::contacts) {
    const ContactFinding finding = find_contacts(directory, request->query.name);
    answer(connection, request->query.name, finding);
    const Known known = finding.found == Found::unclear ? Known::unclear : Known::other;
    report(directory.log, request->query, {known, request->query.name, finding.source, finding.outcome.detail});
  } else if (request) {
    const Finding finding = find(directory, request->query);
    answer(connection, finding);
    report(directory.log, request->query, finding);
  }
  close(connection);
}

}  // namespace tessera
