// SPDX-License-Identifier: Apache-2.0
#include "cli/tesseractl/progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace tessera::ctl {
namespace {

constexpr auto between_draws = std::chrono::milliseconds(100);
constexpr std::size_t bar_width = 30;
constexpr std::size_t line_width = 79;

}  // namespace

std::string progress_line(const std::string& what, std::uint64_t done, std::uint64_t total, std::uint64_t rows) {
  const auto percent = static_cast<unsigned>(total == 0 ? 100 : std::min(done, total) * 100 / total);
  std::string bar(bar_width * percent / 100, '#');
  bar.resize(bar_width, ' ');
  std::array<char, 128> line{};
  std::snprintf(line.data(), line.size(), "%-10s %3u %% [%s] %llu rows", what.c_str(), percent, bar.c_str(),
                static_cast<unsigned long long>(rows));
  return line.data();
}

Progress::Progress(std::string what, std::uint64_t total)
    : what_(std::move(what)), total_(total), visible_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (!visible_) return;
  draw();
  std::fputc('\n', stderr);
}

void Progress::draw() {
  const std::string line = progress_line(what_, done_, total_, rows_);
  std::fprintf(stderr, "\r%-*s", static_cast<int>(line_width), line.c_str());
  std::fflush(stderr);
  drawn_ = true;
}

void Progress::show(std::uint64_t done, std::uint64_t rows) {
  done_ = done;
  rows_ = rows;
  const auto now = std::chrono::steady_clock::now();
  if (!visible_ || now < next_draw_) return;
  next_draw_ = now + between_draws;
  draw();
}

void Progress::clear() {
  if (!drawn_) return;
  std::fprintf(stderr, "\r%*s\r", static_cast<int>(line_width), "");
  drawn_ = false;
}

}  // namespace tessera::ctl
