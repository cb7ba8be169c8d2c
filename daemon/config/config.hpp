// SPDX-License-Identifier: Apache-2.0
// The whole configuration as one immutable value. Defaults stand here; load.hpp fills it from YAML. Every
// program loads and checks the whole of it and uses the parts that concern it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "daemon/core/throttle.hpp"
#include "daemon/core/types.hpp"
#include "shared/network.hpp"

namespace tessera {

/// Where a value stood: `file:line:column`, both from 1.
struct Position {
  std::string file;
  int line = 0;
  int column = 0;
};

/// `credential:NAME` ($CREDENTIALS_DIRECTORY/NAME) or `file:PATH` (0400 or 0600, the reader's own).
struct SecretRef {
  enum class Kind { credential, file } kind = Kind::credential;
  std::string name;
  Position at;
};

enum class Whom { user, invoker };

/// A PAM service that is asked; su and su-l ask the invoker unless told otherwise.
struct ServiceRule {
  std::string name;
  Whom ask = Whom::user;
};

struct Style {
  std::string heading;  ///< ASCII, one line, shown above the menu
  std::string help;     ///< ASCII, one line, shown below refusals
  std::string text, call, email;  ///< ASCII, what the menu calls these ways; empty: "Text message", ...
  std::string accent;   ///< "#rrggbb", the colour of the enrolment page; empty: its own
};

/// Whether people are led to an authenticator app.
enum class EnrolmentPolicy { offer, require, off };

/// A day and its end in the host's zone.
struct LastDay {
  std::string date;  ///< 2027-01-31
  TimePoint end{};
};

/// What Text and Call do once an app is enrolled: nothing is sent, or it is all the same.
enum class AfterEnrolment { app_code, send };

enum class Tls { required, none };

/// A directory that is asked with one search for an account's contacts.
struct LdapSource {
  std::string url;  ///< ldaps://host[:port], or ldap://host[:port] with StartTLS
  Tls tls = Tls::required;
  std::string ca;                      ///< PEM; empty: the system's
  std::string bind;                    ///< a DN; empty: anonymous
  std::optional<SecretRef> password;
  std::string base;
  std::string filter = "(uid={account})";
  std::vector<std::string> phones = {"mobile", "telephoneNumber"};  ///< attributes, the first good number wins
  std::string email = "mail";
};

enum class SourceKind { embedded, csv, yaml, ldap, gecos };

/// Where contacts come from. `embedded` is the store and always the first.
struct AccountSource {
  SourceKind kind = SourceKind::embedded;
  std::string path;  ///< of csv and yaml
  LdapSource ldap;
  Position at;
};

/// "embedded", "csv", …
constexpr const char* name_of(SourceKind kind) {
  constexpr const char* names[] = {"embedded", "csv", "yaml", "ldap", "gecos"};
  return names[static_cast<unsigned>(kind)];
}

struct OutboxGateway {
  std::string directory;  ///< one file a message …
  std::string socket;     ///< … or one datagram a message
};

struct SmtpGateway {
  std::string url;  ///< smtps://host[:port] or smtp://host[:port] (STARTTLS)
  std::string user;
  std::optional<SecretRef> password;
  std::string from;
  Tls tls = Tls::required;
  std::string ca;
};

/// A provider that is data: etc/gateways/PRESET.yaml names its parameters.
struct PresetGateway {
  std::string preset;
  std::map<std::string, std::string> parameters;  ///< those that are not secret
  std::map<std::string, SecretRef> secrets;
  std::string url;  ///< overrides the preset's; empty: its own
  Tls tls = Tls::required;
  std::string ca;
};

enum class GatewayKind { outbox, smtp, preset };

struct Gateway {
  std::string name;
  GatewayKind kind = GatewayKind::outbox;
  OutboxGateway outbox;  ///< the one of `kind` is filled
  SmtpGateway smtp;
  PresetGateway preset;
  Position at;
};

/// Where the enrolment page listens: a port, or a Unix socket with a web server in front of it.
struct PortalListen {
  std::string address;  ///< a literal, IPv6 without brackets; empty: every address
  unsigned port = 0;
  std::string socket;
};

struct Portal {
  std::string url;                       ///< as people reach it, without a '/' at the end
  bool tls = true;                       ///< by the portal itself: certificate and key are there
  std::optional<SecretRef> certificate;  ///< with its chain, PEM
  std::optional<SecretRef> key;
  PortalListen listen;
};

struct CodeLimits {
  unsigned digits = 6;                          ///< 6 to 8
  milliseconds lifetime = std::chrono::minutes(5);  ///< at most 10 min (R-02)
};

struct Config {
  std::string file;  ///< the main file, for messages

  struct {
    std::string name = "production";
    std::string url;
  } environment;

  std::vector<ServiceRule> services = {{"sshd", Whom::user},  {"login", Whom::user}, {"su", Whom::invoker},
                                       {"su-l", Whom::invoker}, {"sudo", Whom::user},  {"sudo-i", Whom::user}};
  std::vector<std::string> machine_accounts;
  std::vector<Network> trusted_networks;  ///< ssh from there is not asked

  struct {
    std::vector<std::string> required = {"production"};  ///< environments that are enforced by an approved request
    bool same_person = false;                             ///< who asks may approve
    std::vector<std::string> approvers;                   ///< e-mail addresses that learn of a request
  } requests;

  std::string help_desk;  ///< how to reach a person, "555-0100"; named in refusals and messages

  struct {
    std::vector<std::string> sources = {"sss", "winbind"};
    std::string url;
  } sso;

  struct {
    std::vector<std::string> creator_groups = {"sudo", "wheel", "adm"};
    Style express_style;
  } populations;

  struct {
    std::vector<AccountSource> sources = {AccountSource{}};  ///< in order; the first that knows an account has its contacts
    milliseconds hold_changes = std::chrono::hours(24);      ///< how long the old contact of a changed one counts (R-12)
    std::vector<std::string> require = {"email"};            ///< "email", "phone"
    std::string default_region;                    ///< ISO 3166-1 alpha-2; empty: numbers need their '+'
  } accounts;

  struct {
    std::vector<std::string> text, call, email;  ///< gateways, in the order they are tried
    AfterEnrolment after_enrolment = AfterEnrolment::app_code;
  } channels;

  EnrolmentPolicy enrolment = EnrolmentPolicy::offer;
  std::optional<LastDay> enrolment_until;  ///< with `require`: until then it is `offer`; nothing: from now on

  struct {
    milliseconds lifetime{};  ///< how long a trusted place is not asked again; 0: there are none
    bool by_address = false;  ///< an address without an ssh key can be trusted
  } trust;

  std::map<std::string, Gateway> gateways;

  struct {
    CodeLimits code;
    AttemptLimits attempts;
    SendLimits sends;
  } limits;

  bool allow_outbox = false;

  std::optional<Portal> portal;  ///< the enrolment page; nothing: links are not sent

  struct {
    std::string sqlite = "/var/lib/tessera/tessera.db";
  } store;

  struct {
    SecretRef seal{SecretRef::Kind::credential, "seal", {}};
    std::optional<SecretRef> seal_before;  ///< the one that `seal` takes the place of, until a start has done it (R-52)
  } keys;

  struct {
    std::string runtime = "/run/tessera";
    std::string presets = "/usr/share/tessera/gateways";
    std::string credentials = "/etc/tessera/credentials";  ///< where `--init` puts a missing seal key
    std::string passwd = "/etc/passwd";
    std::string group = "/etc/group";
    std::string nsswitch = "/etc/nsswitch.conf";
    std::string pam = "/etc/pam.d";
  } paths;
};

/// Whether contacts may come from elsewhere than the store.
inline bool has_other_sources(const Config& config) { return config.accounts.sources.size() > 1; }

/// The gateways of a channel, in order.
inline const std::vector<std::string>& gateways_of(const Config& config, Channel channel) {
  if (channel == Channel::text) return config.channels.text;
  if (channel == Channel::call) return config.channels.call;
  return config.channels.email;
}

}  // namespace tessera
