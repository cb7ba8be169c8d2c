// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace tessera::ctl {

/// "Checking    43 % [#########             ] 431000 rows", on stderr where that is a terminal, else nothing.
class Progress {
 public:
  /// `total` is what done() will have come to at the end.
  Progress(std::string what, std::uint64_t total);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  /// Ends the line with what came last.
  ~Progress();

  void show(std::uint64_t done, std::uint64_t rows);
  /// Takes the line away, so that something else can be printed there.
  void clear();

 private:
  void draw();

  std::string what_;
  std::uint64_t total_;
  bool visible_;
  std::uint64_t done_ = 0, rows_ = 0;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point next_draw_{};
};

/// The line for so much done; 100 % only when all is.
std::string progress_line(const std::string& what, std::uint64_t done, std::uint64_t total, std::uint64_t rows);

}  // namespace tessera::ctl
