// SPDX-License-Identifier: Apache-2.0
#include "daemon/service/sockets.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>

#include <csignal>
#include <cstdlib>
#include <string>

namespace tessera {
namespace {

/// sd_listen_fds_with_names allocates the list and each name.
void free_names(char** names) {
  if (names == nullptr) return;
  for (char** name = names; *name != nullptr; ++name) free(*name);
  free(names);
}

}  // namespace

Result<int, std::string_view> passed_socket(std::string_view name) {
  char** names = nullptr;
  const int count = sd_listen_fds_with_names(0, &names);  // the environment stays, for the next name
  int fd = -1;
  for (int i = 0; i < count && names != nullptr && fd < 0; ++i) {
    if (name == names[i]) fd = SD_LISTEN_FDS_START + i;
  }
  free_names(names);
  if (count <= 0) return std::unexpected("no socket was passed: start the program by its unit or packaging/launch");
  if (fd < 0) return std::unexpected("no passed socket has this name (FileDescriptorName=)");
  if (sd_is_socket(fd, AF_UNIX, SOCK_SEQPACKET, 1) <= 0) {
    return std::unexpected("the passed socket is no listening Unix socket of packets (ListenSequentialPacket=)");
  }
  const int flags = fcntl(fd, F_GETFL);
  if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) {
    return std::unexpected("the passed socket cannot be set up");
  }
  return fd;
}

void harden_process() {
  const rlimit none{0, 0};
  (void)setrlimit(RLIMIT_CORE, &none);
#ifndef __SANITIZE_ADDRESS__  // the leak checker reads its own process by ptrace, which this forbids
  (void)prctl(PR_SET_DUMPABLE, 0);
#endif
  (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  umask(077);
  signal(SIGPIPE, SIG_IGN);  // a peer that went away is an error of the write, in libraries' writes too
}

}  // namespace tessera
