// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "daemon/core/types.hpp"
#include "helpers/directory/source.hpp"
#include "helpers/directory/workers.hpp"

namespace tessera {

/// What one source of contacts said about an account.
struct ContactOutcome {
  Reply answer = Reply::failed;
  Contacts contacts;  ///< when found: perhaps none
  std::optional<std::string> language;
  std::string detail;  ///< when failed: the end of a sentence that begins with the source, without a whole number
};

inline ContactOutcome contacts_failed(std::string detail) {
  return {.answer = Reply::failed, .contacts = {}, .language = {}, .detail = std::move(detail)};
}
inline ContactOutcome contacts_unknown() {
  return {.answer = Reply::not_found, .contacts = {}, .language = {}, .detail = {}};
}

/// Tells how an account is reached. tests/contract/directory holds every adapter to this.
class ContactSource {
 public:
  virtual ~ContactSource() = default;
  /// May block until then, or a little longer. Thread-safe. An error is never not_found.
  virtual ContactOutcome find(const std::string& account, Deadline until) = 0;
};

}  // namespace tessera
