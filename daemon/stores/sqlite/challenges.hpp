// SPDX-License-Identifier: Apache-2.0
// Rows of challenges and sends. What follows from them is core's to say.
#pragma once

#include <vector>

#include "daemon/stores/sqlite/database.hpp"

namespace tessera::sqlite {

/// Every challenge of a login key that is kept, oldest first.
std::vector<Challenge> challenges_of(Database& database, const LoginKey& login);
/// Every challenge of an account, oldest first.
std::vector<Challenge> challenges_of(Database& database, const std::string& account);

/// Those that wait for their code at `now`.
std::vector<Challenge> outstanding_of(std::vector<Challenge> challenges, TimePoint now);

/// Keeps an open challenge without failures and counts its send.
void insert_challenge(Database& database, const Challenge& challenge, bool known_place);
void set_state(Database& database, const ChallengeId& id, ChallengeState state);
/// The code was accepted: its send no longer counts against its source.
void consume(Database& database, const ChallengeId& id);
/// One more failure; spends the challenge when it was the last.
void count_failure(Database& database, const Challenge& challenge);
/// Drops every code of an account that still waits.
void drop_open(Database& database, const std::string& account);
void record_deliveries(Database& database, const std::vector<DeliveryRecord>& deliveries);

SendTallies tally_sends(Database& database, const OpenChallenge& request);

/// Forgets challenges whose time is over, so that a clock stepped back finds nothing to revive.
void prune_challenges(Database& database, TimePoint now);
/// Forgets sends that no limit counts any more.
void prune_sends(Database& database, const SendLimits& limits, TimePoint now);

}  // namespace tessera::sqlite
