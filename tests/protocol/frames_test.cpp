// SPDX-License-Identifier: Apache-2.0
// Every message of the protocol against its committed bytes, in both directions.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "shared/codec.hpp"
#include "shared/directory_protocol.hpp"
#include "shared/portal_protocol.hpp"
#include "shared/protocol.hpp"
#include "shared/user_protocol.hpp"

namespace tessera {
namespace {

std::string bytes_of(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

std::map<std::string, std::string> read_frames() {
  std::ifstream file(TESSERA_FRAMES);
  std::map<std::string, std::string> frames;
  std::string name;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream words(line);
    if (!line.starts_with(' ')) words >> name;
    for (std::string word; words >> word;) frames[name] += bytes_of(word);
  }
  return frames;
}

const std::map<std::string, std::string>& frames() {
  static const auto all = read_frames();
  return all;
}

/// The fields of a message as text, so that two can be compared.
struct Printer {
  std::string out;
  void text(int tag, std::string_view value, std::size_t, Lines = Lines::one) {
    out += std::to_string(tag) + "=" + std::string(value) + ";";
  }
  template <class Number>
  void number(int tag, Number value) {
    out += std::to_string(tag) + "=" + std::to_string(static_cast<std::uint64_t>(value)) + ";";
  }
};

template <class Message>
std::string printed(const Message& message) {
  Printer printer;
  Message::fields(message, printer);
  return printer.out;
}

template <class Message>
std::string encoded(const Message& message) {
  std::string packet(Message::max_size, '\0');
  packet.resize(codec::encode(message, packet.data(), packet.size()));
  return packet;
}

/// `message` becomes the frame, the frame becomes `message`, no cut of it is the same message, and fields
/// of a newer release are skipped.
template <class Message>
void expect_frame(const std::string& name, const Message& message) {
  SCOPED_TRACE(name);
  ASSERT_TRUE(frames().contains(name));
  const std::string& frame = frames().at(name);
  EXPECT_EQ(encoded(message), frame);
  Message decoded;
  EXPECT_TRUE(codec::decode(frame.data(), frame.size(), decoded));
  EXPECT_EQ(printed(decoded), printed(message));
  for (std::size_t size = 0; size < frame.size(); ++size) {
    Message cut;
    const std::string part = frame.substr(0, size);  // of its own length, so that ASan sees a read beyond it
    EXPECT_FALSE(codec::decode(part.data(), part.size(), cut) && printed(cut) == printed(message)) << size;
  }
  const std::string newer = frame.substr(0, 1) + std::string("\xC8\x00\x03new", 6) + frame.substr(1);
  Message skipped;
  EXPECT_TRUE(codec::decode(newer.data(), newer.size(), skipped));
  EXPECT_EQ(printed(skipped), printed(message));
  const std::string longer = frame + std::string(Message::max_size, '\0');
  EXPECT_FALSE(codec::decode(longer.data(), longer.size(), skipped)) << "over-long";
}

TEST(Frames, OfTheModule) {
  expect_frame("hello", Hello{1, "sshd", "ana", "203.0.113.9", "ssh", "bo", "publickey ssh-ed25519 AAAA\n",
                              Hello::silent, 100'000});
  expect_frame("hello-shortest", Hello{1, "su", "ana", "", "", "", "", 0, 0});
  expect_frame("answer", Answer{"482 931"});
  expect_frame("answer-empty", Answer{});
  expect_frame("answer-utf8", Answer{"caf\xc3\xa9"});
  expect_frame("cancelled", Cancelled{});
  expect_frame("cannot-converse", CannotConverse{});
  SessionOpened opened;
  opened.version = protocol_version;
  opened.service = "sshd";
  opened.user = "ana";
  expect_frame("session-opened", opened);
}

TEST(Frames, OfTheDaemon) {
  expect_frame("ask", Ask{"\nWrong code, 2 tries left.\nCode: "});
  expect_frame("tell-info", Tell{TellKind::info, "Text sent."});
  expect_frame("tell-error", Tell{TellKind::error, "Not let in: locked. Reference 7F3K."});
  expect_frame("done-proven", Done{Verdict::proven});
  expect_frame("done-not-concerned", Done{Verdict::not_concerned});
  expect_frame("done-refused", Done{Verdict::refused});
  expect_frame("done-locked", Done{Verdict::locked});
  expect_frame("done-unavailable", Done{Verdict::unavailable});
}

TEST(Frames, OfTheHelpers) {
  expect_frame("lookup-name", Lookup{"ana", 0});
  expect_frame("lookup-uid", Lookup{"", 1000});
  expect_frame("identity", Identity{Known::sso, "ana", "sss", "found"});
  expect_frame("find-contacts", FindContacts{"ana"});
  expect_frame("contacts-found", ContactsFound{Found::found, "ana", "csv", "", "+15005550142", "US", "mobile",
                                               "ana@example.com", "de"});
  expect_frame("identity-gid", Identity{Known::other, "bob", "sss", "", 27});
  expect_frame("next-accounts", NextAccounts{});
  expect_frame("accounts-listed", AccountsListed{Listed::names, "sss", "", "ana\nbob", "sync"});
  expect_frame("accounts-not-listed", AccountsListed{Listed::not_listed, "sss", "lists no account", "", ""});
  expect_frame("accounts-end", AccountsListed{Listed::end, "", "", "", ""});
  expect_frame("deliver", Deliver{"ana", "text", "kannel", "+15005550142", "Your code",
                                  "482931 is your code.\nNot you?", "482931", 20'000});
  expect_frame("delivery", Delivery{DeliveryStatus::sent, "kannel", "0: Accepted"});
}

TEST(Frames, OfThePortal) {
  const portal::PageStyle style{"Welcome to Training", "Trouble? Call 555-0100.", "#0a7d5c", "555-0100"};
  expect_frame("open", portal::Open{"k3Jd-9", "4417", "2001:db8::7"});
  expect_frame("opened", portal::Opened{portal::OpenStatus::opened, "ana", "staging",
                                "otpauth://totp/staging:ana?secret=JBSWY3DP&issuer=staging", "JBSWY3DP", 6, 0, style});
  expect_frame("opened-refused", portal::Opened{portal::OpenStatus::refused, "", "", "", "", 0, 0, {}});
  expect_frame("opened-wrong", portal::Opened{portal::OpenStatus::wrong_confirmation, "", "", "", "", 0, 2, {}});
  expect_frame("opened-unavailable", portal::Opened{portal::OpenStatus::unavailable, "", "", "", "", 0, 0, {}});
  expect_frame("finish", portal::Finish{"k3Jd-9", "482 931", "203.0.113.9"});
  expect_frame("finished", portal::Finished{portal::FinishStatus::finished, "k7mf-2qpx\np3nd-8wzt\n",
                                    "The app counts from 14:02 tomorrow.", 0, style});
  expect_frame("finished-refused", portal::Finished{portal::FinishStatus::refused, "", "", 0, {}});
  expect_frame("finished-wrong", portal::Finished{portal::FinishStatus::wrong_code, "", "", 4, {}});
  expect_frame("finished-unavailable", portal::Finished{portal::FinishStatus::unavailable, "", "", 0, {}});
}

TEST(Frames, OfAPersonsOwnAccount) {
  expect_frame("want-status", user::Want{1, user::Action::status, "", ""});
  expect_frame("want-enrol", user::Want{1, user::Action::enrol, "k3jd9", ""});
  expect_frame("want-prefer", user::Want{1, user::Action::prefer, "", "email"});
  expect_frame("own-status", user::OwnStatus{"ana", "staging", "Asked at sshd.", 1'700'000'000'000, 1'700'000'000'001,
                                             1'700'000'000'002, 9, user::Need::by_date, "2027-01-31", "email"});
  expect_frame("own-status-plain", user::OwnStatus{"ana", "staging", "Not asked.", 0, 0, 0, 0, user::Need::none, {}, {}});
  expect_frame("own-place", user::OwnPlace{"192.0.2.7", 1'700'000'000'000, 1'700'000'000'001});
  expect_frame("seed", user::Seed{"otpauth://totp/s:ana?secret=JBSWY3DP", "JBSWY3DP", 6});
  expect_frame("backup-codes", user::BackupCodes{"k7mf-2qpx\np3nd-8wzt"});
}

/// No message type is without a frame, and each frame is of one that exists.
TEST(Frames, CoverEveryMessage) {
  std::set<int> types;
  for (const auto& [name, frame] : frames()) types.insert(static_cast<unsigned char>(frame.at(0)));
  EXPECT_EQ(types, (std::set<int>{1, 2, 3, 4, 5, 16, 17, 18, 32, 33, 34, 35, 36, 37, 48, 49, 64, 65, 66, 67, 80, 81, 82, 83, 84}));
}

/// A field one byte beyond its bound is refused on the way out and on the way in.
template <class Message>
void expect_bound(std::string_view Message::*field, std::uint8_t tag, std::size_t limit) {
  const std::string at_limit(limit, 'a'), beyond(limit + 1, 'a');
  Message message;
  message.*field = at_limit;
  EXPECT_FALSE(encoded(message).empty()) << int{tag};
  message.*field = beyond;
  EXPECT_TRUE(encoded(message).empty()) << int{tag};
  std::string packet(limit + 16, '\0');
  codec::Writer writer(packet.data(), packet.size());
  writer.byte(static_cast<std::uint8_t>(Message::type));
  writer.field(tag, beyond);
  EXPECT_FALSE(codec::decode(packet.data(), writer.size(), message)) << int{tag};
}

TEST(Bounds, OfEveryText) {
  expect_bound(&Hello::service, 2, 64);
  expect_bound(&Hello::user, 3, 256);
  expect_bound(&Hello::rhost, 4, 256);
  expect_bound(&Hello::tty, 5, 128);
  expect_bound(&Hello::ruser, 6, 256);
  expect_bound(&Hello::ssh_auth_info, 8, 16 * 1024);
  expect_bound(&Answer::text, 1, 512);
  expect_bound(&Ask::text, 1, 8 * 1024);
  expect_bound(&Tell::text, 2, 8 * 1024);
  expect_bound(&Lookup::name, 1, 256);
  expect_bound(&Identity::detail, 4, 1024);
  expect_bound(&Deliver::to, 4, 320);
  expect_bound(&Deliver::text, 6, 4 * 1024);
  expect_bound(&Deliver::code, 7, 16);
  expect_bound(&Delivery::gateway, 2, 64);
  expect_bound(&portal::Open::token, 1, 64);
  expect_bound(&portal::Open::confirmation, 2, 16);
  expect_bound(&portal::Open::source, 3, 64);
  expect_bound(&portal::Opened::account, 2, 256);
  expect_bound(&portal::Opened::environment, 3, 64);
  expect_bound(&portal::Opened::uri, 4, 1024);
  expect_bound(&portal::Opened::key, 5, 128);
  expect_bound(&portal::Finish::token, 1, 64);
  expect_bound(&portal::Finish::code, 2, 32);
  expect_bound(&portal::Finish::source, 3, 64);
  expect_bound(&portal::Finished::backup_codes, 2, 512);
  expect_bound(&portal::Finished::note, 3, 256);
  expect_bound(&user::Want::ticket, 3, 64);
  expect_bound(&user::Want::channel, 4, 8);
  expect_bound(&user::OwnStatus::prefers, 10, 8);
  expect_bound(&user::OwnStatus::account, 1, 256);
  expect_bound(&user::OwnStatus::environment, 2, 64);
  expect_bound(&user::OwnStatus::asked, 3, 1024);
  expect_bound(&user::OwnStatus::app_needed_by, 9, 16);
  expect_bound(&user::OwnPlace::label, 1, 512);
  expect_bound(&user::Seed::uri, 1, 1024);
  expect_bound(&user::Seed::key, 2, 128);
  expect_bound(&user::BackupCodes::codes, 1, 512);
}

TEST(Bounds, OfAPagesStyle) {
  for (const auto& [field, limit] : {std::pair{&portal::PageStyle::heading, 200}, {&portal::PageStyle::help, 256},
                                     {&portal::PageStyle::accent, 7}, {&portal::PageStyle::help_desk, 128}}) {
    const std::string at_limit(limit, 'a'), beyond(limit + 1, 'a');
    portal::Opened opened;
    portal::Finished finished;
    opened.style.*field = finished.style.*field = at_limit;
    EXPECT_FALSE(encoded(opened).empty() || encoded(finished).empty()) << limit;
    opened.style.*field = finished.style.*field = beyond;
    EXPECT_TRUE(encoded(opened).empty() && encoded(finished).empty()) << limit;
  }
}

}  // namespace
}  // namespace tessera
