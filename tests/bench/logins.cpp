// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>
#include <iostream>

#include "tests/bench/commands.hpp"
#include "tests/bench/workers.hpp"

namespace tessera::bench {
namespace {

double microseconds(const std::vector<std::int64_t>& sorted, unsigned percent) {
  if (sorted.empty()) return 0;
  return static_cast<double>(sorted[(sorted.size() - 1) * percent / 100]) / 1000;
}

nlohmann::ordered_json distribution(std::vector<std::int64_t> nanoseconds) {
  std::ranges::sort(nanoseconds);
  return {{"p50", microseconds(nanoseconds, 50)},
          {"p90", microseconds(nanoseconds, 90)},
          {"p99", microseconds(nanoseconds, 99)}};
}

/// Times are those of accepted logins.
nlohmann::ordered_json report(const std::string& name, const std::vector<Sample>& samples) {
  std::vector<std::int64_t> whole, without_waiting;
  for (const Sample& sample : samples) {
    if (!sample.accepted) continue;
    whole.push_back(sample.whole_ns);
    without_waiting.push_back(sample.whole_ns - sample.waiting_ns);
  }
  const std::size_t accepted = whole.size();
  return {{"name", name},
          {"logins", samples.size()},
          {"accepted", accepted},
          {"whole", distribution(std::move(whole))},
          {"without_waiting", distribution(std::move(without_waiting))}};
}

}  // namespace

void print_distribution(const std::string& name, std::vector<std::int64_t> nanoseconds) {
  nlohmann::ordered_json line = {{"name", name}, {"count", nanoseconds.size()}};
  line.update(distribution(std::move(nanoseconds)));
  std::cout << line << std::endl;
}

void logins(const Arguments& arguments) {
  const auto rounds = static_cast<unsigned>(std::stoul(arguments.at(1)));
  const Place place{arguments.at(0), static_cast<std::uint32_t>(std::stoul(arguments.at(2))),
                    static_cast<unsigned>(std::stoul(arguments.at(3)))};
  const Candidates candidates(place, {arguments.begin() + 4, arguments.end()});
  Samples samples(candidates.all().size(), rounds, place.accounts);
  run_rounds(place, candidates.all(), rounds, samples);
  for (std::size_t i = 0; i < candidates.all().size(); ++i) {
    std::cout << report(candidates.all()[i].name, samples.of(i)) << std::endl;
  }
}

}  // namespace tessera::bench
