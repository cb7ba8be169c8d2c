// SPDX-License-Identifier: Apache-2.0
#include "helpers/courier/mail.hpp"

#include <algorithm>
#include <array>

#include "shared/text.hpp"

namespace tessera::courier {
namespace {

constexpr std::size_t longest_line = 76;       // RFC 2045 6.7
constexpr std::size_t longest_raw_line = 998;  // RFC 5322 2.1.1

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_atom_text(char c) {
  constexpr std::string_view signs = "!#$%&'*+-/=?^_`{|}~.";
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || signs.find(c) != signs.npos;
}

/// Takes all that is_email() of the daemon does: a local part may begin with '-' (RFC 5321 4.1.2), a domain may not.
bool is_address(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == text.npos || at == 0 || at + 1 == text.size() || text.size() > 320) return false;
  const auto valid = [](std::string_view part) {
    const bool dotted_badly = part.starts_with('.') || part.ends_with('.') || part.find("..") != part.npos;
    return !dotted_badly && std::ranges::all_of(part, is_atom_text);
  };
  return valid(text.substr(0, at)) && text[at + 1] != '-' && valid(text.substr(at + 1));
}

std::string base64(std::string_view bytes) {
  constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t k) { return k < bytes.size() ? static_cast<unsigned char>(bytes[k]) : 0u; };
    const unsigned group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    const std::size_t given = std::min<std::size_t>(3, bytes.size() - i);
    for (std::size_t k = 0; k < 4; ++k) out += k <= given ? alphabet[group >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

std::string rfc5322_date(std::time_t when) {
  std::tm parts{};
  gmtime_r(&when, &parts);
  std::array<char, 64> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S +0000", &parts);
  return {text.data(), size};
}

std::string header(const Mailbox& mailbox) {
  if (mailbox.name.empty()) return mailbox.address;
  const bool plain = is_ascii(mailbox.name) &&
                     std::ranges::all_of(mailbox.name, [](char c) { return c == ' ' || (is_atom_text(c) && c != '.'); });
  std::string quoted = "\"";
  for (const char c : mailbox.name) quoted += (c == '"' || c == '\\') ? std::string{'\\', c} : std::string(1, c);
  const std::string shown = plain ? mailbox.name : is_ascii(mailbox.name) ? quoted + "\"" : encode_header_text(mailbox.name);
  return shown + " <" + mailbox.address + ">";
}

bool fits_unencoded(std::string_view text) {
  std::size_t length = 0;
  for (const char c : text) {
    length = c == '\n' ? 0 : length + 1;
    if (length > longest_raw_line) return false;
  }
  return is_ascii(text);
}

std::string with_crlf(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return out;
}

}  // namespace

std::optional<Mailbox> parse_mailbox(std::string_view text) {
  if (is_address(text)) return Mailbox{"", std::string(text)};
  const std::size_t open = text.find('<');
  if (open == text.npos || !text.ends_with('>') || !is_clean_text(text, Lines::one)) return std::nullopt;
  const std::string_view address = text.substr(open + 1, text.size() - open - 2);
  std::string_view name = text.substr(0, open);
  while (name.ends_with(' ')) name.remove_suffix(1);
  if (!is_address(address)) return std::nullopt;
  return Mailbox{std::string(name), std::string(address)};
}

std::string encode_header_text(std::string_view text) {
  if (is_ascii(text) && text.find("=?") == text.npos) return std::string(text);
  constexpr std::size_t bytes_a_word = 45;  // 60 characters of base64 and 12 around them: at most 75
  std::string out;
  while (!text.empty()) {
    std::size_t size = 0;
    while (size < text.size()) {
      const std::size_t next = std::max<std::size_t>(1, utf8_sequence(text.data() + size, text.data() + text.size()));
      if (size + next > bytes_a_word) break;
      size += next;
    }
    out += (out.empty() ? "" : "\r\n ") + ("=?UTF-8?B?" + base64(text.substr(0, size))) + "?=";
    text.remove_prefix(size);
  }
  return out;
}

std::string quoted_printable(std::string_view text) {
  constexpr char hex[] = "0123456789ABCDEF";
  std::string out;
  std::size_t column = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') {
      out += "\r\n";
      column = 0;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    const bool at_end = i + 1 == text.size() || text[i + 1] == '\n';
    const bool literal = (byte > 0x20 && byte < 0x7F && c != '=') || (c == ' ' && !at_end);
    const std::string coded = literal ? std::string(1, c) : std::string{'=', hex[byte >> 4], hex[byte & 15]};
    if (column + coded.size() > longest_line - 1) {
      out += "=\r\n";
      column = 0;
    }
    out += coded;
    column += coded.size();
  }
  return out;
}

Result<std::string, std::string> build_mail(const Mail& mail) {
  for (const auto& [name, value] : {std::pair("Subject", &mail.subject), std::pair("From", &mail.from.name),
                                    std::pair("To", &mail.to.name), std::pair("Message-ID", &mail.message_id)}) {
    if (!is_clean_text(*value, Lines::one)) return std::unexpected(std::string(name) + " holds a control character");
  }
  const bool plain = fits_unencoded(mail.text);
  std::string out = "Date: " + rfc5322_date(mail.date) + "\r\n";
  out += "Message-ID: <" + mail.message_id + ">\r\n";
  out += "From: " + header(mail.from) + "\r\n";
  out += "To: " + header(mail.to) + "\r\n";
  out += "Subject: " + encode_header_text(mail.subject) + "\r\n";
  out += "Auto-Submitted: auto-generated\r\n";  // RFC 3834: keeps holiday notices from answering
  out += "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n";
  out += std::string("Content-Transfer-Encoding: ") + (plain ? "7bit" : "quoted-printable") + "\r\n\r\n";
  out += (plain ? with_crlf(mail.text) : quoted_printable(mail.text)) + "\r\n";
  return out;
}

}  // namespace tessera::courier
