// SPDX-License-Identifier: Apache-2.0
// One message to a provider over HTTPS. The preset (etc/gateways/NAME.yaml) says how: request.cpp puts the message
// into it, libcurl sends it once, and reply.cpp reads from the answer how it went.
#include "helpers/courier/gateways/http.hpp"

#include "daemon/config/url.hpp"
#include "helpers/courier/reply.hpp"
#include "helpers/courier/request.hpp"

namespace tessera::courier {
namespace {

class HttpTransfer final : public Transfer {
 public:
  HttpTransfer(const TransferOptions& options, const HttpRequest& request, const Preset& preset,
               std::vector<std::string> confidential)
      : Transfer(options), preset_(preset), confidential_(std::move(confidential)) {
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_PATH_AS_IS, 1L);
    set(CURLOPT_USERAGENT, "tessera-courier");
    for (const std::string& header : request.headers) append(header);
    append("Expect:");  // no 100-continue: it only adds a wait
    set(CURLOPT_HTTPHEADER, lines());
    if (!request.user.empty() || !request.password.empty()) {
      set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
      set(CURLOPT_USERNAME, request.user.c_str());
      set(CURLOPT_PASSWORD, request.password.c_str());
    }
    if (request.method == "GET") return;
    set(CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.size()));
    set(CURLOPT_COPYPOSTFIELDS, request.body.c_str());
    set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }

  std::optional<Answer> ended(CURLcode code) override {
    if (code == CURLE_OK) return judge(preset_, status(), reply());
    if (too_long()) return Answer{DeliveryStatus::failed, "the reply is longer than 64 KiB"};
    return Answer{status_of_error(code), reason(code, {confidential_.begin(), confidential_.end()})};
  }

 private:
  const Preset preset_;
  const std::vector<std::string> confidential_;  ///< must not get into a log
};

/// What is wrong with where the request would go; empty when nothing is.
std::string complaint(const std::string& url, Tls tls) {
  const auto parts = parse_url(url);
  if (!parts) return "is no URL";
  if (!parts->user.empty()) return "must not hold a user";
  if (!parts->fragment.empty()) return "must not hold a fragment";
  if (tls == Tls::required && parts->scheme == "https") return {};
  if (tls == Tls::required) return "must begin with https:// (http:// only to 127.0.0.1 or [::1], with tls: none)";
  if (parts->scheme != "http") return "must begin with http:// to go with tls: none";
  return is_loopback_literal(parts->host) ? "" : "with tls: none must name 127.0.0.1 or [::1]";
}

/// What is wrong with the parameters; empty when nothing is.
std::string complaint(const Preset& preset, const PresetGateway& config) {
  for (const auto& [name, need] : preset.parameters) {
    const bool is_url = name == "url" && !config.url.empty();
    const bool given = need == Need::secret ? config.secrets.contains(name) : config.parameters.contains(name) || is_url;
    if (!given && need != Need::optional) return name + " is missing, which preset " + preset.name + " needs";
  }
  for (const auto& [name, value] : config.parameters) {
    const auto known = preset.parameters.find(name);
    if (known == preset.parameters.end()) return name + " is no parameter of preset " + preset.name;
    if (known->second == Need::secret) return name + " is a secret: write credential:NAME or file:PATH";
  }
  return {};
}

Values values_of(const Letter& letter, const std::string& spoken_code) {
  return {{"to", letter.to}, {"text", letter.text}, {"subject", letter.subject}, {"code", letter.code},
          {"spoken_code", spoken_code}};
}

}  // namespace

Result<std::unique_ptr<HttpProvider>, ConfigError> HttpProvider::make(const Gateway& gateway, Preset preset, Secrets secrets) {
  const auto mistake = [&gateway](const std::string& what) {
    return std::unexpected(ConfigError{gateway.at, "gateways." + gateway.name + "." + what});
  };
  const PresetGateway& config = gateway.preset;
  if (const std::string wrong = complaint(preset, config); !wrong.empty()) return mistake(wrong);
  const auto own_url = config.url.empty() ? preset.url : Template::parse(config.url);
  if (!own_url) return mistake("url: " + own_url.error());
  if (!config.url.empty() && !has_fixed_host(config.url)) return mistake("url must begin with a scheme and a host");

  std::unique_ptr<HttpProvider> provider(new HttpProvider(config, std::move(preset), *own_url, std::move(secrets)));
  Values values = provider->parameters();
  for (const std::string_view variable : letter_variables) values.emplace(variable, "0");
  const auto url = provider->url_.expand(values, Place::url);
  if (!url) return mistake("url names a variable that is neither a parameter nor part of the message");
  if (const std::string wrong = complaint(*url, config.tls); !wrong.empty()) return mistake("url " + wrong);
  return provider;
}

Values HttpProvider::parameters() const {
  Values values;
  for (const auto& [name, value] : config_.parameters) values.emplace(name, value);
  for (const auto& [name, secret] : secrets_) values.emplace(name, secret.view());
  return values;
}

Begun HttpProvider::begin(const Letter& letter, std::chrono::milliseconds limit) const {
  if (preset_.needs_code && letter.code.empty()) {
    return Answer{DeliveryStatus::misconfigured, "the message has no code, which preset " + preset_.name + " speaks"};
  }
  const std::string digits = spoken(letter.code);
  Values values = values_of(letter, digits);
  values.merge(parameters());
  const auto request = compose(preset_, url_, values);
  if (!request) return Answer{DeliveryStatus::misconfigured, request.error()};

  std::vector<std::string> confidential = {letter.to, letter.text, letter.code};
  for (const auto& [name, secret] : secrets_) confidential.emplace_back(secret.view());
  const char* protocols = config_.tls == Tls::required ? "https" : "http";
  return std::make_unique<HttpTransfer>(TransferOptions{request->url, protocols, config_.ca, limit}, *request, preset_,
                                        std::move(confidential));
}

}  // namespace tessera::courier
