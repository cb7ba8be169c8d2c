// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/module_world.hpp"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdio>
#include <span>

#include "shared/codec.hpp"

namespace tessera::fuzz {
namespace {

constexpr int socket_fd = 1000;  // never a real one

/// The verdict of a Done, by the page of docs/PROTOCOL.md and without the module's decoder.
std::optional<std::uint64_t> verdict_in(std::string_view packet) {
  if (packet.empty() || packet.size() > max_daemon_message || packet[0] != 0x12) return std::nullopt;
  std::uint64_t verdict = 0;
  for (std::size_t at = 1; at != packet.size();) {
    if (packet.size() - at < 3) return std::nullopt;
    const auto byte = [packet](std::size_t i) { return static_cast<unsigned char>(packet[i]); };
    const std::size_t length = byte(at + 1) * 256u + byte(at + 2);
    if (packet.size() - at - 3 < length) return std::nullopt;
    if (packet[at] == 1) {
      if (length != 8) return std::nullopt;
      verdict = 0;
      for (std::size_t i = 0; i < 8; ++i) verdict = verdict << 8 | byte(at + 3 + i);
    }
    at += 3 + length;
  }
  return verdict;
}

template <class Message>
std::string packet_of(const Message& message) {
  std::string packet(Message::max_size, '\0');
  packet.resize(codec::encode(message, packet.data(), packet.size()));
  return packet;
}

int converse_of_world(int count, const pam_message** messages, pam_response** responses, void* world) {
  require(count == 1, "one message a call (R-25)");
  return static_cast<World*>(world)->converse(messages[0], responses);
}

}  // namespace

void require(bool holds, const char* rule) {
  if (holds) return;
  fprintf(stderr, "broken: %s\n", rule);
  abort();
}

World* World::current = nullptr;

World::World(FuzzedDataProvider& input)
    : input_(input), conversation_{&converse_of_world, this}, has_conversation_(input.ConsumeIntegral<std::uint8_t>() != 1) {
  items_[PAM_SERVICE] = next_item(80);
  items_[PAM_USER] = next_item(300);
  for (const int type : {PAM_RHOST, PAM_TTY, PAM_RUSER, PAM_AUTHTOK}) items_[type] = next_item(300);
  ssh_auth_info_ = next_item(20'000);
  first_user_ = items_[PAM_USER];
  current = this;
}

World::~World() { current = nullptr; }

std::optional<std::string> World::next_item(std::size_t longest) {
  switch (input_.ConsumeIntegral<std::uint8_t>() % 4) {
    case 0:
      return "ana";
    case 1:
      return std::nullopt;
    default: {
      const std::string text = input_.ConsumeRandomLengthString(longest);
      return text.c_str();  // items end at a NUL
    }
  }
}

void World::judge(int result) const {
  require(!open_, "a descriptor was left open (R-29)");
  require(replies_.empty(), "a reply was not freed (R-25)");
  const bool opens = result == PAM_SUCCESS || result == PAM_IGNORE;
  require(!opens || verdict_ == (result == PAM_SUCCESS ? 1u : 2u), "nobody said so (R-18)");
  require(!opens || !user_changed_, "the user was changed (R-19)");
}

bool World::fails() { return input_.ConsumeIntegral<std::uint8_t>() >= 248; }

int World::any_errno() {
  now_ms += 50;
  constexpr int errors[] = {EINTR, EAGAIN, ECONNRESET, EPIPE, ENOMEM, ETIMEDOUT, EMFILE, ECONNREFUSED};
  return input_.PickValueInArray(errors);
}

int World::open_socket() {
  require(!open_, "a second socket");
  open_ = true;
  return socket_fd;
}

int World::close_socket(int fd) {
  require(open_ && fd == socket_fd, "closed what is not its own");
  open_ = false;
  return 0;
}

long World::take_packet(const char* packet, std::size_t size) {
  require(size > 0, "an empty packet");
  require(advance(state_, static_cast<MessageType>(packet[0])), "the module spoke out of turn (R-36)");
  Answer answer;
  const bool has_password = items_[PAM_AUTHTOK] && !items_[PAM_AUTHTOK]->empty() && !password_hidden_;
  if (codec::decode(packet, size, answer)) {
    const bool replaced = answer.text == "?";  // what stands for any answer that cannot be one
    require(replaced || !has_password || answer.text != *items_[PAM_AUTHTOK], "the password was forwarded (R-24)");
  } else {
    Hello hello;
    require(size == 1 || codec::decode(packet, size, hello), "the module sent what the daemon refuses");
  }
  return static_cast<long>(size);
}

std::string World::next_packet() {
  switch (input_.ConsumeIntegral<std::uint8_t>() % 8) {
    case 0:
    case 1:
      return packet_of(Ask{"Code: "});
    case 2:
      return packet_of(Tell{input_.ConsumeBool() ? TellKind::info : TellKind::error, "Text sent."});
    case 3:
      return packet_of(Done{static_cast<Verdict>(input_.ConsumeIntegral<std::uint8_t>() % 8)});
    case 4:
      return "\x10" + input_.ConsumeRandomLengthString(9'000);
    case 5:
      return "\x11" + input_.ConsumeRandomLengthString(9'000);
    case 6:
      return "\x12" + input_.ConsumeRandomLengthString(18'000);
    default:
      return input_.ConsumeRandomLengthString(40'000);
  }
}

long World::give_packet(char* packet, std::size_t capacity, bool peek) {
  verdict_.reset();
  errno = EAGAIN;
  if (peek) return fails() ? 1 : -1;
  if (input_.remaining_bytes() == 0) return 0;
  const std::string sent = next_packet();
  memcpy(packet, sent.data(), std::min(sent.size(), capacity));
  if (!sent.empty() && advance(state_, static_cast<MessageType>(sent[0]))) verdict_ = verdict_in(sent);
  return static_cast<long>(sent.size());
}

int World::get_item(int type, const void** item) {
  *item = nullptr;
  if (fails()) return PAM_SYSTEM_ERR;
  if (type == PAM_CONV) {
    *item = has_conversation_ ? &conversation_ : nullptr;
  } else if (fails()) {
    password_hidden_ = password_hidden_ || type == PAM_AUTHTOK;
  } else if (items_[type]) {
    *item = items_[type]->c_str();
  }
  return PAM_SUCCESS;
}

int World::converse(const pam_message* message, pam_response** response) {
  const bool bounded = strnlen(message->msg, 8 * 1024 + 1) <= 8 * 1024;
  require(bounded && is_clean_text(message->msg, Lines::many), "what is shown is no clean text");
  now_ms += input_.ConsumeIntegral<std::uint8_t>() * 100;
  if (fails()) {
    items_[PAM_USER] = next_item(300);
    user_changed_ = user_changed_ || items_[PAM_USER] != first_user_;
  }
  if (fails()) {
    *response = reinterpret_cast<pam_response*>(1);
    return PAM_CONV_ERR;
  }
  if (!fails()) *response = reply();
  return PAM_SUCCESS;
}

pam_response* World::reply() {
  auto* response = static_cast<pam_response*>(calloc(1, sizeof(pam_response)));
  replies_[response] = 0;
  if (fails()) return response;
  const bool password = input_.ConsumeIntegral<std::uint8_t>() % 8 == 0 && items_[PAM_AUTHTOK];
  const std::string text = password ? *items_[PAM_AUTHTOK] : input_.ConsumeRandomLengthString(1'000);
  response->resp = strdup(text.c_str());
  replies_[response->resp] = strlen(response->resp);
  return response;
}

void World::freed(void* memory) {
  const auto reply = replies_.find(memory);
  if (reply == replies_.end()) return;
  const std::span bytes(static_cast<const char*>(memory), reply->second);
  require(std::ranges::all_of(bytes, [](char byte) { return byte == 0; }), "freed before it was wiped (R-25)");
  replies_.erase(reply);
}

}  // namespace tessera::fuzz
