// SPDX-License-Identifier: Apache-2.0
#include "helpers/directory/nss_listing.hpp"

#include <dlfcn.h>
#include <nss.h>
#include <pwd.h>

#include <cerrno>
#include <string_view>
#include <vector>

#include "helpers/directory/nss_source.hpp"
#include "shared/account_name.hpp"
#include "shared/login_shell.hpp"

namespace tessera {
namespace {

using Begin = nss_status (*)(int);
using End = nss_status (*)();
using Next = nss_status (*)(passwd*, char*, std::size_t, int*);

constexpr std::size_t first_buffer = 4 * 1024;
constexpr std::size_t largest_buffer = 1024 * 1024;

/// glibc needs `next` alone, too.
struct Functions {
  Begin begin = nullptr;
  Next next = nullptr;
  End end = nullptr;
};

Functions functions_of(void* library, const std::string& source) {
  const std::string prefix = "_nss_" + source;
  return {reinterpret_cast<Begin>(dlsym(library, (prefix + "_setpwent").c_str())),
          reinterpret_cast<Next>(dlsym(library, (prefix + "_getpwent_r").c_str())),
          reinterpret_cast<End>(dlsym(library, (prefix + "_endpwent").c_str()))};
}

std::string problem_of(nss_status status) {
  switch (status) {
    case NSS_STATUS_SUCCESS:
    case NSS_STATUS_NOTFOUND:
      return {};
    case NSS_STATUS_UNAVAIL:
      return "is unavailable";
    case NSS_STATUS_TRYAGAIN:
      return "cannot answer now";
    default:
      return "gave an answer that NSS does not have";
  }
}

/// An account that does not fit is told again into a larger buffer.
nss_status call_next(Next next, passwd& entry, std::vector<char>& buffer) {
  for (;;) {
    entry = {};
    errno = 0;
    const nss_status status = next(&entry, buffer.data(), buffer.size(), &errno);
    const bool too_small = status == NSS_STATUS_TRYAGAIN && errno == ERANGE;
    if (!too_small || buffer.size() >= largest_buffer) return status;
    buffer.resize(buffer.size() * 2);
  }
}

/// A name that can be no login's is left out.
bool hand_over(const passwd& entry, const TakeAccount& take) {
  if (entry.pw_name == nullptr || !is_account_name(entry.pw_name)) return true;
  return take({entry.pw_name, is_login_shell(entry.pw_shell == nullptr ? "" : entry.pw_shell)});
}

std::string go_through(Next next, const TakeAccount& take) {
  std::vector<char> buffer(first_buffer);
  for (bool any = false;; any = true) {
    passwd entry{};
    const nss_status status = call_next(next, entry, buffer);
    if (status == NSS_STATUS_NOTFOUND) return any ? "" : "lists no account";
    if (status != NSS_STATUS_SUCCESS) return problem_of(status);
    if (!hand_over(entry, take)) return {};
  }
}

}  // namespace

std::string list_nss_source(const std::string& source, const TakeAccount& take) {
  const auto library = load_nss_library(source);
  if (!library) return library.error();
  const Functions functions = functions_of(*library, source);
  if (functions.next == nullptr) return "has no function that lists accounts";
  const nss_status begun = functions.begin == nullptr ? NSS_STATUS_SUCCESS : functions.begin(0);
  const std::string problem = begun == NSS_STATUS_SUCCESS ? go_through(functions.next, take) : problem_of(begun);
  if (functions.end != nullptr) functions.end();
  return begun == NSS_STATUS_NOTFOUND ? "lists no account" : problem;
}

}  // namespace tessera
