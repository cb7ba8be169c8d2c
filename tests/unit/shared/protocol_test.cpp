// SPDX-License-Identifier: Apache-2.0
#include "shared/protocol.hpp"

#include <gtest/gtest.h>

#include <set>
#include <utility>

namespace tessera {
namespace {

constexpr LoginState states[] = {LoginState::greeting, LoginState::thinking, LoginState::asking,
                                 LoginState::over};

/// Every pair of state and type byte, against the table written out by hand.
TEST(LoginTransitions, AllowNothingElse) {
  using enum MessageType;
  const std::set<std::pair<LoginState, MessageType>> allowed = {
      {LoginState::greeting, hello},        {LoginState::greeting, session_opened}, {LoginState::thinking, ask},  {LoginState::thinking, tell},
      {LoginState::thinking, done},         {LoginState::asking, answer}, {LoginState::asking, cancelled},
      {LoginState::asking, cannot_converse}};
  for (const LoginState from : states) {
    for (int type = 0; type < 256; ++type) {
      LoginState state = from;
      const auto message = static_cast<MessageType>(type);
      const bool may_come = allowed.contains({from, message});
      EXPECT_EQ(advance(state, message), may_come) << type;
      EXPECT_TRUE(may_come || state == from) << type;
    }
  }
}

TEST(LoginTransitions, AWholeLogin) {
  LoginState state = LoginState::greeting;
  EXPECT_TRUE(advance(state, MessageType::hello));
  EXPECT_TRUE(advance(state, MessageType::ask));
  EXPECT_EQ(state, LoginState::asking);
  EXPECT_TRUE(advance(state, MessageType::answer));
  EXPECT_TRUE(advance(state, MessageType::tell));
  EXPECT_TRUE(advance(state, MessageType::done));
  EXPECT_EQ(state, LoginState::over);
}

}  // namespace
}  // namespace tessera
