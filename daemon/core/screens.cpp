// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/screens.hpp"

#include <algorithm>

namespace tessera {
namespace {

std::string_view label_of(Channel channel) {
  if (channel == Channel::text) return "Text message";
  return channel == Channel::call ? "Phone call" : "E-mail";
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
  return line + ".\n";
}

std::string opening(const ScreenContext& context, std::string_view notice, bool first) {
  std::string text = "\n";
  if (first && !context.heading.empty()) text += context.heading + "\n";
  if (first) text += who_needs_it(context);
  if (!notice.empty()) text += std::string(notice) + "\n";
  return text;
}

std::string status_line(const ScreenContext& context, const Way& way, const SentCode& sent,
                        DeliveryStatus status) {
  const std::string until = context.local_time(sent.expires_at);
  const std::string at = context.local_time(sent.sent_at);
  const std::string label(way.channel == Channel::text ? "Text" : way.channel == Channel::call ? "Call" : "E-mail");
  if (status == DeliveryStatus::pending) {
    return label + " to " + way.masked + " is on its way, valid until " + until + ". Enter tells how it went.\n";
  }
  if (status != DeliveryStatus::sent) return label + " to " + way.masked + " could not be sent at " + at + ".\n";
  const std::string verb = way.channel == Channel::call ? " placed to " : " sent to ";
  return label + verb + way.masked + " at " + at + ", valid until " + until + ".\n";
}

}  // namespace

std::string menu_screen(const ScreenContext& context, const std::vector<Way>& ways, std::optional<Channel> failed,
                        std::string_view notice, bool first) {
  const auto chosen = default_way(ways, failed);
  if (!chosen) return again_screen(notice);
  std::string text = opening(context, notice, first);
  if (ways.size() == 1) {
    const Way& way = ways[*chosen];
    return text + "Enter: " + std::string(short_label_of(way.channel)) + " to " + way.masked + ", or type a code: ";
  }
  for (const Way& way : ways) {
    if (!way.usable) continue;
    text += "  " + std::to_string(way.number) + "  " + std::string(label_of(way.channel)) + " to " + way.masked + "\n";
  }
  return text + "Choice [" + std::to_string(ways[*chosen].number) + "]: ";
}

std::string code_screen(const ScreenContext& context, const Way& way, const SentCode& sent,
                        DeliveryStatus status, bool other_ways) {
  std::string text = "\n" + status_line(context, way, sent, status);
  text += other_ways ? "r send again   m other ways   q quit\n" : "r send again   q quit\n";
  return text + "Code: ";
}

std::string again_screen(std::string_view notice) {
  if (notice.empty()) return "Code: ";
  return "\n" + std::string(notice) + "\nCode: ";
}

std::string wrong_code_notice(unsigned tries_left, Channel channel, bool spent) {
  const std::string tries = std::to_string(tries_left) + (tries_left == 1 ? " try left." : " tries left.");
  if (spent) return "Wrong code, " + tries + " That code is used up: r sends a new one.";
  return "Wrong code, " + tries + " Use the newest " + std::string(short_label_of(channel)) + ".";
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
