// SPDX-License-Identifier: Apache-2.0
// The timed loops of tests/bench/run, which prepares what they need and prints their results as a table.
#include <exception>
#include <iostream>
#include <map>

#include "tests/bench/commands.hpp"

int main(int argc, char** argv) {
  using namespace tessera::bench;
  const std::map<std::string, void (*)(const Arguments&)> commands = {
      {"logins", logins}, {"pairs", pairs}, {"waiting", waiting}, {"round-trips", round_trips}, {"commits", commits}};
  const auto command = commands.find(argc > 1 ? argv[1] : "");
  if (command == commands.end()) {
    std::cerr << "tessera_bench is run by tests/bench/run\n";
    return 64;
  }
  try {
    command->second(Arguments(argv + 2, argv + argc));
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "tessera_bench: " << error.what() << "\n";
    return 1;
  }
}
