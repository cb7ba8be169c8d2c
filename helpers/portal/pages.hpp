// SPDX-License-Identifier: Apache-2.0
// The pages, as plain HTML: no script, forms that work by themselves, one style sheet inside each.
#pragma once

#include <string>
#include <string_view>

#include "shared/portal_protocol.hpp"

namespace tessera {

/// What stands around a page. The accent and heading are the express population's style, known after Open.
struct Look {
  std::string environment;
  std::string heading, help, accent;
  std::string help_desk;
};

struct Page {
  int status = 200;
  std::string html;
  std::string style;  ///< for the Content-Security-Policy: style_hash() of what is in it
};

/// `problem` is told above the form and read out at once; empty at first.
Page ask_confirmation(const Look& look, std::string_view token, std::string_view problem = {});

/// The new key, shown once, with the form for the app's first code.
Page show_key(const Look& look, std::string_view token, const portal::Opened& opened);

/// The form for the first code without the key.
Page ask_code(const Look& look, std::string_view token, std::string_view problem = {});

Page show_backup_codes(const Look& look, const portal::Finished& finished);

/// For used, expired, sleeping and unknown links alike: the same bytes whatever the link was.
Page link_refused(const Look& look);

Page unavailable(const Look& look);
Page too_many_tries(const Look& look);
Page from_elsewhere(const Look& look);
Page nothing_here(const Look& look);

/// What the server itself refuses: a request that is too large, or none.
Page bad_request(const Look& look, int status);

}  // namespace tessera
