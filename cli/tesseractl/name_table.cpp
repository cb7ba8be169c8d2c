// SPDX-License-Identifier: Apache-2.0
#include "cli/tesseractl/name_table.hpp"

#include <cstring>
#include <functional>
#include <limits>
#include <stdexcept>
#include <utility>

namespace tessera::ctl {
namespace {

constexpr std::size_t line_size = sizeof(std::uint32_t);
constexpr std::size_t head_size = line_size + sizeof(std::uint16_t);

template <class Number>
Number number_at(const std::string& bytes, std::size_t offset) {
  Number number{};
  std::memcpy(&number, bytes.data() + offset, sizeof number);
  return number;
}

template <class Number>
void append(std::string& bytes, Number number) {
  bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

}  // namespace

std::string_view NameTable::name_at(std::uint32_t offset) const {
  return {entries_.data() + offset + head_size, number_at<std::uint16_t>(entries_, offset + line_size)};
}

std::uint32_t NameTable::line_at(std::uint32_t offset) const {
  return number_at<std::uint32_t>(entries_, offset);
}

/// Its own slot, or the free one that it would get.
std::size_t NameTable::slot_of(std::string_view name) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = std::hash<std::string_view>{}(name) & mask;
  while (slots_[slot] != 0 && name_at(slots_[slot] - 1) != name) slot = (slot + 1) & mask;
  return slot;
}

void NameTable::grow() {
  const std::vector<std::uint32_t> before =
      std::exchange(slots_, std::vector<std::uint32_t>(slots_.empty() ? 1024 : 2 * slots_.size()));
  for (const std::uint32_t offset : before) {
    if (offset != 0) slots_[slot_of(name_at(offset - 1))] = offset;
  }
}

std::optional<std::uint32_t> NameTable::add(std::string_view name, std::uint32_t line) {
  if (name.size() > std::numeric_limits<std::uint16_t>::max()) throw std::length_error("a name is too long");
  if (4 * count_ >= 3 * slots_.size()) grow();
  std::uint32_t& slot = slots_[slot_of(name)];
  if (slot != 0) return line_at(slot - 1);
  if (entries_.size() + head_size + name.size() >= std::numeric_limits<std::uint32_t>::max()) {
    throw std::length_error("more than 4 GiB of names");
  }
  slot = static_cast<std::uint32_t>(entries_.size()) + 1;
  append(entries_, line);
  append(entries_, static_cast<std::uint16_t>(name.size()));
  entries_ += name;
  ++count_;
  return std::nullopt;
}

}  // namespace tessera::ctl
