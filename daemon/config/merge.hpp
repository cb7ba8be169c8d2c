// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/config/node.hpp"

namespace tessera {

/// `over` laid over `base`: maps merge key by key, scalars and lists replace. A key without a value (all of it
/// commented out) changes nothing. Positions stay those of the file where each value stands.
NodePtr merge(const NodePtr& base, const NodePtr& over);

}  // namespace tessera
