// SPDX-License-Identifier: Apache-2.0
#include "daemon/service/log.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "tests/unit/service/process.hpp"
#include "tests/unit/service/temporary.hpp"

namespace tessera {
namespace {

class Logs : public Temporary {
 protected:
  /// Sends this process's stderr elsewhere while `write` runs.
  template <class Write>
  static void with_stderr(int fd, Write write) {
    const int before = dup(STDERR_FILENO);
    dup2(fd, STDERR_FILENO);
    write();
    dup2(before, STDERR_FILENO);
    close(before);
  }
};

TEST_F(Logs, OneJsonObjectALine) {
  const Outcome outcome = run_probe({"log", "stderr", "refused", "ana\r\n\x1b[31m\"\\\xff"});
  ASSERT_EQ(outcome.output.find('\n'), outcome.output.size() - 1) << outcome.output;
  const auto line = nlohmann::json::parse(outcome.output);
  EXPECT_EQ(line["MESSAGE"], "refused");
  EXPECT_EQ(line["PRIORITY"], "4");
  EXPECT_EQ(line["SYSLOG_IDENTIFIER"], "probe");
  EXPECT_EQ(line["TESSERA_USER"], "ana\\x0d\\x0a\\x1b[31m\"\\\\xff");
  EXPECT_EQ(line["TESSERA_SERVICE"], "sshd");
  EXPECT_EQ(line["MESSAGE_ID"], "0123");  // the journal's own, and so without the prefix
  EXPECT_EQ(line["__REALTIME_TIMESTAMP"].get<std::string>().size(), 16u);
}

TEST_F(Logs, LinesOfManyThreadsStayWhole) {
  const int file = open(path("log").c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  const auto log = open_log("stderr", "test");
  with_stderr(file, [&log] {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&log] {
        for (int j = 0; j < 100; ++j) log->write(Level::info, std::string(500, 'x'), {{"USER", "ana"}});
      });
    }
  });
  close(file);
  std::ifstream lines(path("log"));
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) ASSERT_TRUE(nlohmann::json::accept(line)) << line;
  EXPECT_EQ(count, 800);
}

TEST_F(Logs, AReaderThatSleepsDoesNotHoldTheProgramUp) {
  int ends[2] = {};
  ASSERT_EQ(pipe(ends), 0);
  const auto log = open_log("stderr", "test");
  with_stderr(ends[1], [&log] {
    for (int i = 0; i < 2000; ++i) log->write(Level::info, std::string(500, 'x'));  // far more than a pipe holds
  });
  std::string held(1 << 20, '\0');
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  std::size_t size = 0;
  for (ssize_t got = 0; (got = read(ends[0], held.data() + size, held.size() - size)) > 0;) size += static_cast<std::size_t>(got);
  with_stderr(ends[1], [&log] { log->write(Level::info, "awake again"); });
  const auto last = read(ends[0], held.data(), held.size());
  ASSERT_GT(last, 0);
  const auto line = nlohmann::json::parse(held.substr(0, static_cast<std::size_t>(last)));
  EXPECT_GT(std::stoul(line["TESSERA_DROPPED_LINES"].get<std::string>()), 1000u);
  close(ends[0]);
  close(ends[1]);
}

TEST_F(Logs, AClosedReaderIsNoFailure) {
  int ends[2] = {};
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  with_stderr(ends[1], [] { open_log("stderr", "test")->write(Level::info, "nobody reads"); });
  close(ends[1]);
}

/// A private /run in the child, with the recorder's socket where the journal's would be. This needs root or
/// user namespaces; both are there where the tests run.
void show_recorder_as_journal(const std::string& socket) {
  if (unshare(geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS) != 0) _exit(2);
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) _exit(3);
  const std::string held = socket + ".held";
  const int directory = open(std::filesystem::path(socket).parent_path().c_str(), O_PATH | O_CLOEXEC);
  if (mount("tmpfs", "/run", "tmpfs", 0, "mode=0755") != 0) _exit(4);
  std::filesystem::create_directories("/run/systemd/journal");
  std::ofstream("/run/systemd/journal/socket").close();
  const std::string source = "/proc/self/fd/" + std::to_string(directory) + "/socket";
  if (mount(source.c_str(), "/run/systemd/journal/socket", nullptr, MS_BIND, nullptr) != 0) _exit(5);
}

TEST_F(Logs, JournalFieldsReachARecorder) {
  const int recorder = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string where = path("socket");
  where.copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(bind(recorder, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  const Outcome outcome = run_probe({"log", "", "refused", "a\nTESSERA_RESULT=proven"},
                                    [&where] { show_recorder_as_journal(where); });
  ASSERT_EQ(outcome.exit_code, 0) << outcome.output;
  char datagram[4096];
  const ssize_t size = recv(recorder, datagram, sizeof datagram, 0);
  close(recorder);
  ASSERT_GT(size, 0);
  EXPECT_EQ(std::string(datagram, static_cast<std::size_t>(size)),
            "MESSAGE=refused\nPRIORITY=4\nSYSLOG_IDENTIFIER=probe\n"
            "TESSERA_USER=a\\x0aTESSERA_RESULT=proven\nTESSERA_SERVICE=sshd\nMESSAGE_ID=0123\n");
}

}  // namespace
}  // namespace tessera
