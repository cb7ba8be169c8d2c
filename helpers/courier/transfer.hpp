// SPDX-License-Identifier: Apache-2.0
// One libcurl transfer, with what every gateway has in common: certificates verified, no redirects, no proxies or
// passwords from the environment, bounded in size and time, never repeated.
#pragma once

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/config/config.hpp"
#include "helpers/courier/letter.hpp"

namespace tessera::courier {

struct TransferOptions {
  std::string url;
  const char* protocols = "https";   ///< the only ones that libcurl may speak
  std::string ca;                    ///< a file of certificates; empty: the system's
  std::chrono::milliseconds limit{};
};

class Transfer {
 public:
  static constexpr std::size_t max_reply = 64 * 1024;  ///< bytes of headers, and of body

  explicit Transfer(const TransferOptions& options);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  virtual ~Transfer() = default;

  CURL* handle() const { return handle_.get(); }
  /// What the end of libcurl's part means. Nothing when the transfer goes on over the connection that is open.
  virtual std::optional<Answer> ended(CURLcode code) = 0;

  /// A transfer that goes on: which socket has to be ready, for reading and perhaps for writing.
  struct Awaited {
    int socket = -1;
    bool writable = false;
  };
  virtual std::optional<Awaited> awaits() const { return std::nullopt; }
  /// Goes on as far as it does not have to wait.
  virtual std::optional<Answer> converse() { return std::nullopt; }

 protected:
  template <class Value>
  void set(CURLoption option, Value value) {
    curl_easy_setopt(handle_.get(), option, value);
  }
  /// Adds a header to a list that lives as long as the transfer.
  void append(std::string line);
  curl_slist* lines() const { return lines_.get(); }

  /// The open connection's socket after CURLOPT_CONNECT_ONLY; -1 when there is none.
  int open_socket() const;
  const std::string& reply() const { return reply_; }
  bool too_long() const { return too_long_; }
  long status() const;
  /// libcurl's own words for the log; only its general ones where the particular ones hold one of `forbidden`.
  std::string reason(CURLcode code, const std::vector<std::string_view>& forbidden) const;

 private:
  static std::size_t on_body(char* data, std::size_t, std::size_t size, void* self);
  static std::size_t on_header(char* data, std::size_t, std::size_t size, void* self);

  struct CloseHandle {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  };
  struct FreeLines {
    void operator()(curl_slist* lines) const { curl_slist_free_all(lines); }
  };
  // What libcurl points to is declared before the handle, so that it outlives it.
  std::array<char, CURL_ERROR_SIZE> error_{};
  std::unique_ptr<curl_slist, FreeLines> lines_;
  std::string reply_;
  std::size_t header_bytes_ = 0;
  bool too_long_ = false;
  std::unique_ptr<CURL, CloseHandle> handle_;
};

/// Whether libcurl's error is the administrator's mistake (certificate, login, no TLS) or a passing one.
DeliveryStatus status_of_error(CURLcode code);

/// An URL taken apart by libcurl's own parser. Empty parts were absent.
struct UrlParts {
  std::string scheme, user, host, path, query, fragment;
};
std::optional<UrlParts> parse_url(const std::string& url);

}  // namespace tessera::courier
