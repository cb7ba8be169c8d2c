// SPDX-License-Identifier: Apache-2.0
// Structured logging for every program: the journal's fields, or one JSON object a line on stderr.
#pragma once

#include <initializer_list>
#include <memory>
#include <string_view>

namespace tessera {

/// syslog's priorities (RFC 5424), as the journal's PRIORITY= has them.
enum class Level { error = 3, warning = 4, notice = 5, info = 6, debug = 7 };

/// A journal field: upper case, without the TESSERA_ prefix ("USER" is written as TESSERA_USER=). MESSAGE_ID alone is
/// the journal's own (message_ids.hpp). Values are escaped: a control character never reaches a log as such.
struct LogField {
  std::string_view name;
  std::string_view value;
};

class Log {
 public:
  virtual ~Log() = default;
  /// Thread-safe; never blocks on a slow reader and never fails. `message` and values must hold no code,
  /// seed, credential or whole number.
  virtual void write(Level level, std::string_view message, std::initializer_list<LogField> fields = {}) = 0;
};

/// `--log journal|stderr`; without it the journal where /run/systemd/journal/socket exists, else stderr.
/// `identifier` becomes SYSLOG_IDENTIFIER=.
std::unique_ptr<Log> open_log(std::string_view destination, std::string_view identifier);

}  // namespace tessera
