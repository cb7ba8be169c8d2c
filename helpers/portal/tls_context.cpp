// SPDX-License-Identifier: Apache-2.0
// From two PEM texts to an SSL_CTX, with a sentence for each thing that can be wrong with them.
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <string.h>

#include <cerrno>
#include <fstream>
#include <sstream>

#include "daemon/service/credentials.hpp"
#include "helpers/portal/certificates.hpp"

namespace tessera {
namespace {

using Text = Result<std::string, std::string>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

std::string where(const SecretRef& reference) {
  const Position& at = reference.at;
  return at.file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": ";
}

/// A certificate is no secret: unlike its key it may belong to anybody and be read by all.
Text read_certificate(const SecretRef& reference) {
  if (reference.kind == SecretRef::Kind::credential) {
    const auto text = read_secret(reference);
    return text ? Text(std::string(text->view())) : Text(std::unexpected(text.error()));
  }
  std::ifstream file(reference.name);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file || text.view().empty())
    return std::unexpected(where(reference) + reference.name +
                           " cannot be read: " + strerror(errno == 0 ? EIO : errno));
  return std::move(text).str();
}

Bio bio_of(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free);
}

/// No passphrase: nobody is there to type one.
int no_passphrase(char*, int, int, void*) {
  return 0;
}

/// The first one is the portal's own, the rest is the chain.
bool use_certificates(SSL_CTX* context, std::string_view pem) {
  const Bio bio = bio_of(pem);
  const Certificate own(PEM_read_bio_X509_AUX(bio.get(), nullptr, no_passphrase, nullptr), X509_free);
  if (own == nullptr || SSL_CTX_use_certificate(context, own.get()) != 1) return false;
  while (X509* next = PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr)) {
    if (SSL_CTX_add0_chain_cert(context, next) != 1) {
      X509_free(next);
      return false;
    }
  }
  ERR_clear_error();  // the end of the text is an error of the last read
  return true;
}

bool use_key(SSL_CTX* context, const Secret& pem) {
  const Bio bio = bio_of(pem.view());
  const Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr), EVP_PKEY_free);
  return key != nullptr && SSL_CTX_use_PrivateKey(context, key.get()) == 1;
}

/// HTTP/1.1 whatever else the browser could speak.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                    unsigned length, void*) {
  static constexpr unsigned char known[] = "\x08http/1.1";
  unsigned char* found = nullptr;
  if (SSL_select_next_proto(&found, size, known, sizeof known - 1, offered, length) != OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_NOACK;
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

TlsContext new_context() {
  TlsContext context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (context == nullptr) return nullptr;
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(),
                      SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_cipher_list(context.get(),
                          "ECDHE+AESGCM:ECDHE+CHACHA20");  // of TLS 1.2: forward secret, authenticated
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, nullptr);
  return context;
}

}  // namespace

Result<TlsContext, std::string> load_pair(const Portal& portal) {
  const auto certificate = read_certificate(*portal.certificate);
  if (!certificate) return std::unexpected(certificate.error());
  const auto key = read_secret(*portal.key);
  if (!key) return std::unexpected(key.error());
  TlsContext context = new_context();
  if (context == nullptr) return std::unexpected("OpenSSL cannot be used");
  ERR_clear_error();
  if (!use_certificates(context.get(), *certificate))
    return std::unexpected(where(*portal.certificate) + "portal.certificate holds no certificate in PEM");
  if (!use_key(context.get(), *key))
    return std::unexpected(where(*portal.key) +
                           "portal.key holds no private key in PEM that fits the certificate");
  if (SSL_CTX_check_private_key(context.get()) != 1)
    return std::unexpected(where(*portal.key) + "portal.key is not the key of portal.certificate");
  return context;
}

std::string certificate_warning(const TlsContext& context) {
  const X509* own = SSL_CTX_get0_certificate(context.get());
  if (own == nullptr) return {};
  if (X509_cmp_current_time(X509_get0_notAfter(own)) < 0)
    return "the portal's certificate has expired: browsers will not go on";
  if (X509_cmp_current_time(X509_get0_notBefore(own)) > 0)
    return "the portal's certificate is not yet good: browsers will not go on";
  return {};
}

}  // namespace tessera
