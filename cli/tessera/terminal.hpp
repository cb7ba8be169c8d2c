// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/tessera/qr.hpp"

namespace tessera::own {

/// Where a person types and reads; a pipe works as well, line by line.
class Console {
 public:
  virtual ~Console() = default;
  virtual void print(std::string_view text) = 0;
  virtual void complain(std::string_view text) = 0;
  /// Without its line feed. Nothing at the end of the input.
  virtual std::optional<std::string> read_line() = 0;
  virtual Display display() const = 0;
};

/// stdin, stdout and stderr, and the locale of the environment.
class StandardConsole : public Console {
 public:
  StandardConsole();
  void print(std::string_view text) override;
  void complain(std::string_view text) override;
  std::optional<std::string> read_line() override;
  Display display() const override;
};

}  // namespace tessera::own
