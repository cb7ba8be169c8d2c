// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/trust.hpp"

#include <gtest/gtest.h>

namespace tessera {
namespace {

constexpr std::string_view key = "publickey ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFirst\n";

std::string id_of(const TrustRequest& request) { return trusted_place_of(request).id; }

TEST(Trust, AnSshPlaceIsAddressAndKeyTogether) {
  const TrustRequest here{.service = "sshd", .rhost = "203.0.113.9", .ssh_auth_info = key};
  EXPECT_FALSE(id_of(here).empty());
  TrustRequest elsewhere = here, other_key = here;
  elsewhere.rhost = "203.0.113.10";
  other_key.ssh_auth_info = "publickey ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOther\n";
  EXPECT_NE(id_of(here), id_of(elsewhere));
  EXPECT_NE(id_of(here), id_of(other_key));
  EXPECT_EQ(trusted_place_of(here).label, "ssh from 203.0.113.9 with this key");
}

TEST(Trust, AnAddressAloneOnlyWhereTheSiteSaysSo) {
  TrustRequest request{.service = "sshd", .rhost = "203.0.113.9", .ssh_auth_info = "password\n"};
  EXPECT_EQ(id_of(request), "");
  request.by_address = true;
  EXPECT_EQ(id_of(request), "ssh 203.0.113.9");
}

TEST(Trust, ANameIsNoPlace) {
  for (const char* rhost : {"", "laptop.example.com", "UNKNOWN", "203.0.113", "fe80::1"}) {
    EXPECT_EQ(id_of({.service = "sshd", .rhost = rhost, .ssh_auth_info = key, .by_address = true}), "") << rhost;
  }
}

TEST(Trust, SuAndSudoShareTheirLoginSession) {
  const TrustRequest sudo{.service = "sudo", .audit_session = 12, .boot_id = "boot"};
  TrustRequest su = sudo, later = sudo, unset = sudo;
  su.service = "su-l";
  later.boot_id = "another";
  unset.audit_session.reset();
  EXPECT_EQ(id_of(sudo), session_place(12, "boot").id);
  EXPECT_EQ(id_of(sudo), id_of(su));
  EXPECT_NE(id_of(sudo), id_of(later)) << "session numbers begin anew at each boot";
  EXPECT_EQ(id_of(unset), "") << "an unset session is never a place";
  EXPECT_EQ(session_place(12, "").id, "");
}

TEST(Trust, AConsoleIsNoPlace) {
  EXPECT_EQ(id_of({.service = "login", .audit_session = 12, .boot_id = "boot", .by_address = true}), "");
}

}  // namespace
}  // namespace tessera
