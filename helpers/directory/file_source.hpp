// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

#include "daemon/service/log.hpp"
#include "helpers/directory/contact_files.hpp"
#include "helpers/directory/contact_source.hpp"

namespace tessera {

/// A file that is read again when it changed. While it is read, and when it turns out bad, what was read before
/// stays in force; a file that was never read whole is an error for everybody.
class FileSource final : public ContactSource {
 public:
  FileSource(std::string path, ReadContacts read, std::shared_ptr<const Config> config, Log& log);

  /// Reads the file now, for the start. What `before` read stays in force until the file is good.
  void load(const FileSource* before);
  /// The mistakes of the last reading; empty when it is good.
  std::vector<ConfigError> mistakes() const;
  const std::string& path() const;

  ContactOutcome find(const std::string& account, Deadline until) override;

 private:
  struct State;
  static void read_again(const std::shared_ptr<State>& state);
  void refresh(Deadline until);

  std::shared_ptr<State> state_;  // shared with a thread that reads a large file beyond the lookup's time
};

}  // namespace tessera
