// SPDX-License-Identifier: Apache-2.0
// What tessera_bench does; each prints one JSON object a line.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tessera::bench {

using Arguments = std::vector<std::string>;

/// DIRECTORY ROUNDS ACCOUNTS WORKERS CANDIDATE...
void logins(const Arguments& arguments);
/// DIRECTORY ROUNDS ACCOUNTS CANDIDATE...: two logins at once with one code, and how often both are accepted.
void pairs(const Arguments& arguments);
/// SOCKET SERVICE COUNT OUTBOX: that many logins wait at the code prompt until standard input ends.
void waiting(const Arguments& arguments);
/// COUNT
void round_trips(const Arguments& arguments);
/// DIRECTORY COUNT
void commits(const Arguments& arguments);

/// {"name", "count", "p50", "p90", "p99"} of nanoseconds, in microseconds.
void print_distribution(const std::string& name, std::vector<std::int64_t> nanoseconds);

}  // namespace tessera::bench
