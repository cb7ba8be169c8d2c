// SPDX-License-Identifier: Apache-2.0
#include "cli/tessera/gate.hpp"

#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "cli/tessera/dialogue.hpp"
#include "daemon/service/exit_codes.hpp"

namespace tessera::own {
namespace {

constexpr const char* original = "SSH_ORIGINAL_COMMAND";

int complain(Console& console, int exit, const std::string& sentence) {
  console.complain("tessera: " + sentence + "\n");
  return exit;
}

std::optional<std::string> wanted_command() {
  const char* command = std::getenv(original);
  return command == nullptr ? std::nullopt : std::optional<std::string>(command);
}

/// As sshd does it without a ForceCommand: a login shell, or the shell with the command.
int become_shell(Console& console) {
  const passwd* entry = getpwuid(getuid());
  const std::string shell = entry != nullptr && *entry->pw_shell != '\0' ? entry->pw_shell : "/bin/sh";
  const std::string name = shell.substr(shell.rfind('/') + 1);
  const auto command = wanted_command();
  unsetenv(original);
  if (command) execl(shell.c_str(), name.c_str(), "-c", command->c_str(), nullptr);
  if (!command) execl(shell.c_str(), ("-" + name).c_str(), nullptr);
  return complain(console, exit_code::system, shell + " cannot be run: " + std::strerror(errno));
}

/// The session ends here: the next login is asked for the app's code and gets its shell.
int lead_to_app(const std::string& socket, Console& console) {
  if (wanted_command() || isatty(STDIN_FILENO) == 0) {
    return complain(console, exit_code::not_permitted,
                    "nothing was run: you need an authenticator app here first. To set it up, log in with ssh alone, "
                    "without a command.");
  }
  console.print("You need an authenticator app before you get in here. Set it up now; Ctrl-C ends the session.\n");
  auto link = Link::open(socket);
  if (!link) return complain(console, link.error().exit, link.error().sentence);
  const int exit = converse(*link, console, user::Action::enrol, {});
  if (exit == exit_code::yes) console.print("Now log in again: your app has the code.\n");
  return exit;
}

}  // namespace

int gate(const std::string& socket, Console& console) {
  auto link = Link::open(socket);
  if (!link) return complain(console, link.error().exit, link.error().sentence);
  const Standing standing = inquire(*link, console);
  if (standing.exit != exit_code::yes) return standing.exit;
  if (standing.app_needed == user::Need::now) return lead_to_app(socket, console);
  return become_shell(console);
}

}  // namespace tessera::own
