// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <unordered_map>

#include "helpers/directory/contact_source.hpp"

namespace tessera {

/// Remembers what a slow source said, for a short time and of a bounded number of accounts. Errors are not kept: the
/// next login asks again.
class ContactCache final : public ContactSource {
 public:
  static constexpr std::chrono::seconds lifetime{5};
  static constexpr std::size_t most = 4096;

  explicit ContactCache(std::unique_ptr<ContactSource> source) : source_(std::move(source)) {}

  ContactOutcome find(const std::string& account, Deadline until) override;

 private:
  using Clock = std::chrono::steady_clock;
  struct Kept {
    ContactOutcome outcome;
    Clock::time_point until;
  };

  void keep(const std::string& account, const ContactOutcome& outcome);

  std::unique_ptr<ContactSource> source_;
  std::mutex mutex_;
  std::unordered_map<std::string, Kept> kept_;
};

}  // namespace tessera
