// SPDX-License-Identifier: Apache-2.0
// What `tessera` prints, but for the questions and sentences, which are tesserad's.
#pragma once

#include <string>
#include <string_view>

#include "cli/tessera/qr.hpp"
#include "shared/user_protocol.hpp"

namespace tessera::own {

/// "JBSW Y3DP EHPK 3PXP"
std::string in_groups_of_four(std::string_view key);

std::string seed_screen(const user::Seed& seed, const Display& display);
std::string codes_screen(const user::BackupCodes& codes);
std::string place_line(const user::OwnPlace& place);
/// Times are the local zone's.
std::string status_screen(const user::OwnStatus& status);

}  // namespace tessera::own
