// SPDX-License-Identifier: Apache-2.0
#include "helpers/portal/certificates.hpp"

#include <sys/stat.h>

#include <cstdlib>

#include "daemon/service/message_ids.hpp"

namespace tessera {
namespace {

std::string path_of(const SecretRef& reference) {
  if (reference.kind == SecretRef::Kind::file) return reference.name;
  const char* directory = std::getenv("CREDENTIALS_DIRECTORY");
  return directory == nullptr ? std::string() : std::string(directory) + "/" + reference.name;
}

}  // namespace

Certificates::Certificates(Portal portal, TlsContext first, Log& log)
    : portal_(std::move(portal)), context_(std::move(first)), seen_(look_at(portal_)), log_(log) {}

Certificates::Files Certificates::look_at(const Portal& portal) {
  Files files;
  const SecretRef* references[] = {&*portal.certificate, &*portal.key};
  for (std::size_t i = 0; i < files.size(); ++i) {
    struct stat info {};
    if (stat(path_of(*references[i]).c_str(), &info) == 0)
      files[i] = {info.st_ino, info.st_size, info.st_ctim};
  }
  return files;
}

bool Certificates::same(const Files& a, const Files& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto &one = a[i], &other = b[i];
    if (one.inode != other.inode || one.size != other.size || one.changed.tv_sec != other.changed.tv_sec ||
        one.changed.tv_nsec != other.changed.tv_nsec) {
      return false;
    }
  }
  return true;
}

TlsContext Certificates::current() {
  const std::lock_guard lock(mutex_);
  const Files now = look_at(portal_);
  if (same(now, seen_)) return context_;
  seen_ = now;
  auto renewed = load_pair(portal_);
  if (renewed) {
    context_ = std::move(*renewed);
    log_.write(Level::notice, "the certificate was renewed", {message_id::certificate_renewed});
  } else {
    log_.write(Level::error, renewed.error() + "; the certificate before stays in use",
               {message_id::certificate_unusable});
  }
  return context_;
}

void Certificates::replace(Portal portal, TlsContext context) {
  const std::lock_guard lock(mutex_);
  portal_ = std::move(portal);
  context_ = std::move(context);
  seen_ = look_at(portal_);
}

}  // namespace tessera
