// SPDX-License-Identifier: Apache-2.0
#include "cli/tessera/qr.hpp"

#include <qrencode.h>

#include <memory>

namespace tessera::own {
namespace {

constexpr unsigned lines_below = 3;  // the key and the question, which must be seen with the square
constexpr unsigned quiet_zones[] = {4, 2, 1};  // ISO/IEC 18004 wants four; readers take less where there is no room
constexpr const char* white_on_black = "\033[97;40m";
constexpr const char* dark_cell = "\033[30;40m";
constexpr const char* light_cell = "\033[97;107m";
constexpr const char* plain = "\033[0m";

/// One line of half blocks, whose ink is the light modules: most terminals are dark, and so the square is not inverted.
std::string half_block_line(const QrSquare& square, int from, int to, int y) {
  std::string line;
  for (int x = from; x < to; ++x) {
    const bool upper = !square.at(x, y), lower = !square.at(x, y + 1);
    line += upper ? (lower ? "\u2588" : "\u2580") : (lower ? "\u2584" : " ");
  }
  return line;
}

/// One line of a terminal without half blocks, whose ink is the dark modules.
std::string ascii_line(const QrSquare& square, int from, int to, int y, bool colours) {
  std::string line;
  for (int x = from; x < to; ++x) {
    const bool dark = square.at(x, y);
    if (colours && (x == from || dark != square.at(x - 1, y))) line += dark ? dark_cell : light_cell;
    line += dark ? "##" : "  ";
  }
  return line;
}

/// The widest quiet zone that fits; nothing when none does. Higher than the terminal is not too high: it scrolls.
std::optional<unsigned> quiet_zone(unsigned width, const Display& display) {
  const unsigned columns = display.utf8 ? 1 : 2, modules_a_line = display.utf8 ? 2 : 1;
  std::optional<unsigned> fits;
  for (const unsigned quiet : quiet_zones) {
    const unsigned side = width + 2 * quiet;
    if (side * columns > display.columns) continue;
    if ((side + modules_a_line - 1) / modules_a_line + lines_below <= display.rows) return quiet;
    fits = quiet;
  }
  return fits;
}

}  // namespace

bool QrSquare::at(int x, int y) const {
  const int side = static_cast<int>(width);
  if (x < 0 || y < 0 || x >= side || y >= side) return false;
  return dark[static_cast<std::size_t>(y * side + x)];
}

std::optional<QrSquare> qr_square(const std::string& text) {
  const std::unique_ptr<QRcode, void (*)(QRcode*)> code(QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_L), QRcode_free);
  if (!code) return std::nullopt;
  QrSquare square;
  square.width = static_cast<unsigned>(code->width);
  const std::size_t count = square.width * square.width;
  for (std::size_t i = 0; i < count; ++i) square.dark.push_back((code->data[i] & 1) != 0);
  return square;
}

std::string qr_text(const QrSquare& square, const Display& display) {
  const auto quiet = quiet_zone(square.width, display);
  if (!quiet) return {};
  const int from = -static_cast<int>(*quiet), to = static_cast<int>(square.width + *quiet);
  std::string text;
  for (int y = from; y < to; y += display.utf8 ? 2 : 1) {
    if (display.utf8 && display.colours) text += white_on_black;
    text += display.utf8 ? half_block_line(square, from, to, y) : ascii_line(square, from, to, y, display.colours);
    if (display.colours) text += plain;
    text += "\n";
  }
  return text;
}

}  // namespace tessera::own
