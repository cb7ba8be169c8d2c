// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/peers.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <ctime>
#include <stdexcept>
#include <string_view>

#include "tests/bench/code_box.hpp"

namespace tessera::bench {
namespace {

using Key = std::array<unsigned char, 20>;

Key key_of(std::uint32_t account) {
  Key key{};
  const std::string name = account_name(account);
  EVP_Digest(name.data(), name.size(), key.data(), nullptr, EVP_sha1(), nullptr);
  return key;
}

std::string base32(const Key& key) {
  constexpr char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  unsigned bits = 0, held = 0;
  for (const unsigned char byte : key) {
    bits = bits << 8 | byte;
    for (held += 8; held >= 5; held -= 5) text += letters[bits >> (held - 5) & 31];
  }
  return text;
}

std::string hex(const Key& key) {
  std::string text;
  char digits[3];
  for (const unsigned char byte : key) {
    std::snprintf(digits, sizeof digits, "%02x", byte);
    text += digits;
  }
  return text;
}

/// Replaces the file and waits for the disk, so that nobody's login pays for it.
void put_file(const std::string& path, std::string_view text, uid_t owner) {
  unlink(path.c_str());
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool written = file >= 0 && write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       fchown(file, owner, owner) == 0 && fsync(file) == 0;
  if (file >= 0) close(file);
  if (!written) throw std::runtime_error(path + " cannot be written");
}

}  // namespace

std::string app_code(std::uint32_t account) {
  const Key key = key_of(account);
  std::array<unsigned char, 8> step{};
  std::uint64_t count = static_cast<std::uint64_t>(std::time(nullptr)) / 30;
  for (std::size_t i = step.size(); i-- > 0; count >>= 8) step[i] = static_cast<unsigned char>(count & 0xFF);
  Key mac{};
  unsigned size = mac.size();
  HMAC(EVP_sha1(), key.data(), key.size(), step.data(), step.size(), mac.data(), &size);
  const unsigned at = mac[19] & 15;
  const unsigned number = (mac[at] & 0x7FU) << 24 | mac[at + 1] << 16 | mac[at + 2] << 8 | mac[at + 3];
  char code[8];
  std::snprintf(code, sizeof code, "%06u", number % 1'000'000);
  return code;
}

void write_google_secret(const std::string& homes, std::uint32_t account) {
  const std::string home = homes + "/" + account_name(account);
  struct stat owner {};
  if (stat(home.c_str(), &owner) != 0) throw std::runtime_error(home + " is missing");
  put_file(home + "/.google_authenticator",
           base32(key_of(account)) + "\n\" RATE_LIMIT 3 30\n\" WINDOW_SIZE 3\n\" DISALLOW_REUSE\n\" TOTP_AUTH\n"
           "84935021\n31415926\n27182818\n16180339\n14142135\n", owner.st_uid);
}

void write_oath_users(const std::string& file, std::uint32_t accounts) {
  std::string text;
  for (std::uint32_t account = 0; account < accounts; ++account) {
    text += "HOTP/T30/6\t" + account_name(account) + "\t-\t" + hex(key_of(account)) + "\n";
  }
  put_file(file, text, 0);
}

}  // namespace tessera::bench
