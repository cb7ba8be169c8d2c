// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/types.h>
#include <sys/stat.h>

#include <array>
#include <memory>
#include <mutex>
#include <string>

#include "daemon/config/config.hpp"
#include "daemon/service/log.hpp"
#include "shared/result.hpp"

namespace tessera {

using TlsContext = std::shared_ptr<SSL_CTX>;

/// TLS 1.2 and later with this certificate and key. The error is a sentence for the administrator.
Result<TlsContext, std::string> load_pair(const Portal& portal);

/// "… has expired"; empty while the certificate is good.
std::string certificate_warning(const TlsContext& context);

/// The pair in force. It follows its files: whoever asks gets the new one as soon as both are there.
class Certificates {
 public:
  Certificates(Portal portal, TlsContext first, Log& log);

  /// Looks at the files, and reads them when they have changed. A pair that cannot be used is told once and
  /// changes nothing. Thread-safe.
  TlsContext current();

  /// After SIGHUP: the files may be others now.
  void replace(Portal portal, TlsContext context);

 private:
  struct Seen {
    ino_t inode = 0;
    off_t size = 0;
    timespec changed{};
  };
  using Files = std::array<Seen, 2>;

  static Files look_at(const Portal& portal);
  static bool same(const Files& a, const Files& b);

  std::mutex mutex_;
  Portal portal_;
  TlsContext context_;
  Files seen_;
  Log& log_;
};

}  // namespace tessera
