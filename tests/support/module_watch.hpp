// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <security/pam_appl.h>
#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/protocol.hpp"

namespace tessera::test {

/// One way in which a call that pam_tessera.so makes may fail.
struct Fault {
  enum class Kind {
    error,    ///< fails with errno `value`, or PAM's code `value`
    result,   ///< returns `value` without doing anything
    cut,      ///< does it with fewer bytes; of the conversation: a reply without text
    nothing,  ///< says success and gives NULL
    leap,     ///< the clock goes an hour forward
  };
  std::string_view call;
  Kind kind;
  int value = 0;
};

/// All faults, those of a call side by side.
std::span<const Fault> all_faults();
std::span<const Fault> faults_of(std::string_view call);

/// Which of the module's calls fail: the `nth` (from 0) by its fault number `fault`, alone or with all later calls
/// of the same function (`lasting`); or one in `one_in`, by chance.
struct FaultPlan {
  std::size_t nth = SIZE_MAX;
  std::size_t fault = 0;
  bool lasting = false;
  unsigned one_in = 0;
  std::uint64_t seed = 0;
};

/// Stands between pam_tessera.so and libc, libpam and the conversation while it lives, for logins of its thread:
/// lets calls fail, and notes what a good guest does not do. The program needs module_calls.cpp, whose definitions
/// the loader prefers to the libraries', and has to export them (ENABLE_EXPORTS).
/// Time is the watch's own: it passes with faults and waits alone, so that limits hold on any machine.
class ModuleWatch {
 public:
  explicit ModuleWatch(FaultPlan plan = {});
  ~ModuleWatch();
  ModuleWatch(const ModuleWatch&) = delete;
  ModuleWatch& operator=(const ModuleWatch&) = delete;

  /// True when the call that the plan names was made and has such a fault.
  bool reached() const { return reached_; }
  /// True when the plan names a call that was made, and a fault beyond its last one.
  bool beyond_faults() const { return call_there_ != nullptr && !reached_; }
  bool any_fault() const { return !happened_.empty(); }
  bool has_failed(std::string_view call) const;
  /// What failed, for messages.
  std::string story() const;
  /// The last verdict that reached the module in a whole packet.
  std::optional<Verdict> verdict() const { return verdict_; }
  /// The module's own lines in the system log.
  const std::vector<std::string>& logged() const { return logged_; }
  /// Everything that is wrong after a login with this limit: descriptors left open, passed to programs or closed
  /// twice, replies not wiped or not freed, an answer left in the packet's buffer, a limit not kept.
  std::vector<std::string> breaches(int timeout_s) const;
  /// Which of the watched functions the module has called.
  const std::set<std::string_view>& called() const { return called_; }
  /// Texts of replies that the module has wiped and freed.
  std::size_t replies_freed() const { return replies_freed_; }

  // For module_calls.cpp.
  void breach(std::string what) { breaches_.push_back(std::move(what)); }
  static constinit thread_local ModuleWatch* current;
  /// The watch of this thread when `caller` lies in the module, or null.
  static ModuleWatch* of(const void* caller);
  const Fault* fail(std::string_view call);
  void opened(int fd);
  void closed(int fd);
  void sent(const char* packet, std::size_t size);
  void about_to_receive(const char* buffer);
  void received(const char* packet, std::size_t size);
  void log(std::string line) { logged_.push_back(std::move(line)); }
  void freed(const void* memory);
  std::int64_t now_ms() const { return now_ms_; }
  void pass(std::int64_t milliseconds) { now_ms_ += milliseconds; }
  /// The conversation that the module is given in place of `real`.
  const pam_conv* conversation(const pam_conv* real);

 private:
  static int converse(int count, const pam_message** messages, pam_response** responses, void* self);
  int reply(int count, const pam_message** messages, pam_response** responses);
  const Fault* chosen(std::string_view call);

  const FaultPlan plan_;
  std::mt19937_64 random_;
  std::size_t calls_ = 0;
  std::set<std::string_view> called_;
  const Fault* call_there_ = nullptr;  ///< the first fault of the call that the plan names
  bool reached_ = false;
  std::vector<const Fault*> happened_;
  std::optional<Verdict> verdict_;
  std::vector<std::string> logged_, breaches_;
  std::set<int> open_;
  std::map<const void*, std::size_t> replies_;  ///< what the module has to free, with the length of a text
  std::size_t replies_freed_ = 0;
  std::span<const char> answer_;                ///< where an Answer lay when it was sent
  pam_conv real_{}, faulty_{};
  std::int64_t now_ms_ = 3'600'000;
  const std::int64_t begin_ms_ = now_ms_;
};

}  // namespace tessera::test
