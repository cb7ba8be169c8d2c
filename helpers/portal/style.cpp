// SPDX-License-Identifier: Apache-2.0
#include "helpers/portal/style.hpp"

#include <openssl/evp.h>

#include <array>
#include <cmath>

namespace tessera {
namespace {

constexpr std::string_view sheet = R"(
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1e23;--soft:#535b65;--line:#767e88;--field:#fff;
--wrong:#a3170f;--wrong-paper:#fdeceb;--link:#174ea6;--accent:#1f5fbf;--on-accent:#fff}
@media(prefers-color-scheme:dark){:root{--paper:#14171b;--ink:#e9ebee;--soft:#b3bac3;--line:#8a929c;--field:#1e2227;
--wrong:#ffb4ab;--wrong-paper:#3b1512;--link:#9cc2ff}}
*{box-sizing:border-box}
body{margin:0;border-top:.4rem solid var(--accent);background:var(--paper);color:var(--ink);
font:1.0625rem/1.5 system-ui,sans-serif;overflow-wrap:break-word}
header,main,footer{max-width:36rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:1rem;font-weight:600;color:var(--soft)}
h1{font-size:1.6rem;line-height:1.25;margin:.75rem 0}
h2{font-size:1.2rem;line-height:1.3;margin:2rem 0 .5rem}
p,ol,ul{margin:.75rem 0}
ol{padding-left:1.5rem}
li{margin:.4rem 0}
a{color:var(--link)}
label{display:block;font-weight:600;margin:1rem 0 .35rem}
input{font:inherit;font-size:1.4rem;letter-spacing:.15em;width:100%;max-width:14rem;margin-top:.4rem;
padding:.5rem .7rem;border:2px solid var(--line);border-radius:.4rem;background:var(--field);color:var(--ink)}
button,.button{display:inline-block;font:inherit;font-weight:600;min-height:2.9rem;padding:.65rem 1.3rem;border:0;
border-radius:.4rem;background:var(--accent);color:var(--on-accent);text-decoration:none;cursor:pointer}
button{display:block;margin:1rem 0}
input:focus-visible,button:focus-visible,a:focus-visible{outline:3px solid var(--ink);outline-offset:3px}
.hint{color:var(--soft);font-size:.95rem;margin:.35rem 0}
.wrong{border-left:.35rem solid var(--wrong);background:var(--wrong-paper);color:var(--wrong);padding:.7rem 1rem;
font-weight:600}
.qr{display:block;width:100%;max-width:17rem;height:auto;margin:1rem 0;border-radius:.4rem}
code{font:600 1.15rem/1.6 ui-monospace,monospace}
.codes{list-style:none;padding:0;display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:.25rem 1.5rem}
.codes li{margin:0}
footer{margin-top:2.5rem;padding-bottom:2rem;color:var(--soft);font-size:.95rem}
footer p{border-top:1px solid var(--line);padding-top:.75rem}
@media print{.no-print{display:none}}
)";

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool is_colour(std::string_view text) {
  if (text.size() != 7 || text[0] != '#') return false;
  for (const char c : text.substr(1)) {
    if (hex_digit(c) < 0) return false;
  }
  return true;
}

/// Relative luminance (WCAG 2.2).
double luminance(std::string_view colour) {
  const auto part = [&](std::size_t at) {
    const double value = (hex_digit(colour[at]) * 16 + hex_digit(colour[at + 1])) / 255.0;
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}

/// White or black, whichever is easier to read on the colour.
std::string_view text_on(std::string_view colour) {
  return luminance(colour) > 0.179 ? "#000" : "#fff";
}

}  // namespace

std::string style_sheet(std::string_view accent) {
  std::string whole(sheet);
  if (!is_colour(accent)) return whole;
  return whole + ":root{--accent:" + std::string(accent) + ";--on-accent:" + std::string(text_on(accent)) +
         "}\n";
}

std::string style_hash(std::string_view text) {
  std::array<unsigned char, 32> digest;
  if (EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
    return "'none'";
  std::array<unsigned char, 45> base64;  // 44 characters and a zero
  EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(digest.size()));
  return "'sha256-" + std::string(reinterpret_cast<const char*>(base64.data()), 44) + "'";
}

}  // namespace tessera
