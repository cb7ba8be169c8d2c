// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>

namespace tessera {

/// What a fallible function returns: its value, or its layer's own `enum class Error`.
template <class T, class E>
using Result = std::expected<T, E>;

}  // namespace tessera
