#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Each MESSAGE_ID has its entry in the journal's catalog, and each reason of a login its own MESSAGE_ID."""
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import catalog  # noqa: E402


def words(path: str, pattern: str) -> list[str]:
    """The identifiers of the one list that the pattern finds in a source file."""
    (block,) = re.findall(pattern, (ROOT / path).read_text(), re.DOTALL)
    return re.findall(r"[a-z_]+", re.sub(r"//.*", "", block))


class Catalog(unittest.TestCase):
    def setUp(self):
        header = (ROOT / "daemon/service/message_ids.hpp").read_text()
        self.ids = re.findall(r'LogField (\w+)\{"MESSAGE_ID", "([0-9a-f]{32})"\}', header)
        self.assertEqual(len(self.ids), header.count("MESSAGE_ID\""), "an id that is not 32 hexadecimal digits")
        self.entries = catalog.entries(str(ROOT / "etc/systemd/tessera.catalog"))

    def test_ids_are_unique(self):
        self.assertEqual(len({key for _, key in self.ids}), len(self.ids))

    def test_entries_and_ids_are_the_same(self):
        self.assertEqual(set(self.entries), {key for _, key in self.ids})

    def test_each_id_is_used(self):
        sources = [*ROOT.glob("daemon/**/*.?pp"), *ROOT.glob("helpers/**/*.?pp")]
        text = "\n".join(path.read_text() for path in sources if path.name != "message_ids.hpp")
        self.assertEqual([name for name, _ in self.ids if not re.search(rf"\b{name}\b", text)], [])

    def test_each_reason_has_the_id_of_its_name(self):
        reasons = words("daemon/core/policy.hpp", r"enum class Reason \{(.*?)\};")
        self.assertGreater(len(reasons), 20)
        self.assertEqual(words("daemon/core/policy.cpp", r"string_view reason_names\[\] = \{(.*?)\};"), reasons)
        cases = re.findall(r"case Reason::(\w+): return message_id::(\w+);", (ROOT / "daemon/reasons.hpp").read_text())
        self.assertEqual(cases, [(reason, reason) for reason in reasons])

    def test_entries_are_whole(self):
        for key, entry in self.entries.items():
            self.assertEqual(entry.headers["Defined-By"], "Tessera", key)
            self.assertRegex(entry.headers["Documentation"], r"^man:[a-z_.-]+\([58]\)", key)
            self.assertTrue(all(len(line) <= 80 for line in entry.body.splitlines()), key)

    def test_their_manuals_exist(self):
        named = {page for entry in self.entries.values()
                 for page in re.findall(r"[a-z_.-]+\([58]\)", entry.headers["Documentation"] + entry.body)}
        pages = {f"{path.stem}({path.suffix[1:]})" for path in (ROOT / "docs/man").glob("*.[58]")}
        self.assertEqual(named - pages, set())


if __name__ == "__main__":
    unittest.main()
