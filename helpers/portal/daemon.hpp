// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>

#include "daemon/service/log.hpp"
#include "shared/portal_protocol.hpp"

namespace tessera {

/// Holds an answer, which may be a key or backup codes: wiped when it goes.
struct AnswerBuffer {
  std::array<char, max_daemon_message + 1> bytes;  // one more, so that a longer packet is seen to be one
  ~AnswerBuffer();
};

/// What tesserad answers. Texts point into `buffer`. Whatever fails on the way is `unavailable`.
class Enrolments {
 public:
  virtual ~Enrolments() = default;
  virtual portal::Opened open(const portal::Open& question, AnswerBuffer& buffer) = 0;
  virtual portal::Finished finish(const portal::Finish& question, AnswerBuffer& buffer) = 0;
};

/// tesserad behind portal.sock, one connection a question. Thread-safe.
class Daemon : public Enrolments {
 public:
  Daemon(std::string path, Log& log) : path_(std::move(path)), log_(log) {}
  portal::Opened open(const portal::Open& question, AnswerBuffer& buffer) override;
  portal::Finished finish(const portal::Finish& question, AnswerBuffer& buffer) override;

 private:
  const std::string path_;
  Log& log_;
};

}  // namespace tessera
