// SPDX-License-Identifier: Apache-2.0
// Reads one map of the configuration. Each call names a key and what it must hold; finish() reports the keys
// that no call asked for. A mistake is recorded and gives nothing, so that reading goes on and finds them all.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/config/config.hpp"
#include "daemon/config/load.hpp"
#include "daemon/config/node.hpp"

namespace tessera {

/// One item of a list of words.
struct Word {
  std::string text;
  Position at;
};

class Section {
 public:
  using Errors = std::vector<ConfigError>;

  /// `node` may be null: the section is not there. `path` is "limits.code", empty for the whole file.
  Section(const Node* node, std::string path, Errors& errors);

  Section section(std::string_view key);
  std::optional<std::string> text(std::string_view key);
  /// Printable ASCII: the client's locale is unknown during authentication.
  std::optional<std::string> screen_text(std::string_view key, std::size_t limit);
  std::optional<bool> flag(std::string_view key);
  std::optional<unsigned> number(std::string_view key, unsigned least, unsigned most);
  std::optional<milliseconds> duration(std::string_view key, milliseconds least, milliseconds most,
                                       std::string_view reason = {});
  std::optional<Rate> rate(std::string_view key);
  /// `credential:NAME` or `file:PATH`. The value is in no message: it may be the secret itself.
  std::optional<SecretRef> secret(std::string_view key);
  /// The same, or an absolute path, which means `file:PATH`.
  std::optional<SecretRef> secret_or_path(std::string_view key);
  std::optional<std::string> absolute_path(std::string_view key);
  std::optional<std::string> one_of(std::string_view key, const std::vector<std::string>& known);
  /// A list of words, none twice.
  std::optional<std::vector<Word>> words(std::string_view key);
  /// The same without positions, each checked by `valid`; `what` says what it must be.
  std::optional<std::vector<std::string>> names(std::string_view key, bool (*valid)(std::string_view),
                                                std::string_view what);

  /// The key's value, unread; nothing when it is absent or has none.
  const Node* find(std::string_view key);
  /// The key is refused with a reason of its own.
  void forbid(std::string_view key, std::string_view reason);
  /// Records "PATH.KEY MESSAGE" where the key's value stands.
  void complain(std::string_view key, const std::string& message);
  /// Records "PATH MESSAGE" where the section stands.
  void complain(const std::string& message);
  /// Reports every key that was not asked for: 'did you mean', and what an exemption would be (S14).
  void finish();

  bool present() const { return node_ != nullptr; }
  const Node* node() const { return node_; }
  const std::string& path() const { return path_; }
  std::string path_of(std::string_view key) const;
  Errors& errors() { return errors_; }

 private:
  const Node* scalar(std::string_view key, std::string_view what);

  const Node* node_;
  std::string path_;
  Errors& errors_;
  std::vector<std::string> known_, forbidden_;
};

/// Keeps the default where nothing was read.
template <class T>
void assign(T& target, std::optional<T> value) {
  if (value) target = std::move(*value);
}

}  // namespace tessera
