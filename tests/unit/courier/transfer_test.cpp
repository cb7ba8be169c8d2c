// SPDX-License-Identifier: Apache-2.0
#include "helpers/courier/transfer.hpp"

#include <gtest/gtest.h>

namespace tessera::courier {
namespace {

TEST(TransferErrors, CertificatesAndLoginsAreTheAdministrators) {
  for (const CURLcode code : {CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_USE_SSL_FAILED, CURLE_LOGIN_DENIED}) {
    EXPECT_EQ(status_of_error(code), DeliveryStatus::misconfigured) << code;
  }
}

TEST(TransferErrors, TheNetworkPasses) {
  for (const CURLcode code : {CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_OPERATION_TIMEDOUT, CURLE_GOT_NOTHING,
                              CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_SSL_CONNECT_ERROR, CURLE_PARTIAL_FILE}) {
    EXPECT_EQ(status_of_error(code), DeliveryStatus::failed) << code;
  }
}

TEST(Url, IsTakenApartAsLibcurlWill) {
  const auto url = parse_url("https://sms.example.com:8443/a/b?c=d");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme + " " + url->host + " " + url->path + " " + url->query, "https sms.example.com /a/b c=d");
  EXPECT_EQ(parse_url("https://127.0.0.1@evil.example/")->host, "evil.example");
  EXPECT_FALSE(parse_url("no url"));
}

}  // namespace
}  // namespace tessera::courier
