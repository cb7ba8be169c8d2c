// SPDX-License-Identifier: Apache-2.0
// One message a packet: `u8 type`, then fields `u8 tag, u16 length, bytes`, integers big-endian
// (docs/PROTOCOL.md). Buffers are fixed and belong to the caller; nothing here allocates, throws or
// needs the C++ runtime library, since the PAM module uses it inside sshd.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "shared/text.hpp"

namespace tessera::codec {

/// Appends fields to a caller's buffer. After an overflow nothing more is written and size() is 0.
class Writer {
 public:
  constexpr Writer(char* begin, std::size_t capacity) : begin_(begin), at_(begin), end_(begin + capacity) {}

  constexpr void byte(std::uint8_t value) {
    if (need(1)) *at_++ = static_cast<char>(value);
  }
  constexpr void field(std::uint8_t tag, std::string_view bytes) {
    if (bytes.size() > 0xFFFF || !need(bytes.size() + 3)) {
      overflow_ = true;
      return;
    }
    byte(tag);
    byte(static_cast<std::uint8_t>(bytes.size() >> 8));
    byte(static_cast<std::uint8_t>(bytes.size() & 0xFF));
    for (const char c : bytes) *at_++ = c;
  }
  constexpr void field(std::uint8_t tag, std::uint64_t value) {
    char bytes[8] = {};
    for (int i = 7; i >= 0; --i, value >>= 8) bytes[i] = static_cast<char>(value & 0xFF);
    field(tag, std::string_view(bytes, sizeof bytes));
  }
  /// Bytes written, or 0 when the message did not fit.
  constexpr std::size_t size() const { return overflow_ ? 0 : static_cast<std::size_t>(at_ - begin_); }

 private:
  constexpr bool need(std::size_t count) {
    if (overflow_ || static_cast<std::size_t>(end_ - at_) < count) overflow_ = true;
    return !overflow_;
  }
  char* begin_;
  char* at_;
  char* end_;
  bool overflow_ = false;
};

struct Field {
  std::uint8_t tag = 0;
  std::string_view bytes;
};

/// Walks the fields of one packet; they point into the packet.
class Reader {
 public:
  constexpr Reader(const char* begin, std::size_t size) : at_(begin), end_(begin + size) {}

  /// The message's type byte; 0 for an empty packet.
  constexpr std::uint8_t type() { return at_ == end_ ? 0 : static_cast<std::uint8_t>(*at_++); }

  /// Fills `field` with the next one. False at the end and at a cut-off field; `complete()` tells which.
  constexpr bool next(Field& field) {
    const auto left = static_cast<std::size_t>(end_ - at_);
    if (left < 3) return false;
    const auto high = static_cast<unsigned char>(at_[1]);
    const auto low = static_cast<unsigned char>(at_[2]);
    const std::size_t length = static_cast<std::size_t>(high << 8 | low);
    if (left - 3 < length) return false;
    field = {static_cast<std::uint8_t>(*at_), std::string_view(at_ + 3, length)};
    at_ += 3 + length;
    return true;
  }
  constexpr bool complete() const { return at_ == end_; }

 private:
  const char* at_;
  const char* end_;
};

/// Visits a message's fields and writes them; empty texts and zeros are left out.
struct FieldWriter {
  Writer& writer;
  constexpr void text(std::uint8_t tag, std::string_view value, std::size_t, Lines = Lines::one) {
    if (!value.empty()) writer.field(tag, value);
  }
  template <class Number>
  constexpr void number(std::uint8_t tag, Number value) {
    if (static_cast<std::uint64_t>(value) != 0) writer.field(tag, static_cast<std::uint64_t>(value));
  }
};

/// Visits a message's fields and fills the one that `field` is for. A tag that no member has is skipped,
/// so that either side may be one release ahead.
struct FieldReader {
  const Field& field;
  bool valid = true;
  constexpr void text(std::uint8_t tag, std::string_view& value, std::size_t limit, Lines lines = Lines::one) {
    if (tag != field.tag) return;
    valid = valid && field.bytes.size() <= limit && is_clean_text(field.bytes, lines);
    value = field.bytes;
  }
  template <class Number>
  constexpr void number(std::uint8_t tag, Number& value) {
    if (tag != field.tag) return;
    valid = valid && field.bytes.size() == 8;
    std::uint64_t wide = 0;
    for (const char c : field.bytes) wide = wide << 8 | static_cast<unsigned char>(c);
    value = static_cast<Number>(wide);
    valid = valid && static_cast<std::uint64_t>(value) == wide;
  }
};

/// Bounds and contents that a sender has to keep, checked as the receiver will.
struct FieldChecker {
  bool valid = true;
  constexpr void text(std::uint8_t, std::string_view value, std::size_t limit, Lines lines = Lines::one) {
    valid = valid && value.size() <= limit && is_clean_text(value, lines);
  }
  template <class Number>
  constexpr void number(std::uint8_t, Number) {}
};

/// Writes `message` into the buffer. Returns the packet's size, or 0 when it breaks a bound of
/// shared/protocol.hpp or does not fit.
template <class Message>
constexpr std::size_t encode(const Message& message, char* buffer, std::size_t capacity) {
  FieldChecker checker;
  Message::fields(message, checker);
  if (!checker.valid) return 0;
  Writer writer(buffer, capacity < Message::max_size ? capacity : Message::max_size);
  writer.byte(static_cast<std::uint8_t>(Message::type));
  FieldWriter visitor{writer};
  Message::fields(message, visitor);
  return writer.size();
}

/// Reads a packet of this message's type; texts point into the packet. False for another type, a cut-off
/// or over-long packet, and any field that breaks a bound of shared/protocol.hpp.
template <class Message>
constexpr bool decode(const char* packet, std::size_t size, Message& message) {
  if (size > Message::max_size) return false;
  Reader reader(packet, size);
  if (reader.type() != static_cast<std::uint8_t>(Message::type)) return false;
  for (Field field; reader.next(field);) {
    FieldReader visitor{field};
    Message::fields(message, visitor);
    if (!visitor.valid) return false;
  }
  return reader.complete();
}

}  // namespace tessera::codec
