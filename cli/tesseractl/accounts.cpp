// SPDX-License-Identifier: Apache-2.0
// tesseractl account add|set|show|list|remove|changes|accept-change
#include <CLI/CLI.hpp>

#include "cli/tesseractl/contacts.hpp"
#include "cli/tesseractl/output.hpp"
#include "cli/tesseractl/verbs.hpp"
#include "daemon/service/exit_codes.hpp"

namespace tessera::ctl {
namespace {

struct ContactOptions {
  std::string user, phone, email;
  std::string reason;
  bool no_phone = false, no_email = false, allow_unknown = false, now = false;
  CLI::Option *phone_given = nullptr, *email_given = nullptr;
};

using Options = std::shared_ptr<ContactOptions>;

void add_contact_options(CLI::App& verb, const Options& options) {
  verb.add_option("USER", options->user, "The account's name")->required();
  options->phone_given = verb.add_option(
      "--phone", options->phone, "Its phone: +15005550142, or a national number of accounts.default_region");
  options->email_given = verb.add_option("--email", options->email, "Its e-mail address");
}

void show_change(const Json& item) {
  print(cell(item, "account") + ": " + cell(item, "result") + "\n");
}

std::string kind_cell(std::string_view kind) { return kind == "phone" ? "phone" : "e-mail"; }

/// What was put on record, and what of it does not count yet.
void show_put(const Json& item) {
  show_change(item);
  const auto held = item.find("held");
  if (held == item.end()) return;
  for (const auto& [kind, one] : held->items()) {
    print("  " + kind_cell(kind) + " " + cell(one, "contact") + " counts from " + time_cell(one, "until") +
          "; until then the old one does\n");
  }
  print("  at once: tesseractl account accept-change " + cell(item, "account") + "\n");
}

/// The request that the options come to; nothing when a value is refused, which is said then.
std::optional<Request> contact_request(Session& session, const Config& config, std::string verb,
                                       const ContactOptions& options) {
  Request request{std::move(verb)};
  request.args["account"] = options.user;
  if (options.allow_unknown) request.args["allow_unknown"] = true;
  if (options.now) request.args["now"] = true;
  if (!options.reason.empty()) request.args["reason"] = options.reason;
  if (options.no_email || *options.email_given) request.args["email"] = email_argument(options.email);
  if (!options.no_phone && !*options.phone_given) return request;
  auto phone = phone_argument(options.phone, config.accounts.default_region);
  if (!phone) {
    session.fail(exit_code::bad_data, phone.error());
    return std::nullopt;
  }
  request.args["phone"] = std::move(*phone);
  return request;
}

void send_contacts(Session& session, const std::string& verb, const ContactOptions& options) {
  const auto config = session.config();
  if (!config) return;
  const auto request = contact_request(session, *config, verb, options);
  if (request) session.run(*config, *request, show_put);
}

void add_add(CLI::App& account, Session& session) {
  auto* verb = account.add_subcommand("add", "Put an account's contacts on record");
  const auto options = std::make_shared<ContactOptions>();
  add_contact_options(*verb, options);
  verb->add_flag("--allow-unknown", options->allow_unknown,
                 "Also a name that no source of this host knows yet; otherwise that is exit 67");
  verb->footer(
      "Exit 1 when the account is on record already, 65 when a contact is not valid or one that\n"
      "accounts.require names is missing.");
  verb->callback([&session, options] { send_contacts(session, "account.add", *options); });
}

void add_set(CLI::App& account, Session& session) {
  auto* verb = account.add_subcommand("set", "Change an account's contacts");
  const auto options = std::make_shared<ContactOptions>();
  add_contact_options(*verb, options);
  verb->add_flag("--no-phone", options->no_phone, "Take the phone away, as --phone \"\" does")
      ->excludes(options->phone_given);
  verb->add_flag("--no-email", options->no_email, "Take the e-mail address away")
      ->excludes(options->email_given);
  auto* now = verb->add_flag("--now", options->now, "Skip the hold: what is named counts at once, which is logged");
  auto* reason = verb->add_option("--reason", options->reason, "Why, for the audit log; with --now");
  now->needs(reason);
  reason->needs(now);
  verb->footer(
      "What is not named stays. A contact that takes the place of another is held for accounts.hold_changes: until\n"
      "then the old one counts, and is told. One that is taken away is out of use at once. Exit 1 for an account of a single sign-on source, which is changed at its\n"
      "identity provider; 67 when the account is not on record.");
  verb->callback([&session, options] { send_contacts(session, "account.set", *options); });
}

/// A contact, and what is to take its place.
std::string contact_cell(const Json& item, const std::string& kind) {
  const std::string shown = cell(item, kind);
  const auto held = item.find("held");
  if (held == item.end() || !held->contains(kind)) return shown;
  const Json& one = held->at(kind);
  const std::string until = time_cell(one, "until");
  return shown + ", held: " + cell(one, "contact") + (until == "-" ? " from the next login on" : " until " + until);
}

/// "creator (sudo)": with the groups that make it one.
std::string population_cell(const Json& item) {
  const std::string population = cell(item, "population");
  return population == "creator" ? population + " (" + cell(item, "creator_groups") + ")" : population;
}

std::string locked_cell(const Json& item) {
  if (item.contains("codes_off")) return "until unlocked";
  const std::string until = time_cell(item, "locked_until");
  return until == "-" ? "no" : "until " + until;
}

std::string app_cell(const Json& item) {
  const std::string since = time_cell(item, "app_since"), held = time_cell(item, "app_held_until");
  const std::string on_hold = held == "-" ? "" : "a new one on hold until " + held;
  if (since == "-") return on_hold.empty() ? "none" : on_hold;
  return "since " + since + (on_hold.empty() ? "" : ", " + on_hold);
}

std::string backup_codes_cell(const Json& item) {
  return item.contains("backup_codes") ? cell(item, "backup_codes") + " left" : "none";
}

void show_account(const Json& item) {
  print(described({{"Account", cell(item, "account")},
                   {"Origin", cell(item, "origin")},
                   {"Population", population_cell(item)},
                   {"Phone", contact_cell(item, "phone")},
                   {"E-mail", contact_cell(item, "email")},
                   {"App", app_cell(item)},
                   {"Backup codes", backup_codes_cell(item)},
                   {"Locked", locked_cell(item)},
                   {"Failures", cell(item, "failures")}}));
}

void add_named(CLI::App& account, Session& session, const std::string& name, const std::string& help,
               void (*show)(const Json&)) {
  auto* verb = account.add_subcommand(name, help);
  const auto user = std::make_shared<std::string>();
  verb->add_option("USER", *user, "The account's name")->required();
  verb->callback([&session, user, name, show] {
    session.run(Request{"account." + name, {{"account", *user}}}, show);
  });
}

void add_list(CLI::App& account, Session& session) {
  auto* verb = account.add_subcommand("list", "List the accounts on record, by name");
  verb->callback([&session] {
    std::optional<Table> table;
    session.run(Request{"account.list"}, [&table](const Json& item) {
      if (!table)
        table.emplace(std::vector<std::string>{"ACCOUNT", "POPULATION", "PHONE", "E-MAIL", "CHANGED"});
      table->add({cell(item, "account"), population_cell(item), cell(item, "phone"), cell(item, "email"),
                  time_cell(item, "changed")});
    });
  });
}

void add_changes(CLI::App& account, Session& session) {
  auto* verb = account.add_subcommand("changes", "List changed contacts that do not count yet");
  verb->footer("A change at a source outside of the store is held, and listed, from the next login on that sees it.");
  verb->callback([&session] {
    std::optional<Table> table;
    session.run(Request{"account.changes"}, [&table](const Json& item) {
      if (!table) table.emplace(std::vector<std::string>{"ACCOUNT", "CONTACT", "IN USE", "HELD", "COUNTS FROM"});
      table->add({cell(item, "account"), kind_cell(cell(item, "contact")), cell(item, "in_use"), cell(item, "held"),
                  time_cell(item, "until")});
    });
  });
}

void show_accepted(const Json& item) {
  show_change(item);
  for (const char* kind : {"phone", "email"}) {
    if (item.contains(kind)) print("  " + kind_cell(kind) + " " + cell(item, kind) + " counts now\n");
  }
}

void add_accept_change(CLI::App& account, Session& session) {
  auto* verb = account.add_subcommand("accept-change", "Let the changed contacts of an account count at once");
  const auto user = std::make_shared<std::string>();
  verb->add_option("USER", *user, "The account's name")->required();
  verb->footer(
      "What the account's source has now counts, whether a login has seen it or not; the old contacts are told.\n"
      "Exit 1 when nothing of it is held.");
  verb->callback([&session, user] {
    session.run(Request{"account.accept_change", {{"account", *user}}}, show_accepted);
  });
}

}  // namespace

void add_account_verbs(CLI::App& app, Session& session) {
  auto* account = app.add_subcommand("account", "Who is reached how");
  account->require_subcommand(1);
  add_add(*account, session);
  add_set(*account, session);
  add_named(*account, session, "show", "Show an account, its contacts, its app and whether it is locked",
            show_account);
  add_list(*account, session);
  add_named(*account, session, "remove", "Take an account's contacts off the record", show_change);
  add_changes(*account, session);
  add_accept_change(*account, session);
  add_account_import(*account, session);
  add_account_export(*account, session);
  add_account_audit(*account, session);
}

void add_unlock_verb(CLI::App& app, Session& session) {
  auto* verb = app.add_subcommand("unlock", "Forget an account's wrong codes and lift its lock");
  const auto user = std::make_shared<std::string>();
  verb->add_option("USER", *user, "The account's name")->required();
  verb->footer("An account that is not locked is no mistake: exit 0.");
  verb->callback([&session, user] { session.run(Request{"unlock", {{"account", *user}}}, show_change); });
}

}  // namespace tessera::ctl
