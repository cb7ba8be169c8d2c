// SPDX-License-Identifier: Apache-2.0
// What daemon/ports/directory.hpp promises, held against HostDirectory with the real helper and against the fake
// that the login's tests use.
#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "tests/contract/directory/host_world.hpp"
#include "tests/support/fake_directory.hpp"
#include "tests/support/run_async.hpp"

namespace tessera::test {
namespace {

/// ana and gus are local, ana alone a creator; bob is single sign-on's, cara another source's.
class World {
 public:
  virtual ~World() = default;
  virtual Directory& directory() = 0;
  /// From now on the sources that are not files cannot answer.
  virtual void break_sources() = 0;
};

class RealWorld : public World {
 public:
  RealWorld() { host_.start_helper(); }
  Directory& directory() override { return host_.directory(); }
  void break_sources() override { host_.write_nsswitch("files tesseraunavail"); }

 private:
  HostWorld host_;
};

class FakeWorld : public World {
 public:
  FakeWorld() {
    for (const char* name : {"ana", "gus"}) fake_.add(name);
    fake_.add("bob", Origin::sso, "tesserasso");
    fake_.add("cara", Origin::other, "tesseraother");
    fake_.add_uid(1000, "ana");
    fake_.add_uid(5001, "bob");
    fake_.add_creator("ana");
  }
  Directory& directory() override { return fake_; }
  void break_sources() override { fake_.fail("unavailable"); }

 private:
  FakeDirectory fake_;
};

using MakeWorld = std::unique_ptr<World> (*)();
template <class T>
std::unique_ptr<World> make() {
  return std::make_unique<T>();
}

class DirectoryContract : public testing::TestWithParam<MakeWorld> {
 protected:
  Whois find(const std::string& name) { return run_async(world_->directory().find(name)); }
  Whois find_uid(std::uint32_t uid) { return run_async(world_->directory().find_uid(uid)); }
  std::unique_ptr<World> world_ = GetParam()();
};

TEST_P(DirectoryContract, LocalAccount) {
  const Whois whois = find("ana");
  EXPECT_EQ(whois.origin, Origin::local);
  EXPECT_EQ(whois.name, "ana");
  EXPECT_EQ(whois.source, "files");
}

TEST_P(DirectoryContract, ListedSourceIsSso) {
  const Whois whois = find("bob");
  EXPECT_EQ(whois.origin, Origin::sso) << whois.detail;
  EXPECT_EQ(whois.name, "bob");
  EXPECT_EQ(whois.source, "tesserasso");
}

TEST_P(DirectoryContract, UnlistedSourceIsOther) {
  const Whois whois = find("cara");
  EXPECT_EQ(whois.origin, Origin::other) << whois.detail;
  EXPECT_EQ(whois.source, "tesseraother");
}

TEST_P(DirectoryContract, NobodysName) {
  EXPECT_EQ(find("zoe").origin, Origin::nobody);
  EXPECT_EQ(find("Ana").origin, Origin::nobody);
}

TEST_P(DirectoryContract, BrokenSourcesAreUnclearButLocalAccountsStayKnown) {
  world_->break_sources();
  const Whois whois = find("zoe");
  EXPECT_EQ(whois.origin, Origin::unclear);
  EXPECT_FALSE(whois.detail.empty());
  EXPECT_EQ(find("ana").origin, Origin::local);
}

TEST_P(DirectoryContract, ByUid) {
  EXPECT_EQ(find_uid(1000).origin, Origin::local);
  EXPECT_EQ(find_uid(1000).name, "ana");
  EXPECT_EQ(find_uid(5001).origin, Origin::sso);
  EXPECT_EQ(find_uid(5001).name, "bob");
  EXPECT_EQ(find_uid(77777).origin, Origin::nobody);
  EXPECT_TRUE(find_uid(77777).name.empty());
}

TEST_P(DirectoryContract, HostileNamesAreNobodys) {
  for (const std::string& name :
       {std::string(), std::string("-h"), std::string("a b"), std::string("ana:x"), std::string("../ana"),
        std::string("ana\n"), std::string("ana\0", 4), std::string("\x1B[2J"), std::string("\xFF"),
        std::string(64 * 1024, 'a')}) {
    EXPECT_EQ(find(name).origin, Origin::nobody) << name.substr(0, 20);
  }
}

TEST_P(DirectoryContract, Creators) {
  EXPECT_TRUE(world_->directory().is_creator("ana"));
  EXPECT_FALSE(world_->directory().is_creator("gus"));
  EXPECT_FALSE(world_->directory().is_creator("zoe"));
}

INSTANTIATE_TEST_SUITE_P(Host, DirectoryContract, testing::Values(&make<RealWorld>));
INSTANTIATE_TEST_SUITE_P(Fake, DirectoryContract, testing::Values(&make<FakeWorld>));

}  // namespace
}  // namespace tessera::test
