// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace tessera {

/// The text as a QR code: inline SVG without styles or scripts, dark on white whatever the page's colours
/// are, with the quiet zone that scanners need. Empty when the text is too long for one.
std::string qr_svg(std::string_view text, std::string_view label);

}  // namespace tessera
