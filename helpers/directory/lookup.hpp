// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "helpers/directory/source.hpp"
#include "shared/protocol.hpp"

namespace tessera {

/// The answer to a Lookup, as Identity carries it.
struct Finding {
  Known known = Known::unclear;
  std::string name;
  std::string source;
  std::string detail;
  std::uint32_t gid = 0;  ///< when known: the primary group
};

/// Asks one source, by its name on the passwd: line, within whatever time it has.
using AskSource = std::function<Outcome(const std::string& source, const Query& query)>;

/// Walks the sources in order. The first that knows the account decides; the first that fails ends the walk
/// as `unclear`, since it might have known the account and a later source's word could let it pass as
/// another's. `sso` lists the sources whose accounts are single sign-on's. No state, no clock, no I/O of its
/// own.
Finding look_up(const Query& query, const std::vector<std::string>& sources,
                const std::vector<std::string>& sso, const AskSource& ask);

}  // namespace tessera
