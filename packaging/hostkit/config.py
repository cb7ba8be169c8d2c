# SPDX-License-Identifier: Apache-2.0
"""The few values of tessera.yaml that the service manager's stand-in needs, with config.hpp's defaults."""
import glob
from dataclasses import dataclass
from typing import Any

import yaml


@dataclass(frozen=True)
class Layout:
    """Where a configuration puts things; outboxes are the directories of `kind: outbox` gateways."""
    runtime: str
    credentials: str
    store: str
    outboxes: tuple[str, ...]
    sections: frozenset[str]  # those that are there and not empty


def merge(base: Any, over: Any) -> Any:
    """Maps merge, scalars and lists replace, as load_config does it."""
    if not isinstance(base, dict) or not isinstance(over, dict):
        return over
    merged = dict(base)
    for key, value in over.items():
        merged[key] = merge(base[key], value) if key in base else value
    return merged


def load(file: str) -> dict:
    """FILE, then FILE.d/*.yaml in byte order. Mistakes are tesserad's to report; here they raise."""
    config: Any = {}
    for part in [file, *sorted(glob.glob(glob.escape(file) + ".d/*.yaml"), key=lambda name: name.encode())]:
        with open(part, encoding="utf-8") as text:
            config = merge(config, yaml.safe_load(text) or {})
    return config


def layout(file: str) -> Layout:
    config = load(file)
    paths = config.get("paths") or {}
    gateways = (config.get("gateways") or {}).values()
    return Layout(
        runtime=paths.get("runtime", "/run/tessera"),
        credentials=paths.get("credentials", "/etc/tessera/credentials"),
        store=(config.get("store") or {}).get("sqlite", "/var/lib/tessera/tessera.db"),
        outboxes=tuple(g["directory"] for g in gateways if g.get("kind") == "outbox" and "directory" in g),
        sections=frozenset(name for name, section in config.items() if section),
    )
