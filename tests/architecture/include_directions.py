#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the tree against the table "Who may include whom" of docs/ARCHITECTURE.md: include directions, the
libraries of each folder, files of 300 lines at most, an SPDX line on top of each. Prints every breach."""
import pathlib
import re
import sys

TREES = ("shared", "pam_module", "daemon", "helpers", "cli", "tests", "etc", "cmake", "packaging")
LONGEST = 300
LIBRARIES = {"asio": "Asio", "curl/": "libcurl", "sqlite3.h": "SQLite", "yaml-cpp/": "yaml-cpp",
             "nlohmann/": "nlohmann-json", "CLI/": "CLI11", "phonenumbers/": "libphonenumber", "csv.h": "libcsv",
             "openssl/": "OpenSSL", "httplib.h": "cpp-httplib", "qrencode.h": "libqrencode", "systemd/": "libsystemd", "security/": "Linux-PAM"}
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)', re.MULTILINE)


def words(cell):
    return re.findall(r"`([^`]+)`", cell)


def read_table(text):
    """{folder: (folders or files it may include, libraries it may use)}; a library of "any" allows all."""
    rows = {}
    section = text.split("## Who may include whom", 1)[1].split("\n## ", 1)[0]
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 4 and words(cells[0]):
            rows[words(cells[0])[0]] = (words(cells[1]), [name.strip() for name in cells[2].split(",")])
    return rows


def row_of(folder, rows):
    """The row of the nearest folder upwards. `daemon` is a row for its own files alone."""
    while folder not in rows:
        if "/" not in folder:
            return None
        folder = folder.rsplit("/", 1)[0]
        if folder == "daemon":
            return None
    return folder


def is_below(path, folder):
    return path == folder or path.startswith(folder + "/")


def library_of(header):
    return next((name for prefix, name in LIBRARIES.items() if header.startswith(prefix)), None)


def include_breaches(root, path, text, rows):
    row = row_of(path.rsplit("/", 1)[0], rows)
    if row is None:
        yield f"{path}: its folder has no row in docs/ARCHITECTURE.md"
        return
    folders, libraries = rows[row]
    for own, system in INCLUDE.findall(text):
        if own and not (root / own).is_file():
            yield f'{path}: "{own}" is not a path from the top of the tree'
        elif own and not any(is_below(own, folder) for folder in [*folders, row]):
            yield f'{path}: {row} may not include "{own}"'
        library = library_of(system)
        if library and library not in libraries and "any" not in libraries:
            yield f"{path}: {row} may not use {library} (<{system}>)"


def is_source(path):
    return path.suffix in (".cpp", ".hpp", ".h", ".c", ".py", ".sh", ".cmake") or path.name == "CMakeLists.txt"


def file_breaches(root, file, rows):
    path = file.relative_to(root).as_posix()
    text = file.read_text(encoding="utf-8", errors="replace")
    if "SPDX-License-Identifier: Apache-2.0" not in "\n".join(text.splitlines()[:2]):
        yield f"{path}: no SPDX line on top"
    if len(text.splitlines()) > LONGEST:
        yield f"{path}: {len(text.splitlines())} lines; {LONGEST} at most"
    if file.suffix in (".cpp", ".hpp", ".h", ".c"):
        yield from include_breaches(root, path, text, rows)


def breaches(root):
    rows = read_table((root / "docs/ARCHITECTURE.md").read_text(encoding="utf-8"))
    sources = sorted(file for tree in TREES for file in (root / tree).rglob("*") if file.is_file() and is_source(file))
    if not sources or not rows:
        yield "nothing to check: no sources, or no table"
    for file in sources:
        yield from file_breaches(root, file, rows)
    for folder in rows:
        if not (root / folder).is_dir():
            yield f"docs/ARCHITECTURE.md: there is no folder {folder}"


def main():
    found = list(breaches(pathlib.Path(sys.argv[1])))
    print("\n".join(found) if found else "include directions, libraries, lengths, SPDX lines: as written")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
