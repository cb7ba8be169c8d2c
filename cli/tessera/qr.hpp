// SPDX-License-Identifier: Apache-2.0
// A QR code as text: two modules a character where the terminal has half blocks, else one in two columns.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace tessera::own {

/// A square of modules, true for dark, without its quiet zone.
struct QrSquare {
  unsigned width = 0;
  std::vector<bool> dark;
  bool at(int x, int y) const;  ///< beyond the edges: light
};

/// Nothing for a text that no QR code holds.
std::optional<QrSquare> qr_square(const std::string& text);

/// What the terminal can show.
struct Display {
  unsigned columns = 80;
  unsigned rows = 24;
  bool utf8 = false;
  bool colours = false;  ///< then dark is black and light is white, whatever the terminal's own colours
};

/// Lines of text, each with its line feed; empty where the square does not fit the width.
std::string qr_text(const QrSquare& square, const Display& display);

}  // namespace tessera::own
