// SPDX-License-Identifier: Apache-2.0
// What every verb is given and gives back.
#pragma once

#include <string>
#include <string_view>

#include "daemon/admin/context.hpp"
#include "daemon/admin/json.hpp"
#include "daemon/runtime/seqpacket.hpp"
#include "daemon/service/exit_codes.hpp"
#include "shared/admin_protocol.hpp"

namespace tessera {

/// How a verb ended; `error` is a sentence for the administrator, empty when all went well.
struct Outcome {
  int exit = exit_code::yes;
  std::string error;
  std::string_view about;  ///< the argument that the error is about, where it is about one
};

/// The way back to the caller.
class Replies {
 public:
  explicit Replies(Seqpacket& connection) : connection_(connection) {}
  /// Sends {"item": …}. False when the caller has left or reads nothing: there is no sense in more.
  Async<bool> item(Json item);
  /// Sends {"done": true, …}; nothing follows for this request.
  Async<bool> done(Outcome outcome);
  /// The caller waits no more: what it asked for and is not done yet is better left.
  bool are_unheard() { return connection_.is_left(); }

 private:
  Async<bool> send(Json packet);
  Seqpacket& connection_;
  unsigned sent_ = 0;
};

struct Call {
  AdminContext context;
  Json args;
  std::string actor;  ///< who asks, for the audit log
  Replies& replies;
  bool audit_login = false;  ///< proves the actor; root without one may be anybody
};

/// What a store that cannot answer means for the caller: 75, or 78 where only a restore helps.
Outcome store_trouble(StoreError error);

inline Outcome usage(std::string error) {
  return {exit_code::usage, std::move(error)};
}

}  // namespace tessera
