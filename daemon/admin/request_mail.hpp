// SPDX-License-Identifier: Apache-2.0
// Who is told of a request and of what became of it.
#pragma once

#include <string>
#include <vector>

#include "daemon/admin/call.hpp"

namespace tessera {

/// Whom a mail was handed over for, and why there was none for others.
struct Told {
  std::vector<std::string> mailed;
  std::vector<std::string> not_mailed;  ///< "ana: no e-mail is on record"
};

/// What the requester types once it is approved.
std::vector<std::string> next_commands(const std::string& environment);

/// The environments of the request that only another host's store can rule on.
std::vector<std::string> named_elsewhere(const ChangeRequest& request, const std::string& here);

Async<Told> mail_new(Call call, ChangeRequest request);
/// The requester learns of the verdict, and of what to type next.
Async<Told> mail_verdict(Call call, RequestRuling ruling);

}  // namespace tessera
