// SPDX-License-Identifier: Apache-2.0
// What a login stands on: a round trip between two processes, and a commit that waits for the disk.
#include <signal.h>
#include <sqlite3.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

#include "tests/bench/clock.hpp"
#include "tests/bench/commands.hpp"

namespace tessera::bench {
namespace {

constexpr std::size_t message = 64;  // a short Answer or Ask

void echo(int socket) {
  std::array<char, message> packet{};
  while (recv(socket, packet.data(), packet.size(), 0) > 0) send(socket, packet.data(), packet.size(), MSG_NOSIGNAL);
  _exit(0);
}

void run(sqlite3* database, const char* sql) {
  if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(database));
}

}  // namespace

void round_trips(const Arguments& arguments) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) throw std::runtime_error("no sockets");
  const pid_t other = fork();
  if (other == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    close(ends[0]);
    echo(ends[1]);
  }
  close(ends[1]);
  std::vector<std::int64_t> times;
  std::array<char, message> packet{};
  for (unsigned long left = std::stoul(arguments.at(0)); left > 0; --left) {
    const std::int64_t begin = now_ns();
    if (send(ends[0], packet.data(), packet.size(), 0) < 0) break;
    if (recv(ends[0], packet.data(), packet.size(), 0) <= 0) break;
    times.push_back(now_ns() - begin);
  }
  close(ends[0]);
  waitpid(other, nullptr, 0);
  print_distribution("round trip", std::move(times));
}

void commits(const Arguments& arguments) {
  const std::string file = arguments.at(0) + "/commits.db";
  sqlite3* database = nullptr;
  if (sqlite3_open(file.c_str(), &database) != SQLITE_OK) throw std::runtime_error(file + " cannot be opened");
  run(database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT)");
  std::vector<std::int64_t> times;
  for (unsigned long left = std::stoul(arguments.at(1)); left > 0; --left) {
    const std::int64_t begin = now_ns();
    run(database, "INSERT INTO rows (text) VALUES ('one small row')");
    times.push_back(now_ns() - begin);
  }
  sqlite3_close(database);
  print_distribution("commit", std::move(times));
}

}  // namespace tessera::bench
