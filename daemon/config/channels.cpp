// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "daemon/config/sections.hpp"
#include "daemon/config/suggest.hpp"

namespace tessera {
namespace {

/// What is wrong with a channel's gateway; empty when it may serve it.
std::string complaint(const std::string& gateway, Channel channel, const GatewayFacts& facts) {
  if (std::find(facts.names.begin(), facts.names.end(), gateway) == facts.names.end()) {
    return " names gateway " + quote(gateway) + known_words(gateway, facts.names);
  }
  const auto serves = facts.serves.find(gateway);
  if (serves == facts.serves.end()) return {};  // its own mistake is reported already
  std::vector<std::string> names;
  for (const Channel possible : serves->second) {
    if (possible == channel) return {};
    names.emplace_back(name_of(possible));
  }
  return " names gateway " + quote(gateway) + ", which cannot serve " + std::string(name_of(channel)) + "; it serves " +
         join(names);
}

void read_channel(Section section, Channel channel, const GatewayFacts& facts, std::vector<std::string>& target) {
  const auto gateways = section.words("gateways");
  section.finish();
  if (!gateways) return;
  target.clear();
  for (const Word& word : *gateways) {
    const std::string wrong = complaint(word.text, channel, facts);
    if (!wrong.empty()) section.errors().push_back({word.at, section.path() + wrong});
    target.push_back(word.text);
  }
}

}  // namespace

void read_channels(Section& file, const GatewayFacts& facts, Config& config) {
  Section channels = file.section("channels");
  read_channel(channels.section("text"), Channel::text, facts, config.channels.text);
  read_channel(channels.section("call"), Channel::call, facts, config.channels.call);
  read_channel(channels.section("email"), Channel::email, facts, config.channels.email);
  if (const auto word = channels.one_of("after_enrolment", {"app_code", "send"})) {
    config.channels.after_enrolment = *word == "send" ? AfterEnrolment::send : AfterEnrolment::app_code;
  }
  channels.finish();
}

}  // namespace tessera
