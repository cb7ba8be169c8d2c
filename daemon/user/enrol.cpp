// SPDX-License-Identifier: Apache-2.0
// `tessera enrol`: a proof or a ticket, a seed that is shown once, the first code, backup codes.
#include <algorithm>
#include <utility>

#include "daemon/enrolment/enrolling.hpp"
#include "daemon/gather.hpp"
#include "daemon/user/visit.hpp"
#include "shared/text.hpp"

namespace tessera {
namespace {

constexpr std::string_view source = "tessera enrol";  // in the log, where a page has its browser's address
constexpr unsigned questions_that_end = 20;
constexpr const char* try_later = "No app can be set up now. It is not your mistake: try again later.";

std::string no_way_sentence(const std::string& account) {
  return "Nothing proves yet that you are " + account + ": no phone or e-mail is on record that a code could go to, and no "
         "app. Ask your administrator for a ticket (tesseractl app enrol " + account + "), then run: tessera enrol --ticket";
}

std::string no_ticket_sentence(const std::string& account) {
  return "That ticket is used, expired, or not for " + account + ". Ask your administrator for a new one: tesseractl app enrol " +
         account;
}

/// A token, and what opens it; or the verdict that ends it, told already.
using Opening = Result<Ticket, Verdict>;

/// By the login's own rule, to which a directory that does not answer is no missing contact.
Async<bool> has_no_way(Visit visit) {
  const LoginRequest request = own_request(visit);
  const Gathered seen = co_await gather(visit.ports.store, visit.ports.directory, visit.ports.clock, visit.ports.seeds,
                                        visit.config, request);
  co_return seen.decision.reason == Reason::no_contact || seen.decision.reason == Reason::no_channel;
}

Async<Opening> opening_by_proof(Visit visit) {
  const bool no_way = co_await has_no_way(visit);
  if (no_way) {
    const Verdict refused = co_await decline(visit, Verdict::refused, no_way_sentence(visit.account));
    co_return std::unexpected(refused);
  }
  const auto proof = co_await proven(visit);
  if (!proof) co_return std::unexpected(proof.error());
  const EnrolmentPorts ports = enrolment_ports(visit.ports);
  auto ticket = co_await make_ticket(ports, visit.account, *proof, visit.account);
  if (ticket) co_return std::move(*ticket);
  const Verdict unavailable = co_await decline(visit, Verdict::unavailable, try_later);
  co_return std::unexpected(unavailable);
}

/// Another's ticket looks as one that does not exist. An administrator's needs no confirmation here: the uid says
/// who has it. The link of a text does.
Async<Opening> opening_by_ticket(Visit visit, std::string token) {
  const auto found = co_await visit.ports.store.find_enrolment(hash_of_token(token), visit.ports.clock.now());
  const bool own = found && *found && (*found)->account == visit.account;
  if (!own) {
    std::string why = found ? no_ticket_sentence(visit.account) : try_later;
    const Verdict verdict = co_await decline(visit, found ? Verdict::refused : Verdict::unavailable, std::move(why));
    co_return std::unexpected(verdict);
  }
  Ticket ticket{std::move(token), (*found)->confirmation};
  if ((*found)->proof == EnrolmentProof::ticket || ticket.confirmation.empty()) co_return ticket;
  const Reply reply = co_await visit.conversation.ask("Confirmation (four digits, from the login's prompt): ");
  if (reply.kind != ReplyKind::answer) co_return std::unexpected(Verdict::refused);
  ticket.confirmation = reply.text;
  co_return ticket;
}

Async<Opening> open(Visit visit, std::string ticket) {
  if (ticket.empty()) co_return co_await opening_by_proof(visit);
  co_return co_await opening_by_ticket(visit, std::move(ticket));
}

bool is_code(std::string_view typed, unsigned digits) {
  const auto count = std::ranges::count_if(typed, is_digit);
  const bool clean = std::ranges::all_of(typed, [](char c) { return is_digit(c) || c == ' '; });
  return clean && count == static_cast<std::ptrdiff_t>(digits);
}

std::string wrong_code_notice(unsigned tries_left) {
  return "\nWrong code, " + std::to_string(tries_left) + (tries_left == 1 ? " try" : " tries") +
         " left. An app needs its phone's clock to be right.\n";
}

Async<Verdict> finished(Visit visit, AppFinished finished) {
  co_await visit.conversation.tell(TellKind::info, finished.note);
  std::string lines;
  for (const std::string& code : finished.backup_codes) lines += (lines.empty() ? "" : "\n") + code;
  const user::BackupCodes codes{lines};
  if (!lines.empty()) co_await visit.screens.show(codes);
  co_return Verdict::proven;
}

/// Asks until the app's first code is right, or it is over.
Async<Verdict> take_first_code(Visit visit, std::string token, unsigned digits) {
  const EnrolmentPorts ports = enrolment_ports(visit.ports);
  std::string notice;
  for (unsigned asked = 0; asked < questions_that_end; ++asked) {
    Reply reply = co_await visit.conversation.ask(notice + "Code from the app: ");
    if (reply.kind != ReplyKind::answer || reply.text == "q") break;
    notice = "\nThat is no code: the app's has " + std::to_string(digits) + " digits. q quits.\n";
    if (!is_code(reply.text, digits)) continue;
    auto result = co_await finish_link(ports, visit.config, token, std::move(reply.text), std::string(source));
    if (result.status == portal::FinishStatus::finished) co_return co_await finished(visit, std::move(result));
    if (result.status == portal::FinishStatus::unavailable) co_return co_await decline(visit, Verdict::unavailable, try_later);
    if (result.status == portal::FinishStatus::refused || result.tries_left == 0) break;
    notice = wrong_code_notice(result.tries_left);
  }
  co_return co_await decline(visit, Verdict::refused, "The app was not set up, and nothing has changed. Delete what you added to it, then run "
                                                      "tessera enrol again.");
}

/// How many digits the codes have. The seed goes with this coroutine, before the person fetches a phone.
Async<Result<unsigned, Verdict>> show_seed(Visit visit, std::string token, std::string confirmation) {
  const EnrolmentPorts ports = enrolment_ports(visit.ports);
  const LinkOpened opened = co_await open_link(ports, visit.config, std::move(token), std::move(confirmation), std::string(source));
  if (opened.status == portal::OpenStatus::opened) {
    const user::Seed seed{opened.uri, opened.key, static_cast<std::uint8_t>(opened.digits)};
    co_await visit.screens.show(seed);
    co_return opened.digits;
  }
  std::string why = try_later;
  if (opened.status == portal::OpenStatus::wrong_confirmation) why = "That is not the confirmation of this link.";
  if (opened.status == portal::OpenStatus::refused) why = "That ticket was used already. Ask for a new one.";
  const bool later = opened.status == portal::OpenStatus::unavailable;
  const Verdict verdict = co_await decline(visit, later ? Verdict::unavailable : Verdict::refused, std::move(why));
  co_return std::unexpected(verdict);
}

}  // namespace

Async<Verdict> enrol(Visit visit, std::string ticket) {
  const Opening opening = co_await open(visit, std::move(ticket));
  if (!opening) co_return opening.error();
  const auto digits = co_await show_seed(visit, opening->token, opening->confirmation);
  if (!digits) co_return digits.error();
  co_return co_await take_first_code(visit, opening->token, *digits);
}

}  // namespace tessera
