// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/sealing.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <memory>

namespace tessera {
namespace {

constexpr std::size_t key_size = 32, nonce_size = 12, tag_size = 16;

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
int length_of(std::string_view text) { return static_cast<int>(text.size()); }

void append_prefixed(std::string& data, std::string_view part) {
  for (int shift = 24; shift >= 0; shift -= 8) data += static_cast<char>(part.size() >> shift & 0xFF);
  data += part;
}

/// Length-prefixed, so that no two sets of names run together.
std::string additional_data(SealedFor whose, std::uint32_t key) {
  std::string data;
  append_prefixed(data, whose.account);
  append_prefixed(data, whose.factor);
  append_prefixed(data, std::to_string(key));
  return data;
}

/// nonce + ciphertext + tag.
Result<std::string, SealError> encrypt(std::string_view key, std::string_view nonce, std::string_view aad, std::string_view plain) {
  const Context context(EVP_CIPHER_CTX_new());
  std::string sealed(nonce);
  sealed.resize(nonce_size + plain.size() + tag_size);
  unsigned char* out = bytes_of(sealed) + nonce_size;
  int size = 0;
  const bool done = context && EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key), bytes_of(nonce)) == 1 &&
                    EVP_EncryptUpdate(context.get(), nullptr, &size, bytes_of(aad), length_of(aad)) == 1 &&
                    EVP_EncryptUpdate(context.get(), out, &size, bytes_of(plain), length_of(plain)) == 1 &&
                    EVP_EncryptFinal_ex(context.get(), out + size, &size) == 1 &&
                    EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_size, out + plain.size()) == 1;
  if (!done) return std::unexpected(SealError::no_memory);  // nothing must pass for a sealed seed
  return sealed;
}

Result<Secret, SealError> decrypt(std::string_view key, std::string_view aad, std::string_view sealed) {
  if (sealed.size() < nonce_size + tag_size) return std::unexpected(SealError::damaged);
  const std::string_view nonce = sealed.substr(0, nonce_size);
  const std::string_view cipher = sealed.substr(nonce_size, sealed.size() - nonce_size - tag_size);
  std::string tag(sealed.substr(sealed.size() - tag_size));
  const Context context(EVP_CIPHER_CTX_new());
  std::string plain(cipher.size(), '\0');
  int size = 0;
  const bool opened = context && EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key), bytes_of(nonce)) == 1 &&
                      EVP_DecryptUpdate(context.get(), nullptr, &size, bytes_of(aad), length_of(aad)) == 1 &&
                      EVP_DecryptUpdate(context.get(), bytes_of(plain), &size, bytes_of(cipher), length_of(cipher)) == 1 &&
                      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, tag_size, tag.data()) == 1 &&
                      EVP_DecryptFinal_ex(context.get(), bytes_of(plain) + size, &size) == 1;
  Secret result(std::move(plain));
  if (!opened) return std::unexpected(SealError::damaged);
  return result;
}

Secret wrapping_key(const Secret& seal) {
  constexpr std::string_view label = "tessera data keys";
  std::string key(key_size, '\0');
  unsigned size = key_size;
  HMAC(EVP_sha256(), seal.view().data(), length_of(seal.view()), bytes_of(label), label.size(), bytes_of(key), &size);
  return Secret(std::move(key));
}

Result<std::string, SealError> random_bytes(std::size_t count, const RandomSource& random) {
  std::string bytes(count, '\0');
  if (!random(std::as_writable_bytes(std::span(bytes)))) return std::unexpected(SealError::no_randomness);
  return bytes;
}

constexpr SealedFor wrapped_key{"", "data key"};

}  // namespace

SeedKeys::SeedKeys(const Secret& seal) : wrapping_key_(wrapping_key(seal)) {}

Result<WrappedKey, SealError> SeedKeys::make(std::uint32_t id, const RandomSource& random) const {
  auto bytes = random_bytes(key_size, random);
  if (!bytes) return std::unexpected(bytes.error());
  return wrapped(id, Secret(std::move(*bytes)), random);
}

Result<WrappedKey, SealError> SeedKeys::wrapped(std::uint32_t id, const Secret& key, const RandomSource& random) const {
  const auto nonce = random_bytes(nonce_size, random);
  if (!nonce) return std::unexpected(nonce.error());
  auto sealed = encrypt(wrapping_key_.view(), *nonce, additional_data(wrapped_key, id), key.view());
  if (!sealed) return std::unexpected(sealed.error());
  return WrappedKey{id, std::move(*sealed)};
}

Result<WrappedKey, SealError> SeedKeys::rewrapped(const WrappedKey& key, const SeedKeys& before,
                                                  const RandomSource& random) const {
  const auto opened = before.unwrapped(key);
  if (!opened) return std::unexpected(opened.error());
  return wrapped(key.id, *opened, random);
}

Result<Secret, SealError> SeedKeys::unwrapped(const WrappedKey& key) const {
  auto opened = decrypt(wrapping_key_.view(), additional_data(wrapped_key, key.id), key.key);
  if (opened && opened->view().size() != key_size) return std::unexpected(SealError::damaged);
  return opened;
}

Result<Sealed, SealError> SeedKeys::seal(const WrappedKey& key, SealedFor whose, std::string_view bytes,
                                         const RandomSource& random) const {
  const auto data_key = unwrapped(key);
  if (!data_key) return std::unexpected(data_key.error());
  const auto nonce = random_bytes(nonce_size, random);
  if (!nonce) return std::unexpected(nonce.error());
  return encrypt(data_key->view(), *nonce, additional_data(whose, key.id), bytes);
}

Result<Secret, SealError> SeedKeys::open(const WrappedKey& key, SealedFor whose, std::string_view sealed) const {
  const auto data_key = unwrapped(key);
  if (!data_key) return std::unexpected(data_key.error());
  return decrypt(data_key->view(), additional_data(whose, key.id), sealed);
}

}  // namespace tessera
