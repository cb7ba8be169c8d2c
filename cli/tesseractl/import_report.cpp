// SPDX-License-Identifier: Apache-2.0
#include "cli/tesseractl/import_report.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "cli/tesseractl/json.hpp"
#include "cli/tesseractl/output.hpp"

namespace tessera::ctl {

Result<ImportReport, std::string> ImportReport::open(std::string file, bool json, bool dry_run) {
  File waiting(json ? std::tmpfile() : nullptr, std::fclose);
  if (json && !waiting) return std::unexpected(std::string("no temporary file: ") + std::strerror(errno));
  return ImportReport(std::move(file), std::move(waiting), dry_run);
}

void ImportReport::reject(const CsvMistake& mistake) {
  ++rejected_;
  if (!waiting_) {
    std::fprintf(stderr, "%s:%zu:%zu: %s\n", printable(file_).c_str(), mistake.place.line, mistake.place.column,
                 printable(mistake.sentence).c_str());
    return;
  }
  Json entry = Json::object();
  entry["line"] = mistake.place.line;
  entry["column"] = mistake.place.column;
  entry["error"] = mistake.sentence;
  const std::string line = (rejected_ > 1 ? "," : "") + to_line(entry);
  std::fwrite(line.data(), 1, line.size(), waiting_.get());
}

bool ImportReport::finish(const ImportCounts& counts) {
  if (waiting_) return finish_json(counts);
  print(std::to_string(counts.added) + " added, " + std::to_string(counts.changed) + " changed, " +
        std::to_string(counts.unchanged) + " unchanged, " + std::to_string(rejected_) + " rejected\n");
  if (counts.held > 0) {
    print(std::to_string(counts.held) + " of the changed " + (dry_run_ ? "would be" : "are") +
          " held until their new contacts count" + (dry_run_ ? "\n" : ": see account changes\n"));
  }
  if (dry_run_) print("Nothing was changed: --dry-run\n");
  return std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
}

bool ImportReport::finish_json(const ImportCounts& counts) {
  print("{\"added\":" + std::to_string(counts.added) + ",\"changed\":" + std::to_string(counts.changed) +
        ",\"unchanged\":" + std::to_string(counts.unchanged) +
        (counts.held > 0 ? ",\"held\":" + std::to_string(counts.held) : std::string()) + ",\"rejected\":[");
  const bool kept = std::fflush(waiting_.get()) == 0 && std::ferror(waiting_.get()) == 0;
  std::rewind(waiting_.get());
  std::array<char, 65536> buffer;
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), waiting_.get())) {
    print({buffer.data(), size});
  }
  const bool read = std::ferror(waiting_.get()) == 0;
  print("]}\n");
  return kept && read && std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
}

}  // namespace tessera::ctl
