// SPDX-License-Identifier: Apache-2.0
#include "shared/codec.hpp"

#include <gtest/gtest.h>

#include <string>

#include "shared/protocol.hpp"

namespace tessera::codec {
namespace {

TEST(Writer, WritesTagLengthAndBytes) {
  char buffer[32];
  Writer writer(buffer, sizeof buffer);
  writer.byte(7);
  writer.field(1, std::string_view("ab"));
  writer.field(2, std::uint64_t{0x0102});
  const std::string expected(
      "\x07\x01\x00\x02"
      "ab\x02\x00\x08\x00\x00\x00\x00\x00\x00\x01\x02",
      17);
  EXPECT_EQ(std::string(buffer, writer.size()), expected);
}

TEST(Writer, NeverWritesBeyondItsBuffer) {
  for (std::size_t capacity = 0; capacity < 17; ++capacity) {
    std::string buffer(32, '#');
    Writer writer(buffer.data(), capacity);
    writer.byte(7);
    writer.field(1, std::string_view("ab"));
    writer.field(2, std::uint64_t{1});
    EXPECT_EQ(writer.size(), 0u) << capacity;
    EXPECT_EQ(buffer.substr(capacity), std::string(32 - capacity, '#')) << capacity;
  }
}

TEST(Writer, StaysOverflown) {
  char buffer[4];
  Writer writer(buffer, sizeof buffer);
  writer.field(1, std::string_view("too long"));
  writer.byte(1);
  EXPECT_EQ(writer.size(), 0u);
}

TEST(Writer, AFieldHoldsWhatItsLengthCanSay) {
  std::string buffer(70'000, '\0');
  Writer writer(buffer.data(), buffer.size());
  writer.field(1, std::string(0xFFFF, 'a'));
  EXPECT_EQ(writer.size(), 0xFFFFu + 3);
  Writer longer(buffer.data(), buffer.size());
  longer.field(1, std::string(0x10000, 'a'));
  EXPECT_EQ(longer.size(), 0u);
}

TEST(Reader, WalksFieldsAndNoticesACutOffOne) {
  const std::string packet(
      "\x07\x01\x00\x02"
      "ab\x02\x00\x00",
      9);
  for (std::size_t size = 0; size <= packet.size(); ++size) {
    Reader reader(packet.data(), size);
    EXPECT_EQ(reader.type(), size == 0 ? 0 : 7);
    std::size_t fields = 0;
    for (Field field; reader.next(field);) ++fields;
    EXPECT_EQ(fields, size < 6 ? 0u : size < 9 ? 1u : 2u) << size;
    EXPECT_EQ(reader.complete(), size <= 1 || size == 6 || size == 9) << size;
  }
}

TEST(Encode, RefusesWhatTheReceiverWould) {
  char buffer[max_hello_message];
  EXPECT_EQ(encode(Answer{std::string(max_answer, 'a')}, buffer, sizeof buffer), max_answer + 4);
  const std::string long_answer(max_answer + 1, 'a');
  EXPECT_EQ(encode(Answer{long_answer}, buffer, sizeof buffer), 0u);
  EXPECT_EQ(encode(Answer{"a\nb"}, buffer, sizeof buffer), 0u);
  EXPECT_EQ(encode(Ask{"a\nb"}, buffer, sizeof buffer), 7u);
  EXPECT_EQ(encode(Ask{"\xff"}, buffer, sizeof buffer), 0u);
  EXPECT_EQ(encode(Ask{"abc"}, buffer, 6), 0u);
}

TEST(Decode, RefusesAnotherTypeAndUncleanText) {
  Answer answer;
  EXPECT_TRUE(
      decode("\x02\x01\x00\x01"
             "a",
             5, answer));
  EXPECT_EQ(answer.text, "a");
  EXPECT_FALSE(
      decode("\x03\x01\x00\x01"
             "a",
             5, answer));
  EXPECT_FALSE(decode("\x02\x01\x00\x01\n", 5, answer));
  EXPECT_FALSE(decode("", 0, answer));
}

TEST(Decode, ANumberHasEightBytesAndFits) {
  Done done;
  EXPECT_TRUE(decode("\x12\x01\x00\x08\0\0\0\0\0\0\0\x03", 12, done));
  EXPECT_EQ(done.verdict, Verdict::refused);
  EXPECT_FALSE(decode("\x12\x01\x00\x01\x01", 5, done));
  EXPECT_FALSE(decode("\x12\x01\x00\x08\0\0\0\0\0\0\x01\x01", 12, done)) << "256 + 1 must not become 1";
}

TEST(Decode, BoundsTheWholePacket) {
  std::string packet("\x02", 1);
  while (packet.size() + 103 <= max_module_message)
    packet += std::string("\x63\x00\x64", 3) + std::string(100, 'x');
  Answer answer;
  EXPECT_TRUE(decode(packet.data(), packet.size(), answer)) << "unknown tags are skipped";
  packet += std::string("\x63\x00\x64", 3) + std::string(100, 'x');
  EXPECT_FALSE(decode(packet.data(), packet.size(), answer));
}

}  // namespace
}  // namespace tessera::codec
