// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "daemon/service/log.hpp"

namespace tessera::test {

/// Keeps each line: the message, then NAME=value of each field but MESSAGE_ID, which nobody reads here.
class FakeLog : public Log {
 public:
  void write(Level, std::string_view message, std::initializer_list<LogField> fields) override {
    std::string line(message);
    for (const LogField& field : fields) {
      if (field.name != "MESSAGE_ID") line += " " + std::string(field.name) + "=" + std::string(field.value);
    }
    lines.push_back(std::move(line));
  }
  std::vector<std::string> lines;
};

}  // namespace tessera::test
