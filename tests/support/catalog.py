# SPDX-License-Identifier: Apache-2.0
"""The journal's catalog as a map (journalctl(1), "Journal Message Catalogs")."""
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """What `journalctl -x` shows of one MESSAGE_ID; `fields` are those that the text names as @FIELD@."""
    subject: str
    headers: dict[str, str]
    body: str

    @property
    def fields(self) -> set[str]:
        return set(re.findall(r"@([A-Z_]+)@", self.subject + self.body))


def entries(path: str) -> dict[str, Entry]:
    """By id; ValueError for an id that stands twice or an entry without its parts."""
    with open(path, encoding="utf-8") as text:
        kept = "".join(line for line in text if not line.startswith("#"))
    found: dict[str, Entry] = {}
    for key, block in re.findall(r"^-- ([0-9a-f]{32})\n(.*?)(?=^-- |\Z)", kept, re.MULTILINE | re.DOTALL):
        head, _, body = block.partition("\n\n")
        headers = dict(line.split(": ", 1) for line in head.splitlines())
        if key in found or not body.strip():
            raise ValueError(f"{path}: {key} stands twice, or has no text")
        found[key] = Entry(headers.pop("Subject"), headers, body.strip())
    return found
