// SPDX-License-Identifier: Apache-2.0
#include "helpers/directory/contact_files.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "daemon/config/yaml.hpp"
#include "daemon/core/contact.hpp"
#include "daemon/core/language.hpp"
#include "helpers/contacts/account_file.hpp"
#include "helpers/contacts/phone.hpp"
#include "shared/account_name.hpp"

namespace tessera {
namespace {

constexpr std::size_t most_mistakes = 20;
constexpr std::size_t most_yaml_nodes = 100'000;
constexpr std::size_t longest_text = 64 * 1024 * 1024;

using Mistakes = std::vector<ConfigError>;
using Table = Result<ContactTable, Mistakes>;

/// One account as a file has it, each value with its place.
struct Written {
  Position at;
  std::string account;
  std::string phone, email, language;
  Position phone_at, email_at, language_at;
};

class Builder {
 public:
  explicit Builder(const Config& config) : region_(config.accounts.default_region) {}

  void complain(Position at, std::string message) { mistakes_.push_back({std::move(at), std::move(message)}); }
  bool is_full() const { return mistakes_.size() >= most_mistakes; }

  void add(const Written& row) {
    if (!is_account_name(row.account)) return complain(row.at, "this is not the name of an account");
    ContactEntry entry;
    if (!row.phone.empty()) entry.contacts.phone = phone_of(row);
    if (!row.email.empty()) entry.contacts.email = row.email;
    if (!row.language.empty()) entry.language = row.language;
    if (entry.contacts.email) object(row.email_at, email_objection(row.email));
    if (entry.language) object(row.language_at, language_objection(row.language));
    const bool added = table_.emplace(row.account, std::move(entry)).second;
    if (!added) complain(row.at, row.account + " stands in this file twice");
  }

  Table result() && {
    if (mistakes_.empty()) return std::move(table_);
    return std::unexpected(std::move(mistakes_));
  }

 private:
  void object(const Position& at, const std::optional<std::string>& objection) {
    if (objection) complain(at, *objection);
  }

  /// The number itself goes to no log.
  std::optional<Phone> phone_of(const Written& row) {
    auto phone = parse_phone(row.phone, region_);
    if (phone) return std::move(*phone);
    const std::string hint = region_.empty() ? "; it needs + and the country code, or accounts.default_region" : "";
    complain(row.phone_at, "the phone of " + row.account + " is not a valid number that may be used" + hint);
    return std::nullopt;
  }

  const std::string& region_;
  ContactTable table_;
  Mistakes mistakes_;
};

Position position(const std::string& path, Place place) {
  return {path, static_cast<int>(place.line), static_cast<int>(place.column)};
}

Written written(const AccountRow& row, const std::string& path) {
  const auto text = [&row](Column column) { return row[column].value_or(""); };
  const auto at = [&](Column column) { return position(path, row.place(column)); };
  return {at(Column::account),     text(Column::account), text(Column::phone), text(Column::email),
          text(Column::language),  at(Column::phone),     at(Column::email),   at(Column::language)};
}

void read_rows(AccountFile& rows, const std::string& path, Builder& builder) {
  const std::vector<CsvMistake> header = rows.read_header();
  for (const CsvMistake& mistake : header) builder.complain(position(path, mistake.place), mistake.sentence);
  if (!header.empty()) return;
  while (!builder.is_full()) {
    const auto row = rows.next();
    if (!row) return;
    if (*row) {
      builder.add(written(**row, path));
    } else {
      builder.complain(position(path, row->error().place), row->error().sentence);
    }
  }
}

/// The whole file; nothing when it cannot be read or is too large.
Result<std::string, std::string> text_of(int file) {
  std::string text;
  std::vector<char> chunk(64 * 1024);
  for (;;) {
    const ssize_t size = read(file, chunk.data(), chunk.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return std::unexpected(std::string("cannot be read: ") + std::strerror(errno));
    if (size == 0) return text;
    text.append(chunk.data(), static_cast<std::size_t>(size));
    if (text.size() > longest_text) return std::unexpected("larger than 64 MiB");
  }
}

void take_value(const Entry& entry, Written& row, Builder& builder) {
  const Node& value = *entry.value;
  if (value.kind != Node::Kind::scalar && value.kind != Node::Kind::null) {
    return builder.complain(value.at, entry.key + " must be one text");
  }
  if (entry.key == "phone") {
    row.phone = value.text;
    row.phone_at = value.at;
  } else if (entry.key == "email") {
    row.email = value.text;
    row.email_at = value.at;
  } else if (entry.key == "language") {
    row.language = value.text;
    row.language_at = value.at;
  } else {
    builder.complain(entry.at, "unknown key \"" + entry.key + "\"; known: phone, email, language");
  }
}

void take_account(const Entry& account, Builder& builder) {
  Written row;
  row.at = account.at;
  row.account = account.key;
  if (account.value->kind != Node::Kind::map) {
    return builder.complain(account.value->at, "must be a map, like { phone: \"+15005550142\", email: ana@example.com }");
  }
  for (const Entry& entry : account.value->entries) take_value(entry, row, builder);
  builder.add(row);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

/// "Full Name,Room,Office phone,Home phone,other", as chfn(1) writes it.
ContactEntry gecos_entry(std::string_view gecos, const Config& config) {
  const auto parts = split(gecos, ',');
  std::vector<std::string> numbers;
  for (std::size_t i = 2; i < parts.size() && i < 4; ++i) numbers.emplace_back(parts[i]);
  ContactEntry entry;
  entry.contacts.phone = first_allowed(numbers, config);
  for (const std::string_view part : parts) {
    if (!entry.contacts.email && is_email(part)) entry.contacts.email = part;
  }
  return entry;
}

}  // namespace

std::optional<Phone> first_allowed(const std::vector<std::string>& numbers, const Config& config) {
  for (const std::string& number : numbers) {
    if (number.empty()) continue;
    auto phone = parse_phone(number, config.accounts.default_region);
    if (phone && !phone_objection(*phone, config.limits.sends)) return std::move(*phone);
  }
  return std::nullopt;
}

Table read_csv_contacts(int file, const std::string& path, const Config& config) {
  AccountFile rows([file](char* buffer, std::size_t size) { return read(file, buffer, size); });
  Builder builder(config);
  read_rows(rows, path, builder);
  if (rows.failure() != 0) builder.complain({path}, std::string("cannot be read: ") + std::strerror(rows.failure()));
  return std::move(builder).result();
}

Table read_yaml_contacts(int file, const std::string& path, const Config& config) {
  const auto text = text_of(file);
  if (!text) return std::unexpected(Mistakes{{{path}, text.error()}});
  Mistakes mistakes;
  const NodePtr tree = parse_yaml(*text, path, mistakes, most_yaml_nodes);
  if (!mistakes.empty()) return std::unexpected(std::move(mistakes));
  if (tree == nullptr || tree->kind != Node::Kind::map) {
    return std::unexpected(Mistakes{{{path, 1, 1}, "must be a map of accounts, like ana: { email: ana@example.com }"}});
  }
  Builder builder(config);
  for (const Entry& account : tree->entries) {
    if (!builder.is_full()) take_account(account, builder);
  }
  return std::move(builder).result();
}

Table read_gecos_contacts(int file, const std::string& path, const Config& config) {
  const auto text = text_of(file);
  if (!text) return std::unexpected(Mistakes{{{path}, text.error()}});
  ContactTable table;
  for (const std::string_view line : split(*text, '\n')) {
    const auto fields = split(line, ':');
    if (fields.size() < 5 || !is_account_name(fields[0])) continue;
    ContactEntry entry = gecos_entry(fields[4], config);
    if (entry.contacts.phone || entry.contacts.email) table.emplace(std::string(fields[0]), std::move(entry));
  }
  return table;
}

}  // namespace tessera
