// SPDX-License-Identifier: Apache-2.0
#include "cli/tesseractl/session.hpp"

#include <cstdio>
#include <utility>

#include "cli/tesseractl/output.hpp"
#include "daemon/config/load.hpp"
#include "daemon/service/exit_codes.hpp"

namespace tessera::ctl {

std::optional<Config> Session::config() {
  auto loaded = load_config(config_file);
  if (loaded) return std::move(*loaded);
  for (const ConfigError& error : loaded.error()) fail(exit_code::configuration, to_string(error));
  return std::nullopt;
}

void Session::run(const Request& request, const ItemHandler& show,
                  const std::function<Json(const Json&)>& json_view) {
  const auto loaded = config();
  if (loaded) run(*loaded, request, show, json_view);
}

void Session::run(const Config& config, const Request& request, const ItemHandler& show,
                  const std::function<Json(const Json&)>& json_view) {
  const auto on_item = [&](const Json& item) {
    if (!json) return show(item);
    print(to_line(json_view ? json_view(item) : item) + "\n");
  };
  const Outcome outcome = ask(config.paths.runtime + "/admin.sock", request, on_item);
  exit = outcome.exit;
  if (!outcome.error.empty()) fail(outcome.exit, outcome.error);
}

void Session::fail(int code, const std::string& sentence) {
  std::fflush(stdout);  // so that the two streams stay in order on a terminal
  for (std::size_t at = 0, end = 0; end != std::string::npos; at = end + 1) {
    end = sentence.find('\n', at);
    const std::string line = printable(sentence.substr(at, end == std::string::npos ? end : end - at));
    std::fprintf(stderr, "%s%s\n", at == 0 ? "tesseractl: " : "", line.c_str());
  }
  exit = code;
}

}  // namespace tessera::ctl
