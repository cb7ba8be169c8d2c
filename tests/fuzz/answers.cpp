// SPDX-License-Identifier: Apache-2.0
// The grammar of answers on any bytes: only what is a code counts as one.
#include <stdlib.h>

#include <algorithm>

#include "daemon/core/menu.hpp"

using namespace tessera;

namespace {

void require(bool holds) {
  if (!holds) abort();
}

bool are_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

void check(std::string_view answer, unsigned digits) {
  const Parsed parsed = parse_answer(answer, {digits, 0});
  const bool plain = std::ranges::all_of(answer, [](char c) { return c >= ' ' && c <= '~'; });
  const auto typed = std::ranges::count_if(answer, [](char c) { return c != ' '; });
  require(plain || parsed.said == Said::nonsense);
  require((typed == 0) == (parsed.said == Said::enter));
  switch (parsed.said) {
    case Said::code:
      return require(parsed.text.size() == digits && typed == digits && are_digits(parsed.text));
    case Said::choice:
      return require(typed == 1 && parsed.number <= 9);
    case Said::backup_code:
      return require(parsed.text.size() == 9 && parsed.text[4] == '-' && typed == 9);
    default:
      return require(parsed.text.empty() && parsed.number == 0);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string answer(reinterpret_cast<const char*>(data), size);
  for (unsigned digits = 6; digits <= 8; ++digits) check(answer, digits);
  const Parsed parsed = parse_answer(answer, {6, 0}), spaced = parse_answer(" " + answer + "  ", {6, 0});
  require(parsed.said == spaced.said && parsed.text == spaced.text && parsed.number == spaced.number);
  return 0;
}
