// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/notices.hpp"

#include "shared/gsm7.hpp"
#include "shared/masking.hpp"

namespace tessera {
namespace {

/// The rest of the text, as much of it as fits two segments; `otherwise` is where no help desk is set up.
std::string way_out(const ScreenContext& context, const std::string& what, const std::string& otherwise) {
  const std::string way = " Not you? " + (context.help_desk.empty() ? otherwise : "Call " + context.help_desk) + ".";
  const std::size_t used = gsm7_septets(what);
  return in_gsm7(std::string(gsm7_cut(way, used < two_segments ? two_segments - used : 0)));
}

std::string account_on(const ScreenContext& context) { return context.account + " on " + context.environment; }

Notice notice(std::string_view event, const ScreenContext& context, const std::string& what,
              const std::string& otherwise = "Tell your administrator") {
  return {event, context.environment + ": a change to your login", what + way_out(context, what, otherwise)};
}

/// "24 hours", "90 minutes", "30 seconds", "14 days".
std::string span_of(milliseconds time) {
  const auto minutes = std::chrono::round<std::chrono::minutes>(time).count();
  if (minutes < 2) return std::to_string(std::chrono::ceil<std::chrono::seconds>(time).count()) + " seconds";
  if (minutes < 120) return std::to_string(minutes) + " minutes";
  const auto hours = std::chrono::round<std::chrono::hours>(time).count();
  return hours <= 48 ? std::to_string(hours) + " hours" : std::to_string((hours + 12) / 24) + " days";
}

std::string entered(const ScreenContext& context, ContactKind kind, const std::string& contact) {
  const std::string shown = shown_contact(contact);
  const bool phone = kind == ContactKind::phone;
  return std::string("A new ") + (phone ? "phone number, " + mask_phone(shown) : "e-mail address, " + mask_email(shown)) +
         ", was entered for " + account_on(context) + ".";
}

}  // namespace

Notice lock_notice(const ScreenContext& context, unsigned failures, std::optional<TimePoint> until) {
  const std::string end = until ? " until " + context.local_time(*until) : "; no code works until it is unlocked";
  return notice("account locked", context, std::to_string(failures) + " wrong codes in a row: " + account_on(context) + " is locked" + end +
                             ". Whoever typed them knows the password.");
}

Notice backup_code_notice(const ScreenContext& context, unsigned left) {
  return notice("backup code used", context, "A backup code of " + account_on(context) + " was used. " + std::to_string(left) + " left.");
}

Notice new_backup_codes_notice(const ScreenContext& context) {
  return notice("backup codes made", context, "New backup codes were made for " + account_on(context) + ". The old ones are void.");
}

Notice desk_code_notice(const ScreenContext& context) {
  return notice("help desk's code made", context, "The help desk made a one-time code for " + account_on(context) + ".");
}

Notice app_notice(const ScreenContext& context, bool replaced, const std::optional<TimePoint>& held_until) {
  if (held_until) {
    return notice("app held", context, "A new authenticator app for " + account_on(context) + " will count from " +
                  context.local_time(*held_until) + " tomorrow. Until then it can be stopped.",
                  "Have your administrator run: tesseractl app cancel " + context.account);
  }
  const std::string verb = replaced ? " replaced the one before for " : " was set up for ";
  return notice(replaced ? "app replaced" : "app set up", context, "An authenticator app" + verb + account_on(context) + ".");
}

Notice app_removed_notice(const ScreenContext& context) {
  return notice("app removed", context, "The authenticator app of " + account_on(context) + " was taken off the record.");
}

Notice app_cancelled_notice(const ScreenContext& context) {
  return notice("held app cancelled", context, "The new authenticator app for " + account_on(context) +
                " was stopped and will not count. What counted before goes on.");
}

Notice held_contact_notice(const ScreenContext& context, ContactKind kind, const std::string& contact, milliseconds hold) {
  return notice("contact held", context, entered(context, kind, contact) + " It counts in " + span_of(hold) + "; until then the old one does.");
}

Notice added_contact_notice(const ScreenContext& context, ContactKind kind, const std::string& contact) {
  return notice("contact added", context, entered(context, kind, contact) + " It counts now.");
}

Notice changed_contacts_notice(const ScreenContext& context) {
  return notice("contacts changed", context, "An administrator changed how " + account_on(context) + " is reached. It counts at once.");
}

}  // namespace tessera
