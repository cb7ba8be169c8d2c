// SPDX-License-Identifier: Apache-2.0
// What an audit of all accounts reads: each function is one operation, on a snapshot.
#pragma once

#include "daemon/ports/readiness.hpp"
#include "daemon/stores/sqlite/database.hpp"

namespace tessera::sqlite {

std::vector<AccountFactors> factors_of(Database& database, const std::vector<std::string>& names);
std::vector<std::string> names_on_record(Database& database, const std::string& after, unsigned limit);
std::vector<GatewayNews> gateway_news(Database& database);
ObservedPage observed(Database& database, const ObservedQuery& query);

}  // namespace tessera::sqlite
