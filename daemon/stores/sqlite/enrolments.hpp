// SPDX-License-Identifier: Apache-2.0
// Links and tickets on their way to becoming an app. What is over is forgotten.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/stores/sqlite/database.hpp"

namespace tessera::sqlite {

/// `challenge` is the one beside whose code the link goes out; empty for a ticket.
void insert_enrolment(Database& database, const NewEnrolment& made, const ChallengeId& challenge, TimePoint now);
/// The login that these challenges belong to has succeeded.
void wake_enrolments(Database& database, const std::vector<Challenge>& challenges);
/// A code that is killed takes its link with it.
void drop_enrolment_of(Database& database, const ChallengeId& challenge);

/// Of all codes of the account: they went to a contact that is its own no longer.
void drop_links_of(Database& database, const std::string& account);

void put_enrolment(Database& database, const NewEnrolment& made, const std::string& actor, TimePoint now);
std::optional<Enrolment> find_enrolment(Database& database, const TokenHash& token, TimePoint now);
EnrolmentOutcome open_enrolment(Database& database, const OpenEnrolment& request);
FinishedEnrolment finish_enrolment(Database& database, const FinishEnrolment& request);

}  // namespace tessera::sqlite
