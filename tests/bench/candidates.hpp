// SPDX-License-Identifier: Apache-2.0
// What is compared: each candidate is a PAM stack and what a person answers in it.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "tests/bench/code_box.hpp"
#include "tests/bench/pam_login.hpp"
#include "tests/bench/postman.hpp"

namespace tessera::bench {

struct Sample {
  std::int64_t whole_ns = 0;
  std::int64_t waiting_ns = 0;  ///< of it: from the daemon's request to its courier until the code is at hand
  bool accepted = false;
  std::array<char, 6> code{};  ///< of an app; samples lie in memory that processes share
};

struct Candidate {
  std::string name;
  std::function<void()> refresh = [] {};              ///< before each round, not timed
  std::function<Sample(std::uint32_t account)> login;
  std::function<std::uint32_t(std::uint32_t)> whom = [](std::uint32_t account) { return account; };
};

/// The benchmark's directory: pam/, homes/, oath-users, and one folder for each running Tessera.
struct Place {
  std::string directory;
  std::uint32_t accounts = 0;  ///< logins of a round, one an account
  unsigned workers = 1;
};

/// `permit`, `google-authenticator`, `oath`, or a Tessera: `courier:FOLDER[:ACCOUNTS]` with the benchmark in the
/// courier's place, `outbox:FOLDER` with the real courier. ACCOUNTS spreads the logins over so many of them.
class Candidates {
 public:
  Candidates(const Place& place, const std::vector<std::string>& names);
  const std::vector<Candidate>& all() const { return all_; }

 private:
  Candidate make(const std::string& name);
  Candidate with_app(const std::string& name, const std::string& folder) const;
  Candidate tessera(const std::string& kind, const std::string& folder, std::uint32_t accounts);

  Place place_;
  std::vector<CodeBoxes> boxes_;
  std::vector<Postman> postmen_;
  std::vector<Candidate> all_;
};

}  // namespace tessera::bench
