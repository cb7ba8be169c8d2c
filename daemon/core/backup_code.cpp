// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/backup_code.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "shared/text.hpp"

namespace tessera {
namespace {

constexpr std::string_view symbols = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t hash_size = 32;
constexpr std::uint64_t cost = 1 << 14, block_size = 8, parallel = 1, memory_limit = 64 << 20;

std::string symbols_of(const std::array<std::byte, 8>& bytes) {
  std::string text;
  for (const std::byte value : bytes) {
    if (text.size() == 4) text += '-';
    text += symbols[std::to_integer<unsigned>(value) & 31];
  }
  return text;
}

}  // namespace

Result<std::string, CodeError> make_backup_code(const RandomSource& random) {
  for (;;) {
    std::array<std::byte, 8> bytes{};
    if (!random(bytes)) return std::unexpected(CodeError::no_randomness);
    std::string code = symbols_of(bytes);
    if (std::ranges::any_of(code, is_letter)) return code;
  }
}

Result<std::string, CodeError> make_backup_salt(const RandomSource& random) {
  std::string salt(16, '\0');
  if (!random(std::as_writable_bytes(std::span(salt)))) return std::unexpected(CodeError::no_randomness);
  return salt;
}

std::string hash_backup_code(std::string_view salt, std::string_view code) {
  std::string hash(hash_size, '\0');
  const int made = EVP_PBE_scrypt(code.data(), code.size(), reinterpret_cast<const unsigned char*>(salt.data()),
                                  salt.size(), cost, block_size, parallel, memory_limit,
                                  reinterpret_cast<unsigned char*>(hash.data()), hash.size());
  return made == 1 ? hash : std::string();
}

}  // namespace tessera
