// SPDX-License-Identifier: Apache-2.0
// Who makes the file, and who may read it.
#include <sys/stat.h>

#include "tests/contract/store/sqlite_place.hpp"
#include "tests/support/run_async.hpp"

namespace tessera::test {
namespace {

unsigned mode_of(const std::filesystem::path& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0 ? found.st_mode & 07777u : 0u;
}

TEST(SqliteFiles, InitMakesAPrivateStoreAndItsFolder) {
  SqlitePlace place;
  place.path = place.directory.file("var/lib/tessera.db").string();
  const mode_t before = ::umask(0);
  place.init();
  ::umask(before);
  EXPECT_EQ(mode_of(place.path), 0600u);
  EXPECT_EQ(mode_of(place.directory.file("var/lib")), 0700u);
  const auto store = place.open();
  ASSERT_TRUE(run_async(store->set_switch({Switch::observe, noon, "root"})));
  for (const auto& entry : std::filesystem::directory_iterator(place.directory.file("var/lib"))) {
    EXPECT_EQ(mode_of(entry.path()), 0600u) << entry.path();
  }
}

TEST(SqliteFiles, InitLeavesAStoreThatIsThere) {
  SqlitePlace place;
  place.init();
  ASSERT_TRUE(run_async(place.open()->set_switch({Switch::enforce, noon, "root"})));
  const std::string before = read_file(place.path);
  ASSERT_TRUE(init_store(place.path, noon + 1h));
  EXPECT_EQ(read_file(place.path), before);
  EXPECT_EQ(run_async(place.open()->environment()).value().position, Switch::enforce);
}

TEST(SqliteFiles, InitRefusesAFileThatIsNoStoreAndLeavesIt) {
  SqlitePlace place;
  for (const std::string content : {"", "not a database at all, but long enough to have a header, one would think"}) {
    write_file(place.path, content);
    const auto made = init_store(place.path, noon);
    ASSERT_FALSE(made);
    EXPECT_NE(made.error().find(place.path), std::string::npos);
    EXPECT_EQ(read_file(place.path), content);
  }
}

TEST(SqliteFiles, AnInterruptedInitIsBegunAgain) {
  SqlitePlace place;
  write_file(place.path + ".new", "half of a store");
  place.init();
  EXPECT_NE(place.open(), nullptr);
  EXPECT_FALSE(std::filesystem::exists(place.path + ".new"));
}

TEST(SqliteFiles, OpeningNeverMakesAStore) {
  SqlitePlace place;
  const auto opened = place.try_open();
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().find(place.path), std::string::npos);
  EXPECT_NE(opened.error().find("No such file"), std::string::npos) << opened.error();
  EXPECT_TRUE(std::filesystem::is_empty(place.directory.path()));
}

TEST(SqliteFiles, OpeningTightensALooseMode) {
  SqlitePlace place;
  place.init();
  ASSERT_EQ(::chmod(place.path.c_str(), 0644), 0);
  EXPECT_NE(place.open(), nullptr);
  EXPECT_EQ(mode_of(place.path), 0600u);
}

TEST(SqliteFiles, ClosingFinishesWhatWasAsked) {
  SqlitePlace place;
  place.init();
  auto store = place.open();
  std::vector<Async<Stored<void>>> changes;
  for (int i = 0; i < 50; ++i) changes.push_back(store->set_switch({Switch::observe, noon + i * 1s, "root"}));
  for (const auto& changed : run_together(std::move(changes))) EXPECT_TRUE(changed);
  store.reset();
  EXPECT_EQ(run_async(place.open()->log({})).value().size(), 50u);
}

}  // namespace
}  // namespace tessera::test
