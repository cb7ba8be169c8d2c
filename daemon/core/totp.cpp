// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/totp.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

#include "daemon/core/base32.hpp"
#include "shared/text.hpp"

namespace tessera {
namespace {

constexpr std::string_view hash_names[] = {"SHA1", "SHA256", "SHA512"};

const EVP_MD* digest(OtpHash hash) {
  if (hash == OtpHash::sha1) return EVP_sha1();
  return hash == OtpHash::sha256 ? EVP_sha256() : EVP_sha512();
}

/// The dynamic truncation of RFC 4226 section 5.3: 31 bits.
std::uint32_t truncated(std::string_view seed, std::uint64_t counter, OtpHash hash) {
  std::array<unsigned char, 8> text{};
  for (int i = 7; i >= 0; --i, counter >>= 8) text[static_cast<std::size_t>(i)] = counter & 0xFF;
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned size = 0;
  HMAC(digest(hash), seed.data(), static_cast<int>(seed.size()), text.data(), text.size(), mac.data(), &size);
  const std::size_t at = mac[size - 1] & 15;
  const std::uint32_t number = static_cast<std::uint32_t>(mac[at] & 0x7F) << 24 | mac[at + 1] << 16 | mac[at + 2] << 8 |
                               mac[at + 3];
  OPENSSL_cleanse(mac.data(), mac.size());
  return number;
}

/// Unreserved characters of RFC 3986 stay.
std::string percent_encoded(std::string_view text) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return encoded;
}

}  // namespace

std::string_view name_of(OtpHash hash) { return hash_names[static_cast<unsigned>(hash)]; }

std::optional<OtpHash> otp_hash_named(std::string_view name) {
  for (const OtpHash hash : {OtpHash::sha1, OtpHash::sha256, OtpHash::sha512}) {
    if (name == name_of(hash)) return hash;
  }
  return std::nullopt;
}

std::string hotp(std::string_view seed, std::uint64_t counter, OtpHash hash, unsigned digits) {
  std::uint32_t range = 1;
  for (unsigned i = 0; i < digits; ++i) range *= 10;
  const std::string code = std::to_string(truncated(seed, counter, hash) % range);
  return std::string(digits - code.size(), '0') + code;
}

TimeStep step_at(TimePoint now, std::chrono::seconds period) {
  return std::max<TimeStep>(0, std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()) / period);
}

AppJudged judge_app_code(std::string_view seed, const TotpParameters& parameters, std::string_view code, TimePoint now,
                         unsigned window, std::optional<TimeStep> last) {
  AppJudged judged;
  if (code.size() != parameters.digits) return judged;
  const TimeStep middle = step_at(now, parameters.period);
  for (TimeStep step = std::max<TimeStep>(0, middle - window); step <= middle + static_cast<TimeStep>(window); ++step) {
    std::string expected = hotp(seed, static_cast<std::uint64_t>(step), parameters.hash, parameters.digits);
    const bool same = CRYPTO_memcmp(expected.data(), code.data(), code.size()) == 0;
    OPENSSL_cleanse(expected.data(), expected.size());
    if (!same || judged.judgement == AppCode::accepted) continue;
    const bool fresh = !last || step > *last;
    judged = {fresh ? AppCode::accepted : AppCode::used, step};
  }
  return judged;
}

std::string otpauth_uri(std::string_view issuer, std::string_view account, std::string_view seed,
                        const TotpParameters& parameters) {
  const std::string name = percent_encoded(issuer);
  return "otpauth://totp/" + name + ":" + percent_encoded(account) + "?secret=" + to_base32(seed) + "&issuer=" + name +
         "&algorithm=" + std::string(name_of(parameters.hash)) + "&digits=" + std::to_string(parameters.digits) +
         "&period=" + std::to_string(parameters.period.count());
}

}  // namespace tessera
