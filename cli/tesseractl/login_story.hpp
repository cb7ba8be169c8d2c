// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/tesseractl/session.hpp"

namespace tessera::ctl {

/// The keys of an entry that scripts may rely on, and no others.
Json public_entry(const Json& item);

/// The whole login behind a reference: its rows, `limit` at most, its messages, the journal's lines.
void show_login(Session& session, const std::string& reference, unsigned limit);

}  // namespace tessera::ctl
