// SPDX-License-Identifier: Apache-2.0
#include "helpers/portal/enrolment.hpp"

#include <optional>

namespace tessera {
namespace {

struct Place {
  std::string_view token;
  bool for_code = false;
};

bool is_token(std::string_view text) {
  if (text.empty() || text.size() > portal::max_token) return false;
  for (const char c : text) {
    if (!is_letter(c) && !is_digit(c) && c != '-' && c != '_') return false;
  }
  return true;
}

/// "/e/TOKEN" or "/e/TOKEN/code"; nothing for another path.
std::optional<Place> place_of(std::string_view path) {
  if (!path.starts_with("/e/")) return std::nullopt;
  Place place{path.substr(3)};
  place.for_code = place.token.ends_with("/code");
  if (place.for_code) place.token.remove_suffix(5);
  return is_token(place.token) ? std::optional(place) : std::nullopt;
}

/// The digits of what was typed, blanks dropped; nothing when there is anything else or another number of
/// them.
std::optional<std::string> digits_of(std::string_view typed, std::size_t least, std::size_t most) {
  std::string digits;
  for (const char c : typed) {
    if (c == ' ') continue;
    if (!is_digit(c) || digits.size() == most) return std::nullopt;
    digits += c;
  }
  return digits.size() >= least ? std::optional(digits) : std::nullopt;
}

std::string tries(std::uint32_t left) {
  return std::to_string(left) + (left == 1 ? " try left." : " tries left.");
}

Look styled(Look look, const portal::PageStyle& style) {
  if (!style.heading.empty()) look.heading = style.heading;
  if (!style.help.empty()) look.help = style.help;
  if (!style.accent.empty()) look.accent = style.accent;
  if (!style.help_desk.empty()) look.help_desk = style.help_desk;
  return look;
}

}  // namespace

std::string origin_of(std::string_view url) {
  std::string origin;
  for (const char c : url) origin += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  const std::string_view port = origin.starts_with("https:") ? ":443" : ":80";
  if (origin.ends_with(port)) origin.resize(origin.size() - port.size());
  return origin;
}

/// Whoever can send the form knows the link; this keeps other sites from spending its tries through a
/// browser. With Referrer-Policy: no-referrer browsers send "Origin: null" for our own forms, too: then
/// Sec-Fetch-Site tells, and a browser too old to send that is believed.
bool Enrolment::is_from_here(const Request& request) const {
  if (!request.fetch_site.empty() && request.fetch_site != "same-origin" && request.fetch_site != "none")
    return false;
  return request.origin.empty() || request.origin == "null" || request.origin == origin_;
}

Page Enrolment::answer(const Request& request, const Look& look) const {
  const auto place = place_of(request.path);
  if (!place) return nothing_here(look);
  if (!request.post)
    return place->for_code ? ask_code(look, place->token) : ask_confirmation(look, place->token);
  if (!is_from_here(request)) return from_elsewhere(look);
  if (!tries_.take(request.source)) return too_many_tries(look);
  return place->for_code ? finish(request, place->token, look) : open(request, place->token, look);
}

/// What cannot be right is told without asking, so that it costs none of the three tries.
Page Enrolment::open(const Request& request, std::string_view token, const Look& look) const {
  const auto digits =
      digits_of(request.confirmation, portal::confirmation_digits, portal::confirmation_digits);
  if (!digits)
    return ask_confirmation(
        look, token, "The confirmation is four digits, as they stood in your login. Nothing was counted.");
  AnswerBuffer buffer;
  const portal::Opened opened = daemon_.open({token, *digits, request.source}, buffer);
  const Look own = styled(look, opened.style);
  switch (opened.status) {
    case portal::OpenStatus::opened:
      return show_key(own, token, opened);
    case portal::OpenStatus::refused:
      return link_refused(look);
    case portal::OpenStatus::wrong_confirmation:
      break;
    default:
      return unavailable(look);
  }
  if (opened.tries_left == 0) return link_refused(look);
  return ask_confirmation(own, token,
                          "That is not the confirmation of this login. " + tries(opened.tries_left));
}

Page Enrolment::finish(const Request& request, std::string_view token, const Look& look) const {
  const auto digits = digits_of(request.code, 6, 8);
  if (!digits)
    return ask_code(look, token,
                    "The code is the six to eight digits that the app shows. Nothing was counted.");
  AnswerBuffer buffer;
  const portal::Finished finished = daemon_.finish({token, *digits, request.source}, buffer);
  const Look own = styled(look, finished.style);
  switch (finished.status) {
    case portal::FinishStatus::finished:
      return show_backup_codes(own, finished);
    case portal::FinishStatus::refused:
      return link_refused(look);
    case portal::FinishStatus::wrong_code:
      break;
    default:
      return unavailable(look);
  }
  if (finished.tries_left == 0) return link_refused(look);
  return ask_code(own, token,
                  "That code is not right. Wait for the app's next one, and look at the phone's clock: it "
                  "must set itself by the network. " +
                      tries(finished.tries_left));
}

}  // namespace tessera
