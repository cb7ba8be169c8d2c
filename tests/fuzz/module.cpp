// SPDX-License-Identifier: Apache-2.0
// pam_sm_authenticate whole: options, items, a hostile daemon, any conversation, and a libc whose calls fail. In
// place of libpam, and (--wrap) of what the module calls of libc.
#include <errno.h>
#include <poll.h>
#include <security/pam_ext.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#include <vector>

#include "tests/fuzz/module_world.hpp"

using tessera::fuzz::World;

namespace {

/// -1 with some errno when the call is to fail.
bool failed(World* world) {
  if (!world->fails()) return false;
  errno = world->any_errno();
  return true;
}

std::vector<std::string> options(FuzzedDataProvider& input) {
  switch (input.ConsumeIntegral<std::uint8_t>() % 4) {
    case 0:
      return {"socket=/run/tessera/login.sock", "timeout=" + input.ConsumeRandomLengthString(12)};
    case 1:
      return {"daemon_uid=" + input.ConsumeRandomLengthString(12), "timeout=5"};
    case 2:
      return {input.ConsumeRandomLengthString(150), "socket=/" + input.ConsumeRandomLengthString(150)};
    default:
      return {};
  }
}

}  // namespace

extern "C" {

void __real_free(void* memory);
int __real_clock_gettime(clockid_t clock, timespec* now);
int __real_close(int fd);
int __real_poll(pollfd* files, nfds_t count, int timeout);

int __wrap_socket(int, int, int) {
  return failed(World::current) ? -1 : World::current->open_socket();
}
int __wrap_setsockopt(int, int, int, const void*, socklen_t) { return failed(World::current) ? -1 : 0; }
int __wrap_connect(int, const sockaddr*, socklen_t) { return failed(World::current) ? -1 : 0; }

int __wrap_getsockopt(int, int, int, void* value, socklen_t* size) {
  if (failed(World::current)) return -1;
  if (World::current->fails()) *size = 4;
  *static_cast<ucred*>(value) = {1, 0, 0};
  return 0;
}

ssize_t __wrap_send(int, const void* packet, size_t size, int flags) {
  tessera::fuzz::require((flags & MSG_NOSIGNAL) != 0, "SIGPIPE (R-29)");
  if (failed(World::current)) return -1;
  return World::current->take_packet(static_cast<const char*>(packet), size);
}

int __wrap_poll(pollfd* files, nfds_t count, int timeout) {
  if (World::current == nullptr) return __real_poll(files, count, timeout);
  tessera::fuzz::require(timeout >= 0, "a wait without end (R-28)");
  if (failed(World::current)) return -1;
  if (!World::current->fails()) return 1;
  World::current->now_ms += timeout;
  return 0;
}

ssize_t __wrap_recv(int, void* packet, size_t capacity, int flags) {
  if ((flags & MSG_PEEK) == 0 && failed(World::current)) return -1;
  return World::current->give_packet(static_cast<char*>(packet), capacity, (flags & MSG_PEEK) != 0);
}

int __wrap_close(int fd) { return World::current == nullptr ? __real_close(fd) : World::current->close_socket(fd); }

int __wrap_clock_gettime(clockid_t clock, timespec* now) {
  if (World::current == nullptr) return __real_clock_gettime(clock, now);
  if (failed(World::current)) return -1;
  const std::int64_t at = World::current->now_ms;
  *now = {static_cast<time_t>(at / 1000), static_cast<long>(at % 1000 * 1'000'000)};
  return 0;
}

void __wrap_free(void* memory) {
  if (World::current != nullptr) World::current->freed(memory);
  __real_free(memory);
}

int pam_get_item(const pam_handle_t*, int type, const void** item) { return World::current->get_item(type, item); }
const char* pam_getenv(pam_handle_t*, const char*) { return World::current->environment(); }
void pam_syslog(const pam_handle_t*, int, const char*, ...) {}

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzedDataProvider input(data, size);
  const std::vector<std::string> texts = options(input);
  std::vector<const char*> arguments;
  for (const std::string& text : texts) arguments.push_back(text.c_str());
  World world(input);
  const int flags = input.ConsumeBool() ? PAM_SILENT : 0;
  auto* pamh = reinterpret_cast<pam_handle_t*>(&world);  // nobody looks into it
  world.judge(pam_sm_authenticate(pamh, flags, static_cast<int>(arguments.size()), arguments.data()));
  return 0;
}

}  // extern "C"
