// SPDX-License-Identifier: Apache-2.0
// Which PAM services a switch would reach, read as libpam reads them.
#include "daemon/service/pam_stacks.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temporary_directory.hpp"

namespace tessera {
namespace {

class PamStacks : public testing::Test {
 protected:
  void etc(const std::string& name, const std::string& text) { write(etc_, name, text); }
  void vendor(const std::string& name, const std::string& text) { write(vendor_, name, text); }
  bool reaches(const std::string& service) const {
    return reaches_module({etc_.path().string(), vendor_.path().string()}, service);
  }

 private:
  static void write(const test::TemporaryDirectory& folder, const std::string& name, const std::string& text) {
    std::ofstream(folder.file(name)) << text;
  }
  test::TemporaryDirectory etc_, vendor_;
};

constexpr const char* with_module = "auth required pam_tessera.so\n";
constexpr const char* without = "# auth required pam_tessera.so\nauth required pam_unix.so\naccount required pam_tessera.so\n";

TEST_F(PamStacks, ByItsOwnLineOrByWhatItIncludes) {
  etc("common", with_module);
  etc("own", with_module);
  etc("includes", "@include common\n");
  etc("substack", "-auth substack common\n");
  etc("neither", without);
  etc("accounts", "account include common\n");
  for (const char* service : {"own", "includes", "substack"}) EXPECT_TRUE(reaches(service)) << service;
  for (const char* service : {"neither", "accounts"}) EXPECT_FALSE(reaches(service)) << service;
}

TEST_F(PamStacks, TheAdministratorsFileStandsBeforeTheDistributions) {
  etc("other", without);
  vendor("cups", with_module);
  EXPECT_TRUE(reaches("cups"));
  etc("cups", without);
  EXPECT_FALSE(reaches("cups"));
  vendor("vsftpd", "auth include common\n");
  etc("common", with_module);
  EXPECT_TRUE(reaches("vsftpd")) << "what a distribution's file includes may be the administrator's";
}

TEST_F(PamStacks, WithoutAFileItIsOthers) {
  EXPECT_TRUE(reaches("cups")) << "what cannot be read is taken to reach it";
  vendor("other", without);
  EXPECT_FALSE(reaches("cups"));
  etc("other", with_module);
  EXPECT_TRUE(reaches("cups"));
}

TEST_F(PamStacks, ACircleIsTakenToReachIt) {
  etc("cups", "@include cups\n");
  EXPECT_TRUE(reaches("cups"));
}

TEST_F(PamStacks, OnlyBesideEtcTheDistributionsFolderCounts) {
  EXPECT_EQ(pam_folders("/etc/pam.d"), (std::vector<std::string>{"/etc/pam.d", "/usr/lib/pam.d"}));
  EXPECT_EQ(pam_folders("/run/pam"), (std::vector<std::string>{"/run/pam"}));
}

}  // namespace
}  // namespace tessera
