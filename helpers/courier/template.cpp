// SPDX-License-Identifier: Apache-2.0
#include "helpers/courier/template.hpp"

#include <algorithm>
#include <utility>

namespace tessera::courier {
namespace {

constexpr bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string percent_encoded(std::string_view value) {
  constexpr char hex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_letter_or_digit(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
    } else {
      out += {'%', hex[byte >> 4], hex[byte & 15]};
    }
  }
  return out;
}

/// XML 1.0 has no U+FFFE and U+FFFF, nor most control characters, not even as a reference.
std::string xml_encoded(std::string_view value) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    const std::string_view three = value.substr(i, 3);
    if (three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF") {
      out += "\xEF\xBF\xBD";
      i += 2;
    } else if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (c == '"') out += "&quot;";
    else if (c == '\'') out += "&apos;";
    else if (c == '\n' || c == '\t') out += c == '\n' ? "&#10;" : "&#9;";
    else if (static_cast<unsigned char>(c) < 0x20) out += "\xEF\xBF\xBD";
    else out += c;
  }
  return out;
}

bool is_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return is_letter_or_digit(c) || c == '_' || c == '-'; });
}

}  // namespace

std::string encode(std::string_view value, Place place) {
  if (place == Place::url) return percent_encoded(value);
  if (place == Place::xml) return xml_encoded(value);
  return std::string(value);
}

Result<Template, std::string> Template::parse(std::string_view text) {
  Template result;
  std::string literal;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if ((c == '{' || c == '}') && text.substr(i + 1, 1) == std::string_view(&c, 1)) {
      literal += c;
      ++i;
    } else if (c == '}') {
      return std::unexpected("'}' without its '{' (a brace itself is written '}}')");
    } else if (c != '{') {
      literal += c;
    } else {
      const std::size_t end = text.find('}', i);
      const std::string name(text.substr(i + 1, end == text.npos ? 0 : end - i - 1));
      if (!is_name(name)) return std::unexpected("'{' is not followed by a name and '}' (a brace itself is written '{{')");
      if (!literal.empty()) result.parts_.push_back({std::exchange(literal, {}), false});
      result.parts_.push_back({name, true});
      result.variables_.push_back(name);
      i = end;
    }
  }
  if (!literal.empty()) result.parts_.push_back({literal, false});
  return result;
}

std::optional<std::string> Template::expand(const Values& values, Place place) const {
  std::string out;
  for (const Part& part : parts_) {
    if (!part.is_variable) {
      out += part.text;
      continue;
    }
    const auto value = values.find(part.text);
    if (value == values.end()) return std::nullopt;
    out += encode(value->second, place);
  }
  return out;
}

std::string spoken(std::string_view code) {
  std::string out;
  for (const char c : code) {
    if (!out.empty()) out += ", ";
    out += c;
  }
  return out;
}

}  // namespace tessera::courier
