// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/config/config.hpp"
#include "helpers/courier/gateways/gateway.hpp"

namespace tessera::courier {

/// For trying out: leaves messages in a directory, one file each, or sends them as datagrams to a Unix socket.
/// Either way JSON {"account", "channel", "to", "subject", "text"} in this order.
class Outbox final : public CourierGateway {
 public:
  explicit Outbox(OutboxGateway place) : place_(std::move(place)) {}
  Begun begin(const Letter& letter, std::chrono::milliseconds limit) const override;

 private:
  OutboxGateway place_;
};

/// "<unix-ns>-<channel>-<account>.json". An account's name is data: what is not a letter, digit, '.', '_', '@', '+'
/// or '-' becomes %XX, so that it never leaves the directory, and it is cut to 128 bytes.
std::string outbox_file_name(std::int64_t unix_ns, std::string_view channel, std::string_view account);

/// The message as both forms have it.
std::string outbox_json(const Letter& letter);

}  // namespace tessera::courier
