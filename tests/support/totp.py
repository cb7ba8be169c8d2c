# SPDX-License-Identifier: Apache-2.0
"""An authenticator app (RFC 6238)."""
import base64
import hashlib
import hmac
import time


def code(key: str, later: int = 0, digits: int = 6) -> str:
    """Of the step that is now, or `later` steps on; `key` is base32."""
    seed = base64.b32decode(key + "=" * (-len(key) % 8))
    digest = hmac.new(seed, (int(time.time()) // 30 + later).to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return str((int.from_bytes(digest[offset:offset + 4], "big") & 0x7FFFFFFF) % 10 ** digits).zfill(digits)
