// SPDX-License-Identifier: Apache-2.0
#include "helpers/courier/request.hpp"

#include <curl/curl.h>
#include <gtest/gtest.h>

#include "tests/unit/courier/presets.hpp"

namespace tessera::courier {
namespace {

using test::parsed;
using test::shipped;

constexpr std::string_view hostile[] = {
    "", "plain", "a b+c%20", "&to=+1900&password=x", "\"},{\"to\":\"", "\\\"\\u0000\\", "]]></Say><Dial>+1900</Dial>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;", "line\nfeed", "\xE6\x97\xA5\xE6\x9C\xAC \xF0\x9F\x98\x80",
    "{to}{{token}}", "../../?x=#y", "\xE2\x80\xAE", "'; DROP TABLE--"};

std::string decoded(const std::string& text) {
  int size = 0;
  char* plain = curl_easy_unescape(nullptr, text.c_str(), static_cast<int>(text.size()), &size);
  const std::string result(plain, static_cast<std::size_t>(size));
  curl_free(plain);
  return result;
}

/// A form or query as a server reads it.
std::map<std::string, std::string> fields(const std::string& text) {
  std::map<std::string, std::string> result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('&', at), text.size());
    const std::string pair = text.substr(at, end - at);
    const std::size_t equals = pair.find('=');
    EXPECT_TRUE(result.emplace(decoded(pair.substr(0, equals)), decoded(pair.substr(equals + 1))).second) << text;
    at = end + 1;
  }
  return result;
}

Values twilio(std::string_view text) {
  return {{"account", "AC0"}, {"token", "secret"}, {"from", "+15005550006"}, {"to", "+15005550142"}, {"text", text},
          {"subject", "s"}, {"code", "482931"}, {"spoken_code", "4, 8"}};
}

TEST(Request, TwilioTextIsExact) {
  const Preset preset = shipped("twilio-sms");
  const auto request = compose(preset, preset.url, twilio("482931 is your code"));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->method, "POST");
  EXPECT_EQ(request->url, "https://api.twilio.com/2010-04-01/Accounts/AC0/Messages.json");
  EXPECT_EQ(request->body, "To=%2B15005550142&From=%2B15005550006&Body=482931%20is%20your%20code");
  EXPECT_EQ(request->headers, std::vector<std::string>{"Content-Type: application/x-www-form-urlencoded"});
  EXPECT_EQ(request->user + "/" + request->password, "AC0/secret");
}

TEST(Request, HostileTextsStayOneFormField) {
  const Preset preset = shipped("twilio-sms");
  for (const std::string_view text : hostile) {
    const auto request = compose(preset, preset.url, twilio(text));
    const std::map<std::string, std::string> wanted = {{"To", "+15005550142"}, {"From", "+15005550006"}, {"Body", std::string(text)}};
    EXPECT_EQ(fields(request->body), wanted);
  }
}

TEST(Request, HostileTextsStayOneQueryField) {
  const Preset preset = shipped("kannel");
  for (const std::string_view text : hostile) {
    const auto request = compose(preset, preset.url, {{"user", "u"}, {"password", "p&to=1"}, {"to", "+1"}, {"text", text}});
    const std::size_t query = request->url.find('?');
    const std::map<std::string, std::string> wanted = {
        {"username", "u"}, {"password", "p&to=1"}, {"charset", "UTF-8"}, {"to", "+1"}, {"text", std::string(text)}};
    EXPECT_EQ(fields(request->url.substr(query + 1)), wanted) << "absent optional parameters are left out";
  }
}

TEST(Request, HostileTextsStayOneJsonString) {
  const auto preset = parsed(
      "url: https://x.example/\nsuccess: {status: [200]}\n"
      "body: {json: {to: ['{to}'], 'n': 7, t: true, s: '7', nested: {text: 'a {text} b'}}}\n");
  ASSERT_TRUE(preset) << to_string(preset.error().front());
  for (const std::string_view text : hostile) {
    const auto request = compose(*preset, preset->url, {{"to", text}, {"text", text}});
    const auto body = nlohmann::json::parse(request->body);
    const nlohmann::json wanted = {{"to", {std::string(text)}}, {"n", 7}, {"t", true}, {"s", "7"},
                                   {"nested", {{"text", "a " + std::string(text) + " b"}}}};
    EXPECT_EQ(body, wanted);
  }
}

TEST(Request, TwimlSpeaksTheDigitsTwice) {
  const Preset preset = shipped("twilio-voice");
  Values values = twilio("x");
  values["spoken_code"] = "4, 8, 2";
  const std::string twiml = fields(compose(preset, preset.url, values)->body).at("Twiml");
  EXPECT_TRUE(twiml.starts_with("<Response><Pause length=\"1\"/><Say>")) << twiml;
  EXPECT_NE(twiml.find("is: 4, 8, 2.</Say><Pause length=\"2\"/><Say>Once"), twiml.npos) << twiml;
  EXPECT_NE(twiml.rfind("is: 4, 8, 2.</Say>"), twiml.find("is: 4, 8, 2.</Say>"));
  EXPECT_LT(twiml.size(), 4000u);
}

TEST(Request, XmlInAFormIsEncodedTwice) {
  const Preset preset = shipped("twilio-voice");
  Values values = twilio("x");
  values["spoken_code"] = "</Say><Dial>+1900</Dial>";
  const std::string twiml = fields(compose(preset, preset.url, values)->body).at("Twiml");
  EXPECT_EQ(twiml.find("<Dial>"), twiml.npos);
  EXPECT_NE(twiml.find("&lt;Dial&gt;"), twiml.npos);
}

TEST(Request, ALineBreakInAHeaderIsRefused) {
  const auto preset = parsed("url: https://x.example/\nsuccess: {status: [200]}\nheaders: {X-To: 'to {to}'}\n");
  ASSERT_TRUE(preset);
  EXPECT_EQ(compose(*preset, preset->url, {{"to", "ana"}})->headers, std::vector<std::string>{"X-To: to ana"});
  for (const std::string_view to : {std::string_view("a\nb"), std::string_view("\n"), std::string_view("a\r\nX: y"), std::string_view("\r"),
                                    std::string_view("a\0b", 3)}) {
    EXPECT_FALSE(compose(*preset, preset->url, {{"to", to}}));
  }
}

TEST(Request, APathSegmentCannotClimb) {
  const auto preset = parsed("url: https://x.example/send/{to}/now\nsuccess: {status: [200]}\n");
  ASSERT_TRUE(preset);
  EXPECT_EQ(compose(*preset, preset->url, {{"to", "a/../b?c#d"}})->url, "https://x.example/send/a%2F..%2Fb%3Fc%23d/now");
  for (const char* to : {".", ".."}) EXPECT_FALSE(compose(*preset, preset->url, {{"to", to}}));
}

TEST(Request, AUserWithAColonIsRefused) {
  const Preset preset = shipped("twilio-sms");
  Values values = twilio("x");
  values["account"] = "AC:0";
  EXPECT_FALSE(compose(preset, preset.url, values));
}

}  // namespace
}  // namespace tessera::courier
