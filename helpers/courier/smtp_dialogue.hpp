// SPDX-License-Identifier: Apache-2.0
// A mail transaction after greeting, TLS and login (RFC 5321 3.3): a machine without sockets. libcurl's own waits for
// the server's last reply without letting other transfers go on, which one slow server could use to hold up all.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "helpers/courier/letter.hpp"

namespace tessera::courier {

/// What was asked of a mail server last.
enum class SmtpStage { connecting, login, sender, recipient, content, message };

/// What a refusal means. `reply` is its code (RFC 5321 4.2), `logged_in` whether a login took place or none is wanted.
Answer answer_of_smtp(SmtpStage stage, long reply, bool logged_in);

class SmtpDialogue {
 public:
  /// Addresses without angle brackets; `message` has CRLF line ends and ends in one.
  SmtpDialogue(std::string from, std::string to, std::string message, bool logged_in);

  /// What has to be sent now; sent() takes away what was.
  std::string_view output() const { return output_; }
  void sent(std::size_t count) { output_.erase(0, count); }
  /// Bytes of the server, in any pieces.
  void received(std::string_view bytes);
  /// Once it is over.
  const std::optional<Answer>& answer() const { return answer_; }

 private:
  void on_line(std::string_view line);
  void on_reply(long code);

  std::string to_, message_, output_, input_;
  bool logged_in_;
  SmtpStage stage_ = SmtpStage::sender;
  std::optional<Answer> answer_;
};

}  // namespace tessera::courier
