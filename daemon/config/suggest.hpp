// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tessera {

/// The word in double quotes, at most 64 characters of it, anything but printable ASCII shown as '?'.
std::string quote(std::string_view word);

/// "a, b, c"
std::string join(const std::vector<std::string>& words);

/// The known word that was probably meant, or an empty one.
std::string nearest(std::string_view word, const std::vector<std::string>& known);

/// `; known: a, b. Did you mean "a"?` to end a sentence with.
std::string known_words(std::string_view word, const std::vector<std::string>& known);

}  // namespace tessera
