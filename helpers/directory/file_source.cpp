// SPDX-License-Identifier: Apache-2.0
#include "helpers/directory/file_source.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>

#include "daemon/service/descriptor.hpp"
#include "daemon/service/message_ids.hpp"

namespace tessera {
namespace {

constexpr std::chrono::milliseconds patience(1000);  // with a file that changed: then what was read before counts

/// What tells one content of a file from another.
struct Stamp {
  dev_t device = 0;
  ino_t inode = 0;
  off_t size = -1;
  timespec modified{}, changed{};

  bool operator==(const Stamp& other) const {
    const auto same = [](const timespec& a, const timespec& b) { return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec; };
    return device == other.device && inode == other.inode && size == other.size && same(modified, other.modified) &&
           same(changed, other.changed);
  }
};

Stamp stamp_of(const struct stat& found) {
  return {found.st_dev, found.st_ino, found.st_size, found.st_mtim, found.st_ctim};
}

Stamp stamp_at(const std::string& path) {
  struct stat found {};
  if (stat(path.c_str(), &found) != 0) return {};
  return stamp_of(found);
}

std::unexpected<std::vector<ConfigError>> bad(const std::string& path, std::string why) {
  return std::unexpected(std::vector<ConfigError>{{{path}, std::move(why)}});
}

/// Whoever may write this file says where codes go.
Result<ContactTable, std::vector<ConfigError>> read_file(const std::string& path, ReadContacts read,
                                                         const Config& config, Stamp& stamp) {
  stamp = stamp_at(path);  // of a file that cannot be opened, too: it is tried again when it changes
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.get() < 0) return bad(path, std::string("cannot be read: ") + std::strerror(errno));
  struct stat found {};
  if (fstat(file.get(), &found) != 0) return bad(path, std::string("cannot be read: ") + std::strerror(errno));
  stamp = stamp_of(found);
  if (!S_ISREG(found.st_mode)) return bad(path, "not a regular file");
  if ((found.st_mode & S_IWOTH) != 0) return bad(path, "everybody may write it; take that right away: chmod o-w");
  return read(file.get(), path, config);
}

}  // namespace

struct FileSource::State {
  State(std::string where, ReadContacts how, std::shared_ptr<const Config> set, Log& sink)
      : path(std::move(where)), read(how), config(std::move(set)), log(sink) {}

  const std::string path;
  const ReadContacts read;
  const std::shared_ptr<const Config> config;
  Log& log;
  mutable std::mutex mutex;
  std::condition_variable changed;
  bool reading = false;
  Stamp stamp;
  std::shared_ptr<const ContactTable> table;  ///< the last good one
  std::vector<ConfigError> mistakes;
};

FileSource::FileSource(std::string path, ReadContacts read, std::shared_ptr<const Config> config, Log& log)
    : state_(std::make_shared<State>(std::move(path), read, std::move(config), log)) {}

const std::string& FileSource::path() const { return state_->path; }

std::vector<ConfigError> FileSource::mistakes() const {
  const std::lock_guard lock(state_->mutex);
  return state_->mistakes;
}

/// Without the lock while it reads; `reading` keeps others out.
void FileSource::read_again(const std::shared_ptr<State>& state) {
  Stamp stamp;
  auto table = read_file(state->path, state->read, *state->config, stamp);
  const std::lock_guard lock(state->mutex);
  state->stamp = stamp;
  state->reading = false;
  state->mistakes = table ? std::vector<ConfigError>() : std::move(table.error());
  if (table) state->table = std::make_shared<const ContactTable>(std::move(*table));
  for (const ConfigError& mistake : state->mistakes) {
    state->log.write(Level::error, to_string(mistake), {message_id::contacts_file_bad});
  }
  if (!state->mistakes.empty()) {
    state->log.write(Level::error, state->path + (state->table ? ": the contacts read before stay in force"
                                                               : ": no contacts of it are known; its accounts are refused"));
  }
  state->changed.notify_all();
}

void FileSource::load(const FileSource* before) {
  if (before != nullptr) {
    const std::lock_guard lock(before->state_->mutex);
    state_->table = before->state_->table;
  }
  state_->reading = true;
  read_again(state_);
}

void FileSource::refresh(Deadline until) {
  std::unique_lock lock(state_->mutex);
  if (!state_->reading && !(stamp_at(state_->path) == state_->stamp)) {
    state_->reading = true;
    const bool started = start_thread([state = state_] { read_again(state); });
    if (!started) state_->reading = false;
  }
  const Deadline own = std::min(until, std::chrono::steady_clock::now() + patience);
  state_->changed.wait_until(lock, own, [this] { return !state_->reading; });
}

ContactOutcome FileSource::find(const std::string& account, Deadline until) {
  refresh(until);
  std::shared_ptr<const ContactTable> table;
  {
    const std::lock_guard lock(state_->mutex);
    table = state_->table;
  }
  if (!table) return contacts_failed(state_->path + " could not be read; see the journal of tessera-directory");
  const auto at = table->find(account);
  if (at == table->end()) return contacts_unknown();
  return {.answer = Reply::found, .contacts = at->second.contacts, .language = at->second.language, .detail = {}};
}

}  // namespace tessera
