# SPDX-License-Identifier: Apache-2.0
"""What a program has in its memory, read as root from outside."""


def places_of(pid: int, wanted: dict[str, bytes]) -> list[str]:
    """Which of `wanted` (by name) stand somewhere in the memory of the program, and in which mapping."""
    found = []
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            span, modes, *_, name = (line.rstrip("\n") + " ").split(" ", 5)
            if not modes.startswith("r") or name.strip() in ("[vvar]", "[vsyscall]", "[vvar_vclock]"):
                continue
            start, end = (int(edge, 16) for edge in span.split("-"))
            try:
                memory.seek(start)
                content = memory.read(end - start)
            except (OSError, OverflowError):  # reserved, and never written
                continue
            found += [f"{what} in {span}{name.strip() and ' ' + name.strip()}" for what, bytes_ in wanted.items() if bytes_ in content]
    return found
