// SPDX-License-Identifier: Apache-2.0
// Where a login enters Tessera: the first of the five files of docs/READING.md. The stack calls
// pam_sm_authenticate after the first factor has succeeded (etc/pam); the module relays between the person
// and tesserad (relay.cpp, shared/protocol.hpp), and tesserad decides (daemon/login.cpp).
#include <security/pam_ext.h>
#include <security/pam_modules.h>
#include <syslog.h>

#include "pam_module/greeting.hpp"
#include "pam_module/options.hpp"
#include "pam_module/relay.hpp"
#include "pam_module/session.hpp"

using namespace tessera;

extern "C" {

/// PAM_SUCCESS and PAM_IGNORE only by the daemon's verdict (R-18, verdict.hpp); a refusal is PAM_AUTH_ERR,
/// no answer in time PAM_AUTHINFO_UNAVAIL, everything else PAM_ABORT.
int pam_sm_authenticate(pam_handle_t* pamh, int flags, int argc, const char** argv) {
  const Hello hello = pam::read_greeting(pamh, flags);
  pam::Options options;
  if (const char* bad = pam::parse_options(argc, argv, hello.service, options)) {
    pam_syslog(pamh, LOG_ERR, "bad option in the PAM stack: %s", bad);
    return PAM_ABORT;
  }
  return pam::Relay(pamh, options).run(hello);
}

/// Always succeeds: sshd drops the session when it gets PAM_IGNORE here.
int pam_sm_setcred(pam_handle_t*, int, int, const char**) {
  return PAM_SUCCESS;
}

int pam_sm_acct_mgmt(pam_handle_t*, int, int, const char**) {
  return PAM_IGNORE;
}
int pam_sm_chauthtok(pam_handle_t*, int, int, const char**) {
  return PAM_IGNORE;
}
/// Always succeeds: nothing that happens to the second factor ends a session that has been let in.
int pam_sm_open_session(pam_handle_t* pamh, int, int argc, const char** argv) {
  if (pamh == nullptr) return PAM_SUCCESS;
  pam::Options options;
  const std::string_view service = pam::item_text(pamh, PAM_SERVICE);
  if (pam::parse_options(argc, argv, service, options) == nullptr) pam::tell_session_opened(pamh, options);
  return PAM_SUCCESS;
}
int pam_sm_close_session(pam_handle_t*, int, int, const char**) {
  return PAM_SUCCESS;
}

}  // extern "C"
