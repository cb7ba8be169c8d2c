// SPDX-License-Identifier: Apache-2.0
#include "daemon/config/sections.hpp"
#include "daemon/config/suggest.hpp"
#include "daemon/config/words.hpp"
#include "shared/account_name.hpp"

namespace tessera {
namespace {

void expect_known(Section& section, std::string_view key, const std::vector<Word>& words,
                  const std::vector<std::string>& known) {
  for (const Word& word : words) {
    bool found = false;
    for (const std::string& name : known) found = found || name == word.text;
    if (found) continue;
    section.errors().push_back({word.at, section.path_of(key) + " names " + quote(word.text) + known_words(word.text, known)});
  }
}

bool is_colour(std::string_view text) {
  if (text.size() != 7 || text[0] != '#') return false;
  return text.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string_view::npos;
}

constexpr std::size_t longest_label = 40;  // beside a number and an address on one line

/// A colour without quotes is a comment to YAML: the key then stands there without a value.
std::optional<std::string> read_accent(Section& style) {
  const std::string wrong = R"(must be a colour like "#0a7d5c", in quotes, with six hexadecimal digits)";
  const auto accent = style.text("accent");
  if (accent && !is_colour(*accent)) style.complain("accent", wrong + ", not " + quote(*accent));
  const Entry* entry = style.present() ? find_entry(*style.node(), "accent") : nullptr;
  if (entry != nullptr && entry->value->kind == Node::Kind::null) {
    style.errors().push_back({entry->at, style.path_of("accent") + " " + wrong});
  }
  return accent;
}

constexpr std::string_view switches[] = {"enforce", "switch", "enabled", "disabled", "mfa", "require", "required"};

/// A population looks different; that is all.
void forbid_switches(Section& section) {
  for (const std::string_view key : switches) {
    section.forbid(key, "is not possible: the switch of an environment holds for everyone, whatever the population; "
                        "see tesseractl environment");
  }
}

}  // namespace

void read_populations(Section& file, Config& config) {
  Section populations = file.section("populations");
  Section creator = populations.section("creator");
  assign(config.populations.creator_groups, creator.names("groups", is_account_name, "the name of a group"));
  creator.forbid("style", "is not possible: only the express population may be styled");
  forbid_switches(creator);
  creator.finish();
  Section express = populations.section("express");
  Section style = express.section("style");
  assign(config.populations.express_style.heading, style.screen_text("heading", 200));
  assign(config.populations.express_style.help, style.screen_text("help", 200));
  assign(config.populations.express_style.accent, read_accent(style));
  Section labels = style.section("labels");
  assign(config.populations.express_style.text, labels.screen_text("text", longest_label));
  assign(config.populations.express_style.call, labels.screen_text("call", longest_label));
  assign(config.populations.express_style.email, labels.screen_text("email", longest_label));
  labels.finish();
  style.finish();
  forbid_switches(express);
  express.finish();
  forbid_switches(populations);
  populations.finish();
}

void read_accounts(Section& file, Config& config) {
  Section accounts = file.section("accounts");
  read_account_sources(accounts, config);
  assign(config.accounts.hold_changes,
         accounts.duration("hold_changes", std::chrono::seconds(1), std::chrono::days(30)));
  if (const auto require = accounts.words("require")) {
    expect_known(accounts, "require", *require, {"email", "phone"});
    config.accounts.require.clear();
    for (const Word& word : *require) config.accounts.require.push_back(word.text);
  }
  const auto region = accounts.text("default_region");
  if (region && !is_region(*region)) {
    accounts.complain("default_region", "must be two capital letters of ISO 3166-1 like US, not " + quote(*region));
  }
  assign(config.accounts.default_region, region);
  accounts.finish();
}

}  // namespace tessera
