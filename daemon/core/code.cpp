// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/code.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cstdint>
#include <cstring>

namespace tessera {
namespace {

CodeMac hmac(std::string_view key, std::string_view data) {
  CodeMac mac{};
  unsigned size = mac.size();
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(data.data()),
       data.size(), reinterpret_cast<unsigned char*>(mac.data()), &size);
  return mac;
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
  CodeMac key = hmac(seal.view(), label);
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

CodeKeys::CodeKeys(const Secret& seal)
    : code_key_(derive(seal, "tessera delivered code")), destination_key_(derive(seal, "tessera destination")) {}

CodeMac CodeKeys::mac(const ChallengeId& challenge, std::string_view account, std::string_view code) const {
  std::string data;
  append_prefixed(data, challenge);
  append_prefixed(data, account);
  append_prefixed(data, code);
  const CodeMac mac = hmac(code_key_.view(), data);
  OPENSSL_cleanse(data.data(), data.size());
  return mac;
}

bool CodeKeys::matches(const CodeMac& stored, const ChallengeId& challenge, std::string_view account,
                       std::string_view code) const {
  const CodeMac made = mac(challenge, account, code);
  return CRYPTO_memcmp(made.data(), stored.data(), made.size()) == 0;
}

std::string CodeKeys::destination(std::string_view to) const {
  const CodeMac hash = hmac(destination_key_.view(), to);
  return to_hex(std::span(hash).first(16));
}

}  // namespace tessera
