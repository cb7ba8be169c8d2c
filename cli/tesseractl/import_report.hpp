// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include "helpers/contacts/csv_reader.hpp"
#include "shared/result.hpp"

namespace tessera::ctl {

struct ImportCounts {
  std::uint64_t added = 0, changed = 0, unchanged = 0;
  std::uint64_t held = 0;  ///< of those that changed
};

/// What an import tells: rejected rows as they come, as FILE:LINE:COL: on stderr, or with --json all at the end
/// in one object. Until then those wait in a file without a name, as there may be as many as rows.
class ImportReport {
 public:
  /// The error is a sentence.
  static Result<ImportReport, std::string> open(std::string file, bool json, bool dry_run);

  void reject(const CsvMistake& mistake);
  std::uint64_t rejected() const { return rejected_; }
  /// The counts on stdout. False when they, or a row before them, could not be written.
  bool finish(const ImportCounts& counts);

 private:
  using File = std::unique_ptr<FILE, int (*)(FILE*)>;

  ImportReport(std::string file, File waiting, bool dry_run)
      : file_(std::move(file)), waiting_(std::move(waiting)), dry_run_(dry_run) {}
  bool finish_json(const ImportCounts& counts);

  std::string file_;
  File waiting_;  ///< nothing without --json
  bool dry_run_;  ///< the counts are of what would be
  std::uint64_t rejected_ = 0;
};

}  // namespace tessera::ctl
