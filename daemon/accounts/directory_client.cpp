// SPDX-License-Identifier: Apache-2.0
#include "daemon/accounts/directory_client.hpp"

#include <chrono>
#include <utility>

#include "daemon/core/contact.hpp"
#include "daemon/runtime/seqpacket.hpp"
#include "shared/account_name.hpp"
#include "shared/directory_protocol.hpp"

namespace tessera {
namespace {

constexpr std::chrono::seconds time_limit(3);
constexpr std::uint32_t no_uid = UINT32_MAX;

Whois unclear(std::string name, std::string detail) {
  return {Origin::unclear, std::move(name), {}, std::move(detail)};
}

std::string_view reason_of(SocketError error) {
  if (error == SocketError::timed_out) return "tessera-directory did not answer in time";
  if (error == SocketError::unreachable) return "tessera-directory cannot be reached";
  if (error == SocketError::too_long) return "tessera-directory sent more than it may";
  return "tessera-directory closed the connection without an answer";
}

/// One connection a lookup. The error is a sentence for the log.
Async<Result<std::string, std::string>> exchange(std::string path, std::string request) {
  const Deadline until = std::chrono::steady_clock::now() + time_limit;
  auto socket = co_await Seqpacket::connect(std::move(path));
  if (!socket) co_return std::unexpected(std::string(reason_of(socket.error())));
  const auto sent = co_await socket->send(std::move(request), until);
  if (!sent) co_return std::unexpected(std::string(reason_of(sent.error())));
  auto answer = co_await socket->receive(max_daemon_message, until);
  if (!answer) co_return std::unexpected(std::string(reason_of(answer.error())));
  co_return std::move(*answer);
}

Origin origin_of(Known known) {
  switch (known) {
    case Known::sso:
      return Origin::sso;
    case Known::other:
      return Origin::other;
    case Known::nobody:
      return Origin::nobody;
    case Known::unclear:
      return Origin::unclear;
  }
  return Origin::unclear;
}

/// What the helper said, as far as it makes sense.
Whois understand(const std::string& packet, const std::string& asked) {
  Identity identity;
  const bool valid = codec::decode(packet.data(), packet.size(), identity) && identity.known >= Known::sso &&
                     identity.known <= Known::unclear;
  if (!valid) return unclear(asked, "tessera-directory sent something else than an answer");
  Whois whois{origin_of(identity.known), std::string(identity.name), std::string(identity.source),
              std::string(identity.detail)};
  const bool known = whois.origin == Origin::sso || whois.origin == Origin::other;
  if (!known) return whois;
  if (identity.gid != 0) whois.gid = identity.gid;
  if (whois.source.empty() || !is_account_name(whois.name)) {
    return unclear(asked, "tessera-directory answered without a name or a source");
  }
  if (!asked.empty() && whois.name != asked) {
    return unclear(asked, "tessera-directory answered about another name, \"" + whois.name + "\"");
  }
  return whois;
}

Async<Whois> ask_helper(std::string path, std::string name, std::uint32_t uid) {
  std::string request = to_packet(Lookup{.name = name, .uid = uid});
  const auto answer = co_await exchange(std::move(path), std::move(request));
  if (!answer) co_return unclear(std::move(name), answer.error());
  co_return understand(*answer, name);
}

FoundContacts unclear_contacts(std::string detail) {
  return {.answer = ContactsAnswer::unclear, .contacts = {}, .language = {}, .source = {}, .detail = std::move(detail)};
}

/// Syntax is checked here, since what comes in is sent to: the helper only says what it made of a number.
FoundContacts understand_contacts(const std::string& packet, const std::string& asked) {
  ContactsFound said;
  const bool valid = codec::decode(packet.data(), packet.size(), said) && said.found >= Found::found &&
                     said.found <= Found::unclear && said.name == asked;
  if (!valid) return unclear_contacts("tessera-directory sent something else than contacts of this account");
  FoundContacts found = unclear_contacts(std::string(said.detail));
  found.source = said.source;
  if (said.found == Found::unclear) return found;
  found.answer = said.found == Found::found ? ContactsAnswer::found : ContactsAnswer::nobody;
  if (said.found == Found::nobody) return found;
  if (!said.phone.empty()) {
    found.contacts.phone = Phone{std::string(said.phone), std::string(said.region), std::string(said.phone_type)};
    if (!is_e164(said.phone)) return unclear_contacts("tessera-directory sent a phone that is no number");
  }
  if (!said.email.empty()) found.contacts.email = said.email;
  if (found.contacts.email && !is_email(said.email)) return unclear_contacts("tessera-directory sent an address that is none");
  if (!said.language.empty()) found.language = said.language;
  return found;
}

Whois local(const PasswdResult& result) {
  return {Origin::local, result.account.name, "files", {}};
}

}  // namespace

HostDirectory::HostDirectory(std::shared_ptr<const Config> config, Log& log)
    : log_(log), helper_(config->paths.runtime + "/directory.sock") {
  reconfigure(std::move(config));
}

void HostDirectory::reconfigure(std::shared_ptr<const Config> config) {
  config_ = std::move(config);
  passwd_ = std::make_unique<PasswdFile>(config_->paths.passwd, log_);
  group_ = std::make_unique<GroupFile>(config_->paths.group, log_);
}

Async<Whois> HostDirectory::find(std::string name) {
  // such a name is in no passwd file, and no source of NSS shall see it
  if (!is_account_name(name)) co_return Whois{Origin::nobody, {}, {}, "not a name that can be looked up"};
  const PasswdResult result = passwd_->find(name);
  if (result.answer == PasswdAnswer::found) co_return local(result);
  if (result.answer == PasswdAnswer::error) co_return unclear(std::move(name), result.detail);
  Whois whois = co_await ask_helper(helper_, name, 0);
  whois.name = std::move(name);
  co_return whois;
}

Async<Whois> HostDirectory::find_uid(std::uint32_t uid) {
  if (uid == no_uid) co_return unclear({}, "no uid");
  const PasswdResult result = passwd_->find_uid(uid);
  if (result.answer == PasswdAnswer::found) co_return local(result);
  if (result.answer == PasswdAnswer::error) co_return unclear({}, result.detail);
  Whois whois = co_await ask_helper(helper_, {}, uid);
  // the passwd file owns its names: an NSS source that gives one to another uid would borrow its account
  if (!whois.name.empty() && passwd_->find(whois.name).answer != PasswdAnswer::absent) {
    co_return unclear(std::move(whois.name), "the uid's name belongs to another uid in the passwd file");
  }
  co_return whois;
}

Async<FoundContacts> HostDirectory::contacts_of(std::string name) {
  std::string request = to_packet(FindContacts{.name = name});
  const auto answer = co_await exchange(helper_, std::move(request));
  if (!answer) co_return unclear_contacts(answer.error());
  co_return understand_contacts(*answer, name);
}

/// Of a name in the passwd file that file's gid alone counts.
std::vector<std::string> HostDirectory::creator_groups_of(const std::string& name, std::optional<std::uint32_t> gid) {
  const PasswdResult result = passwd_->find(name);
  const bool local = result.answer == PasswdAnswer::found;
  const std::optional<std::uint32_t> primary = local ? std::optional(result.account.gid) : gid;
  return group_->groups_of(config_->populations.creator_groups, name, primary);
}

}  // namespace tessera
