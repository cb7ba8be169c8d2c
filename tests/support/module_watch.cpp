// SPDX-License-Identifier: Apache-2.0
#include "tests/support/module_watch.hpp"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "shared/codec.hpp"

namespace tessera::test {
namespace {

using enum Fault::Kind;

constexpr std::int64_t fault_takes_ms = 50;     // so that a fault that lasts comes to the limits
constexpr std::int64_t send_limit_ms = 2000;    // the module's own for sending, beside timeout=
constexpr std::size_t too_many_calls = 20'000;  // a loop that no limit ends

constexpr Fault faults[] = {
    {"socket", error, EMFILE},
    {"socket", error, ENOMEM},
    {"setsockopt", error, ENOMEM},
    {"connect", error, EINTR},
    {"connect", error, EAGAIN},
    {"connect", error, ECONNREFUSED},
    {"connect", error, ETIMEDOUT},
    {"connect", error, ENOMEM},
    {"getsockopt", error, ENOMEM},
    {"getsockopt", cut},
    {"send", error, EINTR},
    {"send", error, EAGAIN},
    {"send", error, EPIPE},
    {"send", error, ECONNRESET},
    {"send", error, ENOMEM},
    {"send", error, ETIMEDOUT},
    {"send", cut},
    {"poll", error, EINTR},
    {"poll", error, ENOMEM},
    {"poll", result, 0},
    {"poll", result, 1},
    {"recv", error, EINTR},
    {"recv", error, EAGAIN},
    {"recv", error, ECONNRESET},
    {"recv", error, ENOMEM},
    {"recv", error, ETIMEDOUT},
    {"recv", result, 0},
    {"recv", cut},
    {"sched_yield", error, ENOSYS},
    {"close", error, EINTR},
    {"close", error, EIO},
    {"clock_gettime", error, EPERM},
    {"clock_gettime", leap},
    {"pam_get_item", error, PAM_SYSTEM_ERR},
    {"pam_get_item", error, PAM_BAD_ITEM},
    {"pam_get_item", nothing},
    {"pam_getenv", nothing},
    {"pam_syslog", nothing},
    {"conversation", error, PAM_CONV_ERR},
    {"conversation", error, PAM_BUF_ERR},
    {"conversation", error, PAM_CONV_AGAIN},
    {"conversation", cut},
    {"conversation", nothing},
};

bool is_zero(std::span<const char> bytes) {
  return std::ranges::all_of(bytes, [](char byte) { return byte == 0; });
}

}  // namespace

constinit thread_local ModuleWatch* ModuleWatch::current = nullptr;

std::span<const Fault> all_faults() { return faults; }

std::span<const Fault> faults_of(std::string_view call) {
  const auto begin = std::ranges::find(faults, call, &Fault::call);
  const auto end = std::find_if(begin, std::end(faults), [call](const Fault& fault) { return fault.call != call; });
  return {begin, end};
}

ModuleWatch::ModuleWatch(FaultPlan plan) : plan_(plan), random_(plan.seed) { current = this; }

ModuleWatch::~ModuleWatch() { current = nullptr; }

ModuleWatch* ModuleWatch::of(const void* caller) {
  Dl_info where{};
  if (current == nullptr || dladdr(caller, &where) == 0 || where.dli_fname == nullptr) return nullptr;
  return strstr(where.dli_fname, "/pam_tessera.so") == nullptr ? nullptr : current;
}

const Fault* ModuleWatch::chosen(std::string_view call) {
  const std::span<const Fault> ways = faults_of(call);
  const std::size_t number = calls_++;
  called_.insert(call);
  if (plan_.one_in != 0) return random_() % plan_.one_in == 0 ? &ways[random_() % ways.size()] : nullptr;
  if (number == plan_.nth) {
    call_there_ = ways.data();
    reached_ = plan_.fault < ways.size();
  }
  const bool again = plan_.lasting && call_there_ == ways.data();
  return reached_ && (number == plan_.nth || again) ? &ways[plan_.fault] : nullptr;
}

const Fault* ModuleWatch::fail(std::string_view call) {
  if (calls_ > too_many_calls) {
    fprintf(stderr, "the module goes on for ever: %s\n", story().c_str());
    abort();
  }
  const Fault* fault = chosen(call);
  if (fault == nullptr) return nullptr;
  happened_.push_back(fault);
  pass(fault->kind == leap ? 3'600'000 : fault_takes_ms);
  return fault;
}

std::string ModuleWatch::story() const {
  std::string text = "seed " + std::to_string(plan_.seed) + ", of " + std::to_string(calls_) + " calls failed:";
  for (std::size_t i = 0; i < happened_.size() && i < 20; ++i) {
    text += " " + std::string(happened_[i]->call) + "(" + std::to_string(static_cast<int>(happened_[i]->kind)) + "," +
            std::to_string(happened_[i]->value) + ")";
  }
  return text;
}

bool ModuleWatch::has_failed(std::string_view call) const {
  return std::ranges::any_of(happened_, [call](const Fault* fault) { return fault->call == call; });
}

void ModuleWatch::opened(int fd) {
  open_.insert(fd);
  if ((fcntl(fd, F_GETFD) & FD_CLOEXEC) == 0) breach("a descriptor would be passed to programs");
}

void ModuleWatch::closed(int fd) {
  if (open_.erase(fd) == 0) breach("closed a descriptor that is not its own");
}

void ModuleWatch::sent(const char* packet, std::size_t size) {
  if (size > 0 && packet[0] == static_cast<char>(MessageType::answer)) answer_ = {packet, size};
}

void ModuleWatch::about_to_receive(const char* buffer) {
  if (buffer == answer_.data() && !is_zero(answer_)) breach("an answer was left in the packet's buffer");
  answer_ = {};
}

void ModuleWatch::received(const char* packet, std::size_t size) {
  Done done;
  if (codec::decode(packet, size, done)) verdict_ = done.verdict;
}

void ModuleWatch::freed(const void* memory) {
  const auto reply = replies_.find(memory);
  if (reply == replies_.end()) return;
  if (!is_zero({static_cast<const char*>(memory), reply->second})) breach("a reply was freed before it was wiped");
  if (reply->second != 0) ++replies_freed_;
  replies_.erase(reply);
}

const pam_conv* ModuleWatch::conversation(const pam_conv* real) {
  if (real == nullptr || real->conv == nullptr) return real;
  real_ = *real;
  faulty_ = {&ModuleWatch::converse, this};
  return &faulty_;
}

int ModuleWatch::converse(int count, const pam_message** messages, pam_response** responses, void* self) {
  return static_cast<ModuleWatch*>(self)->reply(count, messages, responses);
}

int ModuleWatch::reply(int count, const pam_message** messages, pam_response** responses) {
  const Fault* fault = fail("conversation");
  if (fault != nullptr && fault->kind == error) {
    *responses = reinterpret_cast<pam_response*>(1);  // means nothing after an error
    return fault->value;
  }
  if (fault != nullptr && fault->kind == nothing) return PAM_SUCCESS;
  const int status = real_.conv(count, messages, responses, real_.appdata_ptr);
  if (status != PAM_SUCCESS || *responses == nullptr) return status;
  char*& text = (*responses)->resp;
  if (fault != nullptr) free(std::exchange(text, nullptr));
  replies_[*responses] = 0;
  if (text != nullptr) replies_[text] = strlen(text);
  return PAM_SUCCESS;
}

std::vector<std::string> ModuleWatch::breaches(int timeout_s) const {
  std::vector<std::string> all = breaches_;
  if (!open_.empty()) all.push_back("left a descriptor open");
  if (!replies_.empty()) all.push_back("did not free a reply");
  const bool leapt = std::ranges::any_of(happened_, [](const Fault* fault) { return fault->kind == leap; });
  const std::int64_t limit = timeout_s * 1000 + send_limit_ms + 2 * fault_takes_ms;
  if (!leapt && now_ms_ - begin_ms_ > limit) all.push_back("took " + std::to_string(now_ms_ - begin_ms_) + " ms");
  return all;
}

}  // namespace tessera::test
