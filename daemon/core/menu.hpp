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

/// Where the code of a way comes from.
enum class Proof {
  delivered,  ///< sent when the way is chosen
  backup,     ///< from the person's list
  desk,       ///< told by the help desk
};

/// One way to get a code. Its number stays the same for the whole login, also when other ways fail.
struct Way {
  unsigned number = 0;
  Channel channel{};
  std::string to;      ///< E.164 number or e-mail address; of what is not delivered, what the menu says of it
  bool usable = true;  ///< false once it failed in this login
  Proof proof = Proof::delivered;
};

/// What may be shown of a number or address.
std::string masked(const Way& way);

/// Which channels have a gateway.
struct ChannelsServed {
  bool text = false, call = false, email = false;
};

/// The ways of an account: a contact, a channel with a gateway, and for phones an allowed region.
std::vector<Way> ways_of(const Contacts& contacts, const ChannelsServed& served, const SendLimits& limits);

/// The same, with those of the channel that the person prefers at the top, numbered anew.
std::vector<Way> with_preferred_first(std::vector<Way> ways, std::optional<Channel> preferred);

/// The ways of somebody whose phone is lost or new, in the order of what proves most: a backup code, e-mail, what
/// goes to the phone number, and the help desk where there is one. They are numbered anew.
std::vector<Way> lost_ways_of(const std::vector<Way>& ways, unsigned backup_codes, bool desk_code,
                              std::string_view help_desk);

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

/// Of a backup code that was taken over with a seed.
inline constexpr unsigned taken_over_backup_code_digits = 8;

/// How long codes are here; 0 where the account has no app.
struct CodeLengths {
  unsigned delivered = 6;
  unsigned app = 0;
  /// The account has backup codes: eight digits may be one that came with a seed from elsewhere, as
  /// google-authenticator makes them, unless codes have that length here.
  bool backup = false;
};

/// Reads an answer by the one grammar: what is no code of exactly as many ASCII digits costs nothing.
Parsed parse_answer(std::string_view answer, CodeLengths lengths);

}  // namespace tessera
