// SPDX-License-Identifier: Apache-2.0
#include "helpers/portal/enrolment.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace tessera {
namespace {

using namespace std::chrono_literals;

/// Answers with what a test put there, and keeps the questions.
struct ScriptedDaemon : Enrolments {
  portal::Opened opened;
  portal::Finished finished;
  std::vector<std::string> asked;

  portal::Opened open(const portal::Open& question, AnswerBuffer&) override {
    asked.push_back("open " + std::string(question.token) + " " + std::string(question.confirmation) + " " +
                    std::string(question.source));
    return opened;
  }
  portal::Finished finish(const portal::Finish& question, AnswerBuffer&) override {
    asked.push_back("finish " + std::string(question.token) + " " + std::string(question.code) + " " +
                    std::string(question.source));
    return finished;
  }
};

struct EnrolmentTest : testing::Test {
  ScriptedDaemon daemon;
  RateLimit tries{1000, 1s};
  Enrolment enrolment{daemon, tries, "https://login.example.com"};
  const Look look{"staging", "", "", "", "555-0100"};

  Page get(const std::string& path) {
    return enrolment.answer({false, path, "", "", "203.0.113.9", "", ""}, look);
  }
  Page post(const std::string& path, const std::string& value, const std::string& origin = "",
            const std::string& site = "") {
    return enrolment.answer({true, path, origin, site, "203.0.113.9", value, value}, look);
  }
};

TEST_F(EnrolmentTest, LookingAsksNothing) {
  EXPECT_EQ(get("/e/abc-_9").status, 200);
  EXPECT_EQ(get("/e/abc-_9/code").status, 200);
  EXPECT_TRUE(daemon.asked.empty());
}

TEST_F(EnrolmentTest, OtherPathsAreNothing) {
  for (const std::string path :
       {"/", "/e", "/e/", "/e//code", "/e/a b", "/e/a/b", "/e/a%2f", "/E/a", "/e/code/x", "/e/a.b"}) {
    EXPECT_EQ(get(path).status, 404) << path;
    EXPECT_EQ(post(path, "4417").status, 404) << path;
  }
  EXPECT_EQ(get("/e/" + std::string(65, 'a')).status, 404);
  EXPECT_EQ(get("/e/" + std::string(64, 'a')).status, 200);
  EXPECT_TRUE(daemon.asked.empty());
}

TEST_F(EnrolmentTest, AsksWithDigitsAlone) {
  post("/e/abc", " 44 17 ");
  post("/e/abc/code", "482 931");
  post("/e/abc/code", "48293100");
  EXPECT_EQ(daemon.asked,
            (std::vector<std::string>{"open abc 4417 203.0.113.9", "finish abc 482931 203.0.113.9",
                                      "finish abc 48293100 203.0.113.9"}));
}

TEST_F(EnrolmentTest, WhatCannotBeRightIsNotAsked) {
  for (const std::string typed :
       {"", "441", "44170", "4a17", "-441", "4417\n", "\xd9\xa4\xd9\xa4\xd9\xa1\xd9\xa7"})
    EXPECT_EQ(post("/e/abc", typed).status, 422) << typed;
  for (const std::string typed : {"", "48293", "482931000", "48293x"})
    EXPECT_EQ(post("/e/abc/code", typed).status, 422) << typed;
  EXPECT_TRUE(daemon.asked.empty());
}

/// Every status, also those of a daemon that is newer.
TEST_F(EnrolmentTest, StatusOfEachAnswer) {
  const int open_pages[] = {503, 200, 403, 422, 503, 503};
  const int finish_pages[] = {503, 200, 403, 422, 503, 503};
  daemon.opened.tries_left = daemon.finished.tries_left = 2;
  for (int status = 0; status < 6; ++status) {
    daemon.opened.status = static_cast<portal::OpenStatus>(status);
    daemon.finished.status = static_cast<portal::FinishStatus>(status);
    EXPECT_EQ(post("/e/abc", "4417").status, open_pages[status]) << status;
    EXPECT_EQ(post("/e/abc/code", "482931").status, finish_pages[status]) << status;
  }
}

/// of a link that cannot be used nothing shows, neither its token nor its style nor which step it was.
TEST_F(EnrolmentTest, RefusalsAreOnePage) {
  daemon.opened.status = portal::OpenStatus::refused;
  daemon.finished.status = portal::FinishStatus::refused;
  daemon.opened.style.heading = "Welcome";
  const Page first = post("/e/abc", "4417");
  for (const Page& page : {post("/e/" + std::string(64, 'a'), "0000"), post("/e/abc/code", "482931")}) {
    EXPECT_EQ(page.html, first.html);
    EXPECT_EQ(page.status, first.status);
    EXPECT_EQ(page.style, first.style);
  }
  daemon.opened.status = portal::OpenStatus::wrong_confirmation;
  daemon.opened.tries_left = 0;
  EXPECT_EQ(post("/e/abc", "4417").html, first.html) << "the last try is as good as none";
}

TEST_F(EnrolmentTest, FormsOfOtherSitesAreRefused) {
  const std::string own = "https://login.example.com";
  const std::vector<std::pair<std::string, std::string>> foreign = {
      {"https://evil.example", ""}, {own + ":8443", ""}, {"http://login.example.com", ""},
      {"", "cross-site"},           {own, "same-site"},  {"null", "cross-site"}};
  for (const auto& [origin, site] : foreign)
    EXPECT_EQ(post("/e/abc", "4417", origin, site).status, 403) << origin << " " << site;
  EXPECT_TRUE(daemon.asked.empty());
  const std::vector<std::pair<std::string, std::string>> good = {
      {"", ""}, {own, "same-origin"}, {"null", "same-origin"}, {"null", ""}, {own, "none"}};
  for (const auto& [origin, site] : good)
    EXPECT_EQ(post("/e/abc", "4417", origin, site).status, 503) << origin << " " << site;
}

TEST_F(EnrolmentTest, TooManyAnswersAreNotPassedOn) {
  RateLimit one(1, 1h);
  const Enrolment strict(daemon, one, "https://login.example.com");
  const Request request{true, "/e/abc", "", "", "203.0.113.9", "4417", ""};
  EXPECT_EQ(strict.answer(request, look).status, 503);
  EXPECT_EQ(strict.answer(request, look).status, 429);
  EXPECT_EQ(daemon.asked.size(), 1u);
}

TEST(Origins, AreWrittenAsBrowsersDo) {
  EXPECT_EQ(origin_of("https://Login.Example.com"), "https://login.example.com");
  EXPECT_EQ(origin_of("https://login.example.com:443"), "https://login.example.com");
  EXPECT_EQ(origin_of("https://login.example.com:80"), "https://login.example.com:80");
  EXPECT_EQ(origin_of("http://[::1]:80"), "http://[::1]");
  EXPECT_EQ(origin_of("https://login.example.com:8443"), "https://login.example.com:8443");
}

}  // namespace
}  // namespace tessera
