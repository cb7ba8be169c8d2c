// SPDX-License-Identifier: Apache-2.0
// One code used twice at once: how often both are let in. Two logins that typed different codes, since a new one began
// between them, are no such pair.
#include <iostream>
#include <nlohmann/json.hpp>

#include "tests/bench/commands.hpp"
#include "tests/bench/workers.hpp"

namespace tessera::bench {

/// DIRECTORY ROUNDS ACCOUNTS CANDIDATE...: a JSON line each.
void pairs(const Arguments& arguments) {
  const auto rounds = static_cast<unsigned>(std::stoul(arguments.at(1)));
  const Place place{arguments.at(0), static_cast<std::uint32_t>(std::stoul(arguments.at(2))), 2};
  const Candidates candidates(place, {arguments.begin() + 3, arguments.end()});
  for (const Candidate& candidate : candidates.all()) {
    Samples samples(place.workers, rounds, place.accounts);
    run_pairs(place, candidate, rounds, samples);
    unsigned accepted[3] = {}, different = 0;
    for (unsigned round = 0; round < rounds; ++round) {
      for (std::uint32_t account = 0; account < place.accounts; ++account) {
        const Sample& one = samples.at(0, round, account);
        const Sample& other = samples.at(1, round, account);
        one.code == other.code ? ++accepted[one.accepted + other.accepted] : ++different;
      }
    }
    std::cout << nlohmann::ordered_json{{"name", candidate.name},  {"pairs", rounds * place.accounts - different},
                                        {"twice", accepted[2]},    {"never", accepted[0]},
                                        {"different", different}}
              << std::endl;
  }
}

}  // namespace tessera::bench
