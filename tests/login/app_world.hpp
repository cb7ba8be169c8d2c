// SPDX-License-Identifier: Apache-2.0
// A login's world with a page, where ana may have an app and backup codes.
#pragma once

#include <string>
#include <vector>

#include "daemon/core/base32.hpp"
#include "daemon/enrolment/enrolling.hpp"
#include "tests/login/login_world.hpp"

namespace tessera::test {

class AppWorld : public LoginWorld {
 protected:
  AppWorld() {
    config.portal.emplace();
    config.portal->url = "https://login.example.com";
  }

  EnrolmentPorts ports() { return {*store, directory, courier, clock, random, log, seeds, slow_hash, utc}; }
  LinkOpened open(std::string token, std::string confirmation) {
    return run_async(open_link(ports(), std::make_shared<const Config>(config), token, confirmation, "192.0.2.1"));
  }
  AppFinished finish(std::string token, std::string code) {
    return run_async(finish_link(ports(), std::make_shared<const Config>(config), token, code, "192.0.2.1"));
  }
  std::string code_of(const std::string& seed, milliseconds later = {}) {
    return hotp(seed, static_cast<std::uint64_t>(step_at(clock.now() + later, std::chrono::seconds(30))), OtpHash::sha1, 6);
  }
  /// ana enrols with an administrator's ticket; the next code is fresh again.
  std::string enrol() {
    const Ticket ticket = run_async(make_ticket(ports(), "ana", EnrolmentProof::ticket, "root")).value();
    const std::string seed = from_base32(open(ticket.token, ticket.confirmation).key).value();
    AppFinished finished = finish(ticket.token, code_of(seed));
    EXPECT_EQ(finished.status, portal::FinishStatus::finished);
    codes = std::move(finished.backup_codes);
    courier.sent.clear();
    clock.advance(std::chrono::minutes(2));
    return seed;
  }
  std::vector<std::string> codes;
  static std::string between(const std::string& text, std::string_view before, std::string_view after) {
    const auto from = text.find(before) + before.size();
    return text.substr(from, text.find(after, from) - from);
  }
};

}  // namespace tessera::test
