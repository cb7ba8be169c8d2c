// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "daemon/accounts/table.hpp"
#include "daemon/service/log.hpp"
#include "daemon/service/message_ids.hpp"

namespace tessera {

/// One warning for a file's skipped lines: the first ten of them, so that a broken file cannot flood the log.
inline void log_mistakes(Log& log, const std::string& path, const std::vector<TableMistake>& mistakes) {
  if (mistakes.empty()) return;
  std::string text = path + ": skipped ";
  std::size_t left = 10;
  for (const TableMistake& mistake : mistakes) {
    if (left-- == 0) break;
    text += "line " + std::to_string(mistake.line) + " (" + std::string(mistake.reason) + "), ";
  }
  log.write(Level::warning, text + std::to_string(mistakes.size()) + " in all", {message_id::lines_skipped});
}

}  // namespace tessera
