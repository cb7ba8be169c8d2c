// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/screens.hpp"

#include <algorithm>

namespace tessera {
namespace {

std::string or_plain(const std::string& label, const char* plain) { return label.empty() ? plain : label; }

std::string label_of(const ScreenContext& context, Channel channel) {
  if (channel == Channel::text) return or_plain(context.text_label, "Text message");
  if (channel == Channel::call) return or_plain(context.call_label, "Phone call");
  return or_plain(context.email_label, "E-mail");
}

/// As it stands in the menu.
std::string label_of(const ScreenContext& context, const Way& way) {
  if (way.proof == Proof::backup) return "Backup code (" + way.to + ")";
  if (way.proof == Proof::desk) return "One-time code from the help desk" + (way.to.empty() ? "" : ", " + way.to);
  return label_of(context, way.channel) + " to " + masked(way);
}

std::string_view short_label_of(Channel channel) {
  if (channel == Channel::text) return "text";
  return channel == Channel::call ? "call" : "e-mail";
}

bool is_on_this_host(const ScreenContext& context) {
  return context.service.starts_with("su");  // su, su-l, sudo, sudo-i
}

std::string who_needs_it(const ScreenContext& context) {
  std::string line = context.environment + " needs a second step for " + context.account;
  if (is_on_this_host(context)) line += ", " + context.service + " on " + context.host;
  return line + ".";
}

std::string tries_text(unsigned left) { return std::to_string(left) + (left == 1 ? " try left." : " tries left."); }

std::string opening(const ScreenContext& context, std::string_view notice, bool first) {
  std::string text = "\n";
  if (first && !context.heading.empty()) text += context.heading + "\n";
  if (first) text += who_needs_it(context) + "\n";
  if (!notice.empty()) text += std::string(notice) + "\n";
  return text;
}

std::string status_line(const ScreenContext& context, const Way& way, const SentCode& sent,
                        DeliveryStatus status) {
  const std::string until = context.local_time(sent.expires_at);
  const std::string at = context.local_time(sent.sent_at);
  const std::string label(way.channel == Channel::text ? "Text" : way.channel == Channel::call ? "Call" : "E-mail");
  if (status == DeliveryStatus::pending) {
    return label + " to " + masked(way) + " is on its way, valid until " + until + ". Enter tells how it went.\n";
  }
  if (status != DeliveryStatus::sent) return label + " to " + masked(way) + " could not be sent at " + at + ".\n";
  const std::string verb = way.channel == Channel::call ? " placed to " : " sent to ";
  return label + verb + masked(way) + " at " + at + ", valid until " + until + ".\n";
}

}  // namespace

std::string menu_screen(const ScreenContext& context, const std::vector<Way>& ways, std::optional<Channel> failed,
                        std::string_view notice, bool first) {
  const auto chosen = default_way(ways, failed);
  if (!chosen) return again_screen(notice);
  std::string text = opening(context, notice, first);
  if (ways.size() == 1) {
    const Way& way = ways[*chosen];
    if (way.proof != Proof::delivered) return text + label_of(context, way) + ": ";
    return text + "Enter: " + std::string(short_label_of(way.channel)) + " to " + masked(way) + ", or type a code: ";
  }
  for (const Way& way : ways) {
    if (!way.usable) continue;
    text += "  " + std::to_string(way.number) + "  " + label_of(context, way) + "\n";
  }
  return text + "Choice [" + std::to_string(ways[*chosen].number) + "]: ";
}

std::string enrolment_line(std::string_view confirmation, AppDuty duty, std::string_view until) {
  std::string line = "To set up an app afterwards";
  if (duty == AppDuty::by_date) line = "Set up an app by " + std::string(until) + ": after this login";
  if (duty == AppDuty::now) line = "You need an app from now on: after this login";
  if (confirmation.empty()) return line + ", run: tessera enrol\n";
  return line + (duty == AppDuty::none ? ": " : ", ") + "open the link in it, confirmation " + std::string(confirmation) +
         ", or run: tessera enrol\n";
}

std::string code_screen(const ScreenContext& context, const Way& way, const SentCode& sent, DeliveryStatus status,
                        bool other_ways, std::string_view enrolment, bool trust) {
  std::string text = "\n" + status_line(context, way, sent, status) + std::string(enrolment);
  text += other_ways ? "r send again   m other ways   " : "r send again   ";
  text += trust ? "t trust this place   q quit\n" : "q quit\n";
  return text + "Code: ";
}

std::string channels_of(const std::vector<Way>& ways) {
  std::string names;
  for (const Channel channel : all_channels) {
    const auto leads = [channel](const Way& way) { return way.usable && way.proof == Proof::delivered && way.channel == channel; };
    if (std::ranges::any_of(ways, leads)) names += (names.empty() ? "" : ", ") + std::string(short_label_of(channel));
  }
  return names;
}

std::string app_screen(const ScreenContext& context, std::string_view notice, bool first, const AppLetters& letters) {
  std::string text = "\n";
  if (first && !context.heading.empty()) text += context.heading + "\n";
  if (first) text += who_needs_it(context) + " Your app has the code.\n";
  if (!notice.empty()) text += std::string(notice) + "\n";
  if (notice.empty()) {
    if (!letters.other_ways.empty()) text += "m " + letters.other_ways + "   ";
    if (letters.lost_phone) text += "l lost or new phone   ";
    text += letters.trust ? "t trust this place   q quit\n" : "q quit\n";
  }
  return text + "App code: ";
}

std::string backup_screen(std::string_view notice, Proof proof) {
  const std::string above = notice.empty() ? "" : "\n" + std::string(notice) + "\n";
  return above + (proof == Proof::desk ? "Code from the help desk: " : "Backup code (like k7mf-2qpx): ");
}

std::string again_screen(std::string_view notice) {
  if (notice.empty()) return "Code: ";
  return "\n" + std::string(notice) + "\nCode: ";
}

std::string wrong_app_code_notice(unsigned tries_left) {
  return "Wrong code, " + tries_text(tries_left) + " An app needs its phone's clock to be right.";
}

std::string wrong_code_notice(unsigned tries_left, Channel channel, bool spent) {
  const std::string tries = tries_text(tries_left);
  if (spent) return "Wrong code, " + tries + " That code is used up: r sends a new one.";
  return "Wrong code, " + tries + " Use the newest " + std::string(short_label_of(channel)) + ".";
}

std::string wrong_backup_code_notice(unsigned tries_left) {
  return "Wrong code, " + tries_text(tries_left) + " Each backup code works once.";
}

std::string lost_phone_notice() { return "Lost or new phone. The old app stops only when a new one is proven."; }

std::string trust_notice(const ScreenContext& context, std::string_view place, TimePoint until) {
  return "After the code, " + std::string(place) + " is not asked again until " + context.local_time(until) +
         ". t takes it back.";
}

std::string app_instead_notice() { return "Nothing was sent: your app gives the code.   l lost or new phone"; }

std::string no_other_way_notice(const ScreenContext& context) {
  const std::string who = context.help_desk.empty() ? "your administrator" : "the help desk, " + context.help_desk;
  return "There is no other way for this account: without the app only " + who + " can help.";
}

std::string not_sent_notice(Channel channel) {
  if (channel == Channel::call) return "The call could not be placed.";
  return "The " + std::string(short_label_of(channel)) + " could not be sent.";
}

std::string send_limit_notice(const ScreenContext& context, const SendRefusal& refusal) {
  if (refusal.limit == "resend_after") return "One was just sent. Another can be sent in a moment, with r.";
  return "Nothing was sent: too many codes lately. The next can be sent at " + context.local_time(refusal.retry_at) + ".";
}

}  // namespace tessera
