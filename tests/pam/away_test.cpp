// SPDX-License-Identifier: Apache-2.0
// No daemon, a dead one, a slow one, somebody else's: refused in bounded time, with a sentence (R-28, R-29,
//
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <thread>

#include "tests/support/fake_daemon.hpp"
#include "tests/support/pam_stack.hpp"

namespace tessera::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::StartsWith;

constexpr char sentence[] =
    "Not let in: the second-step service on this host is not answering. "
    "Tell your administrator: systemctl status tesserad";

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator files("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

/// Connections that wait in the backlog until no further one fits.
class FullBacklog {
 public:
  explicit FullBacklog(const std::string& socket_path) : listener_(listen_seqpacket(socket_path, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    memcpy(address.sun_path, socket_path.data(), socket_path.size());
    for (bool fits = true; fits;) {
      const int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      fits = connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
      waiting_.push_back(fd);
    }
  }
  ~FullBacklog() {
    for (const int fd : waiting_) close(fd);
    close(listener_);
  }

 private:
  int listener_;
  std::vector<int> waiting_;
};

class DaemonAway : public testing::Test {
 protected:
  /// One login, which must not outlast its limit by much.
  int log_in(int timeout_s) { return log_in(PamStack::arguments(socket_, timeout_s), timeout_s); }
  int log_in(const std::string& arguments, int timeout_s) {
    const PamStack stack("sshd", bare_stack, arguments);
    const auto start = std::chrono::steady_clock::now();
    const int result = PamLogin(stack, {}, &person_).authenticate();
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(timeout_s) + 30s);
    return result;
  }
  void TearDown() override { EXPECT_EQ(open_descriptors(), before_) << "left open"; }
  TemporaryDirectory run_;
  std::string socket_ = run_.file("login.sock").string();
  ScriptedConversation person_;
  const std::size_t before_ = open_descriptors();
};

TEST_F(DaemonAway, SocketAbsent) {
  EXPECT_EQ(log_in(2), PAM_AUTHINFO_UNAVAIL);
  EXPECT_THAT(person_.shown(PAM_ERROR_MSG), ElementsAre(sentence));
}

TEST_F(DaemonAway, SocketLeftByADeadDaemon) {
  close(listen_seqpacket(socket_, 1));
  EXPECT_EQ(log_in(2), PAM_AUTHINFO_UNAVAIL);
  EXPECT_THAT(person_.shown(PAM_ERROR_MSG), ElementsAre(sentence));
}

TEST_F(DaemonAway, NobodyAcceptsAndTheBacklogIsFull) {
  const FullBacklog backlog(socket_);
  EXPECT_EQ(log_in(100), PAM_AUTHINFO_UNAVAIL);
  EXPECT_THAT(person_.shown(PAM_ERROR_MSG), ElementsAre(sentence));
}

TEST_F(DaemonAway, NobodyAcceptsAndTheBacklogHasRoom) {
  const int listener = listen_seqpacket(socket_, 8);
  EXPECT_EQ(log_in(2), PAM_AUTHINFO_UNAVAIL);
  close(listener);
  EXPECT_THAT(person_.shown(PAM_ERROR_MSG), ElementsAre(sentence));
}

TEST_F(DaemonAway, ASessionIsOpenedOverAFullBacklog) {  // which is waited for two seconds
  const FullBacklog full(socket_);
  const PamStack stack("sshd", "session required pam_tessera.so\n", PamStack::arguments(socket_, 100));
  EXPECT_EQ(PamLogin(stack, {}, nullptr).open_session(), PAM_SUCCESS);
}

TEST_F(DaemonAway, TheFirstReplyIsDueBeforeTheLimitOfALongLogin) {
  const int listener = listen_seqpacket(socket_, 8);
  EXPECT_EQ(log_in(3000), PAM_AUTHINFO_UNAVAIL);  // CTest's own limit ends a wait of 3000 s
  close(listener);
}

TEST_F(DaemonAway, AcceptsAndNeverAnswers) {
  FakeDaemon daemon(socket_, [](FakePeer& peer) { peer.drain(); });
  EXPECT_EQ(log_in(2), PAM_AUTHINFO_UNAVAIL);
  EXPECT_THAT(person_.shown(PAM_ERROR_MSG), ElementsAre(sentence));
}

TEST_F(DaemonAway, AVerdictAfterTheLimitDoesNotCount) {
  FakeDaemon daemon(socket_, [](FakePeer& peer) {
    peer.receive();
    std::this_thread::sleep_for(2s);
    peer.done(Verdict::proven);
    peer.drain();
  });
  EXPECT_EQ(log_in(1), PAM_AUTHINFO_UNAVAIL);
}

TEST_F(DaemonAway, TellingDoesNotProlongTheLimit) {
  FakeDaemon daemon(socket_, [](FakePeer& peer) {
    while (peer.tell(TellKind::info, "one moment")) std::this_thread::sleep_for(50ms);
  });
  EXPECT_EQ(log_in(1), PAM_AUTHINFO_UNAVAIL);
}

TEST_F(DaemonAway, AnAnswerAfterTheLimitIsRefusedAndNotForwarded) {
  FakeDaemon daemon(socket_, [](FakePeer& peer) {
    peer.receive();
    peer.ask("Code: ");
    if (peer.receive()) peer.done(Verdict::proven);
  });
  person_.give({PAM_SUCCESS, "482931", [] { std::this_thread::sleep_for(1500ms); }});
  EXPECT_EQ(log_in(1), PAM_AUTHINFO_UNAVAIL);
  EXPECT_THAT(person_.shown(PAM_ERROR_MSG), ElementsAre(StartsWith("Not let in: time is up.")));
  daemon.stop();
  EXPECT_THAT(daemon.received_types(), ElementsAre(MessageType::hello));
}

TEST_F(DaemonAway, DiesWithAPromptOpen) {
  FakeDaemon daemon(socket_, [](FakePeer& peer) {
    peer.receive();
    peer.ask("Code: ");
  });
  person_.give({PAM_SUCCESS, "482931", [&daemon] { daemon.stop(); }});
  const PamStack stack("sshd", bare_stack, PamStack::arguments(socket_, 10));
  EXPECT_EQ(PamLogin(stack, {}, &person_).authenticate(), PAM_AUTHINFO_UNAVAIL);
  EXPECT_THAT(person_.shown(PAM_ERROR_MSG), ElementsAre(sentence));
}

TEST_F(DaemonAway, SomebodyElseListens) {
  FakeDaemon daemon(socket_, [](FakePeer& peer) {
    peer.done(Verdict::proven);
    peer.drain();
  });
  const std::string stranger = std::to_string(getuid() + 1);
  EXPECT_EQ(log_in("socket=" + socket_ + " timeout=2 daemon_uid=" + stranger, 2), PAM_AUTHINFO_UNAVAIL);
  EXPECT_THAT(person_.shown(PAM_ERROR_MSG), ElementsAre(sentence));
  daemon.stop();
  EXPECT_TRUE(daemon.received().empty()) << "a stranger learned who logs in";
}

TEST_F(DaemonAway, SignalsOfTheProgramDoNotDisturb) {
  sigset_t alarm;
  sigemptyset(&alarm);
  sigaddset(&alarm, SIGALRM);
  pthread_sigmask(SIG_BLOCK, &alarm, nullptr);  // in the daemon's thread
  FakeDaemon daemon(socket_, [](FakePeer& peer) {
    peer.receive();
    std::this_thread::sleep_for(300ms);
    peer.done(Verdict::proven);
  });
  struct sigaction action {
  }, before{};
  action.sa_handler = [](int) {};
  sigaction(SIGALRM, &action, &before);
  const itimerval often = {{0, 5000}, {0, 5000}}, never = {};
  pthread_sigmask(SIG_UNBLOCK, &alarm, nullptr);
  setitimer(ITIMER_REAL, &often, nullptr);
  const PamStack stack("sshd", bare_stack, PamStack::arguments(socket_, 10));
  EXPECT_EQ(PamLogin(stack, {}, &person_).authenticate(), PAM_SUCCESS);
  setitimer(ITIMER_REAL, &never, nullptr);
  sigaction(SIGALRM, &before, nullptr);
}

}  // namespace
}  // namespace tessera::test
