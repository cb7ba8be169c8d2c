// SPDX-License-Identifier: Apache-2.0
#include "helpers/contacts/csv_reader.hpp"

#include <csv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>

#include "shared/text.hpp"

namespace tessera {
namespace {

constexpr std::size_t buffer_size = 64 * 1024;
constexpr std::size_t longest_sequence = 4;  // of UTF-8
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

void free_parser(csv_parser* parser) {
  csv_free(parser);
  delete parser;
}

/// libcsv grows its buffer by this: a quote that is never closed must not take the file into memory.
void* bounded_realloc(void* block, std::size_t size) {
  return size > CsvReader::longest_cell ? nullptr : std::realloc(block, size);
}

/// Blanks belong to the cell (RFC 4180, section 2.4).
int is_no_space(unsigned char) {
  return 0;
}

constexpr bool is_grammar(char c) {
  return c == '"' || c == ',' || c == '\r' || c == '\n';
}

std::string not_text(char c) {
  if (c == '\0') return "a NUL byte";
  std::array<char, 48> sentence{};
  std::snprintf(sentence.data(), sentence.size(), "byte 0x%02X is no UTF-8", static_cast<unsigned char>(c));
  return sentence.data();
}

}  // namespace

CsvReader::CsvReader(Read read) : read_(std::move(read)), parser_(nullptr, free_parser), buffer_(buffer_size) {
  reset_parser();
}

CsvReader::~CsvReader() = default;

void CsvReader::reset_parser() {
  parser_.reset(new csv_parser);
  csv_init(parser_.get(), CSV_STRICT | CSV_STRICT_FINI);
  csv_set_realloc_func(parser_.get(), bounded_realloc);
  csv_set_space_func(parser_.get(), is_no_space);
  csv_set_blk_size(parser_.get(), 1024);
}

void CsvReader::on_cell(void* text, std::size_t size, void* reader) {
  auto& self = *static_cast<CsvReader*>(reader);
  self.cell_ended_ = true;
  if (self.row_.count++ >= most_cells) return;
  self.row_.cells.push_back({std::string(static_cast<const char*>(text), size), self.cell_place_});
}

void CsvReader::on_row(int terminator, void* reader) {
  static_cast<CsvReader*>(reader)->row_ended_by_ = terminator;
}

void CsvReader::note(Place place, std::string sentence) {
  if (!row_.mistake) row_.mistake = CsvMistake{place, std::move(sentence)};
}

/// Sees to it that a whole character is there; false when nothing is.
bool CsvReader::fill() {
  while (!ended_ && filled_ - at_ < longest_sequence) {
    std::memmove(buffer_.data(), buffer_.data() + at_, filled_ - at_);
    filled_ -= std::exchange(at_, 0);
    const ssize_t size = read_(buffer_.data() + filled_, buffer_.size() - filled_);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) failure_ = errno;
    ended_ = size <= 0;
    if (size > 0) filled_ += static_cast<std::size_t>(size);
  }
  return failure_ == 0 && at_ < filled_;
}

void CsvReader::skip_byte_order_mark() {
  if (bytes_ > 0 || !fill()) return;
  if (!std::string_view(buffer_.data(), filled_).starts_with(byte_order_mark)) return;
  at_ = byte_order_mark.size();
  bytes_ = at_;
}

void CsvReader::consume(std::size_t size, std::size_t characters) {
  const bool line_feed = buffer_[at_] == '\n';
  place_ = line_feed ? Place{place_.line + 1, 1} : Place{place_.line, place_.column + characters};
  at_ += size;
  bytes_ += size;
}

/// A run of ordinary characters, or one that means something or is none.
void CsvReader::step() {
  const char* begin = buffer_.data() + at_;
  const char* end = buffer_.data() + filled_;
  std::size_t characters = 0;
  const char* at = begin;
  while (at != end && *at != '\0' && !is_grammar(*at)) {
    const std::size_t length = utf8_sequence(at, end);
    if (length == 0) break;
    at += length;
    ++characters;
  }
  if (at != begin) return feed(static_cast<std::size_t>(at - begin), characters);
  if (!is_grammar(*begin)) note(place_, not_text(*begin));
  feed(1, 1);
}

void CsvReader::feed(std::size_t size, std::size_t characters) {
  const Place here = place_;
  const char first = buffer_[at_];
  cell_ended_ = false;
  if (csv_parse(parser_.get(), buffer_.data() + at_, size, on_cell, on_row, this) != size) return stop_at(first);
  consume(size, characters);
  const bool ends_line = first == '\r' || first == '\n';
  in_cell_ = !cell_ended_ && (in_cell_ || !ends_line);
  if (!in_cell_) cell_place_ = place_;
  if (!row_ended_by_) return;
  row_.end = here;
  if (*row_ended_by_ == '\r') end_line_after_return(here);
}

/// The parser takes no more. A mistake in the quotes is met at the first byte of what it was given.
void CsvReader::stop_at(char offending) {
  if (csv_error(parser_.get()) != CSV_EPARSE) {
    row_.mistake = CsvMistake{cell_place_, "the cell is longer than " + std::to_string(longest_cell) +
                                               " bytes, or its quote is never closed; nothing after it was read"};
    row_.end = place_;
    row_ended_by_ = -1;
    finished_ = true;
    return;
  }
  note(place_, offending == '"' ? "a quote in a cell that does not begin with one" : "text after a closing quote");
  skip_line();
}

void CsvReader::end_line_after_return(Place at) {
  if (fill() && buffer_[at_] == '\n') {
    consume(1, 1);
    cell_place_ = place_;
    return;
  }
  note(at, "a carriage return that no line feed follows");
  skip_line();
}

void CsvReader::skip_line() {
  row_.end = place_;
  row_ended_by_ = '\n';
  for (bool over = false; !over && fill();) {
    const char* found = std::find(buffer_.data() + at_, buffer_.data() + filled_, '\n');
    over = found != buffer_.data() + filled_;
    const std::size_t size = static_cast<std::size_t>(found - (buffer_.data() + at_));
    at_ += size;
    bytes_ += size;
    if (over) consume(1, 1);
  }
  reset_parser();
  in_cell_ = false;
  cell_place_ = place_;
}

void CsvReader::finish() {
  finished_ = true;
  row_.end = place_;
  if (csv_fini(parser_.get(), on_cell, on_row, this) == 0) return;
  row_.mistake = CsvMistake{cell_place_, "the quote that opens here is never closed"};
  row_ended_by_ = -1;
}

std::optional<CsvRow> CsvReader::next() {
  row_ = {};
  row_ended_by_.reset();
  skip_byte_order_mark();
  while (!row_ended_by_ && !finished_) {
    if (fill()) {
      step();
    } else if (failure_ == 0) {
      finish();
    } else {
      finished_ = true;
    }
  }
  if (!row_ended_by_ || failure_ != 0) return std::nullopt;
  return std::move(row_);
}

std::string csv_row(const std::vector<std::string>& cells) {
  std::string row;
  for (const std::string& cell : cells) {
    if (&cell != cells.data()) row += ',';
    if (cell.find_first_of("\",\r\n") == std::string::npos) {
      row += cell;
      continue;
    }
    std::string quoted(2 * cell.size() + 2, '\0');
    quoted.resize(csv_write(quoted.data(), quoted.size(), cell.data(), cell.size()));
    row += quoted;
  }
  return row + "\r\n";
}

}  // namespace tessera
