// SPDX-License-Identifier: Apache-2.0
// Definitions in the program that the loader finds before those of libc and libpam. They pass everything on, but for
// calls from pam_tessera.so while a ModuleWatch lives.
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <security/pam_ext.h>
#include <security/pam_modules.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cstdio>

#include "tests/support/module_watch.hpp"

using tessera::test::Fault;
using tessera::test::ModuleWatch;

namespace {

constexpr int patience_ms = 120'000;  // for a daemon that is slow, not dead

/// The function that the program would have called without this file.
template <class Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

#define REAL(function) static const auto real = next<decltype(&::function)>(#function)
#define WATCH ModuleWatch* const watch = ModuleWatch::of(__builtin_return_address(0))

int fails(const Fault& fault) {
  if (fault.kind == Fault::Kind::result) return fault.value;
  errno = fault.value;
  return -1;
}

bool is_cut(const Fault* fault) { return fault != nullptr && fault->kind == Fault::Kind::cut; }

}  // namespace

extern "C" {

int socket(int domain, int type, int protocol) noexcept {
  REAL(socket);
  WATCH;
  if (watch == nullptr) return real(domain, type, protocol);
  if (const Fault* fault = watch->fail("socket")) return fails(*fault);
  const int fd = real(domain, type, protocol);
  watch->opened(fd);
  return fd;
}

int setsockopt(int fd, int level, int name, const void* value, socklen_t size) noexcept {
  REAL(setsockopt);
  WATCH;
  const Fault* fault = watch == nullptr ? nullptr : watch->fail("setsockopt");
  return fault != nullptr ? fails(*fault) : real(fd, level, name, value, size);
}

int connect(int fd, const sockaddr* address, socklen_t size) {
  REAL(connect);
  WATCH;
  const Fault* fault = watch == nullptr ? nullptr : watch->fail("connect");
  return fault != nullptr ? fails(*fault) : real(fd, address, size);
}

int getsockopt(int fd, int level, int name, void* value, socklen_t* size) noexcept {
  REAL(getsockopt);
  WATCH;
  const Fault* fault = watch == nullptr ? nullptr : watch->fail("getsockopt");
  if (is_cut(fault)) return *size = 0;
  return fault != nullptr ? fails(*fault) : real(fd, level, name, value, size);
}

ssize_t send(int fd, const void* packet, size_t size, int flags) {
  REAL(send);
  WATCH;
  if (watch == nullptr) return real(fd, packet, size, flags);
  watch->sent(static_cast<const char*>(packet), size);
  const Fault* fault = watch->fail("send");
  if (is_cut(fault)) return real(fd, packet, size / 2, flags);
  return fault != nullptr ? fails(*fault) : real(fd, packet, size, flags);
}

int poll(pollfd* files, nfds_t count, int timeout) {
  REAL(poll);
  WATCH;
  if (watch == nullptr) return real(files, count, timeout);
  if (timeout < 0) watch->breach("a wait without end");
  if (const Fault* fault = watch->fail("poll")) {
    if (fault->kind == Fault::Kind::result && fault->value == 0) watch->pass(timeout);
    return fails(*fault);
  }
  const int ready = real(files, count, timeout == 0 ? 0 : patience_ms);
  if (ready == 0) watch->pass(timeout);
  return ready;
}

ssize_t recv(int fd, void* packet, size_t size, int flags) {
  REAL(recv);
  WATCH;
  if (watch == nullptr) return real(fd, packet, size, flags);
  watch->about_to_receive(static_cast<const char*>(packet));
  const Fault* fault = watch->fail("recv");
  if (fault != nullptr && !is_cut(fault)) return fails(*fault);
  const ssize_t got = real(fd, packet, size, flags);
  if (is_cut(fault) && got > 1) return got / 2;
  const bool whole = got > 0 && static_cast<size_t>(got) <= size && (flags & MSG_PEEK) == 0;
  if (whole) watch->received(static_cast<const char*>(packet), static_cast<size_t>(got));
  return got;
}

int sched_yield() noexcept {
  REAL(sched_yield);
  WATCH;
  if (watch == nullptr) return real();
  watch->pass(1);  // whatever else ran took its time
  const Fault* fault = watch->fail("sched_yield");
  return fault != nullptr ? fails(*fault) : real();
}

int close(int fd) {
  REAL(close);
  WATCH;
  const int result = real(fd);
  if (watch == nullptr) return result;
  watch->closed(fd);
  const Fault* fault = watch->fail("close");
  return fault != nullptr ? fails(*fault) : result;
}

int clock_gettime(clockid_t clock, timespec* now) noexcept {
  REAL(clock_gettime);
  WATCH;
  if (watch == nullptr) return real(clock, now);
  const Fault* fault = watch->fail("clock_gettime");
  if (fault != nullptr && fault->kind == Fault::Kind::error) return fails(*fault);
  *now = {static_cast<time_t>(watch->now_ms() / 1000), static_cast<long>(watch->now_ms() % 1000 * 1'000'000)};
  return 0;
}

int pam_get_item(const pam_handle_t* pamh, int type, const void** item) {
  REAL(pam_get_item);
  WATCH;
  if (watch == nullptr) return real(pamh, type, item);
  if (const Fault* fault = watch->fail("pam_get_item")) {
    *item = nullptr;
    return fault->kind == Fault::Kind::nothing ? PAM_SUCCESS : fault->value;
  }
  const int status = real(pamh, type, item);
  if (status == PAM_SUCCESS && type == PAM_CONV) *item = watch->conversation(static_cast<const pam_conv*>(*item));
  return status;
}

const char* pam_getenv(pam_handle_t* pamh, const char* name) {
  REAL(pam_getenv);
  WATCH;
  return watch != nullptr && watch->fail("pam_getenv") != nullptr ? nullptr : real(pamh, name);
}

void pam_syslog(const pam_handle_t* pamh, int priority, const char* format, ...) {
  WATCH;
  va_list arguments;
  va_start(arguments, format);
  char line[512];
  if (watch == nullptr) {
    pam_vsyslog(pamh, priority, format, arguments);
  } else if (watch->fail("pam_syslog") == nullptr) {
    vsnprintf(line, sizeof line, format, arguments);
    watch->log(line);
  }
  va_end(arguments);
}

/// The loader itself frees by it, before any sanitizer is ready.
__attribute__((no_sanitize("address", "thread", "undefined"))) void free(void* memory) noexcept {
  static void (*real)(void*) = nullptr;
  static bool looks_up = false;
  if (real == nullptr && looks_up) return;  // dlsym itself frees a message of an earlier one
  looks_up = true;
  if (real == nullptr) real = reinterpret_cast<void (*)(void*)>(dlsym(RTLD_NEXT, "free"));
  if (ModuleWatch::current != nullptr) {
    WATCH;
    if (watch != nullptr) watch->freed(memory);
  }
  real(memory);
}

}  // extern "C"
