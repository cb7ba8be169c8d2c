# SPDX-License-Identifier: Apache-2.0
"""The audit login of whoever runs the tests must not be that of everybody whom a test plays (--as)."""
import contextlib


def forget() -> None:
    """For this process and its children. Where the kernel does not allow it, it stands as it is."""
    with contextlib.suppress(OSError), open("/proc/self/loginuid", "w", encoding="ascii") as own:
        own.write(str(2**32 - 1))
