// SPDX-License-Identifier: Apache-2.0
#include "daemon/runtime/process.hpp"

#include <unistd.h>

#include <ctime>
#include <fstream>
#include <sstream>
#include <string>

namespace tessera {
namespace {

struct Stat {
  pid_t parent = 0;
  pid_t session = 0;
  unsigned long long started = 0;  ///< clock ticks since boot
};

/// Fields 4, 6 and 22 of /proc/PID/stat (proc(5)); the name in field 2 may hold spaces and brackets.
std::optional<Stat> read_stat(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  const std::size_t name_end = line.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(line.substr(name_end + 1));
  Stat stat;
  std::string skipped;
  fields >> skipped >> stat.parent >> skipped >> stat.session;
  for (int field = 7; field < 22; ++field) fields >> skipped;
  fields >> stat.started;
  return fields ? std::optional(stat) : std::nullopt;
}

}  // namespace

std::optional<milliseconds> connection_age(pid_t pid) {
  const auto own = read_stat(pid);
  if (!own) return std::nullopt;
  const auto leader = own->session == own->parent ? read_stat(own->parent) : own;
  timespec now{};
  if (!leader || clock_gettime(CLOCK_BOOTTIME, &now) != 0) return std::nullopt;
  const auto since_boot = milliseconds(now.tv_sec * 1000LL + now.tv_nsec / 1'000'000);
  const auto started = milliseconds(leader->started * 1000 / static_cast<unsigned long long>(sysconf(_SC_CLK_TCK)));
  return since_boot > started ? since_boot - started : milliseconds::zero();
}

std::optional<Process> process_of(pid_t pid) {
  const auto stat = read_stat(pid);
  return stat ? std::optional(Process{pid, stat->started}) : std::nullopt;
}

std::optional<Process> parent_of(pid_t pid) {
  const auto stat = read_stat(pid);
  return stat ? process_of(stat->parent) : std::nullopt;
}

std::optional<std::uint32_t> audit_session_of(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/sessionid");
  std::uint32_t session = UINT32_MAX;
  return file >> session && session != UINT32_MAX ? std::optional(session) : std::nullopt;
}

std::string boot_id() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string id;
  file >> id;
  return id;
}

std::optional<std::uint32_t> real_uid_of(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(file, line);) {
    std::istringstream fields(line);
    std::string name;
    std::uint32_t uid = 0;
    if (fields >> name && name == "Uid:" && fields >> uid) return uid;
  }
  return std::nullopt;
}

}  // namespace tessera
