"""The folder of a calibration: its plan, the chunks that are done, and in the end the sets and what is told of them."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from sim import mends
from sim.errors import StoreError, shown
from sim.language import _
from sim.posterior import MANIFEST, SETS, Posterior, free_parameters, write
from sim.randomness import FloatArray
from sim.study import place
from sim.study.manifest import SOFTWARE, version
from sim.study.search import CHUNK, REPEATS, Chunk, Plan
from sim.study.windows import windows

PLAN, CHUNKS = "plan.json", "chunks"
FORMAT, VERSION = "fournos-calibration", 1


def described(plan: Plan) -> dict[str, Any]:
    """Return everything that fixes what a draw comes to, as plain data: chunks of another plan are no use."""
    return {
        "format": FORMAT,
        "format_version": VERSION,
        "fournos": version("fournos"),
        "seed": plan.seed,
        "mends": list(plan.mends),
        "windows": windows().digest,
        "parameters": _digest([[row.name, row.low, row.high] for row in free_parameters()]),
        "scenarios": {name: scenario.digest for name, scenario in plan.scenarios.items()},
        "chunk": CHUNK,
        "repeats": REPEATS,
    }


def _digest(data: object) -> str:
    return hashlib.blake2b(json.dumps(data).encode(), digest_size=8).hexdigest()


@contextlib.contextmanager
def held(directory: str | os.PathLike[str], plan: Plan, *, resume: bool) -> Iterator[Path]:
    """Hold the folder of a calibration while it is worked on; yields its full path.

    Raises
    ------
    StoreError
        If it holds something else, or a calibration that is not to be resumed or is of another plan; or if it cannot
        be written, or another process writes there.
    """
    path = check_folder(directory, plan, resume=resume)
    with place.told(path):
        (path / CHUNKS).mkdir(parents=True, exist_ok=True)
    with place.told(path), place.inside(path):
        place.put_texts(path, {PLAN: _text(described(plan))})
        yield path


def check_folder(directory: str | os.PathLike[str], plan: Plan, *, resume: bool) -> Path:
    """Refuse a folder that a calibration must not use; return its full path. Errors as for `opened`."""
    path = place.resolved(directory)
    name = shown(os.fspath(directory), 200)
    place.check_writable(path)
    with place.told(path):
        entries = {entry.name for entry in path.iterdir()} if path.is_dir() else set()
    if not entries or all(entry.startswith(place.LOCK) or entry == CHUNKS for entry in entries):
        return path
    if PLAN not in entries:
        message = _("{name} holds something else and no calibration; give a new or empty folder.")
        raise StoreError(message.format(name=name), field="directory", got=str(directory))
    if not resume:
        message = _("{name} holds a calibration already; resume it, or give another folder.")
        raise StoreError(message.format(name=name), field="directory", got=str(directory))
    _check_same(path, described(plan))
    return path


def _check_same(path: Path, wanted: Mapping[str, Any]) -> None:
    """Refuse the folder of another plan."""
    try:
        found = json.loads((path / PLAN).read_text("utf-8"))
    except (OSError, ValueError):
        found = None
    different = [key for key in wanted if not isinstance(found, dict) or found.get(key) != wanted[key]]
    if different:
        message = _("{name} cannot be resumed: its calibration was begun with another {things}.")
        words = message.format(name=shown(path, 200), things=", ".join(different))
        raise StoreError(words, field="directory", got=str(path))


def save(path: Path, chunk: Chunk) -> None:
    """Keep a chunk that is done."""
    with place.told(path), place.put(path / CHUNKS / f"{chunk.number:05}.npz") as draft, draft.open("wb") as file:
        np.savez_compressed(file, **chunk.arrays())


def saved(path: Path, counts: Mapping[int, int]) -> dict[int, Chunk]:
    """Return the chunks that are done, of those wanted (draws by number); what cannot be read is not done."""
    chunks = {}
    for number, count in counts.items():
        file = path / CHUNKS / f"{number:05}.npz"
        with contextlib.suppress(OSError, ValueError, KeyError, EOFError, BadZipFile):
            with file.open("rb") as content, np.load(content, allow_pickle=False) as arrays:
                chunk = Chunk.of(arrays)
            if chunk.number == number and chunk.count == count:
                chunks[number] = chunk
    return chunks


def finish(path: Path, plan: Plan, held: FloatArray, findings: Mapping[str, Any], command: Sequence[str]) -> Posterior:
    """Write the sets, and then the manifest with all that is told of them."""
    found = manifest(plan, findings, command)
    with place.told(path):
        with place.put(path / SETS) as draft:
            write(draft, held)
        place.put_texts(path, {MANIFEST: _text(found)})
    return Posterior(tuple(row.name for row in free_parameters()), held, found)


def manifest(plan: Plan, findings: Mapping[str, Any], command: Sequence[str]) -> dict[str, Any]:
    """Return where sets come from, and under `findings` what is told of them."""
    software = {"python": platform.python_version(), **{name: version(name) for name in SOFTWARE}}
    return {
        **described(plan),
        "choice": mends.text(plan.mends),
        **{key: findings[key] for key in ("draws", "without", "sets")},
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": list(command),
        "software": software,
        "findings": dict(findings),
    }


def _text(data: Mapping[str, Any]) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
