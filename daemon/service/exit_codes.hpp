// SPDX-License-Identifier: Apache-2.0
// What the programs exit with: 0 and 1 as grep does, then those of sysexits.h.
#pragma once

namespace tessera::exit_code {

inline constexpr int yes = 0;
inline constexpr int no = 1;              ///< a negative answer
inline constexpr int usage = 64;          ///< EX_USAGE: the command line
inline constexpr int bad_data = 65;       ///< EX_DATAERR: an input file
inline constexpr int no_input = 66;       ///< EX_NOINPUT: an input file that cannot be read
inline constexpr int no_account = 67;     ///< EX_NOUSER
inline constexpr int daemon_away = 69;    ///< EX_UNAVAILABLE
inline constexpr int internal = 70;       ///< EX_SOFTWARE
inline constexpr int system = 71;         ///< EX_OSERR: no socket was passed, a system call failed
inline constexpr int try_later = 75;      ///< EX_TEMPFAIL
inline constexpr int not_permitted = 77;  ///< EX_NOPERM
inline constexpr int configuration = 78;  ///< EX_CONFIG: the configuration, or no usable store

}  // namespace tessera::exit_code
