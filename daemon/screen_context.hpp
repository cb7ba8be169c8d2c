// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/config/config.hpp"
#include "daemon/core/screens.hpp"

namespace tessera {

/// What somebody without an app owes at `now`.
inline AppDuty duty_without_app(const Config& config, TimePoint now) {
  if (config.enrolment != EnrolmentPolicy::require) return AppDuty::none;
  return config.enrolment_until && now < config.enrolment_until->end ? AppDuty::by_date : AppDuty::now;
}

/// What the screens of one login share. Only the express population's are styled.
inline ScreenContext screen_context(const Config& config, const LoginKey& key, bool express, LocalTime local_time) {
  const Style style = express ? config.populations.express_style : Style{};
  return {.environment = config.environment.name,
          .account = key.account,
          .service = key.service,
          .host = key.host,
          .rhost = key.rhost,
          .heading = style.heading,
          .help = style.help,
          .text_label = style.text,
          .call_label = style.call,
          .email_label = style.email,
          .help_desk = config.help_desk,
          .sso_url = config.sso.url,
          .local_time = std::move(local_time)};
}

}  // namespace tessera
