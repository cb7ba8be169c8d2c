// SPDX-License-Identifier: Apache-2.0
#include "cli/tesseractl/import_batch.hpp"

#include <utility>

#include "shared/admin_protocol.hpp"

namespace tessera::ctl {
namespace {

constexpr std::size_t room_for_the_rest = 256;  // of the packet, beside the rows

}  // namespace

bool ImportBatch::takes(const Entry& entry) const {
  return entries_.size() < max_import_rows &&
         rows_.size() + entry.json.size() + 1 + room_for_the_rest <= max_admin_packet;
}

void ImportBatch::add(Entry entry, std::uint64_t end) {
  end_ = end;
  if (!entry.json.empty()) {
    if (!rows_.empty()) rows_ += ',';
    rows_ += std::exchange(entry.json, {});
    asked_.push_back(entries_.size());
  }
  entries_.push_back(std::move(entry));
}

std::string ImportBatch::request(bool check, bool allow_unknown) const {
  std::string args = check ? R"("check":true,)" : "";
  if (allow_unknown) args += R"("allow_unknown":true,)";
  return R"({"verb":"account.import","args":{)" + args + R"("rows":[)" + rows_ + "]}}";
}

bool ImportBatch::refuse(const Json& item) {
  const auto row = item.find("row"), column = item.find("column"), error = item.find("error");
  const bool whole = row != item.end() && row->is_number_unsigned() && column != item.end() &&
                     column->is_string() && error != item.end() && error->is_string();
  if (!whole || row->get<std::size_t>() >= asked_.size()) return false;
  Entry& entry = entries_[asked_[row->get<std::size_t>()]];
  entry.mistake = CsvMistake{entry.row.place(column->get_ref<const std::string&>()), error->get<std::string>()};
  return true;
}

std::vector<CsvMistake> ImportBatch::mistakes() const {
  std::vector<CsvMistake> mistakes;
  for (const Entry& entry : entries_) {
    if (entry.mistake) mistakes.push_back(*entry.mistake);
  }
  return mistakes;
}

}  // namespace tessera::ctl
