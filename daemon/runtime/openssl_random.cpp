// SPDX-License-Identifier: Apache-2.0
#include "daemon/runtime/openssl_random.hpp"

#include <openssl/rand.h>

namespace tessera {

bool OpensslRandom::fill(std::span<std::byte> bytes) {
  return RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size())) == 1;
}

}  // namespace tessera
