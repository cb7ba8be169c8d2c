# SPDX-License-Identifier: Apache-2.0
"""The QR code on a terminal as a phone's camera sees it: cells become pixels, zbarimg reads them."""
import re
import subprocess

_SCALE = 6
_LIGHT = {" ": (0, 0), "\u2580": (1, 0), "\u2584": (0, 1), "\u2588": (1, 1)}  # upper and lower half of a cell


def rows(screen: str) -> list[list[int]]:
    """The modules, 1 for light, of the lines that are nothing but half blocks."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", screen)
    lines = [line for line in plain.splitlines() if "\u2588" in line and set(line) <= set(_LIGHT)]
    width = max((len(line) for line in lines), default=0)
    return [[_LIGHT[cell][half] for cell in line.ljust(width)] for line in lines for half in (0, 1)]


def read(screen: str) -> str:
    """What zbarimg reads; AssertionError when there is no code to be read."""
    modules = rows(screen)
    assert modules, f"no square on the screen:\n{screen}"
    margin = [0] * (len(modules[0]) + 8)  # the dark of the terminal around it
    framed = [margin] * 4 + [[0] * 4 + row + [0] * 4 for row in modules] + [margin] * 4
    pixels = b"".join(bytes(255 * bit for bit in row for _ in range(_SCALE)) * _SCALE for row in framed)
    image = b"P5 %d %d 255\n" % (len(framed[0]) * _SCALE, len(framed) * _SCALE) + pixels
    done = subprocess.run(["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", "pgm:-"], input=image,
                          capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode() + screen
    return done.stdout.decode().strip()
