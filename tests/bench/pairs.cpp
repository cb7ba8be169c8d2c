// SPDX-License-Identifier: Apache-2.0
// One code used twice at once: how often both are let in.
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
    unsigned accepted[3] = {};
    for (unsigned round = 0; round < rounds; ++round) {
      for (std::uint32_t account = 0; account < place.accounts; ++account) {
        ++accepted[samples.at(0, round, account).accepted + samples.at(1, round, account).accepted];
      }
    }
    std::cout << nlohmann::ordered_json{{"name", candidate.name}, {"pairs", rounds * place.accounts},
                                        {"twice", accepted[2]}, {"never", accepted[0]}}
              << std::endl;
  }
}

}  // namespace tessera::bench
