// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/code.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <stdexcept>

namespace tessera {
namespace {

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

/// Nothing where OpenSSL has no HMAC-SHA-256 or no memory.
std::shared_ptr<EVP_MAC_CTX> keyed(std::string_view key) {
  const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> kind(EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr),
                                                               EVP_MAC_free);
  std::shared_ptr<EVP_MAC_CTX> context(kind ? EVP_MAC_CTX_new(kind.get()) : nullptr, EVP_MAC_CTX_free);
  char digest[] = "SHA256";
  const OSSL_PARAM settings[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                 OSSL_PARAM_construct_end()};
  const bool ready = context && EVP_MAC_init(context.get(), bytes(key), key.size(), settings) == 1;
  return ready ? context : nullptr;
}

std::string to_hex(std::span<const std::byte> bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string hex;
  for (const std::byte value : bytes) {
    hex += digits[std::to_integer<unsigned>(value) >> 4];
    hex += digits[std::to_integer<unsigned>(value) & 15];
  }
  return hex;
}

Secret derive(const Secret& seal, std::string_view label) {
  CodeMac key = MacKey(seal).mac(label);
  Secret derived(std::string(reinterpret_cast<const char*>(key.data()), key.size()));
  OPENSSL_cleanse(key.data(), key.size());
  return derived;
}

void append_prefixed(std::string& data, std::string_view part) {
  for (int shift = 24; shift >= 0; shift -= 8) data += static_cast<char>(part.size() >> shift & 0xFF);
  data += part;
}

}  // namespace

Result<std::string, CodeError> make_code(unsigned digits, const RandomSource& random) {
  std::uint32_t range = 1;
  for (unsigned i = 0; i < digits; ++i) range *= 10;
  // The largest multiple of `range` below 2^32: numbers beyond it would make small codes likelier.
  const std::uint32_t limit = UINT32_MAX - UINT32_MAX % range;
  for (;;) {
    std::array<std::byte, 4> bytes{};
    if (!random(bytes)) return std::unexpected(CodeError::no_randomness);
    std::uint32_t number = 0;
    std::memcpy(&number, bytes.data(), sizeof number);
    if (number >= limit) continue;
    std::string code = std::to_string(number % range);
    return std::string(digits - code.size(), '0') + code;
  }
}

Result<ChallengeId, CodeError> make_challenge_id(const RandomSource& random) {
  std::array<std::byte, 16> bytes{};
  if (!random(bytes)) return std::unexpected(CodeError::no_randomness);
  return to_hex(bytes);
}

MacKey::MacKey(const Secret& key) : context_(keyed(key.view())) {
  if (!context_) throw std::runtime_error("OpenSSL cannot make an HMAC-SHA-256");
}

CodeMac MacKey::mac(std::string_view data) const {
  const std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> copy(EVP_MAC_CTX_dup(context_.get()),
                                                                       EVP_MAC_CTX_free);
  CodeMac mac{};
  std::size_t size = 0;
  const bool made = copy && EVP_MAC_update(copy.get(), bytes(data), data.size()) == 1 &&
                    EVP_MAC_final(copy.get(), reinterpret_cast<unsigned char*>(mac.data()), &size, mac.size()) == 1;
  if (!made) throw std::runtime_error("OpenSSL cannot make an HMAC-SHA-256");  // zeros would match zeros
  return mac;
}

CodeKeys::CodeKeys(const Secret& seal)
    : code_key_(derive(seal, "tessera delivered code")), destination_key_(derive(seal, "tessera destination")) {}

CodeMac CodeKeys::mac(const ChallengeId& challenge, std::string_view account, std::string_view code) const {
  std::string data;
  append_prefixed(data, challenge);
  append_prefixed(data, account);
  append_prefixed(data, code);
  const CodeMac mac = code_key_.mac(data);
  OPENSSL_cleanse(data.data(), data.size());
  return mac;
}

bool CodeKeys::matches(const CodeMac& stored, const ChallengeId& challenge, std::string_view account,
                       std::string_view code) const {
  const CodeMac made = mac(challenge, account, code);
  return CRYPTO_memcmp(made.data(), stored.data(), made.size()) == 0;
}

std::string CodeKeys::destination(std::string_view to) const {
  const CodeMac hash = destination_key_.mac(to);
  return to_hex(std::span(hash).first(16));
}

}  // namespace tessera
