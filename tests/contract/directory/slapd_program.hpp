// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <string>

namespace tessera::test {

/// A real slapd for as long as the object lives (tests/support/slapd.py).
class SlapdProgram {
 public:
  explicit SlapdProgram(const std::string& directory);
  SlapdProgram(const SlapdProgram&) = delete;
  SlapdProgram& operator=(const SlapdProgram&) = delete;
  ~SlapdProgram();

  /// JSON: two maps for accounts.sources, over ldaps:// and with StartTLS. Empty when it did not start.
  const std::string& sources() const { return sources_; }

 private:
  int input_ = -1;
  int pid_ = 0;
  std::string sources_;
};

}  // namespace tessera::test
