// SPDX-License-Identifier: Apache-2.0
// One run of tesseractl: the options that every verb takes, and the way to tesserad.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "cli/tesseractl/client.hpp"
#include "daemon/config/config.hpp"
#include "daemon/service/options.hpp"

namespace tessera::ctl {

class Session {
 public:
  std::string config_file{default_config_file};
  bool json = false;
  int exit = 0;  ///< what the verb came to

  /// The configuration; nothing when it is wrong: its errors are printed and `exit` is 78.
  std::optional<Config> config();
  /// Asks tesserad and prints: with --json what `json_view` makes of each item, a line each, otherwise by
  /// `show`. Errors go to stderr; `exit` is set.
  void run(const Request& request, const ItemHandler& show,
           const std::function<Json(const Json&)>& json_view = {});
  /// The same with a configuration that is loaded already.
  void run(const Config& config, const Request& request, const ItemHandler& show,
           const std::function<Json(const Json&)>& json_view = {});
  /// Says why on stderr and sets `exit`.
  void fail(int code, const std::string& sentence);
};

}  // namespace tessera::ctl
