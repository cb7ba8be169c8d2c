// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace tessera {

/// The style sheet of every page; `accent` is "#rrggbb" or empty. Anything else is not taken.
std::string style_sheet(std::string_view accent);

/// What the Content-Security-Policy names an inline style sheet by: 'sha256-…'.
std::string style_hash(std::string_view sheet);

}  // namespace tessera
