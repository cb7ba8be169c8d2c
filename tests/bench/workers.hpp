// SPDX-License-Identifier: Apache-2.0
#pragma once


#include "tests/bench/candidates.hpp"

namespace tessera::bench {

/// Samples that processes share: one a candidate, round and account.
class Samples {
 public:
  Samples(std::size_t candidates, std::size_t rounds, std::size_t accounts);
  Sample& at(std::size_t candidate, std::size_t round, std::size_t account);
  std::vector<Sample> of(std::size_t candidate) const;

 private:
  std::size_t rounds_, accounts_;
  Sample* samples_;
};

/// Both workers log in to each account at once, with the same code. samples.at(worker, round, account) is of each.
void run_pairs(const Place& place, const Candidate& candidate, unsigned rounds, Samples& samples);

/// Every round each account logs in once with each candidate, the candidates by turns; `workers` processes share
/// the accounts. Peers' files are refreshed between the rounds, while nobody works.
void run_rounds(const Place& place, const std::vector<Candidate>& candidates, unsigned rounds, Samples& samples);

}  // namespace tessera::bench
