// SPDX-License-Identifier: Apache-2.0
#include "helpers/portal/admission.hpp"

#include <gtest/gtest.h>

namespace tessera {
namespace {

bool enter(Admission& admission, const std::string& peer) {
  return admission.enter({Descriptor(), peer, {}});
}

TEST(Admission, BoundsEachNetwork) {
  Admission admission(10, 2);
  EXPECT_TRUE(enter(admission, "203.0.113.9") && enter(admission, "203.0.113.9"));
  EXPECT_FALSE(enter(admission, "203.0.113.9"));
  EXPECT_TRUE(enter(admission, "203.0.113.10"));
  EXPECT_TRUE(enter(admission, "2001:db8::1") && enter(admission, "2001:db8::2"));
  EXPECT_FALSE(enter(admission, "2001:db8::3"));
}

TEST(Admission, CountsThoseServedUntilTheyLeave) {
  Admission admission(10, 1);
  EXPECT_TRUE(enter(admission, "203.0.113.9"));
  EXPECT_EQ(admission.next()->peer, "203.0.113.9");
  EXPECT_FALSE(enter(admission, "203.0.113.9"));
  admission.leave("203.0.113.9");
  EXPECT_TRUE(enter(admission, "203.0.113.9"));
}

TEST(Admission, BoundsThoseWhoWaitAndATurnedAwayOneIsNotCounted) {
  Admission admission(2, 2);
  EXPECT_TRUE(enter(admission, "a") && enter(admission, "b"));
  EXPECT_FALSE(enter(admission, "c"));
  admission.next();
  EXPECT_TRUE(enter(admission, "c"));
  admission.next();
  EXPECT_TRUE(enter(admission, "c")) << "the refusal before took no place";
}

TEST(Admission, OfAWebServerInFrontHasTheQueuesBoundAlone) {
  Admission admission(3, 1);
  EXPECT_TRUE(enter(admission, "") && enter(admission, "") && enter(admission, ""));
  EXPECT_FALSE(enter(admission, ""));
}

TEST(Admission, ClosedGivesAndTakesNobody) {
  Admission admission(3, 3);
  EXPECT_TRUE(enter(admission, "a"));
  admission.close();
  EXPECT_FALSE(admission.next());
  EXPECT_FALSE(enter(admission, "a"));
}

}  // namespace
}  // namespace tessera
