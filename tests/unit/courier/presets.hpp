// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

#include "helpers/courier/preset.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tessera::courier::test {

/// A preset that is shipped.
inline Preset shipped(const std::string& name) {
  auto preset = load_preset(std::string(TESSERA_PRESETS) + "/" + name + ".yaml", name);
  if (!preset) throw std::runtime_error(to_string(preset.error().front()));
  return std::move(*preset);
}

inline Result<Preset, std::vector<ConfigError>> parsed(const std::string& yaml) {
  const tessera::test::TemporaryDirectory directory;
  return load_preset(directory.write("mine.yaml", yaml), "mine");
}

}  // namespace tessera::courier::test
