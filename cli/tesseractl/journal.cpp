// SPDX-License-Identifier: Apache-2.0
#include "cli/tesseractl/journal.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <ctime>

#include "daemon/service/descriptor.hpp"

extern char** environ;

namespace tessera::ctl {
namespace {

constexpr std::size_t most_output = 8 * 1024 * 1024;

std::string elsewhere(const std::string& reference) {
  return "tesserad then writes JSON lines to its standard error: look for TESSERA_REFERENCE " + reference +
         " where whatever started it keeps them";
}

std::vector<std::string> command_for(const JournalQuery& query) {
  return {"journalctl", "--output=json", "--no-pager", "--quiet", "--all", "--since=@" + std::to_string(query.since),
          "--until=@" + std::to_string(query.until), "SYSLOG_IDENTIFIER=tesserad", "TESSERA_USER=" + query.account,
          "TESSERA_SERVICE=" + query.service, "TESSERA_RHOST=" + query.rhost};
}

/// Starts the command with its output in a pipe; its pid, or -1.
pid_t start(std::vector<std::string> words, Descriptor& output) {
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0) return -1;
  output = Descriptor(ends[0]);
  const Descriptor input(ends[1]);
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input.get(), STDOUT_FILENO);
  pid_t pid = -1;
  const int error = posix_spawnp(&pid, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return error == 0 ? pid : -1;
}

std::string output_of(int fd) {
  std::string text;
  std::array<char, 65536> some{};
  for (ssize_t size = 0; (size = read(fd, some.data(), some.size())) > 0;) {
    if (text.size() < most_output) text.append(some.data(), static_cast<std::size_t>(size));
  }
  return text;
}

std::string field(const Json& entry, const char* name) {
  const auto at = entry.find(name);
  return at != entry.end() && at->is_string() ? at->get<std::string>() : std::string();
}

std::string rfc3339(const std::string& microseconds) {
  const std::time_t seconds = static_cast<std::time_t>(std::strtoll(microseconds.c_str(), nullptr, 10) / 1'000'000);
  std::tm parts{};
  std::array<char, 32> text{};
  if (gmtime_r(&seconds, &parts) == nullptr) return {};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

Json line_of(const Json& entry) {
  Json line = Json::object();
  line["time"] = rfc3339(field(entry, "__REALTIME_TIMESTAMP"));
  line["message"] = field(entry, "MESSAGE");
  line["result"] = field(entry, "TESSERA_RESULT");
  line["reason"] = field(entry, "TESSERA_REASON");
  line["detail"] = field(entry, "TESSERA_DETAIL");
  return line;
}

/// Another login of the same account from the same place has a reference of its own.
std::vector<Json> lines_in(const std::string& output, const std::string& reference) {
  std::vector<Json> lines;
  for (std::size_t at = 0, end = 0; (end = output.find('\n', at)) != std::string::npos; at = end + 1) {
    const Json entry = Json::parse(output.begin() + static_cast<std::ptrdiff_t>(at),
                                   output.begin() + static_cast<std::ptrdiff_t>(end), nullptr, false);
    if (!entry.is_object()) continue;
    const std::string named = field(entry, "TESSERA_REFERENCE");
    if (named.empty() || named == reference) lines.push_back(line_of(entry));
  }
  return lines;
}

}  // namespace

Result<std::vector<Json>, std::string> read_journal(const JournalQuery& query) {
  if (access("/run/systemd/journal/socket", F_OK) != 0) {
    return std::unexpected("no journal on this host; " + elsewhere(query.reference));
  }
  Descriptor output(-1);
  const pid_t pid = start(command_for(query), output);
  if (pid < 0) return std::unexpected("journalctl cannot be started; look for TESSERA_REFERENCE=" + query.reference + " in the journal");
  const std::string text = output_of(output.get());
  int status = 0;
  waitpid(pid, &status, 0);
  auto lines = lines_in(text, query.reference);
  if (!lines.empty()) return lines;
  return std::unexpected("the journal has no line of this login any more, or tesserad writes elsewhere (--log): " +
                         elsewhere(query.reference));
}

}  // namespace tessera::ctl
