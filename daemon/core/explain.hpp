// SPDX-License-Identifier: Apache-2.0
// Says in whole sentences why a login is decided as it is. The decision is core/policy's, from the same facts: here it is
// put into words alone, up to the step that decided. Pure.
#pragma once

#include <string>
#include <vector>

#include "daemon/core/policy.hpp"
#include "daemon/core/types.hpp"

namespace tessera {

/// A gateway of a channel, with the newest that is known of it.
struct GatewayFact {
  std::string name;
  std::string status;  ///< "sent", "failed", …; empty: nothing is known
  std::string at;
  bool works = true;
};

struct ChannelFact {
  Channel channel{};
  std::string to;           ///< masked; empty: not offered
  std::string not_offered;  ///< why, then
  std::vector<GatewayFact> gateways;
};

/// What is worth telling beside the facts that decided.
struct Circumstances {
  std::string rhost;
  bool asks_invoker = false;
  bool has_networks = false;
  bool is_literal = false;        ///< rhost is an address, no name
  bool trust_on = false;
  std::string trusted_until;
  unsigned places = 0;            ///< trusted ones that this login may come from, which its key or session would tell
  unsigned failures = 0;
  unsigned consecutive = 0;       ///< limits.attempts.consecutive
  std::string locked_until;
  unsigned backup_codes = 0;
  bool desk_code = false;
  std::string origin_detail;      ///< what a source had to say
  std::string contacts_source;    ///< that has the contacts; empty: the store
  std::string contacts_news;      ///< what does not count of them, and why (R-12); empty: all do
  std::string single_sign_on_url;
  std::vector<ChannelFact> channels;
};

/// The steps in order, each in a sentence or two.
std::vector<Step> explained(const Facts& facts, const Circumstances& circumstances);

/// What the login comes to, in one sentence.
std::string summary(const Facts& facts, const Decision& decision);

/// What a script, which cannot type a code, has to do for this account and service.
std::vector<std::string> batch_advice(const Facts& facts, const Decision& decision, const Circumstances& circumstances);

}  // namespace tessera
