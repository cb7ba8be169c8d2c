// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "daemon/config/section.hpp"

namespace tessera {

/// The keys of `kind: smtp`.
void read_smtp(Section& section, Gateway& gateway);

/// The keys of `preset: NAME`: the preset's parameters, url, tls, ca. Gives the channels it can serve.
std::vector<Channel> read_preset_gateway(Section& section, const Config& config, Gateway& gateway);

/// `tls: required | none` for a URL whose scheme is `plain` ("http", "smtp") or `plain` + "s". Unencrypted is
/// for loopback literals alone. The URL itself is in no message: it may hold a password.
void read_transport(Section& section, std::string_view url, std::string_view plain, Tls& tls);

}  // namespace tessera
