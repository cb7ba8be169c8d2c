// SPDX-License-Identifier: Apache-2.0
#include "daemon/core/base32.hpp"

#include <gtest/gtest.h>

namespace tessera {
namespace {

TEST(Base32, Rfc4648Vectors) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},           {"f", "MY"},        {"fo", "MZXQ"},
                                                         {"foo", "MZXW6"},   {"foob", "MZXW6YQ"}, {"fooba", "MZXW6YTB"},
                                                         {"foobar", "MZXW6YTBOI"}};
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(to_base32(bytes), text);
    EXPECT_EQ(from_base32(text), bytes);
  }
}

TEST(Base32, EveryByteSurvives) {
  std::string all;
  for (int i = 0; i < 256; ++i) {
    all += static_cast<char>(i);
    EXPECT_EQ(from_base32(to_base32(all)), all);
  }
}

TEST(Base32, ReadsWhatPeopleCopy) {
  for (const char* text : {"jbsw y3dp ehpk 3pxp", "JBSW-Y3DP-EHPK-3PXP", "JBSWY3DPEHPK3PXP", "JBSWY3DPEHPK3PXP===="}) {
    EXPECT_EQ(from_base32(text), "Hello!\xDE\xAD\xBE\xEF") << text;
  }
  EXPECT_EQ(from_base32("MZXW6YQ="), "foob");
}

TEST(Base32, RefusesWhatNoBytesGive) {
  for (const char* text : {"M", "MZX", "MZXW6Y", "MZXW6YT1", "MZXW6YT0", "MZXW6YT8", "MZ=XW6YT", "\xC3\xA4", "MZ", "MY\n"}) {
    EXPECT_FALSE(from_base32(text)) << text;
  }
}

}  // namespace
}  // namespace tessera
