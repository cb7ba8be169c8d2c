// SPDX-License-Identifier: Apache-2.0
#include "helpers/portal/qr.hpp"

#include <qrencode.h>

#include <memory>

#include "helpers/portal/html.hpp"

namespace tessera {
namespace {

constexpr int quiet_zone = 4;  // ISO/IEC 18004: four modules on each side

struct Free {
  void operator()(QRcode* code) const { QRcode_free(code); }
};
using Code = std::unique_ptr<QRcode, Free>;

bool is_dark(const QRcode& code, int x, int y) {
  return (code.data[y * code.width + x] & 1) != 0;
}

/// Each run of dark modules of a row is one rectangle of the path.
std::string path_of(const QRcode& code) {
  std::string path;
  for (int y = 0; y < code.width; ++y) {
    for (int x = 0, end = 0; x < code.width; x = end + 1) {
      for (end = x; end < code.width && is_dark(code, end, y);) ++end;
      if (end == x) continue;
      const std::string width = std::to_string(end - x);
      path += "M" + std::to_string(x + quiet_zone) + " " + std::to_string(y + quiet_zone) + "h" + width +
              "v1h-" + width + "z";
    }
  }
  return path;
}

}  // namespace

std::string qr_svg(std::string_view text, std::string_view label) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  const Code code(QRcode_encodeData(static_cast<int>(text.size()), bytes, 0, QR_ECLEVEL_M));
  if (code == nullptr) return {};
  const std::string size = std::to_string(code->width + 2 * quiet_zone);
  return "<svg class=\"qr\" role=\"img\" aria-label=\"" + escape_html(label) + "\" viewBox=\"0 0 " + size +
         " " + size + "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + size + "v" + size +
         "H0z\"/><path fill=\"#000\" d=\"" + path_of(*code) + "\"/></svg>";
}

}  // namespace tessera
