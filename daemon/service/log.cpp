// SPDX-License-Identifier: Apache-2.0
#define SD_JOURNAL_SUPPRESS_LOCATION  // positions in this file would say nothing
#include "daemon/service/log.hpp"

#include <poll.h>
#include <sys/uio.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include <chrono>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "daemon/service/escape.hpp"

namespace tessera {
namespace {

constexpr std::size_t message_limit = 2048;

using Fields = std::vector<std::pair<std::string, std::string>>;

std::string journal_name(std::string_view name) {
  return name == "MESSAGE_ID" ? std::string(name) : "TESSERA_" + std::string(name);
}

/// The journal's fields, escaped: what both destinations write.
Fields fields_of(std::string_view identifier, Level level, std::string_view message,
                 std::initializer_list<LogField> fields) {
  Fields all = {{"MESSAGE", escape_for_log(message, message_limit)},
                {"PRIORITY", std::to_string(static_cast<int>(level))},
                {"SYSLOG_IDENTIFIER", std::string(identifier)}};
  for (const LogField& field : fields) {
    all.emplace_back(journal_name(field.name), escape_for_log(field.value));
  }
  return all;
}

class JournalLog final : public Log {
 public:
  explicit JournalLog(std::string_view identifier) : identifier_(identifier) {}

  void write(Level level, std::string_view message, std::initializer_list<LogField> fields) override {
    std::vector<std::string> lines;
    for (const auto& [name, value] : fields_of(identifier_, level, message, fields)) lines.push_back(name + "=" + value);
    std::vector<iovec> parts;
    for (std::string& line : lines) parts.push_back({line.data(), line.size()});
    (void)sd_journal_sendv(parts.data(), static_cast<int>(parts.size()));
  }

 private:
  std::string identifier_;
};

class StderrLog final : public Log {
 public:
  explicit StderrLog(std::string_view identifier) : identifier_(identifier) {}

  void write(Level level, std::string_view message, std::initializer_list<LogField> fields) override {
    const std::scoped_lock lock(mutex_);
    nlohmann::ordered_json line = {{"__REALTIME_TIMESTAMP", microseconds_now()}};
    for (const auto& [name, value] : fields_of(identifier_, level, message, fields)) line[name] = value;
    if (dropped_ > 0) line["TESSERA_DROPPED_LINES"] = std::to_string(dropped_);
    dropped_ = put(line.dump() + "\n") ? 0 : dropped_ + 1;
  }

 private:
  static std::string microseconds_now() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(now).count());
  }

  /// A pipe that can be written has room for PIPE_BUF bytes: a line that would have to wait is dropped.
  static bool put(const std::string& line) {
    pollfd wanted{STDERR_FILENO, POLLOUT, 0};
    if (poll(&wanted, 1, 0) != 1 || wanted.revents != POLLOUT) return false;  // POLLERR: the reader is gone
    return ::write(STDERR_FILENO, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  }

  std::mutex mutex_;
  std::string identifier_;
  unsigned long dropped_ = 0;
};

}  // namespace

std::unique_ptr<Log> open_log(std::string_view destination, std::string_view identifier) {
  const bool has_journal = access("/run/systemd/journal/socket", F_OK) == 0;
  const bool to_journal = destination.empty() ? has_journal : destination == "journal";
  if (to_journal) return std::make_unique<JournalLog>(identifier);
  return std::make_unique<StderrLog>(identifier);
}

}  // namespace tessera
