// SPDX-License-Identifier: Apache-2.0
// tesseractl gateway list|test
#include <CLI/CLI.hpp>

#include "cli/tesseractl/contacts.hpp"
#include "cli/tesseractl/output.hpp"
#include "cli/tesseractl/verbs.hpp"
#include "daemon/service/exit_codes.hpp"

namespace tessera::ctl {
namespace {

constexpr std::chrono::seconds test_limit{50};  // tesserad itself waits 35 s for the report

std::string kind_cell(const Json& item) {
  const std::string preset = cell(item, "preset");
  return preset == "-" ? cell(item, "kind") : "preset " + preset;
}

void add_list(CLI::App& gateway, Session& session) {
  auto* verb = gateway.add_subcommand("list", "List the configured gateways and the channels that use them");
  verb->callback([&session] {
    std::optional<Table> table;
    session.run(Request{"gateway.list"}, [&table](const Json& item) {
      if (!table) table.emplace(std::vector<std::string>{"GATEWAY", "KIND", "CHANNELS"});
      table->add({cell(item, "name"), kind_cell(item), cell(item, "channels")});
    });
  });
}

/// A failure is told by the error that follows the item.
void show_test(const Json& item) {
  if (cell(item, "status") != "sent") return;
  const std::string detail = cell(item, "detail");
  print(cell(item, "gateway") + ": sent" + (detail == "-" ? "" : " (" + detail + ")") + "\n");
}

void test(Session& session, const std::string& name, const std::string& to) {
  const auto config = session.config();
  if (!config) return;
  Request request{"gateway.test", {{"gateway", name}}, test_limit};
  if (to.find('@') != std::string::npos) {
    request.args["email"] = to;
  } else {
    auto phone = phone_argument(to, config->accounts.default_region);
    if (!phone) return session.fail(exit_code::bad_data, phone.error());
    request.args["phone"] = std::move(*phone);
  }
  session.run(*config, request, show_test);
}

void add_test(CLI::App& gateway, Session& session) {
  auto* verb = gateway.add_subcommand("test", "Send a test message through one gateway and say how it went");
  const auto name = std::make_shared<std::string>(), to = std::make_shared<std::string>();
  verb->add_option("NAME", *name, "The gateway, as gateway list has it")->required();
  verb->add_option("--to", *to, "Phone number or e-mail address that gets the message")->required();
  verb->footer("Exit 0 when the gateway took the message, 1 when it did not. The test is logged.");
  verb->callback([&session, name, to] { test(session, *name, *to); });
}

}  // namespace

void add_gateway_verbs(CLI::App& app, Session& session) {
  auto* gateway = app.add_subcommand("gateway", "The providers that messages go through");
  gateway->require_subcommand(1);
  add_list(*gateway, session);
  add_test(*gateway, session);
}

}  // namespace tessera::ctl
