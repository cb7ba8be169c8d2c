#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The checker finds each kind of breach in a small tree of its own."""
import pathlib
import tempfile
import unittest

from include_directions import breaches

TABLE = """# x
## Who may include whom
| folder | may include | libraries | why |
|---|---|---|---|
| `shared` | | | |
| `daemon/core` | `shared` | OpenSSL | |
| `daemon/ports` | `daemon/core/types.hpp` | Asio | |
| `daemon` | `daemon`, `shared` | | |
## Next
"""
SPDX = "// SPDX-License-Identifier: Apache-2.0\n"


class Breaches(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.directory.name)
        self.put("docs/ARCHITECTURE.md", TABLE)
        self.put("shared/text.hpp", SPDX)
        self.put("daemon/core/types.hpp", SPDX + '#include "shared/text.hpp"\n#include <openssl/evp.h>\n')
        self.put("daemon/core/menu.hpp", SPDX)
        self.put("daemon/ports/store.hpp", SPDX + '#include "daemon/core/types.hpp"\n#include <asio/awaitable.hpp>\n')

    def tearDown(self):
        self.directory.cleanup()

    def put(self, path, text):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def expect(self, *lines):
        self.assertEqual(list(breaches(self.root)), list(lines))

    def test_a_good_tree(self):
        self.expect()

    def test_a_wrong_direction(self):
        self.put("shared/text.hpp", SPDX + '#include "daemon/core/types.hpp"\n')
        self.expect('shared/text.hpp: shared may not include "daemon/core/types.hpp"')

    def test_a_file_beside_the_one_that_is_allowed(self):
        self.put("daemon/ports/store.hpp", SPDX + '#include "daemon/core/menu.hpp"\n')
        self.expect('daemon/ports/store.hpp: daemon/ports may not include "daemon/core/menu.hpp"')

    def test_a_library_in_the_wrong_folder(self):
        self.put("daemon/core/types.hpp", SPDX + "#include <asio.hpp>\n#  include <sqlite3.h>\n")
        self.expect("daemon/core/types.hpp: daemon/core may not use Asio (<asio.hpp>)",
                    "daemon/core/types.hpp: daemon/core may not use SQLite (<sqlite3.h>)")

    def test_a_path_that_is_not_from_the_top(self):
        self.put("daemon/core/menu.hpp", SPDX + '#include "types.hpp"\n')
        self.expect('daemon/core/menu.hpp: "types.hpp" is not a path from the top of the tree')

    def test_a_folder_without_a_row(self):
        self.put("daemon/other/x.cpp", SPDX)
        self.expect("daemon/other/x.cpp: its folder has no row in docs/ARCHITECTURE.md")

    def test_length_and_licence(self):
        self.put("shared/text.hpp", SPDX + "\n" * 299)
        self.expect()
        self.put("shared/text.hpp", "\n" * 301)
        self.expect("shared/text.hpp: no SPDX line on top", "shared/text.hpp: 301 lines; 300 at most")


if __name__ == "__main__":
    unittest.main()
