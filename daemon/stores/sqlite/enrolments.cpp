// SPDX-License-Identifier: Apache-2.0
#include "daemon/stores/sqlite/enrolments.hpp"

#include "daemon/stores/sqlite/apps.hpp"
#include "daemon/stores/sqlite/audit.hpp"

namespace tessera::sqlite {
namespace {

struct Row {
  Enrolment enrolment;
  TotpParameters parameters;  ///< only once it was opened
};

EnrolmentProof proof_in(Database& database, const std::string& word) {
  if (const auto proof = enrolment_proof_named(word)) return *proof;
  database.fail(StoreError::corrupt, "a row holds a proof that means nothing");
  return {};
}

std::optional<Row> row_of(Database& database, const TokenHash& token) {
  Query rows = database.query(
      "SELECT account, confirmation, proof, expires_at, awake, wrong_confirmations, wrong_codes, hash, digits, period, "
      "data_key, seed, data_keys.wrapped FROM enrolments LEFT JOIN data_keys ON data_keys.id = data_key WHERE token = ?1",
      blob_of(token));
  if (!rows.next()) return std::nullopt;
  Row row;
  row.enrolment = {.account = rows.text(0), .confirmation = rows.text(1), .proof = proof_in(database, rows.text(2)),
                   .expires_at = rows.time(3), .awake = rows.integer(4) == 1, .wrong_confirmations = rows.count(5),
                   .wrong_codes = rows.count(6), .key = std::nullopt, .seed = {}};
  if (rows.is_null(10)) return row;
  row.parameters = parameters_in(database, rows, 7);
  row.enrolment.key = WrappedKey{rows.count(10), bytes_of(rows.blob(12))};
  row.enrolment.seed = bytes_of(rows.blob(11));
  return row;
}

void prune_enrolments(Database& database, TimePoint now) {
  database.run("DELETE FROM enrolments WHERE token IN "
               "(SELECT token FROM enrolments WHERE expires_at <= ?1 ORDER BY expires_at LIMIT 16)",
               now);
}

void drop_enrolment(Database& database, const TokenHash& token) {
  database.run("DELETE FROM enrolments WHERE token = ?1", blob_of(token));
}

StoredApp app_in(const Row& row, TimePoint now) {
  return {.parameters = row.parameters, .key = *row.enrolment.key, .seed = row.enrolment.seed, .last_step = std::nullopt,
          .since = now, .counts_from = now};
}

/// Whoever only showed that the number is theirs may have taken it over: the old app, where there is one, counts on.
TimePoint counts_from(Database& database, const Enrolment& enrolment, TimePoint now) {
  const bool replaces = app_of(database, enrolment.account, now).has_value();
  return replaces && enrolment.proof == EnrolmentProof::text ? now + hold_of_a_new_phone : now;
}

FinishedEnrolment wrong_code(Database& database, const FinishEnrolment& request, const Enrolment& enrolment) {
  const unsigned wrong = enrolment.wrong_codes + 1;
  database.run("UPDATE enrolments SET wrong_codes = ?2 WHERE token = ?1", blob_of(request.token), wrong);
  if (wrong >= wrong_codes_that_kill) drop_enrolment(database, request.token);
  return {.result = EnrolmentFinished::wrong_code, .account = enrolment.account, .counts_from = {},
          .tries_left = wrong_codes_that_kill - wrong};
}

}  // namespace

void insert_enrolment(Database& database, const NewEnrolment& made, const ChallengeId& challenge, TimePoint now) {
  prune_enrolments(database, now);
  const Enrolment& enrolment = made.enrolment;
  database.run(
      "INSERT INTO enrolments (token, account, challenge, confirmation, proof, expires_at, awake, wrong_confirmations, "
      "wrong_codes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 0)",
      blob_of(made.token), enrolment.account, challenge, enrolment.confirmation, name_of(enrolment.proof),
      enrolment.expires_at, enrolment.awake ? 1u : 0u);
}

void wake_enrolments(Database& database, const std::vector<Challenge>& challenges) {
  for (const Challenge& challenge : challenges) {
    const bool over = challenge.state == ChallengeState::replaced || challenge.state == ChallengeState::spent;
    if (challenge.confirmation.empty() || over) continue;
    database.run("UPDATE enrolments SET awake = 1 WHERE challenge = ?1", challenge.id);
  }
}

void drop_enrolment_of(Database& database, const ChallengeId& challenge) {
  database.run("DELETE FROM enrolments WHERE challenge = ?1", challenge);
}

void drop_links_of(Database& database, const std::string& account) {
  database.run("DELETE FROM enrolments WHERE account = ?1 AND challenge <> ''", account);
}

void put_enrolment(Database& database, const NewEnrolment& made, const std::string& actor, TimePoint now) {
  insert_enrolment(database, made, "", now);
  audit_change(database, made.enrolment.account, "app_ticket", actor, now);
}

std::optional<Enrolment> find_enrolment(Database& database, const TokenHash& token, TimePoint now) {
  auto row = row_of(database, token);
  if (!row || now >= row->enrolment.expires_at) return std::nullopt;
  return std::move(row->enrolment);
}

EnrolmentOutcome open_enrolment(Database& database, const OpenEnrolment& request) {
  const auto row = row_of(database, request.token);
  if (!row || !can_be_opened(row->enrolment, request.now)) return {};
  if (!confirms(row->enrolment, request.confirmation)) {
    const unsigned wrong = row->enrolment.wrong_confirmations + 1;
    database.run("UPDATE enrolments SET wrong_confirmations = ?2 WHERE token = ?1", blob_of(request.token), wrong);
    if (wrong >= wrong_confirmations_that_kill) drop_enrolment(database, request.token);
    return {EnrolmentOpened::wrong_confirmation, wrong_confirmations_that_kill - wrong};
  }
  database.run(
      "UPDATE enrolments SET hash = ?2, digits = ?3, period = ?4, data_key = ?5, seed = ?6, expires_at = ?7 "
      "WHERE token = ?1 AND EXISTS (SELECT 1 FROM data_keys WHERE id = ?5)",
      blob_of(request.token), name_of(request.parameters.hash), request.parameters.digits,
      static_cast<std::int64_t>(request.parameters.period.count()), request.key, blob_of(request.seed),
      request.now + enrolment_lifetime);
  if (!database.failure() && database.changes() == 0) {
    database.fail(StoreError::unavailable, "the data key of a new seed was forgotten meanwhile");
  }
  audit_change(database, row->enrolment.account, "enrolment_opened", "", request.now);
  return {EnrolmentOpened::opened, 0};
}

FinishedEnrolment finish_enrolment(Database& database, const FinishEnrolment& request) {
  const auto row = row_of(database, request.token);
  if (!row || !can_be_finished(row->enrolment, request.now)) return {};
  const Enrolment& enrolment = row->enrolment;
  StoredApp app = app_in(*row, request.now);
  const auto judged = request.judge(app);
  if (!judged) return {};
  if (judged->judgement != AppCode::accepted) return wrong_code(database, request, enrolment);
  app.last_step = judged->step;  // the first code is used up
  app.counts_from = counts_from(database, enrolment, request.now);
  const bool before = app_of(database, enrolment.account, request.now).has_value();
  insert_app(database, enrolment.account, app, request.now);
  database.run("DELETE FROM enrolments WHERE account = ?1", enrolment.account);
  const bool held = app.counts_from > request.now;
  audit_change(database, enrolment.account, held ? "app_held" : before ? "app_changed" : "app_added", "", request.now,
               "proven by " + std::string(name_of(enrolment.proof)));
  return {EnrolmentFinished::finished, enrolment.account, app.counts_from, 0};
}

}  // namespace tessera::sqlite
