// SPDX-License-Identifier: Apache-2.0
#include "cli/tessera/terminal.hpp"

#include <langinfo.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <iostream>

namespace tessera::own {
namespace {

bool has_colours() {
  const char* term = std::getenv("TERM");
  return isatty(STDOUT_FILENO) != 0 && term != nullptr && std::string_view(term) != "dumb" && *term != '\0';
}

}  // namespace

StandardConsole::StandardConsole() { std::setlocale(LC_CTYPE, ""); }

void StandardConsole::print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);  // a question has no line feed
}

void StandardConsole::complain(std::string_view text) {
  std::fflush(stdout);  // so that the two streams stay in order on a terminal
  std::fwrite(text.data(), 1, text.size(), stderr);
}

std::optional<std::string> StandardConsole::read_line() {
  std::string line;
  if (!std::getline(std::cin, line)) return std::nullopt;
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

Display StandardConsole::display() const {
  Display display{.utf8 = std::string_view(nl_langinfo(CODESET)) == "UTF-8", .colours = has_colours()};
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    display.columns = size.ws_col;
    if (size.ws_row > 0) display.rows = size.ws_row;
  }
  return display;
}

}  // namespace tessera::own
