// SPDX-License-Identifier: Apache-2.0
// One function a verb group: each adds its subcommands, whose callbacks use the session. The session outlives
// the parsing.
#pragma once

#include <chrono>

#include <CLI/App.hpp>

#include "cli/tesseractl/session.hpp"

namespace tessera::ctl {

/// How long tesserad is waited for where it looks at every account, a million of them, before the first answer.
constexpr std::chrono::seconds survey_limit{600};

void add_account_verbs(CLI::App& app, Session& session);
void add_account_import(CLI::App& account, Session& session);
void add_account_export(CLI::App& account, Session& session);
void add_account_audit(CLI::App& account, Session& session);
void add_app_verbs(CLI::App& app, Session& session);
void add_app_import(CLI::App& app, Session& session);
void add_code_verbs(CLI::App& app, Session& session);
void add_keys_verbs(CLI::App& app, Session& session);
void add_trust_verbs(CLI::App& app, Session& session);
void add_unlock_verb(CLI::App& app, Session& session);
void add_environment_verbs(CLI::App& app, Session& session);
void add_request_verbs(CLI::App& environment, Session& session);
void add_gateway_verbs(CLI::App& app, Session& session);
void add_explain_verb(CLI::App& app, Session& session);
void add_log_verb(CLI::App& app, Session& session);
void add_status_verb(CLI::App& app, Session& session);
void add_config_verbs(CLI::App& app, Session& session);

}  // namespace tessera::ctl
