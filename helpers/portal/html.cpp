// SPDX-License-Identifier: Apache-2.0
#include "helpers/portal/html.hpp"

namespace tessera {

std::string escape_html(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string in_groups_of_four(std::string_view key) {
  std::string grouped;
  for (std::size_t at = 0; at < key.size(); at += 4) {
    if (at > 0) grouped += ' ';
    grouped += key.substr(at, 4);
  }
  return grouped;
}

}  // namespace tessera
