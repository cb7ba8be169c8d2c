// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "shared/result.hpp"
#include "shared/secret.hpp"

struct evp_mac_ctx_st;  // OpenSSL's EVP_MAC_CTX

namespace tessera {

using ChallengeId = std::string;  ///< 128 random bits in hexadecimal
using CodeMac = std::array<std::byte, 32>;

enum class CodeError { no_randomness };

/// Fills bytes from a cryptographic generator; false when it fails.
using RandomSource = std::function<bool(std::span<std::byte>)>;

/// `digits` (6 to 8) decimal digits, each code equally likely, by rejection sampling.
Result<std::string, CodeError> make_code(unsigned digits, const RandomSource& random);

/// 128 random bits in hexadecimal.
Result<ChallengeId, CodeError> make_challenge_id(const RandomSource& random);

/// HMAC-SHA-256 under one key, set up once: what OpenSSL looks up and derives for it costs more than a short text's MAC.
class MacKey {
 public:
  explicit MacKey(const Secret& key);
  /// From any thread.
  CodeMac mac(std::string_view data) const;

 private:
  std::shared_ptr<const evp_mac_ctx_st> context_;  ///< wiped when it goes
};

/// The keys that the seal key gives for codes and destinations; wiped when they go.
class CodeKeys {
 public:
  /// Derived from the seal key by HMAC-SHA-256 with a label each, so that neither is the seal key itself.
  explicit CodeKeys(const Secret& seal);

  /// HMAC-SHA-256 over challenge, account and code, length-prefixed.
  CodeMac mac(const ChallengeId& challenge, std::string_view account, std::string_view code) const;
  /// Compares in constant time.
  bool matches(const CodeMac& stored, const ChallengeId& challenge, std::string_view account,
               std::string_view code) const;
  /// An opaque name for a number or address, the same each time, so that sends to it can be counted.
  std::string destination(std::string_view to) const;

 private:
  MacKey code_key_;
  MacKey destination_key_;
};

}  // namespace tessera
