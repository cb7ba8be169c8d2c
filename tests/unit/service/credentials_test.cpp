// SPDX-License-Identifier: Apache-2.0
#include "daemon/service/credentials.hpp"

#include <unistd.h>

#include "tests/unit/service/temporary.hpp"

namespace tessera {
namespace {

class Credentials : public Temporary {
 protected:
  SecretRef file(const std::string& text, mode_t mode) const {
    return {SecretRef::Kind::file, put("secret", text, mode), {"t.yaml", 3, 7}};
  }
  static std::string read(const SecretRef& reference) {
    const auto secret = read_secret(reference);
    return secret ? std::string(secret->view()) : secret.error();
  }
};

TEST_F(Credentials, TightModesOnly) {
  EXPECT_EQ(read(file("hunter2\n", 0600)), "hunter2");
  EXPECT_EQ(read(file("hunter2\n", 0400)), "hunter2");
  for (const mode_t mode : {0644, 0640, 0440, 0604, 0700, 0602}) {
    const std::string said = read(file("hunter2\n", mode));
    EXPECT_TRUE(said.starts_with("t.yaml:3:7: " + path("secret") + " has mode 0")) << said;
    EXPECT_TRUE(said.ends_with("; a secret needs 0600 or 0400")) << said;
    EXPECT_EQ(said.find("hunter2"), std::string::npos);
  }
}

TEST_F(Credentials, AnotherOwner) {
  if (geteuid() == 0) {
    const SecretRef reference = file("hunter2", 0600);
    ASSERT_EQ(chown(reference.name.c_str(), 65534, 65534), 0);
    EXPECT_EQ(read(reference), "t.yaml:3:7: " + reference.name + " belongs to uid 65534, not to its reader, uid 0");
  } else {
    EXPECT_NE(read({SecretRef::Kind::file, "/etc/passwd", {}}).find("belongs to uid 0"), std::string::npos);
  }
}

TEST_F(Credentials, OneLineFeedIsDroppedFromTextAndNoneFromBytes) {
  EXPECT_EQ(read(file("a\n\n", 0600)), "a\n");
  EXPECT_EQ(read(file("a", 0600)), "a");
  std::string key(32, '\x7f');
  key.back() = '\n';
  const auto bytes = read_secret_bytes(file(key, 0600));
  ASSERT_TRUE(bytes);
  EXPECT_EQ(bytes->view(), key);
}

TEST_F(Credentials, NoSecretThere) {
  EXPECT_EQ(read({SecretRef::Kind::file, path("none"), {"t.yaml", 1, 2}}),
            "t.yaml:1:2: " + path("none") + " cannot be read: No such file or directory");
  EXPECT_EQ(read(file("", 0600)), "t.yaml:3:7: " + path("secret") + " is empty");
  EXPECT_EQ(read(file("\n", 0600)), "t.yaml:3:7: " + path("secret") + " is empty");
  EXPECT_EQ(read({SecretRef::Kind::file, directory_, {}}), directory_ + " is not a regular file");
  EXPECT_EQ(read(file(std::string(65537, 'x'), 0600)), "t.yaml:3:7: " + path("secret") + " is larger than 64 KiB");
  EXPECT_EQ(read(file(std::string(65536, 'x'), 0600)), std::string(65536, 'x'));
}

TEST_F(Credentials, AFifoDoesNotBlock) {
  ASSERT_EQ(mkfifo(path("fifo").c_str(), 0600), 0);
  EXPECT_EQ(read({SecretRef::Kind::file, path("fifo"), {}}), path("fifo") + " is not a regular file");
}

TEST_F(Credentials, OfTheServiceManager) {
  unsetenv("CREDENTIALS_DIRECTORY");
  const SecretRef reference{SecretRef::Kind::credential, "seal", {"t.yaml", 1, 2}};
  EXPECT_EQ(read(reference),
            "t.yaml:1:2: credential:seal needs $CREDENTIALS_DIRECTORY, which the service manager sets (LoadCredential=)");
  setenv("CREDENTIALS_DIRECTORY", directory_.c_str(), 1);
  put("seal", "key", 0440);
  EXPECT_EQ(read(reference), "key");
  put("seal", "key", 0444);
  EXPECT_EQ(read(reference), "t.yaml:1:2: " + path("seal") + " has mode 0444; a secret needs 0600 or 0400");
  unsetenv("CREDENTIALS_DIRECTORY");
}

}  // namespace
}  // namespace tessera
