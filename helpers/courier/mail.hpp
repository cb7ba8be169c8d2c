// SPDX-License-Identifier: Apache-2.0
// An Internet message (RFC 5322) with one plain text in UTF-8 (RFC 2045, 2047).
#pragma once

#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include "shared/result.hpp"

namespace tessera::courier {

/// "Login <login@example.com>" or the bare address.
struct Mailbox {
  std::string name;
  std::string address;
};

/// Nothing for what is no address: only ASCII letters, digits and the signs of RFC 5322's atoms around one '@',
/// so that it can stand in a header and in SMTP's commands as it is.
std::optional<Mailbox> parse_mailbox(std::string_view text);

struct Mail {
  Mailbox from, to;
  std::string subject;
  std::string text;        ///< lines end in LF
  std::time_t date = 0;
  std::string message_id;  ///< without its angle brackets
};

/// The message with CRLF line ends. The error says which header held a control character.
Result<std::string, std::string> build_mail(const Mail& mail);

/// RFC 2047's encoded words where the text is not plain ASCII, folded.
std::string encode_header_text(std::string_view text);

/// RFC 2045's quoted-printable with CRLF line ends.
std::string quoted_printable(std::string_view text);

}  // namespace tessera::courier
