# SPDX-License-Identifier: Apache-2.0
"""Codes of an authenticator app (RFC 6238), written down here from the RFC and not from the code under test."""
import base64
import hashlib
import hmac
import struct
import time


def code(key: str, steps: int = 0, now: float | None = None) -> str:
    """The six digits of a base32 key, `steps` of 30 s away from now."""
    seed = base64.b32decode(key.replace(" ", ""))
    step = int((time.time() if now is None else now) // 30) + steps
    digest = hmac.new(seed, struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return str((struct.unpack_from(">I", digest, offset)[0] & 0x7FFFFFFF) % 10**6).zfill(6)
