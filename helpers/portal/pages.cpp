// SPDX-License-Identifier: Apache-2.0
#include "helpers/portal/pages.hpp"

#include "helpers/portal/html.hpp"
#include "helpers/portal/qr.hpp"
#include "helpers/portal/style.hpp"

namespace tessera {
namespace {

std::string paragraph(std::string_view text) {
  return "<p>" + escape_html(text) + "</p>\n";
}

std::string footer(const Look& look) {
  std::string text = escape_html(look.help);
  if (!look.help_desk.empty())
    text += (text.empty() ? "" : " ") + ("Help desk: " + escape_html(look.help_desk) + ".");
  return text.empty() ? "" : "<footer><p>" + text + "</p></footer>\n";
}

/// The whole document around `body`, which is HTML already.
Page page(int status, const Look& look, std::string_view title, const std::string& body) {
  const std::string sheet = style_sheet(look.accent);
  const std::string site = look.heading.empty() ? look.environment : look.heading;
  std::string html =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
      escape_html(title) + " - " + escape_html(site) + "</title>\n<style>" + sheet +
      "</style>\n</head>\n<body>\n";
  html += "<header>" + escape_html(site) + "</header>\n<main>\n<h1>" + escape_html(title) + "</h1>\n" + body +
          "</main>\n";
  return {status, html + footer(look) + "</body>\n</html>\n", style_hash(sheet)};
}

std::string alert(std::string_view problem) {
  return problem.empty()
             ? ""
             : "<p class=\"wrong\" role=\"alert\" id=\"problem\">" + escape_html(problem) + "</p>\n";
}

/// A form of one field of digits. `more` are attributes of the field.
std::string form(const std::string& action, std::string_view name, std::string_view label,
                 std::string_view hint, std::string_view button, const std::string& more) {
  const std::string id(name);
  return "<form method=\"post\" action=\"" + escape_html(action) + "\">\n<label for=\"" + id + "\">" +
         escape_html(label) + "</label>\n<p class=\"hint\" id=\"hint\">" + escape_html(hint) +
         "</p>\n<input id=\"" + id + "\" name=\"" + id + "\" inputmode=\"numeric\" required " + more +
         ">\n<button type=\"submit\">" + escape_html(button) + "</button>\n</form>\n";
}

/// What ties a field to its hint and, after a mistake, to what went wrong.
std::string described(std::string_view problem) {
  return problem.empty() ? "aria-describedby=\"hint\""
                         : "aria-invalid=\"true\" aria-describedby=\"problem hint\"";
}

std::string link_of(std::string_view token) {
  return "/e/" + std::string(token);
}

std::string code_form(std::string_view token, std::string_view problem, bool focus) {
  return form(
      link_of(token) + "/code", "code", "Code from the app", "The digits that the app shows now.", "Finish",
      "autocomplete=\"one-time-code\" maxlength=\"16\" " + described(problem) + (focus ? " autofocus" : ""));
}

std::string key_details(const portal::Opened& opened) {
  return "<p>Account: <strong>" + escape_html(opened.account) + "</strong> on " +
         escape_html(opened.environment) + ". Time-based, " + std::to_string(opened.digits) +
         " digits.</p>\n";
}

/// Only an otpauth: link opens something: whatever else came would not be an authenticator's.
std::string ways_to_add(const portal::Opened& opened) {
  std::string html;
  if (opened.uri.starts_with("otpauth://")) {
    html += "<p>On this phone:</p>\n<p><a class=\"button\" href=\"" + escape_html(opened.uri) +
            "\">Open the authenticator app</a></p>\n";
    html += "<p>On another device: scan this with the app.</p>\n" +
            qr_svg(opened.uri, "QR code with the key for your app") + "\n";
  }
  return html + "<p>Or type this key into the app:</p>\n<p><code>" +
         escape_html(in_groups_of_four(opened.key)) + "</code></p>\n";
}

std::string list_of(std::string_view lines) {
  std::string html = "<ul class=\"codes\">\n";
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(line.size() + (line.size() < lines.size() ? 1 : 0));
    if (!line.empty()) html += "<li><code>" + escape_html(line) + "</code></li>\n";
  }
  return html + "</ul>\n";
}

}  // namespace

Page ask_confirmation(const Look& look, std::string_view token, std::string_view problem) {
  const std::string body =
      paragraph(
          "An authenticator app on your phone can give you the codes from now on, without a text or call.") +
      alert(problem) +
      form(link_of(token), "confirmation", "Confirmation",
           "The four digits that stood beside the code prompt of your login.", "Continue",
           "autocomplete=\"off\" maxlength=\"16\" autofocus " + described(problem)) +
      "<p class=\"hint\">Log in first: this link works once your login has succeeded.</p>\n";
  return page(problem.empty() ? 200 : 422, look, "Set up your authenticator app", body);
}

Page show_key(const Look& look, std::string_view token, const portal::Opened& opened) {
  const std::string body = "<h2>1. Put the key into your app</h2>\n" +
                           paragraph("It is shown once: keep this page open until you are done.") +
                           key_details(opened) + ways_to_add(opened) + "<h2>2. Type the first code</h2>\n" +
                           code_form(token, {}, false);
  return page(200, look, "Add this login to your app", body);
}

Page ask_code(const Look& look, std::string_view token, std::string_view problem) {
  return page(problem.empty() ? 200 : 422, look, "Type the first code",
              alert(problem) + code_form(token, problem, true));
}

/// A new phone that is held: the old app's codes count for now, so nothing else is to be done here.
Page show_held(const Look& look, const portal::Finished& finished) {
  const std::string body = "<p role=\"status\"><strong>" + escape_html(finished.note) +
                           "</strong></p>\n" + paragraph("You may close this page.");
  return page(200, look, "Your app is set up", body);
}

Page show_backup_codes(const Look& look, const portal::Finished& finished) {
  if (finished.backup_codes.empty()) return show_held(look, finished);
  const std::string body =
      "<p role=\"status\"><strong>" +
      (finished.note.empty() ? "App works. From now on its code replaces texts and calls."
                             : escape_html(finished.note)) +
      "</strong></p>\n<h2>Backup codes</h2>\n" +
      paragraph(
          "For a day without your phone. Each works once. They are shown once: keep them away from your "
          "phone, on paper or in "
          "a password manager.") +
      list_of(finished.backup_codes) +
      "<h2>What happens next</h2>\n<ul>\n<li>At your next login choose the app and type the code that it "
      "shows.</li>\n"
      "<li>Lost or new phone: type l at the code prompt.</li>\n<li>You may close this page.</li>\n</ul>\n";
  return page(200, look, "Your app is set up", body);
}

Page link_refused(const Look& look) {
  const std::string body =
      paragraph("A link works once, for a few minutes, and only after the login that it came with.") +
      "<h2>What to do</h2>\n<ol>\n<li>Finish that login first: type the code from the message where you log "
      "in, then open the link "
      "again.</li>\n<li>Otherwise log in again and choose Text: a new link comes with the code.</li>\n"
      "<li>Or, where you are logged in, run: <code>tessera enrol</code></li>\n</ol>\n";
  return page(403, look, "This link cannot be used", body);
}

Page unavailable(const Look& look) {
  return page(
      503, look, "Not possible just now",
      paragraph(
          "The service behind this page does not answer. It is not your mistake. What you sent may have been taken "
          "all the same: try again in a few minutes, and if this page refuses it then, log in again or ask for a "
          "new link."));
}

Page too_many_tries(const Look& look) {
  return page(
      429, look, "Too many tries",
      paragraph("Too many answers came from your network. Wait a minute, then go back and try again."));
}

Page from_elsewhere(const Look& look) {
  return page(403, look, "Not sent from this page",
              paragraph("Another site sent this form, so it was not looked at. Open the link of your message "
                        "and type the digits there."));
}

Page nothing_here(const Look& look) {
  return page(404, look, "There is nothing here", paragraph("Open the whole link of your message."));
}

Page bad_request(const Look& look, int status) {
  return page(status, look, "This request was not understood",
              paragraph("Open the link of your message again."));
}

}  // namespace tessera
