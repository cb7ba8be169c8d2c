// SPDX-License-Identifier: Apache-2.0
#include "tests/support/pam_stack.hpp"

#include <unistd.h>

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace tessera::test {
namespace {

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

}  // namespace

std::string shipped_stack(const std::string& name) {
  std::ifstream file(std::string(TESSERA_SHIPPED_STACKS "/") + name);
  if (!file) throw std::runtime_error("no shipped stack " + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

PamStack::PamStack(std::string service, std::string text, const std::string& module_arguments)
    : service_(std::move(service)) {
  const std::string passwords = files_.write("passwords", "").string();
  replace_all(text, "pam_unix.so", TESSERA_PAM_MATRIX " passdb=" + passwords);
  replace_all(text, "pam_tessera.so", TESSERA_PAM_MODULE " " + module_arguments);
  for (const std::string kind : {"account", "session", "password"}) {
    replace_all(text, "@include common-" + kind, kind + " required pam_permit.so");
  }
  files_.write(service_, text);
}

void PamStack::add_user(const std::string& name, const std::string& password) {
  passwords_ += name + ":" + password + ":" + service_ + "\n";
  files_.write("passwords", passwords_);
}

std::string PamStack::arguments(const std::string& socket, int timeout_s) {
  return "socket=" + socket + " timeout=" + std::to_string(timeout_s) +
         " daemon_uid=" + std::to_string(getuid());
}

PamLogin::PamLogin(const PamStack& stack, const PamItems& items, ScriptedConversation* conversation) {
  if (conversation != nullptr) conversation_ = conversation->pam();
  const char* user = items.user ? items.user->c_str() : nullptr;
  const std::string directory = stack.directory();
  if (pam_start_confdir(stack.service().c_str(), user, &conversation_, directory.c_str(), &handle_) !=
      PAM_SUCCESS) {
    throw std::runtime_error("pam_start_confdir failed");
  }
  set(PAM_RHOST, items.rhost);
  set(PAM_TTY, items.tty);
  set(PAM_RUSER, items.ruser);
  if (items.ssh_auth_info) pam_putenv(handle_, ("SSH_AUTH_INFO_0=" + *items.ssh_auth_info).c_str());
}

PamLogin::~PamLogin() {
  pam_end(handle_, last_);
}

void PamLogin::set(int item, const std::optional<std::string>& value) {
  if (value) pam_set_item(handle_, item, value->c_str());
}

}  // namespace tessera::test
