// SPDX-License-Identifier: Apache-2.0
#include "daemon/service/sockets.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/unit/service/process.hpp"
#include "tests/unit/service/temporary.hpp"

namespace tessera {
namespace {

class Sockets : public Temporary {
 protected:
  int bound(const std::string& name, int type) const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path(name).copy(address.sun_path, sizeof address.sun_path - 1);
    const int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
    EXPECT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    return fd;
  }
  int listening(const std::string& name, int type = SOCK_SEQPACKET) const {
    const int fd = bound(name, type);
    EXPECT_EQ(listen(fd, 8), 0);
    return fd;
  }
};

/// What a service manager does in the child: descriptors from 3 on, their names, and the process meant.
void pass(const std::vector<int>& sockets, const std::string& names) {
  std::vector<int> aside;
  for (const int fd : sockets) aside.push_back(fcntl(fd, F_DUPFD, 100));
  for (std::size_t i = 0; i < aside.size(); ++i) dup2(aside[i], 3 + static_cast<int>(i));
  setenv("LISTEN_PID", std::to_string(getpid()).c_str(), 1);
  setenv("LISTEN_FDS", std::to_string(sockets.size()).c_str(), 1);
  setenv("LISTEN_FDNAMES", names.c_str(), 1);
}

TEST_F(Sockets, EachByItsNameInAnyOrder) {
  const std::vector<int> sockets = {listening("a"), listening("b")};
  const Outcome outcome = run_probe({"sockets", "admin.sock", "login.sock", "admin.sock"},
                                    [&sockets] { pass(sockets, "login.sock:admin.sock"); });
  EXPECT_EQ(outcome.output, "admin.sock=4\nlogin.sock=3\nadmin.sock=4\n");  // neither blocking nor inherited
  for (const int fd : sockets) close(fd);
}

TEST_F(Sockets, WhatIsNotThere) {
  const std::vector<int> sockets = {listening("a"), listening("s", SOCK_STREAM), bound("quiet", SOCK_SEQPACKET)};
  EXPECT_EQ(run_probe({"sockets", "x"}, [&sockets] { pass(sockets, "a:s:quiet"); }).output,
            "no passed socket has this name (FileDescriptorName=)\n");
  const char* other = "the passed socket is no listening Unix socket of packets (ListenSequentialPacket=)\n";
  EXPECT_EQ(run_probe({"sockets", "s"}, [&sockets] { pass(sockets, "a:s:quiet"); }).output, other);
  EXPECT_EQ(run_probe({"sockets", "quiet"}, [&sockets] { pass(sockets, "a:s:quiet"); }).output, other);
  EXPECT_EQ(run_probe({"sockets", "a"}).output,
            "no socket was passed: start the program by its unit or packaging/launch\n");
  for (const int fd : sockets) close(fd);
}

TEST_F(Sockets, Hardened) {
#ifdef __SANITIZE_ADDRESS__
  const std::string dumpable = "dumpable=1";
#else
  const std::string dumpable = "dumpable=0";
#endif
  EXPECT_EQ(run_probe({"hardened"}).output, dumpable + " core=0 no_new_privs=1 umask=077 sigpipe=ignored\n" +
                                                "own descriptors visible, own status readable\n");
}

}  // namespace
}  // namespace tessera
