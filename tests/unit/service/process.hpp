// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace tessera {

struct Outcome {
  int exit_code = -1;
  std::string output;  ///< stdout and stderr together
};

/// Runs the probe in a child; `prepare` runs there before exec, with the child's own environment and descriptors.
Outcome run_probe(const std::vector<std::string>& arguments, const std::function<void()>& prepare = {});

}  // namespace tessera
