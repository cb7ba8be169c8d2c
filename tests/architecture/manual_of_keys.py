#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""tessera.yaml(5) names every key that the programs know, with its default and bounds, and no other; its example is
taken by every program. Keys are asked of the programs: each says what it knows about a key that it does not."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import mdoc  # noqa: E402

PAGE = mdoc.page("tessera.yaml.5")
PRESETS = ROOT / "etc" / "gateways"
NAMES = "gateways"  # whose keys are names


class Configuration(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.file = self.folder / "tessera.yaml"

    def run_on_file(self, program: str, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run([os.environ[program], "--config", str(self.file), *arguments], capture_output=True,
                              text=True, check=False, stdin=subprocess.DEVNULL)

    def mistakes(self, configuration: dict) -> str:
        self.file.write_text(yaml.safe_dump(configuration))
        return self.run_on_file("TESSERACTL", "config", "check").stderr

    def known_below(self, *path: str, beside: dict | None = None) -> list[str]:
        """The keys that are known in the map at this path; none where no map may stand."""
        configuration: dict = {"no_such_key": 1, **(beside or {})}
        for key in reversed(path):
            configuration = {key: configuration}
        found = re.search(r'unknown key "no_such_key".*?; known: ([^.\n]*)', self.mistakes(configuration))
        return found[1].split(", ") if found else []

    def leaves(self, *path: str) -> list[str]:
        below = [] if path == (NAMES,) else self.known_below(*path)
        if not below:
            return [] if path == (NAMES,) else [".".join(path)]
        own = [".".join(path)] if path and self.may_be_a_word(*path) else []
        return own + [leaf for key in below for leaf in self.leaves(*path, key)]

    def may_be_a_word(self, *path: str) -> bool:
        """Whether the key takes something else than a map, too."""
        configuration: dict | str = "no such word"
        for key in reversed(path):
            configuration = {key: configuration}
        return "must be a map" not in self.mistakes(configuration)


class Keys(Configuration):
    def told(self) -> dict[str, mdoc.Item]:
        titles = ("Who is asked", "Accounts and populations", "Channels", "Gateways", "Limits", "Trust", "Portal", "Places")
        return {item.words[0]: item for title in titles for item in mdoc.items(PAGE.section(title))}

    def test_each_known_key_is_told_and_no_other(self):
        known = self.leaves()
        self.assertGreater(len(known), 30)
        self.assertEqual(set(self.told()), set(known))

    def test_keys_of_gateways(self):
        required = {"smtp": {"url": "smtps://h", "from": "a@b"}, "outbox": {"directory": "/x"}}
        for kind, beside in required.items():
            known = self.known_below(NAMES, "x", beside={"kind": kind, **beside})
            told = {item.words[0] for item in mdoc.items(PAGE.section(f"Gateway of kind {kind}"))}
            self.assertEqual(told, set(known) - {"preset"}, kind)

    def test_keys_of_presets(self):
        """A preset's own parameters stand in its item, the keys of all presets before."""
        items = {item.words[0]: item for item in mdoc.items(PAGE.section("Gateway of a preset"))}
        shipped = {path.stem: yaml.safe_load(path.read_text()) for path in PRESETS.glob("*.yaml")}
        self.assertEqual(set(items), {"preset", "url", "tls", "ca"} | set(shipped))
        for name, preset in shipped.items():
            told = re.findall(r"[a-z_]+", re.sub(r"\.Pq \w+", "", items[name].body.partition(":\n")[2]))
            self.assertEqual(set(told) - {"m", "q"}, set(preset["parameters"]), name)
            marks = re.findall(r"\b(\w+)\n\.Pq (\w+)", items[name].body)
            self.assertEqual(dict(marks), {key: need for key, need in preset["parameters"].items() if need != "required"}, name)

    def test_keys_of_a_service(self):
        self.file.write_text("services: [{ su: { no_such_key: 1 } }]\n")
        known = re.search(r"known: (\w+)", self.run_on_file("TESSERACTL", "config", "check").stderr)[1]
        self.assertIn(f".Cm {known}\n", self.told()["services"].body)

    def test_defaults(self):
        self.file.write_text("")
        shown = yaml.safe_load(self.run_on_file("TESSERACTL", "config", "show").stdout)
        for key, item in self.told().items():
            value = shown
            for part in key.split("."):
                value = value.get(part) if isinstance(value, dict) else None
            if key == "services":
                value = [name for service in value for name in service]
            told = mdoc.defaults(item)
            self.assertIsNotNone(told, key)
            self.assertEqual(None if told == "none" else yaml.safe_load(told), value, key)

    def test_bounds(self):
        """What is far out of bounds is refused with the bounds, which the page must tell in the same words."""
        checked = 0
        for key, item in self.told().items():
            configuration: object = "9999d" if " duration" in item.head else "999999999"
            for part in reversed(key.split(".")):
                configuration = {part: configuration}
            bounds = re.search(r"\bfrom (\w+ to \w+)", self.mistakes(configuration))
            if bounds:
                checked += 1
                self.assertIn(bounds[1], item.body, key)
        self.assertGreaterEqual(checked, 6)

    def test_longest_texts(self):
        for key, item in self.told().items():
            configuration: object = "https://" + "x" * 1000 if " URL" in item.head else "x" * 1000
            for part in reversed(key.split(".")):
                configuration = {part: configuration}
            longest = re.search(r"at most (\d+) characters", self.mistakes(configuration))
            if longest:
                self.assertIn(f"t most {longest[1]} characters.", item.body, key)


class Example(Configuration):
    """The page's example as a file, with places of its own in a drop-in."""

    def setUp(self):
        super().setUp()
        example, = mdoc.literals(PAGE.section("EXAMPLES"))
        self.file.write_text(example)
        self.drop_in = self.folder / "tessera.yaml.d" / "places.yaml"
        self.drop_in.parent.mkdir()
        self.drop_in.write_text(yaml.safe_dump({
            "store": {"sqlite": str(self.folder / "state" / "tessera.db")},
            "paths": {"presets": str(PRESETS), "credentials": str(self.folder / "credentials")}}))

    def test_every_program_takes_it(self):
        self.assertEqual(self.run_on_file("TESSERAD", "--init").stderr, "")
        for program, arguments in {"TESSERAD": ["--check"], "TESSERA_COURIER": ["--check"], "TESSERACTL": ["config", "check"]}.items():
            done = self.run_on_file(program, *arguments)
            self.assertEqual((done.returncode, done.stderr), (0, ""), program)
        self.assertEqual(self.run_on_file("TESSERA_DIRECTORY", "--check").returncode, 0)  # it may warn of this host's NSS

    def test_what_it_sets_is_in_force(self):
        written = yaml.safe_load(self.file.read_text())
        shown = yaml.safe_load(self.run_on_file("TESSERACTL", "config", "show").stdout)
        self.assertEqual(shown["environment"], written["environment"])
        self.assertEqual(shown["channels"], written["channels"])
        self.assertEqual(set(shown["gateways"]), set(written["gateways"]))

    def test_it_would_be_seen_if_it_were_wrong(self):
        self.file.write_text(self.file.read_text().replace("gateways: [voice]", "gateways: [vioce]"))
        self.assertIn('Did you mean "voice"?', self.run_on_file("TESSERACTL", "config", "check").stderr)

    def test_the_shipped_file_is_taken_with_and_without_its_comments(self):
        """etc/tessera.yaml shows keys in comments: they must be right too, once an environment for trying is named."""
        shipped = (ROOT / "etc" / "tessera.yaml").read_text()
        bare = re.sub(r"^( *)# (\w+:)", r"\1\2", shipped, flags=re.MULTILINE)
        self.assertNotEqual(bare, shipped)
        for text in (shipped, bare):
            self.file.write_text(text)
            done = self.run_on_file("TESSERACTL", "config", "check")
            self.assertEqual((done.returncode, done.stderr), (0, ""), text)
        self.assertEqual(set(yaml.safe_load(bare)["gateways"]), {"sms", "voice", "mail"})


if __name__ == "__main__":
    unittest.main(verbosity=2)
