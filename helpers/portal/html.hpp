// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace tessera {

/// A text as it may stand in HTML, between tags and in a quoted attribute.
std::string escape_html(std::string_view text);

/// "JBSWY3DPEHPK" as "JBSW Y3DP EHPK", for people who type it.
std::string in_groups_of_four(std::string_view key);

}  // namespace tessera
