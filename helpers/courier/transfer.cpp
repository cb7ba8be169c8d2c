// SPDX-License-Identifier: Apache-2.0
#include "helpers/courier/transfer.hpp"

#include <algorithm>
#include <new>

#include "shared/text.hpp"

namespace tessera::courier {

Transfer::Transfer(const TransferOptions& options) : handle_(curl_easy_init()) {
  if (!handle_) throw std::bad_alloc();
  set(CURLOPT_URL, options.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, options.protocols);
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_PROXY, "");  // also keeps libcurl from reading the environment
  set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options.ca.empty()) {
    set(CURLOPT_CAINFO, options.ca.c_str());
    set(CURLOPT_CAPATH, nullptr);  // this authority alone, not the system's beside it
  }
  // libcurl sends a request again when a kept connection turns out dead; a new one each time sends once.
  set(CURLOPT_FRESH_CONNECT, 1L);
  set(CURLOPT_FORBID_REUSE, 1L);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_QUICK_EXIT, 1L);  // a resolver that hangs must not hold up the other deliveries
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(options.limit.count(), 1)));
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::clamp<std::int64_t>(options.limit.count(), 1, 10'000)));
  set(CURLOPT_ERRORBUFFER, error_.data());
  set(CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_PRIVATE, this);
}

void Transfer::append(std::string line) {
  curl_slist* longer = curl_slist_append(lines_.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  if (!lines_) lines_.reset(longer);
}

int Transfer::open_socket() const {
  curl_socket_t socket = CURL_SOCKET_BAD;
  curl_easy_getinfo(handle_.get(), CURLINFO_ACTIVESOCKET, &socket);
  return socket;
}

long Transfer::status() const {
  long value = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &value);
  return value;
}

std::string Transfer::reason(CURLcode code, const std::vector<std::string_view>& forbidden) const {
  const std::string_view own(error_.data());
  const bool leaks = std::ranges::any_of(
      forbidden, [own](std::string_view secret) { return !secret.empty() && own.find(secret) != own.npos; });
  const bool usable = !own.empty() && !leaks && is_clean_text(own, Lines::one);
  return usable ? std::string(own) : std::string(curl_easy_strerror(code));
}

std::size_t Transfer::on_body(char* data, std::size_t, std::size_t size, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  transfer.too_long_ = transfer.too_long_ || transfer.reply_.size() + size > max_reply;
  if (transfer.too_long_) return 0;
  transfer.reply_.append(data, size);
  return size;
}

std::size_t Transfer::on_header(char*, std::size_t, std::size_t size, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  transfer.header_bytes_ += size;
  transfer.too_long_ = transfer.too_long_ || transfer.header_bytes_ > max_reply;
  return transfer.too_long_ ? 0 : size;
}

DeliveryStatus status_of_error(CURLcode code) {
  switch (code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_REMOTE_ACCESS_DENIED:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_USE_SSL_FAILED:
    case CURLE_LOGIN_DENIED:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_AUTH_ERROR: return DeliveryStatus::misconfigured;
    default: return DeliveryStatus::failed;
  }
}

std::optional<UrlParts> parse_url(const std::string& url) {
  const std::unique_ptr<CURLU, void (*)(CURLU*)> parsed(curl_url(), curl_url_cleanup);
  if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) return std::nullopt;
  const auto part = [&](CURLUPart which) {
    char* text = nullptr;
    if (curl_url_get(parsed.get(), which, &text, 0) != CURLUE_OK) return std::string();
    const std::unique_ptr<char, void (*)(void*)> owner(text, curl_free);
    return std::string(text);
  };
  return UrlParts{part(CURLUPART_SCHEME), part(CURLUPART_USER),  part(CURLUPART_HOST),
                  part(CURLUPART_PATH),   part(CURLUPART_QUERY), part(CURLUPART_FRAGMENT)};
}

}  // namespace tessera::courier
