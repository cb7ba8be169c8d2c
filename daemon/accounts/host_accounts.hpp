// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "daemon/ports/readiness.hpp"

namespace tessera {

/// The accounts of a passwd file with a login shell, a line at a time; of two lines of one name the first.
std::unique_ptr<HostAccounts> read_host_accounts(std::string passwd);

}  // namespace tessera
