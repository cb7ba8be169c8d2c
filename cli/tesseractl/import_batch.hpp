// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "helpers/contacts/account_file.hpp"
#include "cli/tesseractl/json.hpp"

namespace tessera::ctl {

/// Rows that go to tesserad in one packet, and those between them that are wrong already.
class ImportBatch {
 public:
  /// A row and what it asks for, as JSON; a row that is wrong asks for nothing.
  struct Entry {
    AccountRow row;
    std::string json;
    std::optional<CsvMistake> mistake;
  };

  /// Whether the packet would still be one that tesserad takes.
  bool takes(const Entry& entry) const;
  void add(Entry entry, std::uint64_t end);

  bool empty() const { return entries_.empty(); }
  /// False when there is nothing to ask tesserad.
  bool has_request() const { return !asked_.empty(); }
  std::string request(bool check, bool allow_unknown) const;
  /// tesserad refuses a row of the request; false when it has no such row.
  bool refuse(const Json& item);

  std::vector<CsvMistake> mistakes() const;  ///< in the file's order
  std::size_t rows() const { return entries_.size(); }
  std::uint64_t end() const { return end_; }  ///< bytes of the file to the end of the last row

 private:
  std::vector<Entry> entries_;
  std::vector<std::size_t> asked_;  ///< places in entries_ of the rows of the request
  std::string rows_;                ///< of the request, as JSON
  std::uint64_t end_ = 0;
};

}  // namespace tessera::ctl
