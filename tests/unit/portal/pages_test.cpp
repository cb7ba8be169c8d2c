// SPDX-License-Identifier: Apache-2.0
#include "helpers/portal/pages.hpp"

#include <gtest/gtest.h>

#include "helpers/portal/html.hpp"
#include "helpers/portal/qr.hpp"
#include "helpers/portal/style.hpp"

namespace tessera {
namespace {

constexpr std::string_view evil = "</p>\"'><script>&amp;";
constexpr std::string_view escaped = "&lt;/p&gt;&quot;&#39;&gt;&lt;script&gt;&amp;amp;";

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(Html, EscapesWhatCouldEndATextOrAnAttribute) {
  EXPECT_EQ(escape_html(evil), escaped);
  EXPECT_EQ(escape_html("caf\xc3\xa9 4417"), "caf\xc3\xa9 4417");
}

TEST(Html, GroupsKeys) {
  EXPECT_EQ(in_groups_of_four("JBSWY3DPEH"), "JBSW Y3DP EH");
  EXPECT_EQ(in_groups_of_four("JBSW"), "JBSW");
  EXPECT_EQ(in_groups_of_four(""), "");
}

TEST(Pages, EscapeEverythingThatIsNotTheirOwn) {
  const std::string text(evil);
  const Look look{text, text, text, text, text};
  portal::Opened opened;
  opened.account = opened.environment = opened.key = evil;
  const std::string uri = "otpauth://totp/" + text;
  opened.uri = uri;
  portal::Finished finished;
  finished.backup_codes = finished.note = evil;
  for (const Page& page :
       {ask_confirmation(look, text, text), show_key(look, text, opened), ask_code(look, text, text),
        show_backup_codes(look, finished), link_refused(look), unavailable(look), too_many_tries(look),
        from_elsewhere(look), nothing_here(look), bad_request(look, 400)}) {
    EXPECT_FALSE(has(page.html, "<script")) << page.html;
    EXPECT_FALSE(has(page.html, "\"'>")) << page.html;
    EXPECT_TRUE(has(page.html, escaped)) << page.html;
    EXPECT_TRUE(has(page.html, "<html lang=\"en\">"));
  }
}

TEST(Pages, NameTheirStyleSheetForThePolicy) {
  const Page page = link_refused({"staging", "", "", "#0a7d5c", ""});
  const std::size_t begin = page.html.find("<style>") + 7;
  EXPECT_EQ(page.style, style_hash(page.html.substr(begin, page.html.find("</style>") - begin)));
  EXPECT_EQ(style_hash("abc"),
            "'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='");  // FIPS 180-4's example
}

TEST(Style, TakesNothingButAColourForAnAccent) {
  const std::string plain = style_sheet("");
  for (const std::string_view wrong : {"red", "#fff", "#12345g", "#123456;", "}*{x:y"})
    EXPECT_EQ(style_sheet(wrong), plain) << wrong;
  EXPECT_EQ(style_sheet("#0a7d5c"), plain + ":root{--accent:#0a7d5c;--on-accent:#fff}\n");
  EXPECT_EQ(style_sheet("#FFB000"), plain + ":root{--accent:#FFB000;--on-accent:#000}\n")
      << "black is easier to read on it";
}

TEST(Qr, IsOnePathOnWhite) {
  const std::string svg = qr_svg("otpauth://totp/a?secret=JBSWY3DP", "a \"label\"");
  EXPECT_TRUE(
      svg.starts_with("<svg class=\"qr\" role=\"img\" aria-label=\"a &quot;label&quot;\" viewBox=\"0 0 "))
      << svg;
  EXPECT_TRUE(has(svg, "fill=\"#fff\""));
  EXPECT_FALSE(has(svg, "style="));
  EXPECT_NE(svg, qr_svg("otpauth://totp/b?secret=JBSWY3DP", "a \"label\""));
}

TEST(Qr, OfWhatDoesNotFitIsNone) {
  EXPECT_EQ(qr_svg(std::string(4000, 'a'), "x"), "");
}

/// An answer that got lost may have used up the link, the code or the try: the page promises nothing.
TEST(Pages, ALostAnswerIsNotSaidToHaveChangedNothing) {
  const std::string body = unavailable(Look{}).html;
  EXPECT_EQ(body.find("nothing was used"), std::string::npos) << body;
  EXPECT_NE(body.find("may have been taken"), std::string::npos) << body;
}

}  // namespace
}  // namespace tessera
