#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The manual pages say what the programs do: options, verbs, reasons, fields, sentences. CTest names the programs."""
import os
import pathlib
import re
import shlex
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import mdoc  # noqa: E402

PROGRAMS = {"tesserad.8": "TESSERAD", "tessera-courier.8": "TESSERA_COURIER",
            "tessera-directory.8": "TESSERA_DIRECTORY", "tessera-portal.8": "TESSERA_PORTAL",
            "tesseractl.8": "TESSERACTL", "tessera.1": "TESSERA"}
PAGES = {"pam_tessera.8", "tessera.yaml.5", "tessera-accounts.5", *PROGRAMS}


def run(*command: str) -> subprocess.CompletedProcess:
    return subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


def help_of(program: str, *verb: str) -> str:
    done = run(os.environ[program], *verb, "--help")
    assert done.returncode == 0, done.stderr
    return done.stdout


def options_in(text: str) -> set[str]:
    """Those of a --help, without -h and --help themselves."""
    listed = re.findall(r"^ +((?:-\w,)?--[\w-]+)", text, re.MULTILINE)
    return {name for entry in listed for name in entry.split(",")} - {"-h", "--help"}


def verbs_in(text: str) -> list[str]:
    _, _, listed = text.partition("\nSubcommands:\n")
    return re.findall(r"^  (\S+) ", listed.partition("\n\n")[0], re.MULTILINE)


def leaves(*verb: str, program: str = "TESSERACTL") -> dict[tuple[str, ...], set[str]]:
    """Every verb of tesseractl, or of `program`, without verbs below it, and its options."""
    text = help_of(program, *verb)
    below = verbs_in(text)
    if not below:
        return {verb: options_in(text)}
    return {leaf: known for name in below for leaf, known in leaves(*verb, name, program=program).items()}


def sources(*folders: str) -> str:
    """The code with string literals joined that the compiler joins, too."""
    files = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.?pp"))]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    return re.sub(r'"\s*\n\s*"', "", text).replace('\\"', '"')


def is_said(part: str, code: str) -> bool:
    """Whether a text stands in the code: at once, or put together of two literals, or of three."""
    if part in code:
        return True
    ends = [at for at in range(1, len(part)) if part[:at] + '"' in code]
    begins = [at for at in range(1, len(part)) if '"' + part[at:] in code]
    return any(end == begin or f'"{part[end:begin]}"' in code for end in ends for begin in begins if end <= begin)


class Form(unittest.TestCase):
    def test_all_are_there(self):
        self.assertEqual({page.path.name for page in mdoc.pages()}, PAGES)

    def test_mandoc_finds_nothing(self):
        for page in mdoc.pages():
            done = run("mandoc", "-T", "lint", "-W", "warning", str(page.path))
            self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))

    def test_mandoc_would_find_something(self):
        done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning"], input=".Dd x\n.Dt X 8\n.Os\n.Sh NAMED\n.El\n",
                              capture_output=True, text=True, check=False)
        self.assertNotEqual(done.returncode, 0)

    def test_each_refers_to_pages_that_exist(self):
        for page in mdoc.pages():
            for name, section in re.findall(r"Xr (\S*tessera\S*) (\d)", page.text):
                self.assertIn(f"{name}.{section}", PAGES, page.path.name)

    def test_each_has_its_sections(self):
        for page in mdoc.pages():
            for title in ("NAME", "FILES", "EXAMPLES", "DIAGNOSTICS", "SEE ALSO", "SECURITY CONSIDERATIONS"):
                page.section(title)


class Options(unittest.TestCase):
    def test_of_the_programs(self):
        for name, program in PROGRAMS.items():
            told = {option for item in mdoc.items(mdoc.page(name).section("OPTIONS")) for option in mdoc.options(item.head)}
            self.assertEqual(told - {"-h", "--help"}, options_in(help_of(program)), name)
            self.assertLessEqual(told - {"-h"}, mdoc.options(mdoc.page(name).section("SYNOPSIS")), name)

    def test_verbs_of_tesseractl(self):
        known = leaves()
        verbs = mdoc.page("tesseractl.8").section("VERBS").partition("\n.Ss ")[0]
        told = {item.commands: item.options for item in mdoc.items(verbs)}
        self.assertEqual(set(told), set(known))
        for verb, options in known.items():
            self.assertEqual(told[verb], options, " ".join(verb))

    def test_verbs_of_tessera(self):
        told = {item.commands: item.options for item in mdoc.items(mdoc.page("tessera.1").section("VERBS"))}
        self.assertEqual(told, leaves(program="TESSERA"))

    def test_json_of_each_verb(self):
        """A group stands for its verbs."""
        told = [item.head.split(" , ") for item in mdoc.items(mdoc.page("tesseractl.8").section("JSON"))]
        names = {name.removeprefix("Cm ") for head in told for name in head}
        self.assertEqual([verb for verb in leaves() if not {" ".join(verb[:n]) for n in (1, 2)} & names], [])

    def test_of_the_module(self):
        code = (ROOT / "pam_module/options.cpp").read_text() + (ROOT / "pam_module/options.hpp").read_text()
        page = mdoc.page("pam_tessera.8")
        told = {item.words[0]: item for item in mdoc.items(page.section("OPTIONS"))}
        self.assertEqual(set(told), set(re.findall(r'value_of\(argument, "(\w+=)"\)', code)))
        for least, most, option in re.findall(r"parse_number\(value, (\d+), (\d+), options\.(\w+?)_s\)", code):
            self.assertIn(f"{least} to {most}.", told[option + "="].body)
        self.assertIn(re.search(r'socket = "([^"]+)"', code)[1], told["socket="].body)
        for seconds in re.search(r'"login" \? (\d+) : (\d+)', code).groups():
            self.assertRegex(told["timeout="].body, rf"\b{seconds}\b")
        for option in told:
            self.assertIn(f".Op Cm {option} ", page.section("SYNOPSIS"))

    def test_examples_use_what_there_is(self):
        for program in ("TESSERACTL", "TESSERA"):
            self.assert_examples_of(program, leaves(program=program), options_in(help_of(program)))

    def assert_examples_of(self, program: str, known: dict[tuple[str, ...], set[str]], everywhere: set[str]) -> None:
        for page in mdoc.pages():
            for line in "".join(mdoc.literals(page.text)).splitlines():
                words = shlex.split(line.partition(" | ")[0]) if line.startswith(program.lower() + " ") else []
                plain = [word for word in words[1:] if not word.startswith("-")]
                verb = next((tuple(plain[:n]) for n in (2, 1) if tuple(plain[:n]) in known), None)
                used = {word for word in words if word.startswith("--")}
                self.assertTrue(not words or verb, line)
                self.assertLessEqual(used, everywhere | known.get(verb, set()), line)


class Words(unittest.TestCase):
    """What the programs say, and nothing else, stands in the pages."""

    def test_results_of_the_module(self):
        code = sources("pam_module")
        given = set(re.findall(r"(?:return|result_ =|result_\{?) ?(PAM_[A-Z_]+)", code)) | {"PAM_ABORT"}
        told = {item.words[0] for item in mdoc.items(mdoc.page("pam_tessera.8").section("RESULTS"))}
        self.assertEqual({name for name in told if name.startswith("PAM_")}, given)

    def test_stacks_of_the_module(self):
        shown = "".join(mdoc.literals(mdoc.page("pam_tessera.8").section("EXAMPLES"))).splitlines()
        for stack in sorted((ROOT / "etc/pam").iterdir()):
            lines = [line for line in stack.read_text().splitlines()
                     if line.startswith("auth ") or (line.startswith("session ") and "pam_tessera.so" in line)]
            self.assertEqual([line for line in lines if line not in shown], [], stack.name)

    def test_reasons(self):
        given = set(re.findall(r'"([a-z_]+)"', re.search(r"reason_names\[\] = \{(.*?)\};", sources("daemon/core"), re.DOTALL)[1]))
        store = sources("daemon/stores")
        given |= set(re.findall(r'"(account_[a-z]+|unlocked)"', store)) | {"switch_off", "switch_observe", "switch_enforce"}
        audited = " ".join(re.findall(r"audit_change\(.*?\);", store, re.DOTALL))
        given |= set(re.findall(r'"([a-z]+(?:_[a-z]+)+)"', audited))
        told = {word for item in mdoc.items(mdoc.page("tesseractl.8").section("Results and reasons"))
                for word in item.words if word != ","}
        self.assertEqual(given - told, set())

    def test_fields_of_the_log(self):
        code = sources("daemon", "helpers")
        own = {"MESSAGE", "MESSAGE_ID", "PRIORITY", "SYSLOG_IDENTIFIER", "__REALTIME_TIMESTAMP"}  # the journal's
        written = {"TESSERA_" + name for name in set(re.findall(r'\{"([A-Z_]+)", ', code)) - own}
        written |= {"MESSAGE_ID", *re.findall("TESSERA_DROPPED_LINES", code)}
        told = {word for item in mdoc.items(mdoc.page("tesserad.8").section("LOGGING"))
                for word in item.words if word != ","}
        self.assertEqual(told, written)

    def test_exit_codes(self):
        codes = set(re.findall(r"inline constexpr int \w+ = (\d+);", (ROOT / "daemon/service/exit_codes.hpp").read_text()))
        self.assertEqual({item.words[0] for item in mdoc.items(mdoc.page("tesseractl.8").section("EXIT STATUS"))}, codes)
        for name in PROGRAMS:
            told = {item.words[0] for item in mdoc.items(mdoc.page(name).section("EXIT STATUS"))}
            self.assertLessEqual(told, codes, name)

    def test_diagnostics_are_the_programs_own(self):
        """Each part of a sentence between its variable parts stands in the code."""
        code = sources("pam_module", "daemon", "helpers", "cli")
        for page in mdoc.pages():
            for item in mdoc.items(page.section("DIAGNOSTICS")):
                for part in re.split(r"%[sdu]", item.words[0]):
                    part = part.removeprefix("Not let in: ").strip(" .:?,") if len(part) > 3 else ""
                    self.assertTrue(is_said(part, code), f"{page.path.name}: {item.head}\nnowhere in the code: {part}")

    def test_presets(self):
        code = (ROOT / "helpers/courier/preset.cpp").read_text()
        keys = set(re.findall(r'"(\w+)"', " ".join(re.findall(r"keys\(.*?\{(.*?)\}\)", code)))) - {"xml"}
        page = mdoc.page("tessera-courier.8").section("PRESETS")
        self.assertEqual([key for key in sorted(keys) if not re.search(rf"^\.(It )?Cm .*\b{key}\b", page, re.MULTILINE)], [])
        variables = re.search(r"letter_variables\[\] = \{(.*?)\}", (ROOT / "helpers/courier/preset.hpp").read_text())[1]
        self.assertEqual([name for name in re.findall(r'"(\w+)"', variables) if f"{{{name}}}" not in page], [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
