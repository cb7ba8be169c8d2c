// SPDX-License-Identifier: Apache-2.0
// tesseractl keys rotate
#include <CLI/CLI.hpp>

#include "cli/tesseractl/output.hpp"
#include "cli/tesseractl/verbs.hpp"

namespace tessera::ctl {
namespace {

constexpr std::chrono::seconds rotation_limit{900};  // a million seeds, while people log in

void show_rotation(const Json& item) {
  print("Data key " + cell(item, "key") + " seals now: " + cell(item, "sealed_again") + " seeds and contacts sealed again, " +
        cell(item, "unreadable") + " unreadable, " + cell(item, "dropped") + " old keys forgotten\n");
}

}  // namespace

void add_keys_verbs(CLI::App& app, Session& session) {
  auto* keys = app.add_subcommand("keys", "The keys that seal seeds and bound contacts in the store");
  keys->require_subcommand(1);
  auto* verb = keys->add_subcommand("rotate", "Seal every seed and contact again, under a new data key, while logins go on");
  verb->footer(
      "When it breaks off, everything still opens: run it again. Exit 1 when something does not open with this\n"
      "host's seal key; it is left as it is, with its key.");
  verb->callback([&session] { session.run(Request{"keys.rotate", Json::object(), rotation_limit}, show_rotation); });
}

}  // namespace tessera::ctl
