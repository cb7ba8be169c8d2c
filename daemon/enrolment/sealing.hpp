// SPDX-License-Identifier: Apache-2.0
// How seeds rest in the store: AES-256-GCM under a data key, which rests there itself, wrapped by a key that
// the seal key gives. A row that is moved to another account, or changed by a bit, does not open.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/core/code.hpp"
#include "shared/result.hpp"
#include "shared/secret.hpp"

namespace tessera {

using DataKeyId = std::uint32_t;

enum class SealError {
  no_randomness,  ///< nothing was sealed
  no_such_key,    ///< sealed under a data key that is not at hand: restore the store and its seal key together
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
  DataKeyId id = 0;
  Sealed key;
};

/// The data keys of one store, opened. The one with the highest id seals; all of them open.
class DataKeys {
 public:
  /// Opens them; a key that does not open is `damaged`: the seal key is not the one that wrapped it.
  static Result<DataKeys, SealError> open(const Secret& seal, const std::vector<WrappedKey>& wrapped);

  /// Makes a data key with the id after the highest one, as the store is to keep it. It seals once it is in `wrapped`.
  static Result<WrappedKey, SealError> make(const Secret& seal, DataKeyId id, const RandomSource& random);

  DataKeyId newest() const { return keys_.empty() ? 0 : keys_.back().id; }

  /// Under the newest key, with a fresh nonce.
  Result<Sealed, SealError> seal(SealedFor whose, std::string_view bytes, const RandomSource& random) const;
  Result<Secret, SealError> open(SealedFor whose, DataKeyId key, std::string_view sealed) const;

 private:
  struct DataKey {
    DataKeyId id = 0;
    Secret bytes;
  };
  std::vector<DataKey> keys_;  // by id
};

}  // namespace tessera
