// SPDX-License-Identifier: Apache-2.0
#include "daemon/config/url.hpp"

#include <gtest/gtest.h>

namespace tessera {
namespace {

std::string host_of(std::string_view text) {
  const auto url = parse_url(text);
  return url ? url->host : "none";
}

TEST(UrlParts, Host) {
  EXPECT_EQ(host_of("http://127.0.0.1:13013/cgi-bin"), "127.0.0.1");
  EXPECT_EQ(host_of("HTTPS://Example.com"), "Example.com");
  EXPECT_EQ(host_of("smtp://[::1]:25"), "[::1]");
  EXPECT_EQ(host_of("http://127.0.0.1@evil.example/"), "evil.example");
  EXPECT_EQ(host_of("https://api.example.com/{account}/x.json?a=b@c"), "api.example.com");
}

TEST(UrlParts, WhatParsersDisagreeOnIsNone) {
  for (const char* text : {"", "x", "://a", "http://", "http:///x", "http://a b/", "http://127.0.0.1\\@evil/", "http://a:0/",
                           "http://a:99999/", "http://a:/", "http://[::1", "http://[::g]/", "http://a%2eb/", "http://\x01/",
                           "ht tp://a/", "http://a:b:1/"}) {
    EXPECT_EQ(host_of(text), "none") << text;
  }
}

TEST(Loopback, LiteralsOnly) {
  for (const char* host : {"127.0.0.1", "127.255.255.255", "[::1]", "[0:0:0:0:0:0:0:1]"}) {
    EXPECT_TRUE(is_loopback_literal(host)) << host;
  }
  for (const char* host : {"", "localhost", "127.1", "0177.0.0.1", "2130706433", "126.0.0.1", "128.0.0.1", "::1", "[::2]",
                           "[::ffff:127.0.0.1]", "127.0.0.1.", "127.0.0.1.example.com", "0.0.0.0"}) {
    EXPECT_FALSE(is_loopback_literal(host)) << host;
  }
}

}  // namespace
}  // namespace tessera
