// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/App.hpp>

#include "cli/tesseractl/session.hpp"

namespace tessera::ctl {

void add_test_login_verb(CLI::App& app, Session& session);

}  // namespace tessera::ctl
