// SPDX-License-Identifier: Apache-2.0
#include "helpers/directory/nss_source.hpp"

#include <dlfcn.h>
#include <nss.h>
#include <pwd.h>

#include <cerrno>
#include <optional>
#include <vector>

#include "shared/result.hpp"

namespace tessera {
namespace {

using ByName = nss_status (*)(const char*, passwd*, char*, std::size_t, int*);
using ByUid = nss_status (*)(uid_t, passwd*, char*, std::size_t, int*);

constexpr std::size_t first_buffer = 4 * 1024;
constexpr std::size_t largest_buffer = 1024 * 1024;

struct Functions {
  ByName by_name = nullptr;
  ByUid by_uid = nullptr;
};

/// A source on the passwd: line without a library is an error, not 'does not know'. Why the loader failed
/// cannot be told from here (not installed, hidden by this unit's sandbox, a broken dependency), and sshd
/// outside the sandbox may well know the account through it. Names in the passwd file do not come this far,
/// so what an absent library costs is that nobody else gets in until it is installed or taken off the line.
Result<Functions, std::string> load(const std::string& source) {
  const auto library = load_nss_library(source);
  if (!library) return std::unexpected(library.error());
  const std::string prefix = "_nss_" + source;
  Functions functions;
  functions.by_name = reinterpret_cast<ByName>(dlsym(*library, (prefix + "_getpwnam_r").c_str()));
  functions.by_uid = reinterpret_cast<ByUid>(dlsym(*library, (prefix + "_getpwuid_r").c_str()));
  if (functions.by_name == nullptr || functions.by_uid == nullptr) {
    return std::unexpected("has no account functions in libnss_" + source + ".so.2");
  }
  return functions;
}

/// One call. NSS modules are written for glibc, which passes the thread's errno itself.
nss_status call(const Functions& functions, const Query& query, passwd& entry, std::vector<char>& buffer) {
  errno = 0;
  if (query.name.empty()) return functions.by_uid(query.uid, &entry, buffer.data(), buffer.size(), &errno);
  return functions.by_name(query.name.c_str(), &entry, buffer.data(), buffer.size(), &errno);
}

Outcome outcome_of(nss_status status, const passwd& entry) {
  switch (status) {
    case NSS_STATUS_SUCCESS:
      if (entry.pw_name == nullptr) return failed("answered without a name");
      return {Reply::found, entry.pw_name, entry.pw_uid, {}, entry.pw_gid};
    case NSS_STATUS_NOTFOUND:
      return {Reply::not_found, {}, 0, {}};
    case NSS_STATUS_UNAVAIL:
      return failed("is unavailable");
    case NSS_STATUS_TRYAGAIN:
      return failed("cannot answer now");
    default:
      return failed("gave an answer that NSS does not have");
  }
}

}  // namespace

Result<void*, std::string> load_nss_library(const std::string& source) {
  const std::string file = "libnss_" + source + ".so.2";
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (library != nullptr) return library;
  return std::unexpected("cannot be loaded here: install " + file + " or take the source off the line");
}

Outcome ask_nss_source(const std::string& source, const Query& query) {
  const auto functions = load(source);
  if (!functions) return failed(functions.error());
  for (std::size_t size = first_buffer; size <= largest_buffer; size *= 2) {
    std::vector<char> buffer(size);
    passwd entry{};
    const nss_status status = call(*functions, query, entry, buffer);
    const bool too_small = status == NSS_STATUS_TRYAGAIN && errno == ERANGE;
    if (!too_small) return outcome_of(status, entry);
  }
  return failed("needs more than 1 MiB for one account");
}

std::string nss_source_problem(const std::string& source) {
  const auto functions = load(source);
  return functions ? std::string() : functions.error();
}

}  // namespace tessera
