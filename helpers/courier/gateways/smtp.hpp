// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "daemon/config/load.hpp"
#include "helpers/courier/gateways/gateway.hpp"
#include "helpers/courier/mail.hpp"
#include "shared/secret.hpp"

namespace tessera::courier {

/// A mail server: TLS from the start (smtps://) or by STARTTLS (smtp://), and AUTH.
class SmtpMailer final : public CourierGateway {
 public:
  /// The configuration's mistakes, or the gateway. `password` may be empty where there is no `user`.
  static Result<std::unique_ptr<SmtpMailer>, ConfigError> make(const Gateway& gateway, Secret password);
  Begun begin(const Letter& letter, std::chrono::milliseconds limit) const override;

 private:
  SmtpMailer(SmtpGateway config, Mailbox from, Secret password)
      : config_(std::move(config)), from_(std::move(from)), password_(std::move(password)) {}
  SmtpGateway config_;
  Mailbox from_;
  Secret password_;
};

}  // namespace tessera::courier
