// SPDX-License-Identifier: Apache-2.0
// tesserad: configuration, wiring, run.
#include <exception>
#include <iostream>
#include <memory>

#include "daemon/config/load.hpp"
#include "daemon/initialise.hpp"
#include "daemon/runtime/openssl_random.hpp"
#include "daemon/seal_change.hpp"
#include "daemon/service/exit_codes.hpp"
#include "daemon/service/log.hpp"
#include "daemon/service/options.hpp"
#include "daemon/service/sockets.hpp"
#include "daemon/wiring.hpp"

namespace tessera {
namespace {

int complain(std::string_view sentence) {
  std::cerr << "tesserad: " << sentence << "\n";
  return exit_code::configuration;
}

int run(int argc, char** argv) {
  const auto options = parse_options({"tesserad", "decides who needs a second step, makes and checks codes", true}, argc, argv);
  if (!options) return options.error();
  harden_process();
  auto loaded = load_config(options->config);
  if (!loaded) {
    for (const ConfigError& error : loaded.error()) std::cerr << to_string(error) << "\n";
    return exit_code::configuration;
  }
  const auto config = std::make_shared<const Config>(std::move(*loaded));
  if (options->init) {
    OpensslRandom random;
    const auto made = initialise(*config, random);
    return made ? exit_code::yes : complain(made.error());
  }
  if (options->check) {
    const auto good = check_state(*config);
    return good ? exit_code::yes : complain(good.error());
  }
  auto seal = read_seal_key(*config);
  if (!seal) return complain(seal.error());
  OpensslRandom random;
  if (const auto change = check_seal_change(*config, *seal, random); !change && change.error().refused) {
    return complain(change.error().sentence);
  }
  const auto log = open_log(options->log, "tesserad");
  return serve(config, std::move(*seal), *log);
}

}  // namespace
}  // namespace tessera

int main(int argc, char** argv) {
  try {
    return tessera::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "tesserad: " << error.what() << "\n";
    return tessera::exit_code::internal;
  }
}
