// SPDX-License-Identifier: Apache-2.0
// The words that the whole daemon speaks. Pure values: time is a parameter everywhere in core/.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tessera {

/// Wall-clock time in UTC; the store keeps it as milliseconds since 1970.
using TimePoint = std::chrono::sys_time<std::chrono::milliseconds>;
using std::chrono::milliseconds;

enum class Channel { text, call, email };
inline constexpr Channel all_channels[] = {Channel::text, Channel::call, Channel::email};

/// "text", "call" or "email", as configuration, protocol and logs have it.
constexpr std::string_view name_of(Channel channel) {
  return channel == Channel::text ? "text" : channel == Channel::call ? "call" : "email";
}
constexpr std::optional<Channel> channel_named(std::string_view name) {
  for (const Channel channel : all_channels) {
    if (name == name_of(channel)) return channel;
  }
  return std::nullopt;
}

/// A phone number as libphonenumber understood it; the daemon sees it only in this form.
struct Phone {
  std::string e164;    ///< "+15005550142"
  std::string region;  ///< ISO 3166-1 alpha-2, "US"
  std::string type;    ///< "mobile", "fixed", "fixed_or_mobile", "voip", "premium", … or "unknown"
  bool operator==(const Phone&) const = default;
};

struct Contacts {
  std::optional<Phone> phone;
  std::optional<std::string> email;
  bool operator==(const Contacts&) const = default;
};

/// What makes two logins the same one begun again: an outstanding code is offered to both (design §3.8).
struct LoginKey {
  std::string account;
  std::string service;
  std::string host;   ///< this host's name
  std::string rhost;  ///< empty at a console
  bool operator==(const LoginKey&) const = default;
};

}  // namespace tessera
