// SPDX-License-Identifier: Apache-2.0
#include "cli/tessera/screens.hpp"

#include <array>
#include <ctime>

namespace tessera::own {
namespace {

constexpr std::string_view numbers[] = {"No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"};

std::string date_and_time(std::uint64_t milliseconds) {
  const auto seconds = static_cast<std::time_t>(milliseconds / 1000);
  std::tm parts{};
  std::array<char, 32> text{};
  if (localtime_r(&seconds, &parts) == nullptr) return "an unknown time";
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M", &parts);
  return {text.data(), length};
}

std::string app_line(const user::OwnStatus& status) {
  std::string line = status.app_since_ms == 0 ? "none; to set one up: tessera enrol" : "yes, since " + date_and_time(status.app_since_ms);
  if (status.app_needed == user::Need::now) line = "none, and you need one: tessera enrol";
  if (status.app_needed == user::Need::by_date) line = "none, and you need one by " + std::string(status.app_needed_by) + ": tessera enrol";
  if (status.app_held_until_ms != 0) line += "; a new one counts from " + date_and_time(status.app_held_until_ms);
  return line;
}

std::string backup_line(const user::OwnStatus& status) {
  if (status.backup_codes == 0) return "none; for new ones: tessera backup-codes";
  return std::to_string(status.backup_codes) + " left";
}

}  // namespace

std::string in_groups_of_four(std::string_view key) {
  std::string text;
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (i > 0 && i % 4 == 0) text += ' ';
    text += key[i];
  }
  return text;
}

std::string seed_screen(const user::Seed& seed, const Display& display) {
  const auto square = qr_square(std::string(seed.uri));
  const std::string qr = square ? qr_text(*square, display) : std::string();
  const std::string key =
      "Key: " + in_groups_of_four(seed.key) + " (time-based, " + std::to_string(seed.digits) + " digits)\n";
  if (qr.empty()) return "\nType this key into your authenticator app, or widen the window for a square to scan.\n" + key;
  return "\nScan this with your authenticator app:\n" + qr + "No square? " + key;
}

std::string codes_screen(const user::BackupCodes& codes) {
  std::string list;
  std::size_t count = 0;
  for (std::string_view rest = codes.codes; !rest.empty(); ++count) {
    const std::size_t end = rest.find('\n');
    list += (count % 5 == 0 ? "  " : "   ") + std::string(rest.substr(0, end));
    if (count % 5 == 4) list += "\n";
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
  if (!list.ends_with('\n')) list += "\n";
  const std::string many = count < std::size(numbers) ? std::string(numbers[count]) : std::to_string(count);
  return many + " backup codes, shown once. Keep them away from your phone:\n" + list;
}

std::string place_line(const user::OwnPlace& place) {
  return std::string(place.label) + ": from " + date_and_time(place.since_ms) + " until " + date_and_time(place.until_ms) + "\n";
}

std::string status_screen(const user::OwnStatus& status) {
  std::string text = "Account:       " + std::string(status.account) + " on " + std::string(status.environment) + "\n" +
                     "Second step:   " + std::string(status.asked) + "\n" + "App:           " + app_line(status) + "\n" +
                     "Backup codes:  " + backup_line(status) + "\n";
  if (!status.prefers.empty()) text += "Offered first: " + std::string(status.prefers) + "\n";
  if (status.locked_until_ms != 0) text += "Locked until:  " + date_and_time(status.locked_until_ms) + "\n";
  return text;
}

}  // namespace tessera::own
