// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string.h>

#include <string>
#include <string_view>
#include <utility>

namespace tessera {

/// Bytes that are wiped when they go. It moves but does not copy, and a move between Secrets wipes the source.
/// The string it is made from is not wiped: a short one (small-string buffer) leaves its bytes where it was.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string bytes) : bytes_(std::move(bytes)) {}
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  Secret(Secret&& other) noexcept { swap(other); }
  Secret& operator=(Secret&& other) noexcept {
    wipe();
    swap(other);
    return *this;
  }
  ~Secret() { wipe(); }

  std::string_view view() const { return bytes_; }
  bool empty() const { return bytes_.empty(); }

 private:
  void swap(Secret& other) noexcept {
    bytes_.swap(other.bytes_);
    other.wipe();  // a short string is swapped by copying its bytes
  }
  void wipe() noexcept {
    bytes_.resize(bytes_.capacity());
    explicit_bzero(bytes_.data(), bytes_.size());
    bytes_.clear();
  }
  std::string bytes_;
};

}  // namespace tessera
