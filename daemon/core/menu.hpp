// SPDX-License-Identifier: Apache-2.0
// The ways to get a code that a person may choose from, and what they may type (design §3.5).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/core/throttle.hpp"
#include "daemon/core/types.hpp"

namespace tessera {

/// One way to get a code. Its number stays the same for the whole login, also when other ways fail.
struct Way {
  unsigned number = 0;
  Channel channel{};
  std::string to;      ///< E.164 number or e-mail address
  std::string masked;  ///< what may be shown of it
  bool usable = true;  ///< false once it failed in this login
};

/// Which channels have a gateway.
struct ChannelsServed {
  bool text = false, call = false, email = false;
};

/// The ways of an account: a contact, a channel with a gateway, and for phones an allowed region.
std::vector<Way> ways_of(const Contacts& contacts, const ChannelsServed& served, const SendLimits& limits);

/// The way that Enter stands for: the first usable one; after `failed`, the first to another contact,
/// since what broke the text often breaks the call to the same phone. Nothing when none is usable.
std::optional<std::size_t> default_way(const std::vector<Way>& ways, std::optional<Channel> failed);

enum class Said {
  enter,
  code,         ///< `text` has the digits
  choice,       ///< `number` of a way
  channel,      ///< `channel` by its name
  app,          ///< the authenticator app by its name
  backup_code,  ///< `text` has it in small letters
  resend,
  other_ways,
  lost_phone,
  trust,
  quit,
  nonsense,
};

struct Parsed {
  Said said = Said::nonsense;
  std::string text;
  unsigned number = 0;
  Channel channel{};
};

/// How long codes are here; 0 where the account has no app.
struct CodeLengths {
  unsigned delivered = 6;
  unsigned app = 0;
};

/// Reads an answer by the one grammar: what is no code of exactly as many ASCII digits costs nothing.
Parsed parse_answer(std::string_view answer, CodeLengths lengths);

}  // namespace tessera
