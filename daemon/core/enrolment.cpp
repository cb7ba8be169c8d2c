// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/enrolment.hpp"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <array>

#include "daemon/core/base32.hpp"

namespace tessera {

TokenHash hash_of_token(std::string_view token) {
  TokenHash hash(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(token.data()), token.size(),
         reinterpret_cast<unsigned char*>(hash.data()));
  return hash;
}

Result<std::string, CodeError> make_enrolment_token(const RandomSource& random) {
  std::array<std::byte, 16> bytes{};
  if (!random(bytes)) return std::unexpected(CodeError::no_randomness);
  return to_base32({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

Result<std::string, CodeError> make_confirmation(const RandomSource& random) { return make_code(4, random); }

std::string_view name_of(EnrolmentProof proof) {
  if (proof == EnrolmentProof::text) return "text";
  return proof == EnrolmentProof::strong ? "strong" : "ticket";
}

std::optional<EnrolmentProof> enrolment_proof_named(std::string_view name) {
  for (const auto proof : {EnrolmentProof::text, EnrolmentProof::strong, EnrolmentProof::ticket}) {
    if (name == name_of(proof)) return proof;
  }
  return std::nullopt;
}

bool can_be_opened(const Enrolment& enrolment, TimePoint now) {
  return enrolment.awake && !enrolment.key && now < enrolment.expires_at &&
         enrolment.wrong_confirmations < wrong_confirmations_that_kill;
}

bool can_be_finished(const Enrolment& enrolment, TimePoint now) {
  return enrolment.key && now < enrolment.expires_at && enrolment.wrong_codes < wrong_codes_that_kill;
}

bool confirms(const Enrolment& enrolment, std::string_view confirmation) {
  const std::string& right = enrolment.confirmation;
  return confirmation.size() == right.size() && CRYPTO_memcmp(confirmation.data(), right.data(), right.size()) == 0;
}

}  // namespace tessera
