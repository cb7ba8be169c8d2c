// SPDX-License-Identifier: Apache-2.0
// How seeds rest in the store: AES-256-GCM under a data key, which rests there itself, wrapped by a key that
// the seal key gives. A row that is moved to another account, or changed by a bit, does not open.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/core/code.hpp"
#include "shared/result.hpp"
#include "shared/secret.hpp"

namespace tessera {

enum class SealError {
  no_randomness,  ///< nothing was sealed
  no_memory,      ///< likewise
  damaged,        ///< does not open: another row's, changed, or another seal key's
};

/// nonce (12 bytes), ciphertext, tag (16 bytes).
using Sealed = std::string;

/// Whose and what: bound to the ciphertext, so that rows cannot be swapped.
struct SealedFor {
  std::string_view account;
  std::string_view factor;  ///< "app"
};

/// A data key as the store keeps it.
struct WrappedKey {
  std::uint32_t id = 0;
  Sealed key;
  bool operator==(const WrappedKey&) const = default;
};

/// Seals and opens with data keys as they come from the store, so that a rotation needs no word to anybody.
class SeedKeys {
 public:
  explicit SeedKeys(const Secret& seal);

  /// A new data key, as the store is to keep it.
  Result<WrappedKey, SealError> make(std::uint32_t id, const RandomSource& random) const;
  /// Whether it was wrapped under this seal key.
  bool opens(const WrappedKey& key) const { return unwrapped(key).has_value(); }
  /// The same data key, which was wrapped under `before`, wrapped under this seal key.
  Result<WrappedKey, SealError> rewrapped(const WrappedKey& key, const SeedKeys& before, const RandomSource& random) const;
  /// With a fresh nonce.
  Result<Sealed, SealError> seal(const WrappedKey& key, SealedFor whose, std::string_view bytes,
                                 const RandomSource& random) const;
  Result<Secret, SealError> open(const WrappedKey& key, SealedFor whose, std::string_view sealed) const;

 private:
  Result<Secret, SealError> unwrapped(const WrappedKey& key) const;
  Result<WrappedKey, SealError> wrapped(std::uint32_t id, const Secret& key, const RandomSource& random) const;
  Secret wrapping_key_;
};

}  // namespace tessera
