// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "helpers/courier/preset.hpp"

namespace tessera::courier {

/// An HTTP request as a preset composes it.
struct HttpRequest {
  std::string method, url;
  std::vector<std::string> headers;  ///< "Name: value"
  std::string body;
  std::string user, password;        ///< HTTP Basic; no login where both are empty
};

/// Puts values into a preset, each encoded by the place where it stands. The error is a sentence for the
/// log without any of the values: a line break in a header, or a path segment of dots.
Result<HttpRequest, std::string> compose(const Preset& preset, const Template& url, const Values& values);

}  // namespace tessera::courier
