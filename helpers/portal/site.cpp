// SPDX-License-Identifier: Apache-2.0
// The only file that knows cpp-httplib: it parses requests and writes answers; sockets, TLS and time are
// ours.
#include "helpers/portal/site.hpp"

#include <arpa/inet.h>
#include <httplib.h>

namespace tessera {
namespace {

constexpr std::size_t max_body = 4 * 1024;
constexpr std::size_t longest_path = 128;
constexpr std::string_view policy =
    "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; style-src ";

/// A Connection as httplib reads and writes it.
class Stream : public httplib::Stream {
 public:
  using httplib::Stream::write;
  explicit Stream(Connection& connection) : connection_(connection) {}
  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  ssize_t read(char* to, std::size_t size) override { return connection_.read(to, size); }
  ssize_t write(const char* from, std::size_t size) override { return connection_.write(from, size); }
  void get_remote_ip_and_port(std::string& ip, int& port) const override {
    ip = connection_.peer();
    port = 0;
  }
  void get_local_ip_and_port(std::string& ip, int& port) const override {
    ip.clear();
    port = 0;
  }
  socket_t socket() const override { return 0; }  // httplib only asks whether select() could take it

 private:
  Connection& connection_;
};

httplib::Headers security_headers(bool https) {
  httplib::Headers headers = {{"Cache-Control", "no-store"},
                              {"Referrer-Policy", "no-referrer"},
                              {"Content-Security-Policy", std::string(policy) + "'none'"},
                              {"X-Content-Type-Options", "nosniff"},
                              {"X-Frame-Options", "DENY"},
                              {"Cross-Origin-Opener-Policy", "same-origin"},
                              {"Cross-Origin-Resource-Policy", "same-origin"}};
  if (https) headers.emplace("Strict-Transport-Security", "max-age=31536000");
  return headers;
}

/// Nothing in a request makes httplib decode, compress or cut anything: a body is what was sent, an answer is
/// whole.
void simplify(httplib::Request& request) {
  for (const char* name : {"Accept-Encoding", "Content-Encoding", "Range", "If-Range"})
    request.headers.erase(name);
  request.ranges.clear();
  request.params.clear();  // what counts stands in the form, not behind a '?'
}

void put(httplib::Response& response, const Page& page) {
  response.status = page.status;
  response.headers.erase("Content-Security-Policy");
  response.set_header("Content-Security-Policy", std::string(policy) + page.style);
  if (page.status == 429) response.set_header("Retry-After", "60");
  response.set_content(page.html, "text/html; charset=utf-8");
}

/// The last element of the last X-Forwarded-For is what the web server in front added; those before are
/// hearsay.
std::string forwarded_for(const httplib::Request& request) {
  const std::size_t count = request.get_header_value_count("X-Forwarded-For");
  if (count == 0) return {};
  std::string address = request.get_header_value("X-Forwarded-For", count - 1);
  address.erase(0, address.find_last_of(", ") + 1);
  unsigned char parsed[sizeof(in6_addr)];
  const bool good =
      inet_pton(AF_INET, address.c_str(), parsed) == 1 || inet_pton(AF_INET6, address.c_str(), parsed) == 1;
  return good ? address : std::string();
}

/// The one value of a form's field; nothing when it is missing or stands there twice.
std::string field(const httplib::Request& request, const char* name) {
  return request.get_param_value_count(name) == 1 ? request.get_param_value(name) : std::string();
}

}  // namespace

class Site::Server : private httplib::Server {
 public:
  Server(Site& site, const Enrolment& enrolment, SiteOptions options)
      : site_(site), enrolment_(enrolment), options_(options) {
    set_payload_max_length(max_body);
    set_default_headers(security_headers(options.https));
    set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
      if (request.path.size() <= longest_path) return HandlerResponse::Unhandled;
      put(response, nothing_here(site_.look()));
      return HandlerResponse::Handled;
    });
    const Handler handler = [this](const httplib::Request& request, httplib::Response& response) {
      answer(request, response);
    };
    Get("/.*", handler);
    Post("/.*", handler);
    set_error_handler(
        Handler([this](const httplib::Request&, httplib::Response& response) { explain(response); }));
    set_exception_handler([](const httplib::Request&, httplib::Response& response, std::exception_ptr) {
      response.status = 500;
    });
  }

  void serve(Connection& connection) {
    Stream stream(connection);
    bool closed = false;
    process_request(stream, true, closed, simplify);
  }

 private:
  void answer(const httplib::Request& request, httplib::Response& response) const {
    Request own;
    own.post = request.method == "POST";
    own.path = request.path;
    own.origin = request.get_header_value("Origin");
    own.fetch_site = request.get_header_value("Sec-Fetch-Site");
    own.source = options_.behind_server ? forwarded_for(request) : request.remote_addr;
    own.confirmation = field(request, "confirmation");
    own.code = field(request, "code");
    put(response, enrolment_.answer(own, site_.look()));
  }

  /// httplib's own refusals have a status and no page.
  void explain(httplib::Response& response) const {
    if (!response.body.empty()) return;
    const Look look = site_.look();
    put(response, response.status == 404 ? nothing_here(look) : bad_request(look, response.status));
  }

  Site& site_;
  const Enrolment& enrolment_;
  const SiteOptions options_;
};

Site::Site(const Enrolment& enrolment, SiteOptions options, Look look)
    : look_(std::move(look)), server_(std::make_unique<Server>(*this, enrolment, options)) {}

Site::~Site() = default;

void Site::serve(Connection& connection) {
  server_->serve(connection);
}

void Site::set_look(Look look) {
  const std::lock_guard lock(mutex_);
  look_ = std::move(look);
}

Look Site::look() const {
  const std::lock_guard lock(mutex_);
  return look_;
}

}  // namespace tessera
