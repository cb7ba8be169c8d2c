// SPDX-License-Identifier: Apache-2.0
#include "daemon/enrolment/enrolling.hpp"

#include <utility>

#include "daemon/core/backup_code.hpp"
#include "daemon/core/base32.hpp"
#include "daemon/core/enrolment.hpp"
#include "daemon/core/notices.hpp"
#include "daemon/core/totp.hpp"
#include "daemon/enrolment/bindings.hpp"
#include "daemon/enrolment/data_key.hpp"
#include "daemon/screen_context.hpp"
#include "shared/text.hpp"

namespace tessera {
namespace {

constexpr std::size_t seed_size = 20;  // RFC 4226 section 4: as long as SHA-1's output
constexpr unsigned first_code_window = 1;

RandomSource source_of(const EnrolmentPorts& ports) {
  return [&random = ports.random](std::span<std::byte> bytes) { return random.fill(bytes); };
}

std::optional<Secret> new_seed(const EnrolmentPorts& ports) {
  std::string bytes(seed_size, '\0');
  if (!ports.random.fill(std::as_writable_bytes(std::span(bytes)))) return std::nullopt;
  return Secret(std::move(bytes));
}

std::string digits_of(std::string_view typed) {
  std::string digits;
  for (const char c : typed) {
    if (c != ' ') digits += c;
  }
  return digits;
}

ScreenContext context_of(const EnrolmentPorts& ports, const Config& config, const std::string& account) {
  return screen_context(config, {account, {}, {}, {}}, !ports.directory.is_creator(account), ports.local_time);
}

void note(const EnrolmentPorts& ports, std::string_view message, std::string_view account, std::string_view source) {
  ports.log.write(Level::notice, message, {{"USER", account}, {"RHOST", source}});
}

LinkOpened shown(const std::string& account, const Config& config, const Secret& seed) {
  LinkOpened opened;
  opened.status = portal::OpenStatus::opened;
  opened.account = account;
  opened.uri = otpauth_uri(config.environment.name, account, seed.view(), {});
  opened.key = to_base32(seed.view());
  opened.digits = TotpParameters{}.digits;
  return opened;
}

LinkOpened not_opened(portal::OpenStatus status, unsigned tries_left = 0) {
  LinkOpened opened;
  opened.status = status;
  opened.tries_left = tries_left;
  return opened;
}

AppFinished not_finished(portal::FinishStatus status, unsigned tries_left = 0) {
  AppFinished finished;
  finished.status = status;
  finished.tries_left = tries_left;
  return finished;
}

portal::FinishStatus status_of(EnrolmentFinished result) {
  return result == EnrolmentFinished::wrong_code ? portal::FinishStatus::wrong_code : portal::FinishStatus::refused;
}

/// The code of an app that has accepted none yet.
JudgeApp judge_first_code(const EnrolmentPorts& ports, const std::string& account, std::string code, TimePoint now) {
  return [&seeds = ports.seeds, account, code = std::move(code), now](const StoredApp& app) -> std::optional<AppJudged> {
    const auto seed = seeds.open(app.key, {account, "app"}, app.seed);
    if (!seed) return std::nullopt;
    return judge_app_code(seed->view(), app.parameters, code, now, first_code_window, std::nullopt);
  };
}

}  // namespace

void tell_contacts(Courier& courier, const std::string& account, const Contacts& contacts, const Notice& notice) {
  const auto tell = [&](Channel channel, const std::string& to) {
    courier.send({.account = account, .channel = channel, .gateway = {}, .to = to, .subject = notice.subject,
                  .text = notice.text, .code = {}, .notice = notice.event});
  };
  if (contacts.phone) tell(Channel::text, contacts.phone->e164);
  if (contacts.email) tell(Channel::email, *contacts.email);
}

Async<LinkOpened> open_link(const EnrolmentPorts& ports, std::shared_ptr<const Config> config, std::string token,
                            std::string confirmation, std::string source) {
  const TimePoint now = ports.clock.now();
  const TokenHash hash = hash_of_token(token);
  const auto found = co_await ports.store.find_enrolment(hash, now);
  if (!found) co_return not_opened(portal::OpenStatus::unavailable);
  if (!*found) co_return not_opened(portal::OpenStatus::refused);
  const std::string account = (*found)->account;
  const auto key = co_await sealing_key(ports.store, ports.seeds, ports.random, now);
  const auto seed = new_seed(ports);
  if (!key || !seed) co_return not_opened(portal::OpenStatus::unavailable);
  const auto sealed = ports.seeds.seal(*key, {account, "app"}, seed->view(), source_of(ports));
  if (!sealed) co_return not_opened(portal::OpenStatus::unavailable);
  OpenEnrolment request{.token = hash, .confirmation = std::move(confirmation), .parameters = {}, .key = key->id,
                        .seed = *sealed, .now = now};
  const auto outcome = co_await ports.store.open_enrolment(std::move(request));
  if (!outcome) co_return not_opened(portal::OpenStatus::unavailable);
  if (outcome->result == EnrolmentOpened::wrong_confirmation) {
    note(ports, "enrolment: wrong confirmation", account, source);
    co_return not_opened(portal::OpenStatus::wrong_confirmation, outcome->tries_left);
  }
  if (outcome->result == EnrolmentOpened::refused) co_return not_opened(portal::OpenStatus::refused);
  note(ports, "enrolment: seed shown", account, source);
  co_return shown(account, *config, *seed);
}

Async<AppFinished> finish_link(const EnrolmentPorts& ports, std::shared_ptr<const Config> config, std::string token,
                               std::string code, std::string source) {
  const TimePoint now = ports.clock.now();
  FinishEnrolment request{.token = hash_of_token(token), .judge = {}, .now = now};
  const auto found = co_await ports.store.find_enrolment(request.token, now);
  if (!found) co_return not_finished(portal::FinishStatus::unavailable);
  if (!*found) co_return not_finished(portal::FinishStatus::refused);
  const std::string account = (*found)->account;
  const auto before = co_await counted_account(ports.store, ports.directory, ports.seeds, account, now,
                                               has_other_sources(*config));
  if (!before) co_return not_finished(portal::FinishStatus::unavailable);
  request.judge = judge_first_code(ports, account, digits_of(code), now);
  const auto finished = co_await ports.store.finish_enrolment(std::move(request));
  if (!finished) co_return not_finished(portal::FinishStatus::unavailable);
  if (finished->result != EnrolmentFinished::finished) {
    co_return not_finished(status_of(finished->result), finished->tries_left);
  }
  const bool held = finished->counts_from > now;
  const auto held_until = held ? std::optional(finished->counts_from) : std::nullopt;
  const ScreenContext context = context_of(ports, *config, account);
  if (before->account) {
    tell_contacts(ports.courier, account, before->account->contacts, app_notice(context, before->app.has_value(), held_until));
  }
  note(ports, held ? "enrolment: app held" : "enrolment: app counts", account, source);
  AppFinished done;
  done.status = portal::FinishStatus::finished;
  done.account = account;
  done.note = held ? "The new app counts from " + ports.local_time(*held_until) + " tomorrow; until then the old one does."
                   : "App works. From now on its code replaces texts and calls.";
  if (held) co_return done;
  auto codes = co_await make_backup_codes(ports, account, account);
  if (codes) done.backup_codes = std::move(*codes);
  if (!codes) done.note += " Backup codes could not be made now: run tessera backup-codes.";
  co_return done;
}

Async<Stored<Ticket>> make_ticket(const EnrolmentPorts& ports, std::string account, EnrolmentProof proof,
                                  std::string actor) {
  const auto token = make_enrolment_token(source_of(ports));
  const auto confirmation = make_confirmation(source_of(ports));
  if (!token || !confirmation) co_return std::unexpected(StoreError::unavailable);
  const TimePoint now = ports.clock.now();
  NewEnrolment made{.token = hash_of_token(*token), .enrolment = {}};
  made.enrolment = {.account = std::move(account), .confirmation = *confirmation, .proof = proof,
                    .expires_at = now + enrolment_lifetime, .awake = true, .key = std::nullopt, .seed = {}};
  const auto stored = co_await ports.store.put_enrolment(std::move(made), std::move(actor), now);
  if (!stored) co_return std::unexpected(stored.error());
  Ticket ticket{*token, *confirmation};
  co_return ticket;
}

Async<Stored<std::vector<std::string>>> make_backup_codes(const EnrolmentPorts& ports, std::string account,
                                                          std::string actor) {
  const auto salt = make_backup_salt(source_of(ports));
  if (!salt) co_return std::unexpected(StoreError::unavailable);
  std::vector<std::string> codes;
  while (codes.size() < backup_codes_a_set) {
    auto code = make_backup_code(source_of(ports));
    if (!code) co_return std::unexpected(StoreError::unavailable);
    codes.push_back(std::move(*code));
  }
  std::vector<std::string> copy = codes;
  auto hashes = co_await ports.slow_hash.hash(*salt, std::move(copy));
  for (const std::string& hash : hashes) {
    if (hash.empty()) co_return std::unexpected(StoreError::unavailable);
  }
  PutBackupCodes request{.account = std::move(account), .salt = *salt, .hashes = std::move(hashes),
                         .desk_until = std::nullopt, .actor = std::move(actor), .now = ports.clock.now()};
  const auto stored = co_await ports.store.put_backup_codes(std::move(request));
  if (!stored) co_return std::unexpected(stored.error());
  co_return codes;
}

Async<Stored<std::string>> make_desk_code(const EnrolmentPorts& ports, std::string account, std::string actor) {
  const TimePoint now = ports.clock.now();
  const auto salt = make_backup_salt(source_of(ports));
  const auto code = make_backup_code(source_of(ports));
  if (!salt || !code) co_return std::unexpected(StoreError::unavailable);
  const auto state = co_await ports.store.find_account(account, now);
  if (!state) co_return std::unexpected(state.error());
  const std::string used_salt = state->backup ? state->backup->salt : *salt;
  std::vector<std::string> one{*code};
  auto hashes = co_await ports.slow_hash.hash(used_salt, std::move(one));
  if (hashes.front().empty()) co_return std::unexpected(StoreError::unavailable);
  PutBackupCodes request{.account = std::move(account), .salt = used_salt, .hashes = std::move(hashes),
                         .desk_until = now + desk_code_lifetime, .actor = std::move(actor), .now = now};
  const auto stored = co_await ports.store.put_backup_codes(std::move(request));
  if (!stored) co_return std::unexpected(stored.error());
  if (!*stored) co_return std::unexpected(StoreError::unavailable);
  co_return *code;
}

}  // namespace tessera
