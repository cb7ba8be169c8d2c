// SPDX-License-Identifier: Apache-2.0
// What a login would come to, found out by the login's own code: nothing is sent, counted, written or asked.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "daemon/gather.hpp"
#include "shared/protocol.hpp"

namespace tessera {

struct LoginPorts;

struct Foresight {
  Gathered seen;
  std::string detail;              ///< the steps as the login logs them
  std::string first_words;         ///< that the person would read: the first prompt, or the refusal without its reference
  std::optional<Verdict> verdict;  ///< nothing where a question decides
};

Async<Foresight> foresee(const LoginPorts& ports, std::shared_ptr<const Config> config,
                         std::unique_ptr<const LoginRequest> request);

}  // namespace tessera
