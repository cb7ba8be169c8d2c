# SPDX-License-Identifier: Apache-2.0
"""A person's Chromium, and playwright-core to drive it, installed once from the lock file."""
import json
import os
import shutil
import subprocess

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "system", "portal")
MODULES = os.environ.get("TESSERA_NODE_FOLDER") or os.path.join(FOLDER, "..", "..", "..", "build", "node")
PHONE = {"viewport": {"width": 390, "height": 844}, "deviceScaleFactor": 2, "hasTouch": True, "isMobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}


def install_playwright() -> None:
    """From the lock file, once for each of its contents."""
    stamp = os.path.join(MODULES, "installed.json")
    with open(os.path.join(FOLDER, "package-lock.json"), encoding="utf-8") as lock:
        wanted = lock.read()
    if os.path.exists(stamp):
        with open(stamp, encoding="utf-8") as installed:
            if installed.read() == wanted:
                return
    os.makedirs(MODULES, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(os.path.join(FOLDER, name), MODULES)
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=MODULES, check=True, stdout=subprocess.DEVNULL, timeout=240)
    with open(stamp, "w", encoding="utf-8") as out:
        out.write(wanted)


def decoded(picture: str) -> str:
    """What a phone's camera would read in it."""
    return subprocess.run(["zbarimg", "--quiet", "--raw", "--oneshot", picture], capture_output=True, text=True, check=False).stdout.rstrip("\n")


class Person:
    """One browser for many pages; each step answers what the page then shows (person.mjs)."""

    def __init__(self):
        self._node = subprocess.Popen(["node", os.path.join(FOLDER, "person.mjs"), MODULES], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, step: str, *given):
        self._node.stdin.write(json.dumps([step, *given]) + "\n")
        self._node.stdin.flush()
        line = self._node.stdout.readline()
        assert line, f"the browser ended at {step}"
        return json.loads(line)

    def close(self) -> None:
        self._node.stdin.close()
        self._node.wait(60)
        self._node.stdout.close()
