// SPDX-License-Identifier: Apache-2.0
// CSV as RFC 4180 has it, in UTF-8, a row at a time. The grammar is libcsv's; what is added here is where
// everything stands, and that no input needs more memory than another.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

struct csv_parser;

namespace tessera {

/// Both from 1. Columns are characters (Unicode code points); a line ends with its line feed.
struct Place {
  std::size_t line = 1;
  std::size_t column = 1;
  bool operator==(const Place&) const = default;
};

struct CsvCell {
  std::string text;
  Place place;  ///< of its first character, the quote of a quoted one
};

struct CsvMistake {
  Place place;
  std::string sentence;
};

struct CsvRow {
  std::vector<CsvCell> cells;  ///< at most `most_cells`
  std::size_t count = 0;       ///< how many there were
  Place end;                   ///< after its last character
  /// The first one; the cells are not to be relied on then.
  std::optional<CsvMistake> mistake;
};

class CsvReader {
 public:
  static constexpr std::size_t most_cells = 16;
  static constexpr std::size_t longest_cell = 64 * 1024;

  /// Fills a buffer, as read(2) does.
  using Read = std::function<ssize_t(char* buffer, std::size_t size)>;

  explicit CsvReader(Read read);
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;
  ~CsvReader();

  /// The next row that is not blank; nothing at the end, or when reading fails. After a mistake in its quotes a
  /// row ends with the line; after a cell beyond `longest_cell` nothing more is read.
  std::optional<CsvRow> next();

  std::uint64_t bytes() const { return bytes_; }  ///< read so far, to the end of the last row
  int failure() const { return failure_; }        ///< errno of a read that failed, or 0

 private:
  static void on_cell(void* text, std::size_t size, void* reader);
  static void on_row(int terminator, void* reader);

  void reset_parser();
  bool fill();
  void skip_byte_order_mark();
  void step();
  void feed(std::size_t size, std::size_t characters);
  void stop_at(char offending);
  void end_line_after_return(Place at);
  void skip_line();
  void finish();
  void consume(std::size_t size, std::size_t characters);
  void note(Place place, std::string sentence);

  Read read_;
  std::unique_ptr<csv_parser, void (*)(csv_parser*)> parser_;
  std::vector<char> buffer_;
  std::size_t at_ = 0, filled_ = 0;
  bool ended_ = false;     ///< nothing more can be read
  bool finished_ = false;  ///< nothing more is to be said
  int failure_ = 0;
  std::uint64_t bytes_ = 0;
  Place place_;       ///< of the next character
  Place cell_place_;  ///< where the present cell began
  bool in_cell_ = false;
  bool cell_ended_ = false;
  std::optional<int> row_ended_by_;
  CsvRow row_;
};

/// The cells as a row with CR LF, quoted where they must be.
std::string csv_row(const std::vector<std::string>& cells);

}  // namespace tessera
