// SPDX-License-Identifier: Apache-2.0
#include "daemon/config/sections.hpp"
#include "daemon/config/words.hpp"

namespace tessera {

using namespace std::chrono_literals;

namespace {

void read_code(Section code, CodeLimits& limits) {
  assign(limits.digits, code.number("digits", 6, 8));
  assign(limits.lifetime, code.duration("lifetime", 1s, 10min, " (R-02, NIST SP 800-63B)"));
  code.finish();
}

void read_attempts(Section attempts, AttemptLimits& limits) {
  assign(limits.per_login, attempts.number("per_login", 1, 10));
  assign(limits.consecutive, attempts.number("consecutive", 3, 100));
  assign(limits.lock, attempts.duration("lock", 1s, 24h));
  attempts.finish();
}

void read_sends(Section sends, SendLimits& limits) {
  assign(limits.resend_after, sends.duration("resend_after", 0s, 1h));
  assign(limits.per_account, sends.rate("per_account"));
  assign(limits.per_destination, sends.rate("per_destination"));
  assign(limits.unverified_per_source, sends.rate("unverified_per_source"));
  assign(limits.total, sends.rate("total"));
  assign(limits.regions, sends.names("regions", is_region, "two capital letters of ISO 3166-1 like US"));
  sends.finish();
}

}  // namespace

void read_limits(Section& file, Config& config) {
  Section limits = file.section("limits");
  read_code(limits.section("code"), config.limits.code);
  read_attempts(limits.section("attempts"), config.limits.attempts);
  read_sends(limits.section("sends"), config.limits.sends);
  limits.finish();
  Section trust = file.section("trust");
  assign(config.trust.lifetime, trust.duration("lifetime", 0s, 720h));
  assign(config.trust.by_address, trust.flag("by_address"));
  trust.finish();
}

}  // namespace tessera
