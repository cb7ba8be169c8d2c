// SPDX-License-Identifier: Apache-2.0
// What a person or a program may answer, and what the daemon learns of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_daemon.hpp"
#include "tests/support/pam_stack.hpp"

namespace tessera::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view placeholder = "\b\n\r\177INCORRECT";

/// The daemon asks as often as `asks` says, then lets in.
FakeDaemon::Script asking(int asks) {
  return [asks](FakePeer& peer) {
    peer.receive();
    for (int i = 0; i < asks; ++i) {
      peer.ask("Code: ");
      if (!peer.receive()) return;
    }
    peer.done(Verdict::proven);
  };
}

class AtThePrompt : public testing::Test {
 protected:
  /// One login; what the daemon received after Hello is in `packets_` then.
  int log_in(FakeDaemon::Script script, ScriptedConversation* person, int flags = 0) {
    const std::string socket = run_.file("login.sock");
    std::filesystem::remove(socket);
    FakeDaemon daemon(socket, std::move(script));
    const PamStack stack("sshd", bare_stack, PamStack::arguments(socket, 10));
    PamLogin login(stack, {}, person);
    login_ = &login;
    const int result = login.authenticate(flags);
    daemon.stop();
    packets_ = daemon.received();
    if (!packets_.empty()) packets_.erase(packets_.begin());
    return result;
  }
  /// What becomes of one answer to the first prompt.
  std::string forwarded(const std::string& text) {
    ScriptedConversation person;
    person.answer(text);
    log_in(asking(1), &person);
    return packets_.size() == 1 ? packets_[0] : "not one packet";
  }
  TemporaryDirectory run_;
  PamLogin* login_ = nullptr;
  std::vector<std::string> packets_;
};

TEST_F(AtThePrompt, AnswersAreForwardedAsTyped) {
  ScriptedConversation person;
  person.answer(" 482 931").answer("").answer("r");
  EXPECT_EQ(log_in(asking(3), &person), PAM_SUCCESS);
  EXPECT_THAT(packets_,
              ElementsAre(packet_of(Answer{" 482 931"}), packet_of(Answer{""}), packet_of(Answer{"r"})));
  EXPECT_EQ(person.shown(PAM_PROMPT_ECHO_ON).size(), 3u);
  EXPECT_EQ(person.shown().size(), 3u);
  EXPECT_EQ(person.most_messages(), 1);
}

TEST_F(AtThePrompt, NoAnswerCancels) {
  ScriptedConversation person;
  person.no_answer().answer("1").no_answer();
  log_in(asking(3), &person);
  EXPECT_THAT(packets_, ElementsAre(packet_of(Cancelled{}), packet_of(Answer{"1"}), packet_of(Cancelled{})));
}

TEST_F(AtThePrompt, AnErrorAtTheFirstPromptIsAProgramThatCannotConverse) {
  ScriptedConversation person;
  person.fail().fail();
  log_in(asking(2), &person);
  EXPECT_THAT(packets_, ElementsAre(packet_of(CannotConverse{}), packet_of(Cancelled{})));
}

TEST_F(AtThePrompt, ALaterErrorCancels) {
  ScriptedConversation person;
  person.answer("1").fail();
  log_in(asking(2), &person);
  EXPECT_THAT(packets_, ElementsAre(packet_of(Answer{"1"}), packet_of(Cancelled{})));
}

TEST_F(AtThePrompt, NoConversationFunctionCannotConverse) {
  EXPECT_EQ(log_in(asking(1), nullptr), PAM_SUCCESS) << "the verdict is the daemon's";
  EXPECT_THAT(packets_, ElementsAre(packet_of(CannotConverse{})));
}

TEST_F(AtThePrompt, WhatCannotBeAnAnswerBecomesAQuestionMark) {
  for (const std::string text :
       {"\x01", "48\t2931", "482931\r", "\x1b[A", "\x7f", "\xff", "\xc0\xaf", "caf\xc3", "\b", "\bX"}) {
    const bool is_placeholder = text == "\b";
    EXPECT_EQ(forwarded(text), is_placeholder ? packet_of(CannotConverse{}) : packet_of(Answer{"?"})) << text;
  }
  EXPECT_EQ(forwarded(std::string(max_answer + 1, '4')), packet_of(Answer{"?"}));
  EXPECT_EQ(forwarded(std::string(64 * 1024, '4')), packet_of(Answer{"?"}));
}

TEST_F(AtThePrompt, TheLongestAnswerAndUtf8AreForwarded) {
  const std::string longest(max_answer, '4');
  EXPECT_EQ(forwarded(longest), packet_of(Answer{longest}));
  EXPECT_EQ(forwarded("caf\xc3\xa9"), packet_of(Answer{"caf\xc3\xa9"}));
}

TEST_F(AtThePrompt, SshdsPlaceholderOfAnyLengthIsNoAnswer) {
  std::string repeated;
  for (int i = 0; i < 5; ++i) repeated += placeholder;
  for (std::size_t length = 1; length <= repeated.size(); ++length) {
    EXPECT_EQ(forwarded(repeated.substr(0, length)), packet_of(CannotConverse{})) << length;
  }
}

TEST_F(AtThePrompt, TheAnswerMayNotChangeTheUser) {
  ScriptedConversation person;
  person.answer("1");
  person.give({PAM_SUCCESS, "482931", [this] { pam_set_item(login_->handle(), PAM_USER, "root"); }});
  EXPECT_EQ(log_in(asking(2), &person), PAM_ABORT);
  EXPECT_THAT(packets_, ElementsAre(packet_of(Answer{"1"})));
}

TEST_F(AtThePrompt, TheAnswerMayNotRemoveTheUser) {
  ScriptedConversation person;
  person.give({PAM_SUCCESS, "482931", [this] { pam_set_item(login_->handle(), PAM_USER, nullptr); }});
  EXPECT_EQ(log_in(asking(1), &person), PAM_ABORT);
  EXPECT_THAT(packets_, IsEmpty());
}

TEST_F(AtThePrompt, NoNameButTheSameIsTheSameUser) {
  for (const char* name : {"an", "anab", "Ana", "", "root"}) {
    ScriptedConversation person;
    person.give({PAM_SUCCESS, "482931", [&] { pam_set_item(login_->handle(), PAM_USER, name); }});
    EXPECT_EQ(log_in(asking(1), &person), PAM_ABORT) << name;
    EXPECT_THAT(packets_, IsEmpty()) << name;
  }
}

TEST_F(AtThePrompt, TheSameNameMayBeSetAnew) {  // libpam frees the old one
  ScriptedConversation person;
  for (int i = 0; i < 2; ++i) {
    person.give({PAM_SUCCESS, "1", [this] { pam_set_item(login_->handle(), PAM_USER, "ana"); }});
  }
  EXPECT_EQ(log_in(asking(2), &person), PAM_SUCCESS);
  EXPECT_EQ(packets_.size(), 2u);
}

TEST_F(AtThePrompt, AMessageMayNotChangeTheUserEither) {
  for (const TellKind kind : {TellKind::info, TellKind::error}) {
    const auto script = [kind](FakePeer& peer) {
      peer.receive();
      peer.tell(kind, "One moment.");
      peer.done(Verdict::proven);
      peer.drain();
    };
    ScriptedConversation person;
    person.on_message([this] { pam_set_item(login_->handle(), PAM_USER, "root"); });
    EXPECT_EQ(log_in(script, &person), PAM_ABORT) << static_cast<int>(kind);
  }
}

TEST_F(AtThePrompt, SilenceHidesInformationButNotTheReasonOfARefusal) {
  const auto script = [](FakePeer& peer) {
    peer.receive();
    peer.tell(TellKind::info, "sent");
    peer.tell(TellKind::error, "Not let in: locked.");
    peer.done(Verdict::locked);
  };
  ScriptedConversation talkative;
  EXPECT_EQ(log_in(script, &talkative), PAM_AUTH_ERR);
  EXPECT_THAT(talkative.shown(PAM_TEXT_INFO), ElementsAre("sent"));
  EXPECT_THAT(talkative.shown(PAM_ERROR_MSG), ElementsAre("Not let in: locked."));
  ScriptedConversation silent;
  EXPECT_EQ(log_in(script, &silent, PAM_SILENT), PAM_AUTH_ERR);
  EXPECT_THAT(silent.shown(PAM_TEXT_INFO), IsEmpty());
  EXPECT_THAT(silent.shown(PAM_ERROR_MSG), ElementsAre("Not let in: locked."));
}

TEST(TheFirstFactor, ItsPasswordIsNeverForwarded) {
  TemporaryDirectory run;
  const std::string socket = run.file("login.sock");
  FakeDaemon daemon(socket, asking(1));
  // pam_exec asks for the password as pam_unix does, and keeps it in PAM_AUTHTOK.
  const PamStack stack("sshd",
                       std::string("auth required pam_exec.so expose_authtok quiet /bin/true\n") + bare_stack,
                       PamStack::arguments(socket, 10));
  ScriptedConversation program;
  program.answer("482931").answer("482931");
  EXPECT_EQ(PamLogin(stack, {}, &program).authenticate(), PAM_SUCCESS) << "the verdict is the daemon's";
  daemon.stop();
  EXPECT_THAT(daemon.received_types(), ElementsAre(MessageType::hello, MessageType::cannot_converse));
}

}  // namespace
}  // namespace tessera::test
