# SPDX-License-Identifier: Apache-2.0
"""A manual page in mdoc(7), as far as tests read one: sections, list items, options, literal blocks."""
import pathlib
import re
from dataclasses import dataclass

MANUALS = pathlib.Path(__file__).resolve().parents[2] / "docs" / "man"
_MACROS = {"Ar", "Brq", "Cm", "Dv", "Em", "Ev", "Fl", "Ic", "It", "Li", "Nm", "No", "Ns", "Oc", "Oo", "Op", "Pa", "Pq", "Ql",
           "Sq", "Va", "Xc", "Xo", "Xr"}


@dataclass(frozen=True)
class Item:
    """One `.It` of a list: its head as it is written, and the lines below it."""
    head: str
    body: str

    @property
    def options(self) -> set[str]:
        return options(self.head + "\n" + self.body)

    @property
    def words(self) -> list[str]:
        """The head's words without macros; a text in quotes is one word."""
        return [word for word in _split(self.head) if word not in _MACROS]

    @property
    def commands(self) -> tuple[str, ...]:
        """What follows the first Cm, to the next macro: the words that are typed as they stand."""
        words = _split(self.head.partition("Cm ")[2])
        end = next((i for i, word in enumerate(words) if word in _MACROS), len(words))
        return tuple(words[:end])


def _split(head: str) -> list[str]:
    """mdoc's arguments: a blank parts them unless it stands in double quotes."""
    return [quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|(\S+)', head)]


class Page:
    def __init__(self, path: pathlib.Path):
        self.path = path
        self.text = path.read_text(encoding="utf-8")

    def section(self, title: str) -> str:
        """What stands below `.Sh TITLE` or `.Ss TITLE`, to the next heading of its rank."""
        for rank, end in (("Sh", r"^\.Sh "), ("Ss", r"^\.S[hs] ")):
            _, found, rest = self.text.partition(f"\n.{rank} {title}\n")
            if found:
                return re.split(end, rest, maxsplit=1, flags=re.MULTILINE)[0]
        raise KeyError(f"{self.path.name} has no section {title}")


def page(name: str) -> Page:
    """page("tesserad.8")"""
    return Page(MANUALS / name)


def pages() -> list[Page]:
    return [Page(path) for path in sorted(MANUALS.glob("*.[1-9]"))]


def items(text: str) -> list[Item]:
    found: list[Item] = []
    text = re.sub(r"^\.It Xo (.*?)\n\.Xc$", lambda m: ".It " + re.sub(r"\n\.?", " ", m[1]), text,
                  flags=re.MULTILINE | re.DOTALL)
    for block in re.split(r"^\.It ?", text, flags=re.MULTILINE)[1:]:
        head, _, body = block.partition("\n")
        found.append(Item(head, re.split(r"^\.El$", body, flags=re.MULTILINE)[0]))
    return found


def options(text: str) -> set[str]:
    """Every Fl with what it marks: `Fl -json` is --json, `Fl h` is -h."""
    return {"-" + name for name in re.findall(r"\bFl (-?\w[\w-]*)", text)}


def literals(text: str) -> list[str]:
    """The blocks that are shown as they stand, without mdoc's escapes."""
    blocks = re.findall(r"^\.Bd -literal.*?\n(.*?)^\.Ed$", text, re.MULTILINE | re.DOTALL)
    return [block.replace(r"\-", "-").replace(r"\e", "\\") for block in blocks]


def defaults(item: Item) -> str | None:
    """What stands after `Default:`, without the full stop."""
    found = re.search(r"^Default: (.*)\.$", item.body, re.MULTILINE)
    return found[1] if found else None
