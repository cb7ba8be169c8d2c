// SPDX-License-Identifier: Apache-2.0
// The caller's end of admin.sock: blocking, with an end to every wait.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "cli/tesseractl/json.hpp"

namespace tessera::ctl {

/// How a verb ended: what to exit with, and a sentence when there is something to say.
struct Outcome {
  int exit = 0;
  std::string error;
};

struct Request {
  std::string verb;
  Json args = Json::object();
  std::chrono::seconds limit{15};  ///< for each packet of the answer
};

/// Called with each item, in order.
using ItemHandler = std::function<void(const Json& item)>;

/// Asks the tesserad that listens at `socket`. 69 when it is away or breaks off, 77 when the socket is not
/// the caller's to open; everything else is what tesserad says.
Outcome ask(const std::string& socket, const Request& request, const ItemHandler& on_item);

}  // namespace tessera::ctl
