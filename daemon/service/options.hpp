// SPDX-License-Identifier: Apache-2.0
// The command line that all programs without verbs share.
#pragma once

#include <string>
#include <string_view>

#include "shared/result.hpp"

namespace tessera {

inline constexpr std::string_view default_config_file = "/etc/tessera/tessera.yaml";

/// "0.1.0", from CMake's project().
std::string_view version();

struct Options {
  std::string config = std::string(default_config_file);
  std::string log;     ///< "journal" or "stderr"; empty: open_log() decides
  bool check = false;  ///< check the configuration, exit 0 or 78
  bool init = false;   ///< make the store and a missing seal key, then exit
};

struct Program {
  std::string_view name;
  std::string_view description;  ///< one line, for --help
  bool has_init = false;
};

/// Parses `--config FILE --check --log journal|stderr --init --version --help`. The error is the code to exit
/// with: 0 after --help or --version were printed, 64 after a mistake was reported on stderr.
Result<Options, int> parse_options(const Program& program, int argc, const char* const* argv);

}  // namespace tessera
