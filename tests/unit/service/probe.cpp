// SPDX-License-Identifier: Apache-2.0
// A program that uses daemon/service/ as the real ones do, to be looked at from outside. Its verbs:
//   sockets NAME...   which descriptor each name has, and how it is set up
//   hardened          what harden_process() leaves
//   log DESTINATION MESSAGE VALUE
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <string>
#include <string_view>

#include "daemon/service/log.hpp"
#include "daemon/service/sockets.hpp"

namespace {

void show_socket(std::string_view name) {
  const auto fd = tessera::passed_socket(name);
  if (!fd) {
    std::printf("%s\n", std::string(fd.error()).c_str());
    return;
  }
  const bool waits = (fcntl(*fd, F_GETFL) & O_NONBLOCK) == 0;
  const bool inherited = (fcntl(*fd, F_GETFD) & FD_CLOEXEC) == 0;
  std::printf("%s=%d%s%s\n", std::string(name).c_str(), *fd, waits ? " blocking" : "", inherited ? " inherited" : "");
}

void show_hardening() {
  tessera::harden_process();
  rlimit core{};
  getrlimit(RLIMIT_CORE, &core);
  std::printf("dumpable=%d core=%lu no_new_privs=%d umask=%03o sigpipe=%s\n", prctl(PR_GET_DUMPABLE),
              static_cast<unsigned long>(core.rlim_max), prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0),
              static_cast<unsigned>(umask(0)), signal(SIGPIPE, SIG_DFL) == SIG_IGN ? "ignored" : "deadly");
  std::printf("own descriptors %s, own status %s\n", access("/proc/self/fd/1", F_OK) == 0 ? "visible" : "hidden",
              access("/proc/self/status", R_OK) == 0 ? "readable" : "unreadable");
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view verb = argc > 1 ? argv[1] : "";
  for (int i = 2; verb == "sockets" && i < argc; ++i) show_socket(argv[i]);
  if (verb == "hardened") show_hardening();
  if (verb == "log" && argc > 4) {
    tessera::open_log(argv[2], "probe")
        ->write(tessera::Level::warning, argv[3], {{"USER", argv[4]}, {"SERVICE", "sshd"}, {"MESSAGE_ID", "0123"}});
  }
  return 0;
}
