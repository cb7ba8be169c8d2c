# SPDX-License-Identifier: Apache-2.0
"""Finds Tessera's files in a build tree or in a staged install."""
import os
from dataclasses import dataclass

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

_PLACES = {
    "tesserad": ("daemon/tesserad", "usr/sbin/tesserad", "sbin/tesserad"),
    "tessera-courier": ("helpers/courier/tessera-courier", "usr/libexec/tessera/tessera-courier",
                        "libexec/tessera/tessera-courier"),
    "tessera-directory": ("helpers/directory/tessera-directory", "usr/libexec/tessera/tessera-directory",
                          "libexec/tessera/tessera-directory"),
    "tessera-portal": ("helpers/portal/tessera-portal", "usr/libexec/tessera/tessera-portal", "libexec/tessera/tessera-portal"),
    "tessera": ("cli/tessera", "usr/bin/tessera", "bin/tessera"),
    "tesseractl": ("cli/tesseractl", "usr/sbin/tesseractl", "sbin/tesseractl", "usr/bin/tesseractl"),
    "pam_tessera.so": ("pam_module/pam_tessera.so", "usr/lib/x86_64-linux-gnu/security/pam_tessera.so",
                       "usr/lib/security/pam_tessera.so"),
}


@dataclass(frozen=True)
class Stage:
    """A directory that holds a build (build/release) or an install (DESTDIR)."""
    root: str

    def path(self, name: str) -> str:
        """The absolute path of a program or of the module; FileNotFoundError when it is not there."""
        for place in _PLACES[name]:
            candidate = os.path.join(os.path.abspath(self.root), place)
            if os.path.isfile(candidate):
                return candidate
        raise FileNotFoundError(f"{name} is neither built nor installed under {self.root}")


def source(*parts: str) -> str:
    """A path in the source tree: source("etc", "pam", "tessera-password-code")."""
    return os.path.join(SOURCE, *parts)
