// SPDX-License-Identifier: Apache-2.0
// What a login asks of the store: each function is one operation, inside the transaction of its worker.
#pragma once

#include "daemon/ports/random.hpp"
#include "daemon/stores/sqlite/database.hpp"

namespace tessera::sqlite {

LoginStart begin_login(Database& database, const LoginKey& login, TimePoint now);
AccountState load_login(Database& database, const LoginKey& login, TimePoint now);
OpenOutcome open_challenge(Database& database, const OpenChallenge& request);
Checked check(Database& database, Random& random, const CheckCode& request);
std::string conclude(Database& database, Random& random, const Conclusion& conclusion);

}  // namespace tessera::sqlite
