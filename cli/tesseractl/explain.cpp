// SPDX-License-Identifier: Apache-2.0
// tesseractl explain USER
#include <CLI/CLI.hpp>

#include "cli/tesseractl/output.hpp"
#include "cli/tesseractl/verbs.hpp"
#include "daemon/service/exit_codes.hpp"

namespace tessera::ctl {
namespace {

struct ExplainOptions {
  std::string account, service = "sshd", rhost, tty;
  bool batch = false;
};

/// Lines of what the login would show, set off from what is said about it.
std::string indented(const std::string& text) {
  std::string lines;
  for (std::size_t at = 0, end = 0; end != std::string::npos; at = end + 1) {
    end = text.find('\n', at);
    const std::string line = printable(text.substr(at, end == std::string::npos ? end : end - at));
    lines += (line.empty() ? "" : "    " + line) + "\n";
  }
  return lines;
}

std::string pam_line(const Json& decision) {
  const std::string pam = cell(decision, "pam");
  if (pam != "-") return "PAM is told " + pam + ".\n";
  return "PAM is told PAM_SUCCESS after a right code, and PAM_AUTH_ERR without one.\n";
}

void show_decision(const Json& decision) {
  print("\n" + cell(decision, "says") + "\n" + pam_line(decision));
  if (const auto words = decision.find("first_words"); words != decision.end() && words->is_string()) {
    print("\nWhat is read first:\n" + indented(words->get<std::string>()));
  }
  const auto batch = decision.find("batch");
  if (batch == decision.end()) return;
  print("\nScripts:\n");
  for (const Json& line : *batch) print("  - " + printable(line.get<std::string>()) + "\n");
}

void explain(Session& session, const ExplainOptions& options) {
  Request request{"explain", {{"account", options.account}, {"service", options.service}}};
  if (!options.rhost.empty()) request.args["rhost"] = options.rhost;
  if (!options.tty.empty()) request.args["tty"] = options.tty;
  if (options.batch) request.args["batch"] = true;
  std::vector<std::vector<std::string>> steps;
  session.run(request, [&steps](const Json& item) {
    const auto decision = item.find("decision");
    if (decision == item.end()) return steps.push_back({cell(item, "step"), cell(item, "says")});
    std::vector<std::size_t> widths;
    print(aligned(steps, widths));
    show_decision(*decision);
  });
}

}  // namespace

void add_explain_verb(CLI::App& app, Session& session) {
  auto* verb = app.add_subcommand("explain", "Say whether a login would be asked for a code, and why; nothing is sent or counted");
  const auto options = std::make_shared<ExplainOptions>();
  verb->add_option("USER", options->account, "The account that logs in; at su, who runs it")->required();
  verb->add_option("--service", options->service, "The PAM service")->capture_default_str();
  verb->add_option("--rhost", options->rhost, "The address that the login comes from");
  verb->add_option("--tty", options->tty, "The terminal; it has no say, as at the login");
  verb->add_flag("--batch", options->batch, "Say as well what a script has to do, which cannot type a code");
  verb->footer("Exit 0 when the login passes, or passes with a code; 1 when it is refused.");
  verb->callback([&session, options] { explain(session, *options); });
}

}  // namespace tessera::ctl
