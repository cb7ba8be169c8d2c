// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <security/pam_modules.h>

#include <fuzzer/FuzzedDataProvider.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "shared/protocol.hpp"

namespace tessera::fuzz {

/// What surrounds the module in one login: PAM's items, a person, a hostile daemon and a libc that fails, all from
/// one input. Everything that a rule forbids ends the program.
class World {
 public:
  explicit World(FuzzedDataProvider& input);
  ~World();

  /// The world of the login that runs, or null outside of one.
  static World* current;

  /// What the module may return: only a verdict that arrived whole, in its place, lets in or passes.
  void judge(int result) const;

  bool fails();       ///< whether a call fails now, one in 32
  int any_errno();
  std::int64_t now_ms = 1'000'000;

  int open_socket();
  int close_socket(int fd);
  long take_packet(const char* packet, std::size_t size);         ///< the module sends
  long give_packet(char* packet, std::size_t capacity, bool peek);  ///< the module receives
  int get_item(int type, const void** item);
  const char* environment() const { return ssh_auth_info_ ? ssh_auth_info_->c_str() : nullptr; }
  int converse(const pam_message* message, pam_response** response);
  void freed(void* memory);

 private:
  std::string next_packet();
  std::optional<std::string> next_item(std::size_t longest);
  pam_response* reply();

  FuzzedDataProvider& input_;
  std::map<int, std::optional<std::string>> items_;
  std::optional<std::string> ssh_auth_info_, first_user_;
  pam_conv conversation_;
  bool has_conversation_;
  bool open_ = false;
  bool user_changed_ = false;
  bool password_hidden_ = false;  ///< PAM said once that there is none
  LoginState state_ = LoginState::greeting;
  std::optional<std::uint64_t> verdict_;      ///< of the last packet, when it was a Done that may come
  std::map<void*, std::size_t> replies_;      ///< what the module has to wipe and free
};

/// Ends the program with what was broken.
void require(bool holds, const char* rule);

}  // namespace tessera::fuzz
