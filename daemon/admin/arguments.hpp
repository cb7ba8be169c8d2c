// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/admin/json.hpp"
#include "daemon/core/types.hpp"
#include "shared/secret.hpp"

namespace tessera {

/// A value that may be given, given as null, or left out.
template <class T>
struct Change {
  bool given = false;
  std::optional<T> value;  ///< nothing with `given`: take it away
};

/// The `args` of a request. Read everything that the verb knows, then ask for the mistake: a missing
/// argument, a wrong type, or one that no read asked for.
class Arguments {
 public:
  explicit Arguments(Json args) : args_(std::move(args)) {}

  std::string text(std::string_view key);
  std::optional<std::string> optional_text(std::string_view key);
  /// A text that is wiped here once it is read.
  Secret secret(std::string_view key);
  /// At most `most` strings; none where it is left out.
  std::vector<std::string> texts(std::string_view key, std::size_t most);
  std::optional<unsigned> optional_number(std::string_view key, unsigned least, unsigned most);
  bool flag(std::string_view key);
  /// Between 1 and `most` objects.
  std::vector<Json> objects(std::string_view key, std::size_t most);
  Change<std::string> text_change(std::string_view key);
  Change<Phone> phone_change(std::string_view key);

  /// The first mistake, as a sentence; call it last.
  std::optional<std::string> mistake();

 private:
  Json* find(std::string_view key);
  void complain(std::string text);
  std::string member(const Json& object, std::string_view key, std::string_view name);

  Json args_;
  std::vector<std::string> known_;
  std::optional<std::string> mistake_;
};

}  // namespace tessera
