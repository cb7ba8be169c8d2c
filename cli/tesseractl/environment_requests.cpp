// SPDX-License-Identifier: Apache-2.0
// tesseractl environment request|requests|comment|approve|reject
#include <CLI/CLI.hpp>

#include "cli/tesseractl/output.hpp"
#include "cli/tesseractl/verbs.hpp"

namespace tessera::ctl {
namespace {


struct RequestOptions {
  std::vector<std::string> environments;
  std::string subject, description, as, text;
  unsigned id = 0;
};

using Options = std::shared_ptr<RequestOptions>;

const Json& list(const Json& item, const char* key) {
  static const Json nothing = Json::array();
  const auto at = item.find(key);
  return at == item.end() || !at->is_array() ? nothing : *at;
}

std::string who(const Json& item) {
  const std::string requester = cell(item, "requester"), person = cell(item, "person");
  if (requester != person) return requester + " (not proven, by " + person + ")";
  return requester + (item.value("proven", true) ? "" : " (not proven: no audit login)");
}

std::string readiness(const Json& item) {
  const unsigned accounts = item.value("accounts", 0U), not_ready = item.value("not_ready", 0U);
  return std::to_string(accounts - not_ready) + " of " + std::to_string(accounts) + " accounts ready";
}

std::string verdict(const Json& one) {
  const std::string by = cell(one, "by"), reason = cell(one, "reason");
  return cell(one, "verdict") + (by == "-" ? "" : " by " + by + " at " + time_cell(one, "at")) +
         (reason == "-" ? "" : ": " + reason);
}

void show_request(const Json& item) {
  std::vector<std::pair<std::string, std::string>> lines{{"Request", cell(item, "id")},
                                                         {"Subject", cell(item, "subject")},
                                                         {"Description", cell(item, "description")},
                                                         {"By", who(item)},
                                                         {"At", time_cell(item, "at")},
                                                         {"Readiness", readiness(item)}};
  for (const Json& one : list(item, "environments")) {
    const std::string url = cell(one, "url");
    lines.emplace_back(cell(one, "name"), verdict(one) + (url == "-" ? "" : " (" + url + ")"));
  }
  for (const Json& one : list(item, "comments")) {
    lines.emplace_back(cell(one, "by") + ", " + time_cell(one, "at"), cell(one, "text"));
  }
  for (const Json& one : list(item, "elsewhere")) {
    lines.emplace_back("Elsewhere", one.get<std::string>() + ": make the same request on one of its hosts");
  }
  for (const Json& one : list(item, "mailed")) lines.emplace_back("Mailed", one.get<std::string>());
  for (const Json& one : list(item, "not_mailed")) lines.emplace_back("Not mailed", one.get<std::string>());
  print(described(lines));
  if (!list(item, "next").empty()) print("\nNext:\n");
  for (const Json& command : list(item, "next")) print("  " + printable(command.get<std::string>()) + "\n");
}

void add_as(CLI::App& verb, const Options& options) {
  verb.add_option("--as", options->as, "In whose name; marked as not proven, beside the audit login")->type_name("NAME");
}

/// NAME or NAME=URL.
Json environment_of(const std::string& text) {
  const std::size_t equals = text.find('=');
  Json item = Json::object();
  item["name"] = text.substr(0, equals);
  if (equals != std::string::npos) item["url"] = text.substr(equals + 1);
  return item;
}

void add_request(CLI::App& environment, Session& session) {
  auto* verb = environment.add_subcommand("request", "Ask for environments to be put under enforce");
  const auto options = std::make_shared<RequestOptions>();
  verb->add_option("NAME[=URL]", options->environments, "The environments, with their URLs")->required();
  verb->add_option("--subject", options->subject, "What it is about, in one line")->required();
  verb->add_option("--description", options->description, "What approvers should know");
  add_as(*verb, options);
  verb->footer("Mails requests.approvers, and the requester where an address is on record.");
  verb->callback([&session, options] {
    Request request{"environment.request", {{"subject", options->subject}}, survey_limit};
    if (!options->description.empty()) request.args["description"] = options->description;
    if (!options->as.empty()) request.args["as"] = options->as;
    request.args["environments"] = Json::array();
    for (const std::string& text : options->environments) request.args["environments"].push_back(environment_of(text));
    session.run(request, show_request);
  });
}

std::string verdicts(const Json& item) {
  std::string text;
  for (const Json& one : list(item, "environments")) {
    text += (text.empty() ? "" : ", ") + cell(one, "name") + " " + cell(one, "verdict");
  }
  return text;
}

void list_requests(Session& session) {
  std::optional<Table> table;
  session.run(Request{"environment.requests"}, [&table](const Json& item) {
    if (!table) table.emplace(std::vector<std::string>{"ID", "TIME", "BY", "ENVIRONMENTS", "SUBJECT"});
    table->add({cell(item, "id"), time_cell(item, "at"), who(item), verdicts(item), cell(item, "subject")});
  });
}

void add_requests(CLI::App& environment, Session& session) {
  auto* verb = environment.add_subcommand("requests", "List the requests, or show one");
  const auto options = std::make_shared<RequestOptions>();
  verb->add_option("ID", options->id, "The number of one");
  verb->callback([&session, options] {
    if (options->id == 0) return list_requests(session);
    session.run(Request{"environment.requests", {{"id", options->id}}}, show_request);
  });
}

/// A verb about one request; `text` is what its argument of words is called, empty where it has none.
CLI::App* add_about(CLI::App& environment, Session& session, const std::string& name, const std::string& help,
                    const Options& options, const std::string& text) {
  auto* verb = environment.add_subcommand(name, help);
  verb->add_option("ID", options->id, "The number of the request")->required();
  add_as(*verb, options);
  verb->callback([&session, options, name, text] {
    Request request{"environment." + name, {{"id", options->id}}};
    if (!options->as.empty()) request.args["as"] = options->as;
    if (!text.empty()) request.args[text] = options->text;
    session.run(request, show_request);
  });
  return verb;
}

}  // namespace

void add_request_verbs(CLI::App& environment, Session& session) {
  add_request(environment, session);
  add_requests(environment, session);
  const auto comment = std::make_shared<RequestOptions>(), approve = std::make_shared<RequestOptions>(),
             reject = std::make_shared<RequestOptions>();
  add_about(environment, session, "comment", "Say something about a request", comment, "text")
      ->add_option("TEXT", comment->text, "What to say")
      ->required();
  add_about(environment, session, "approve", "Approve a request for this host's environment", approve, "")
      ->footer("Exit 77 for whoever made the request, unless requests.same_person is true.");
  add_about(environment, session, "reject", "Reject a request for this host's environment", reject, "reason")
      ->add_option("--reason", reject->text, "Why")
      ->required();
}

}  // namespace tessera::ctl
