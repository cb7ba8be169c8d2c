// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/tesseractl/json.hpp"

namespace tessera::ctl {

/// A well-formed YAML document as JSON: plain scalars that are whole numbers, true, false or empty become
/// those.
Json json_of_yaml(const std::string& document);

}  // namespace tessera::ctl
