// SPDX-License-Identifier: Apache-2.0
// Text with variables, "Hello {to}": how presets say what a provider is sent. "{{" and "}}" stand for the braces.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/result.hpp"

namespace tessera::courier {

/// Where a value is put, and so how it is encoded. What the preset itself says is never encoded.
enum class Place {
  plain,  ///< as it is: a JSON string before the JSON writer, a user name, a header's value
  url,    ///< path segment, query or form: everything but RFC 3986's unreserved characters becomes %XX
  xml,    ///< XML 1.0 text or attribute value
};

std::string encode(std::string_view value, Place place);

/// What the variables stand for. A name that is absent was optional.
using Values = std::map<std::string, std::string_view, std::less<>>;

class Template {
 public:
  /// The error is a sentence: a brace without its other half, or a name that is none.
  static Result<Template, std::string> parse(std::string_view text);

  const std::vector<std::string>& variables() const { return variables_; }
  /// Nothing when a variable is absent: the query's, form's or header's entry is then left out.
  std::optional<std::string> expand(const Values& values, Place place) const;

 private:
  struct Part {
    std::string text;
    bool is_variable = false;
  };
  std::vector<Part> parts_;
  std::vector<std::string> variables_;
};

/// "482931" becomes "4, 8, 2, 9, 3, 1": a speech engine then says digits, with a breath between them.
std::string spoken(std::string_view code);

}  // namespace tessera::courier
