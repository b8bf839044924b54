"""Which rules made a run: a hash of everything in this project that a run's numbers depend on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable

APART = ("study", "game", "plots", "ledger", "locale", "calibrated", "__pycache__")
"""Folders of `sim` on which no run's numbers depend: a study's points hold the calibrated values themselves."""
ENDINGS = (".py", ".toml")


@lru_cache(maxsize=1)
def engine_digest() -> str:
    """Return the BLAKE2b hash of the engine's sources and tables, 32 hexadecimal digits.

    The same hash is the same rules. A changed comment changes it, too: then it cannot be told without running that the
    rules are the same, and a study says so rather than mix runs.
    """
    found = hashlib.blake2b(digest_size=16)
    for name, content in _sources(resources.files("sim"), ""):
        found.update(f"{name}\0{len(content)}\0".encode())
        found.update(content)
    return found.hexdigest()


def _sources(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = f"{path}{entry.name}"
        if entry.is_dir():
            if path or entry.name not in APART:
                yield from _sources(entry, f"{name}/")
        elif entry.name.endswith(ENDINGS):
            yield name, entry.read_bytes().replace(b"\r\n", b"\n")
