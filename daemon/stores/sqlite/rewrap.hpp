// SPDX-License-Identifier: Apache-2.0
// Data keys under another seal key, at a start and before anything else uses the store.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "daemon/core/sealing.hpp"
#include "daemon/core/types.hpp"

namespace tessera {

/// What is to stand in place of a data key: another wrapping, or nothing where it is to stay. The error is a sentence.
using Rewrap = std::function<Result<std::optional<WrappedKey>, std::string>(const WrappedKey&)>;

struct RewrapError {
  bool refused = false;  ///< by `rewrap`: another start will not mend it; otherwise the store cannot be used now
  std::string sentence;
};

enum class RewrapMode { change, keep };

/// Asks for each data key and changes all of them in one commit, or none; how many. With `keep` nothing is written.
Result<unsigned, RewrapError> rewrap_data_keys(const std::string& path, const Rewrap& rewrap, RewrapMode mode,
                                               TimePoint now);

}  // namespace tessera
