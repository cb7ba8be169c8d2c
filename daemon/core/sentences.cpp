// SPDX-License-Identifier: Apache-2.0
// Refusals and messages: whole sentences for a person, each refusal naming a way on.
#include <algorithm>

#include "daemon/core/screens.hpp"
#include "shared/gsm7.hpp"
#include "shared/test_login.hpp"

namespace tessera {
namespace {

/// `tessera`, which proves somebody who is logged in.
bool is_about_oneself(const ScreenContext& context) { return context.service == "tessera"; }

std::string start_over(const ScreenContext& context) {
  return is_about_oneself(context) ? "Run tessera again" : "Log in again";
}

std::string help_desk_or(const ScreenContext& context, std::string_view otherwise) {
  if (context.help_desk.empty()) return std::string(otherwise);
  return "call the help desk, " + context.help_desk;
}

std::string locked_reason(const ScreenContext& context, const Refusal& refusal) {
  std::string text = std::to_string(refusal.failures) + " wrong codes in a row.";
  if (!refusal.locked_until) return text;
  return text + " Try again after " + context.local_time(*refusal.locked_until) + ", or " +
         help_desk_or(context, "ask your administrator") + ".";
}

std::string codes_off_reason(const ScreenContext& context, const Refusal& refusal) {
  return std::to_string(refusal.failures) + " wrong codes in a row. No code works for " + context.account +
         " until it is unlocked: " + help_desk_or(context, "ask your administrator") + ".";
}

std::string no_contact_reason(const ScreenContext& context, const std::string& what) {
  const std::string desk = help_desk_or(context, "ask your administrator");
  if (context.sso_url.empty()) return what + " To have one entered, " + desk + ".";
  return what + " Sign in with SSO at " + context.sso_url + ", or " + desk + ".";
}

std::string tried_channels(const std::vector<Channel>& tried) {
  std::string text;
  for (std::size_t i = 0; i < tried.size(); ++i) {
    if (i > 0) text += i + 1 == tried.size() ? " or " : ", ";
    text += tried[i] == Channel::email ? "e-mail" : std::string(name_of(tried[i]));
  }
  return text;
}

std::string reason_sentence(const ScreenContext& context, const Refusal& refusal) {
  const std::string desk = help_desk_or(context, "ask your administrator");
  switch (refusal.reason) {
    case Reason::locked:
      return locked_reason(context, refusal);
    case Reason::codes_off:
      return codes_off_reason(context, refusal);
    case Reason::wrong_code:
      return "too many wrong codes. " + start_over(context) + " to have another try, or " + desk + ".";
    case Reason::no_contact:
      return no_contact_reason(context, context.account + " has no phone or e-mail on record.");
    case Reason::no_channel:
      return no_contact_reason(context, "no way to send a code to " + context.account + " is set up on this host.");
    case Reason::machine_account:
      return context.account + " is a machine account: it logs in with its ssh key alone.";
    case Reason::send_limit:
      return "too many codes were sent lately. Wait for a while, or " + desk + ".";
    case Reason::not_delivered:
      return "the code could not be sent by " + tried_channels(refusal.tried) +
             ". It is not your mistake. " + start_over(context) + " later, or " + desk + ".";
    case Reason::cancelled:
      return "you broke off. " + start_over(context) + " to start over.";
    case Reason::cannot_converse:
      return "this program cannot ask for a code. Log in with one that can (ssh: keyboard-interactive), or use a "
             "machine account.";
    case Reason::time_up:
      return "time is up. " + start_over(context) + " and type the code sooner.";
    case Reason::origin_unclear:
      return "it could not be found out where this account comes from. It is not your mistake. " + start_over(context) +
             " later, or " + desk + ".";
    case Reason::contacts_unclear:
      return "it could not be found out how " + context.account +
             " is reached: a directory does not answer. It is not your mistake. " + start_over(context) + " later, or " +
             desk + ".";
    default:
      return "the second-step service on this host cannot work. Tell your administrator: tesseractl status";
  }
}

/// A remote name comes from the stranger's own DNS: only an address is repeated in a message.
bool is_address_literal(std::string_view rhost) {
  const bool known = std::ranges::all_of(rhost, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.' || c == '%';
  });
  return known && !rhost.empty() && rhost.size() <= 45;
}

std::string where(const ScreenContext& context) {
  if (is_about_oneself(context)) return "To change your app or backup codes, on " + context.host + ".";
  if (context.rhost == test_login_rhost) return "A test by your administrator, on " + context.host + ".";
  if (context.service.starts_with("su")) return context.service + " on " + context.host + ".";
  if (is_address_literal(context.rhost)) return "Login from " + context.rhost + ".";
  return context.rhost.empty() ? "Login on " + context.host + "." : "Login from a remote host.";
}

const std::string call_desk = " Not you? Call ";

}  // namespace

std::string refusal_sentence(const ScreenContext& context, const Refusal& refusal) {
  if (refusal.reason == Reason::nobody) return "Not let in.";
  const std::string_view ending = is_about_oneself(context) ? "Not proven: " : "Not let in: ";
  std::string text = std::string(ending) + reason_sentence(context, refusal);
  if (!refusal.reference.empty()) text += " Reference " + refusal.reference + ".";
  if (!context.help.empty()) text += "\n" + context.help;
  return text;
}

/// At most two SMS segments. What does not fit is cut off the help desk, then off where the login comes from; never off code or link.
std::string message_text(const ScreenContext& context, std::string_view code, std::string_view link) {
  const std::string begin = std::string(code) + " is your code for " + context.environment + ".";
  const std::string set_up = link.empty() ? "" : " Set up the app: " + std::string(link);
  const std::size_t kept = gsm7_septets(begin) + gsm7_septets(set_up);
  std::size_t room = kept < two_segments ? two_segments - kept : 0;
  const std::string from = " " + where(context);
  const std::string_view from_shown = gsm7_cut(from, room);
  room -= gsm7_septets(from_shown);
  const std::string desk = context.help_desk.empty() ? "" : call_desk + in_gsm7(context.help_desk);
  std::string_view desk_shown = gsm7_cut(desk, room);
  if (desk_shown.size() <= call_desk.size()) desk_shown = {};  // nobody to call
  return begin + std::string(from_shown) + set_up + std::string(desk_shown);
}

std::string message_subject(const ScreenContext& context) { return "Your code for " + context.environment; }

}  // namespace tessera
