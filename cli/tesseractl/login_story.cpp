// SPDX-License-Identifier: Apache-2.0
// tesseractl log REFERENCE
#include "cli/tesseractl/login_story.hpp"

#include <time.h>

#include <optional>
#include <vector>

#include "cli/tesseractl/journal.hpp"
#include "cli/tesseractl/output.hpp"
#include "daemon/service/exit_codes.hpp"

namespace tessera::ctl {
namespace {

constexpr long long before_the_first_row = 10 * 60;  // a login's first line may be older than its first wrong code
constexpr long long after_the_last_row = 5;

/// As references are written: one that was read out over the phone is typed in either case.
std::string upper_case(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

struct Story {
  Json end;
  std::vector<Json> earlier, deliveries;
};

void take(Story& story, const Json& item) {
  if (const auto row = item.find("earlier"); row != item.end()) {
    story.earlier.push_back(*row);
  } else if (const auto delivery = item.find("delivery"); delivery != item.end()) {
    story.deliveries.push_back(*delivery);
  } else {
    story.end = item;
  }
}

std::string word_in(const Json& item, const char* key) {
  const auto at = item.find(key);
  return at != item.end() && at->is_string() ? at->get<std::string>() : std::string();
}

long long seconds_of(const Json& item) {
  std::tm parts{};
  const std::string text = word_in(item, "time");
  return strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts) == nullptr ? 0 : static_cast<long long>(timegm(&parts));
}

/// Nothing for what an administrator did, which is no login.
std::optional<Result<std::vector<Json>, std::string>> journal_of(const Story& story) {
  if (word_in(story.end, "service").empty()) return std::nullopt;
  const Json& first = story.earlier.empty() ? story.end : story.earlier.front();
  return read_journal({.reference = word_in(story.end, "reference"),
                       .account = word_in(story.end, "account"),
                       .service = word_in(story.end, "service"),
                       .rhost = word_in(story.end, "rhost"),
                       .since = seconds_of(first) - before_the_first_row,
                       .until = seconds_of(story.end) + after_the_last_row});
}

/// Without the messages, which have a table of their own.
std::string detail_cell(const Json& item) {
  const std::string detail = cell(item, "detail");
  const std::string before = detail.substr(0, detail.rfind("messages: "));
  if (before.empty()) return "-";
  return before.ends_with("; ") ? before.substr(0, before.size() - 2) : before;
}

void print_end(const Json& item) {
  print(described({{"Reference", cell(item, "reference")},
                   {"Time", time_cell(item, "time")},
                   {"Account", cell(item, "account")},
                   {"Service", cell(item, "service")},
                   {"From", cell(item, "rhost")},
                   {"Channel", cell(item, "channel")},
                   {"Result", cell(item, "result")},
                   {"Reason", cell(item, "reason")},
                   {"By", cell(item, "actor")},
                   {"Detail", detail_cell(item)}}));
}

void print_rows(const Story& story) {
  Table table({"TIME", "CHANNEL", "RESULT", "REASON"});
  const auto add = [&table](const Json& row) {
    table.add({time_cell(row, "time"), cell(row, "channel"), cell(row, "result"), cell(row, "reason")});
  };
  for (const Json& row : story.earlier) add(row);
  add(story.end);
}

void print_deliveries(const std::vector<Json>& deliveries) {
  print("\nMessages:\n");
  if (deliveries.empty()) return print("none\n");
  Table table({"SENT", "CHANNEL", "GATEWAY", "STATUS"});
  for (const Json& one : deliveries) {
    table.add({time_cell(one, "sent"), cell(one, "channel"), cell(one, "gateway"), cell(one, "status")});
  }
}

void print_journal(const Result<std::vector<Json>, std::string>& journal) {
  print("\nJournal:\n");
  if (!journal) return print(printable(journal.error()) + "\n");
  for (const Json& line : *journal) {
    const std::string detail = cell(line, "detail");
    print(time_cell(line, "time") + "  " + cell(line, "message") + (detail == "-" ? "" : " (" + detail + ")") + "\n");
  }
}

void print_story(const Story& story) {
  print_end(story.end);
  const auto journal = journal_of(story);
  if (!journal) return;
  print("\nThe login:\n");
  print_rows(story);
  print_deliveries(story.deliveries);
  print_journal(*journal);
}

void print_line(const char* name, Json item) {
  Json line = Json::object();
  line[name] = std::move(item);
  print(to_line(line) + "\n");
}

/// One object a line, the refusal's own first, as before there were others.
void print_json(const Story& story) {
  print(to_line(public_entry(story.end)) + "\n");
  for (const Json& row : story.earlier) print_line("earlier", public_entry(row));
  for (const Json& one : story.deliveries) print_line("delivery", one);
  const auto journal = journal_of(story);
  if (!journal) return;
  if (!*journal) return print_line("journal_error", journal->error());
  for (const Json& line : **journal) print_line("journal", line);
}

}  // namespace

Json public_entry(const Json& item) {
  Json entry = Json::object();
  for (const char* key :
       {"reference", "time", "account", "service", "rhost", "channel", "result", "reason"}) {
    const auto at = item.find(key);
    entry[key] = at == item.end() ? Json(nullptr) : *at;
  }
  return entry;
}

void show_login(Session& session, const std::string& reference, unsigned limit) {
  const auto config = session.config();
  if (!config) return;
  Story story;
  const Request request{"log", {{"limit", limit}, {"reference", upper_case(reference)}}};
  const Outcome outcome =
      ask(config->paths.runtime + "/admin.sock", request, [&story](const Json& item) { take(story, item); });
  session.exit = outcome.exit;
  if (story.end.is_object()) session.json ? print_json(story) : print_story(story);
  if (!outcome.error.empty()) session.fail(outcome.exit, outcome.error);
}

}  // namespace tessera::ctl
