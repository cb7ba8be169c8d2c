// SPDX-License-Identifier: Apache-2.0
// What the person reads. ASCII only: the client's locale is unknown during authentication. What must be read
// to go on stands in a prompt, and a prompt of several lines begins with a line feed, since ssh puts
// "(user@host) " before the first line; the last line can stand alone.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/core/challenge.hpp"
#include "daemon/core/menu.hpp"
#include "daemon/core/policy.hpp"

namespace tessera {

/// "14:02" in the host's zone.
using LocalTime = std::function<std::string(TimePoint)>;

/// What all screens of one login share.
struct ScreenContext {
  std::string environment;
  std::string account;
  std::string service;
  std::string host;
  std::string rhost;
  std::string heading;    ///< of the population's style, or empty
  std::string help;       ///< of the population's style, or empty
  std::string text_label, call_label, email_label;  ///< likewise
  std::string help_desk;  ///< or empty
  std::string sso_url;    ///< or empty
  LocalTime local_time;
};

/// The menu, or for a single way the line that stands for it. `notice` is shown above; `first` adds the heading
/// and who needs the step.
std::string menu_screen(const ScreenContext& context, const std::vector<Way>& ways, std::optional<Channel> failed,
                        std::string_view notice, bool first);

/// The prompt for a code that was sent `sent.sent_at`. `trust`: this place may be trusted by typing t. `enrolment` is a line on how to set up an app, or empty.
std::string code_screen(const ScreenContext& context, const Way& way, const SentCode& sent, DeliveryStatus status,
                        bool other_ways, std::string_view enrolment, bool trust = false);

/// Whether somebody without an app needs one.
enum class AppDuty { none, by_date, now };

/// How to come to an app after this login: by the link beside the code, with its confirmation, or by hand. `until` is
/// the last day without one.
std::string enrolment_line(std::string_view confirmation, AppDuty duty = AppDuty::none, std::string_view until = {});

/// Where the letters of the app's prompt lead; one that leads nowhere is not offered.
struct AppLetters {
  std::string other_ways;  ///< what m leads to, or empty
  bool lost_phone = false;
  bool trust = false;
};

/// The prompt for the app's code; `first` as for the menu.
std::string app_screen(const ScreenContext& context, std::string_view notice, bool first, const AppLetters& letters);

/// "text, call, e-mail", as far as these ways have them; empty where nothing can be sent.
std::string channels_of(const std::vector<Way>& ways);

/// The prompt for a backup code, or for the help desk's.
std::string backup_screen(std::string_view notice, Proof proof);

/// The short prompt after an answer that did not do it.
std::string again_screen(std::string_view notice);

std::string wrong_code_notice(unsigned tries_left, Channel channel, bool spent);
std::string wrong_app_code_notice(unsigned tries_left);
std::string wrong_backup_code_notice(unsigned tries_left);
std::string trust_notice(const ScreenContext& context, std::string_view place, TimePoint until);
std::string app_instead_notice();
std::string lost_phone_notice();
std::string no_other_way_notice(const ScreenContext& context);
std::string not_sent_notice(Channel channel);
std::string send_limit_notice(const ScreenContext& context, const SendRefusal& refusal);

/// Why this login is refused, what to do, and the reference that finds it in the log.
struct Refusal {
  Reason reason{};
  unsigned failures = 0;
  std::optional<TimePoint> locked_until;
  std::vector<Channel> tried;
  std::string reference;  ///< empty where there is none
};
std::string refusal_sentence(const ScreenContext& context, const Refusal& refusal);

/// The message that carries a code; it begins with the unbroken digits.
/// `link` leads to the enrolment page, or is empty.
std::string message_text(const ScreenContext& context, std::string_view code, std::string_view link = {});
std::string message_subject(const ScreenContext& context);

}  // namespace tessera
