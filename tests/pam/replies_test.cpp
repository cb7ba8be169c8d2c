// SPDX-License-Identifier: Apache-2.0
// Whatever a conversation brings back is wiped and freed, once, and taken for no more than it is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/fake_daemon.hpp"
#include "tests/support/module_watch.hpp"
#include "tests/support/pam_stack.hpp"

namespace tessera::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr int timeout_s = 10;

/// A program with a conversation function of its own, at a daemon that tells, asks and refuses.
class Program : public testing::Test {
 protected:
  using Function = int (*)(int, const pam_message**, pam_response**, void*);

  void log_in(Function function) {
    const PamStack stack("sshd", bare_stack, PamStack::arguments(socket_, timeout_s));
    PamLogin login(stack, {}, nullptr);
    const pam_conv conversation = {function, this};
    ASSERT_EQ(pam_set_item(login.handle(), PAM_CONV, &conversation), PAM_SUCCESS);
    ModuleWatch watch;
    EXPECT_EQ(login.authenticate(), PAM_AUTH_ERR);
    EXPECT_THAT(watch.breaches(timeout_s), IsEmpty());
    freed_ = watch.replies_freed();
    daemon_.stop();
    packets_ = daemon_.received();
  }
  /// A reply to every message, prompts and mere messages.
  static int give_text(int, const pam_message**, pam_response** responses, void* self) {
    const std::string& text = static_cast<Program*>(self)->text_;
    auto* response = static_cast<pam_response*>(calloc(1, sizeof(pam_response)));
    response->resp = static_cast<char*>(malloc(text.size() + 1));
    memcpy(response->resp, text.c_str(), text.size() + 1);
    *responses = response;
    return PAM_SUCCESS;
  }
  TemporaryDirectory run_;
  std::string socket_ = run_.file("login.sock").string();
  FakeDaemon daemon_{socket_, [](FakePeer& peer) {
                       peer.receive();
                       peer.tell(TellKind::info, "Text sent.");
                       peer.ask("Code: ");
                       peer.receive();
                       peer.tell(TellKind::error, "Not let in.");
                       peer.done(Verdict::refused);
                     }};
  std::string text_;
  std::size_t freed_ = 0;
  std::vector<std::string> packets_;
};

struct Kind {
  const char* name;
  std::string text;
  std::string forwarded;
};

void PrintTo(const Kind& kind, std::ostream* out) { *out << kind.name; }

class Reply : public Program, public testing::WithParamInterface<Kind> {};

TEST_P(Reply, IsWipedAndFreed) {
  text_ = GetParam().text;
  log_in(give_text);
  EXPECT_EQ(freed_, text_.empty() || text_[0] == '\0' ? 0u : 3u);
  ASSERT_EQ(packets_.size(), 2u);
  EXPECT_EQ(packets_[1], packet_of(Answer{GetParam().forwarded}));
}

INSTANTIATE_TEST_SUITE_P(
    Every, Reply,
    testing::Values(Kind{"code", "482931", "482931"}, Kind{"Enter", "", ""}, Kind{"one byte", "x", "x"},
                    Kind{"longest", std::string(PAM_MAX_RESP_SIZE, '4'), std::string(PAM_MAX_RESP_SIZE, '4')},
                    Kind{"too long", std::string(PAM_MAX_RESP_SIZE + 1, '4'), "?"},
                    Kind{"64 KiB", std::string(64 * 1024, '4'), "?"}, Kind{"1 MiB", std::string(1024 * 1024, '4'), "?"},
                    Kind{"escape", "\x1b[2J482931", "?"}, Kind{"CR LF", "482931\r\n", "?"},
                    Kind{"no UTF-8", "482931\xff", "?"}, Kind{"cut UTF-8", "482931\xe2\x82", "?"},
                    Kind{"NUL behind", std::string("482931\0 and more", 16), "482931"},
                    Kind{"NUL before", std::string("\0" "482931", 7), ""}));

TEST_F(Program, SuccessWithoutAReplyCancels) {
  log_in([](int, const pam_message**, pam_response**, void*) { return PAM_SUCCESS; });
  ASSERT_EQ(packets_.size(), 2u);
  EXPECT_EQ(packets_[1], packet_of(Cancelled{}));
}

TEST_F(Program, SuccessWithNullForAReplyCancels) {
  log_in([](int, const pam_message**, pam_response** responses, void*) {
    *responses = nullptr;
    return PAM_SUCCESS;
  });
  ASSERT_EQ(packets_.size(), 2u);
  EXPECT_EQ(packets_[1], packet_of(Cancelled{}));
}

TEST_F(Program, AReplyBesideAnErrorIsNotTouched) {
  log_in([](int, const pam_message**, pam_response** responses, void*) {
    *responses = reinterpret_cast<pam_response*>(1);
    return PAM_CONV_ERR;
  });
  ASSERT_EQ(packets_.size(), 2u);
  EXPECT_EQ(packets_[1], packet_of(CannotConverse{}));
}

}  // namespace
}  // namespace tessera::test
