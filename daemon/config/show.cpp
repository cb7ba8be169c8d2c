// SPDX-License-Identifier: Apache-2.0
#include "daemon/config/show.hpp"

#include <yaml-cpp/emitter.h>
#include <yaml-cpp/emittermanip.h>

#include "daemon/config/duration.hpp"

namespace tessera {
namespace {

using YAML::BeginMap;
using YAML::BeginSeq;
using YAML::EndMap;
using YAML::EndSeq;
using YAML::Flow;
using YAML::Key;
using YAML::Value;

/// Texts that are empty stand for "not set" and are left out: load_config() refuses empty ones.
void put(YAML::Emitter& out, const char* key, const std::string& value) {
  if (!value.empty()) out << Key << key << Value << value;
}

void put(YAML::Emitter& out, const char* key, const std::vector<std::string>& list) {
  out << Key << key << Value << Flow << BeginSeq;
  for (const std::string& item : list) out << item;
  out << EndSeq;
}

void begin(YAML::Emitter& out, const char* key) { out << Key << key << Value << BeginMap; }

std::string reference(const SecretRef& secret) {
  return (secret.kind == SecretRef::Kind::credential ? "credential:" : "file:") + secret.name;
}

const char* tls_name(Tls tls) { return tls == Tls::none ? "none" : "required"; }

void put_services(YAML::Emitter& out, const std::vector<ServiceRule>& services) {
  out << Key << "services" << Value << BeginSeq;
  for (const ServiceRule& rule : services) {
    out << Flow << BeginMap << Key << rule.name << Value << Flow << BeginMap << Key << "ask" << Value
        << (rule.ask == Whom::invoker ? "invoker" : "user") << EndMap << EndMap;
  }
  out << EndSeq;
}

void put_ldap(YAML::Emitter& out, const LdapSource& ldap) {
  out << BeginMap;
  put(out, "url", ldap.url);
  put(out, "tls", std::string(tls_name(ldap.tls)));
  put(out, "ca", ldap.ca);
  put(out, "bind", ldap.bind);
  if (ldap.password) put(out, "password", reference(*ldap.password));
  put(out, "base", ldap.base);
  put(out, "filter", ldap.filter);
  put(out, "phones", ldap.phones);
  put(out, "email", ldap.email);
  out << EndMap;
}

void put_sources(YAML::Emitter& out, const std::vector<AccountSource>& sources) {
  out << Key << "sources" << Value << BeginSeq;
  for (const AccountSource& source : sources) {
    if (source.kind == SourceKind::embedded || source.kind == SourceKind::gecos) {
      out << name_of(source.kind);
      continue;
    }
    out << BeginMap << Key << name_of(source.kind) << Value;
    if (source.kind == SourceKind::ldap) {
      put_ldap(out, source.ldap);
    } else {
      out << source.path;
    }
    out << EndMap;
  }
  out << EndSeq;
}

void put_requests(YAML::Emitter& out, const Config& config) {
  std::vector<std::string> networks;
  for (const Network& network : config.trusted_networks) networks.push_back(network.text);
  put(out, "trusted_networks", networks);
  begin(out, "requests");
  put(out, "required", config.requests.required);
  out << Key << "same_person" << Value << config.requests.same_person;
  put(out, "approvers", config.requests.approvers);
  out << EndMap;
}

void put_people(YAML::Emitter& out, const Config& config) {
  begin(out, "environment");
  put(out, "name", config.environment.name);
  put(out, "url", config.environment.url);
  out << EndMap;
  put_services(out, config.services);
  put(out, "machine_accounts", config.machine_accounts);
  put_requests(out, config);
  put(out, "help_desk", config.help_desk);
  begin(out, "sso");
  put(out, "sources", config.sso.sources);
  put(out, "url", config.sso.url);
  out << EndMap;
  begin(out, "populations");
  begin(out, "creator");
  put(out, "groups", config.populations.creator_groups);
  out << EndMap;
  begin(out, "express");
  begin(out, "style");
  put(out, "heading", config.populations.express_style.heading);
  put(out, "help", config.populations.express_style.help);
  put(out, "accent", config.populations.express_style.accent);
  begin(out, "labels");
  put(out, "text", config.populations.express_style.text);
  put(out, "call", config.populations.express_style.call);
  put(out, "email", config.populations.express_style.email);
  out << EndMap << EndMap << EndMap << EndMap;
  begin(out, "accounts");
  put_sources(out, config.accounts.sources);
  put(out, "hold_changes", format_duration(config.accounts.hold_changes));
  put(out, "require", config.accounts.require);
  put(out, "default_region", config.accounts.default_region);
  out << EndMap;
}

void put_smtp(YAML::Emitter& out, const SmtpGateway& smtp) {
  put(out, "kind", std::string("smtp"));
  put(out, "url", smtp.url);
  put(out, "user", smtp.user);
  if (smtp.password) put(out, "password", reference(*smtp.password));
  put(out, "from", smtp.from);
  put(out, "tls", std::string(tls_name(smtp.tls)));
  put(out, "ca", smtp.ca);
}

void put_preset(YAML::Emitter& out, const PresetGateway& preset) {
  put(out, "preset", preset.preset);
  put(out, "url", preset.url);
  for (const auto& [name, value] : preset.parameters) put(out, name.c_str(), value);
  for (const auto& [name, secret] : preset.secrets) put(out, name.c_str(), reference(secret));
  put(out, "tls", std::string(tls_name(preset.tls)));
  put(out, "ca", preset.ca);
}

void put_gateway(YAML::Emitter& out, const Gateway& gateway) {
  begin(out, gateway.name.c_str());
  if (gateway.kind == GatewayKind::smtp) put_smtp(out, gateway.smtp);
  if (gateway.kind == GatewayKind::preset) put_preset(out, gateway.preset);
  if (gateway.kind == GatewayKind::outbox) {
    put(out, "kind", std::string("outbox"));
    put(out, "directory", gateway.outbox.directory);
    put(out, "socket", gateway.outbox.socket);
  }
  out << EndMap;
}

void put_trust(YAML::Emitter& out, const Config& config) {
  begin(out, "trust");
  put(out, "lifetime", format_duration(config.trust.lifetime));
  out << Key << "by_address" << Value << config.trust.by_address;
  out << EndMap;
}

void put_enrolment(YAML::Emitter& out, const Config& config) {
  if (config.enrolment != EnrolmentPolicy::require) {
    return put(out, "enrolment", std::string(config.enrolment == EnrolmentPolicy::offer ? "offer" : "off"));
  }
  if (!config.enrolment_until) return put(out, "enrolment", std::string("require"));
  begin(out, "enrolment");
  begin(out, "require");
  put(out, "until", config.enrolment_until->date);
  out << EndMap << EndMap;
}

void put_delivery(YAML::Emitter& out, const Config& config) {
  begin(out, "channels");
  for (const Channel channel : all_channels) {
    begin(out, std::string(name_of(channel)).c_str());
    put(out, "gateways", gateways_of(config, channel));
    out << EndMap;
  }
  const bool sends = config.channels.after_enrolment == AfterEnrolment::send;
  put(out, "after_enrolment", std::string(sends ? "send" : "app_code"));
  out << EndMap;
  put_enrolment(out, config);
  begin(out, "gateways");
  for (const auto& [name, gateway] : config.gateways) put_gateway(out, gateway);
  out << EndMap << Key << "allow_outbox" << Value << config.allow_outbox;
}

void put_limits(YAML::Emitter& out, const Config& config) {
  const auto& [code, attempts, sends] = config.limits;
  begin(out, "limits");
  begin(out, "code");
  out << Key << "digits" << Value << code.digits;
  put(out, "lifetime", format_duration(code.lifetime));
  out << EndMap;
  begin(out, "attempts");
  out << Key << "per_login" << Value << attempts.per_login;
  out << Key << "consecutive" << Value << attempts.consecutive;
  put(out, "lock", format_duration(attempts.lock));
  out << EndMap;
  begin(out, "sends");
  put(out, "resend_after", format_duration(sends.resend_after));
  put(out, "per_account", format_rate(sends.per_account));
  put(out, "per_destination", format_rate(sends.per_destination));
  put(out, "unverified_per_source", format_rate(sends.unverified_per_source));
  put(out, "total", format_rate(sends.total));
  put(out, "regions", sends.regions);
  out << EndMap << EndMap;
}

std::string listening(const PortalListen& listen) {
  if (!listen.socket.empty()) return "unix:" + listen.socket;
  const bool six = listen.address.find(':') != std::string::npos;
  return (six ? "[" + listen.address + "]" : listen.address) + ":" + std::to_string(listen.port);
}

void put_portal(YAML::Emitter& out, const std::optional<Portal>& portal) {
  if (!portal) return;
  begin(out, "portal");
  put(out, "url", portal->url);
  if (portal->certificate) put(out, "certificate", reference(*portal->certificate));
  if (portal->key) put(out, "key", reference(*portal->key));
  if (portal->listen.address.empty() && portal->listen.socket.empty()) return void(out << EndMap);  // every address
  put(out, "listen", listening(portal->listen));
  out << EndMap;
}

void put_places(YAML::Emitter& out, const Config& config) {
  begin(out, "store");
  put(out, "sqlite", config.store.sqlite);
  out << EndMap;
  begin(out, "keys");
  put(out, "seal", reference(config.keys.seal));
  if (config.keys.seal_before) put(out, "seal_before", reference(*config.keys.seal_before));
  out << EndMap;
  begin(out, "paths");
  put(out, "runtime", config.paths.runtime);
  put(out, "presets", config.paths.presets);
  put(out, "credentials", config.paths.credentials);
  put(out, "passwd", config.paths.passwd);
  put(out, "group", config.paths.group);
  put(out, "nsswitch", config.paths.nsswitch);
  put(out, "pam", config.paths.pam);
  out << EndMap;
}

}  // namespace

std::string config_to_yaml(const Config& config) {
  YAML::Emitter out;
  out << BeginMap;
  put_people(out, config);
  put_delivery(out, config);
  put_limits(out, config);
  put_trust(out, config);
  put_portal(out, config.portal);
  put_places(out, config);
  out << EndMap;
  return std::string(out.c_str()) + "\n";
}

}  // namespace tessera
