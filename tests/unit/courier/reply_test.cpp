// SPDX-License-Identifier: Apache-2.0
#include "helpers/courier/reply.hpp"

#include <gtest/gtest.h>

#include "tests/unit/courier/presets.hpp"

namespace tessera::courier {
namespace {

using test::shipped;

std::string with_code(int code) { return "{\"code\": " + std::to_string(code) + ", \"message\": \"to +15005550142\"}"; }

TEST(Reply, Twilio) {
  const Preset preset = shipped("twilio-sms");
  const auto status = [&preset](long http, const std::string& body) { return judge(preset, http, body).status; };
  EXPECT_EQ(status(201, "{\"status\": \"queued\"}"), DeliveryStatus::sent);
  for (const int code : {21211, 21610, 21614, 21635}) EXPECT_EQ(status(400, with_code(code)), DeliveryStatus::refused) << code;
  for (const int code : {21606, 21212, 21408}) EXPECT_EQ(status(400, with_code(code)), DeliveryStatus::misconfigured) << code;
  EXPECT_EQ(status(401, with_code(20003)), DeliveryStatus::misconfigured);
  EXPECT_EQ(status(429, with_code(20429)), DeliveryStatus::failed);
  EXPECT_EQ(status(503, "<html>"), DeliveryStatus::failed);
}

TEST(Reply, Kannel) {
  const Preset preset = shipped("kannel");
  const auto status = [&preset](long http, const std::string& body) { return judge(preset, http, body).status; };
  EXPECT_EQ(status(202, "0: Accepted for delivery"), DeliveryStatus::sent);
  EXPECT_EQ(status(202, "3: Queued for later delivery"), DeliveryStatus::sent);
  EXPECT_EQ(status(202, "4: who knows"), DeliveryStatus::failed);
  EXPECT_EQ(status(403, "Authorization failed for sendsms"), DeliveryStatus::misconfigured);
  EXPECT_EQ(status(400, "Sender missing and no global set, rejected"), DeliveryStatus::misconfigured);
  EXPECT_EQ(status(400, "Number(s) has/have been denied by white- and/or black-lists."), DeliveryStatus::refused);
  EXPECT_EQ(status(503, "Temporal failure, try again later."), DeliveryStatus::failed);
}

TEST(Reply, WhatNoRuleNames) {
  const auto preset = test::parsed("url: https://x.example/\nsuccess: {status: [200]}\n");
  ASSERT_TRUE(preset);
  for (const long status : {204, 408, 429, 500, 599}) EXPECT_EQ(judge(*preset, status, "").status, DeliveryStatus::failed) << status;
  for (const long status : {301, 307, 400, 401, 404, 422}) {
    EXPECT_EQ(judge(*preset, status, "").status, DeliveryStatus::misconfigured) << status;  // no redirects
  }
}

TEST(Reply, ACodeGoesBeforeAPatternAndAPatternBeforeAStatus) {
  const auto preset = test::parsed(
      "url: https://x.example/\nsuccess: {status: [200]}\nfailures: {code: /error/id, final: {code: [E1]},"
      " misconfigured: {body: key}, passing: {status: [400]}}\n");
  ASSERT_TRUE(preset);
  EXPECT_EQ(judge(*preset, 400, "{\"error\": {\"id\": \"E1\", \"text\": \"key\"}}").status, DeliveryStatus::refused);
  EXPECT_EQ(judge(*preset, 400, "{\"error\": {\"id\": \"E2\", \"text\": \"key\"}}").status, DeliveryStatus::misconfigured);
  EXPECT_EQ(judge(*preset, 400, "{\"error\": {\"id\": \"E2\"}}").status, DeliveryStatus::failed);
}

TEST(Reply, TheDetailRepeatsNothingOfTheBody) {
  const Preset preset = shipped("twilio-sms");
  EXPECT_EQ(judge(preset, 400, with_code(21211)).detail, "HTTP 400, code 21211");
  for (const char* body : {"+15005550142", "{\"code\": \"+15005550142 is bad\"}", "{\"code\": {\"a\": 1}}", "[]", "", "{\"code\": 1"}) {
    EXPECT_EQ(judge(preset, 400, body).detail, "HTTP 400") << body;
  }
}

TEST(Reply, DeepAndLongBodiesDoNoHarm) {
  const Preset preset = shipped("twilio-sms");
  EXPECT_EQ(judge(preset, 500, std::string(64 * 1024, '[')).status, DeliveryStatus::failed);
  EXPECT_EQ(judge(shipped("kannel"), 400, std::string(64 * 1024, 'M')).status, DeliveryStatus::misconfigured);
}

}  // namespace
}  // namespace tessera::courier
