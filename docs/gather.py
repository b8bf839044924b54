"""Run the slow proofs and keep their results as data, from which pages are rendered.

    python -m docs.gather                     all of them (`make evidence`)
    python -m docs.gather backtest mends      some
    python -m docs.gather --list              their names

A proof is a module of docs/proofs with a function `gather(progress)`, which returns plain data. It is written to
docs/evidence/NAME.json together with a manifest: what it was made with, when, and by which command.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import math
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from sim.errors import Cancelled, FournosError, nearest
from sim.progress import Progress
from sim.study.manifest import version

ROOT = Path(__file__).resolve().parent.parent
PROOFS, EVIDENCE = ROOT / "docs" / "proofs", ROOT / "docs" / "evidence"
FIRST = ("calibration",)
"""Proofs on whose results others rest."""
SOFTWARE = ("fournos", "numpy", "scipy", "mesa")
Tell = Callable[[str | Progress], None]
"""What a proof tells how far it is: in words, or as the ensembles do."""
Gather = Callable[[Tell], Mapping[str, Any]]

DIGITS = 6
"""Decimal places that are kept."""
PAUSE = 5.0
"""Seconds between two lines of progress."""


def names() -> list[str]:
    """Return the names of all proofs, those on which others rest first."""
    found = sorted(path.stem for path in PROOFS.glob("*.py") if path.stem != "__init__")
    return sorted(found, key=lambda name: name not in FIRST)


def proof(name: str) -> Gather:
    """Return the function that gathers one proof's results."""
    gather: Gather = importlib.import_module(f"docs.proofs.{name}").gather
    return gather


def read(name: str) -> dict[str, Any] | None:
    """Return what was gathered last under a name, or None."""
    path = EVIDENCE / f"{name}.json"
    found: dict[str, Any] | None = json.loads(path.read_text("utf-8")) if path.is_file() else None
    return found


# ---------------------------------------------------------------- gathering


def gathered(name: str, progress: Tell) -> dict[str, Any]:
    """Return a proof's results, rounded, with its manifest."""
    started = time.monotonic()
    found = dict(proof(name)(progress))
    manifest = stamp(name) | {"seconds": round(time.monotonic() - started)} | dict(found.pop("manifest", {}))
    return {"manifest": rounded(manifest), **rounded(found)}


def stamp(name: str) -> dict[str, Any]:
    """Return what every manifest says: nothing of the machine but the versions of what ran, and its pace."""
    return {
        "command": f"python -m docs.gather {name}",
        "date": datetime.now(UTC).date().isoformat(),
        "software": {"python": platform.python_version(), **{package: version(package) for package in SOFTWARE}},
    }


def rounded(value: Any) -> Any:
    """Return data as JSON can hold it: arrays as lists, numbers to six decimals, those that do not exist as None."""
    if isinstance(value, Mapping):
        return {str(key): rounded(inner) for key, inner in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        return rounded(value.tolist())
    if isinstance(value, list | tuple):
        return [rounded(inner) for inner in value]
    if isinstance(value, float):
        return round(value, DIGITS) + 0.0 if math.isfinite(value) else None
    return value


def write(name: str, found: Mapping[str, Any]) -> Path:
    """Write a proof's results; a kill leaves the old file or the new one, and no half of one."""
    EVIDENCE.mkdir(exist_ok=True)
    text = json.dumps(found, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    handle, draft = tempfile.mkstemp(prefix=f"{name}-", suffix=".part", dir=EVIDENCE)
    try:
        with open(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(draft, 0o644)
        os.replace(draft, EVIDENCE / f"{name}.json")
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(draft)
    return EVIDENCE / f"{name}.json"


def teller(name: str, to: TextIO) -> Tell:
    """Return a report that writes a line every few seconds."""
    said = -PAUSE

    def tell(now: str | Progress) -> None:
        nonlocal said
        if time.monotonic() - said < PAUSE:
            return
        said = time.monotonic()
        print(f"{name}: {now if isinstance(now, str) else _words(now)}", file=to, flush=True)

    return tell


def _words(now: Progress) -> str:
    left = "" if now.left_seconds is None else f", about {now.left_seconds:.0f} s left"
    return f"{now.label}: {now.done:,} of {now.total:,}{left}"


def main(words: Sequence[str] | None = None) -> int:
    """Gather what is asked for; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m docs.gather", description="Run the slow proofs anew.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="all if none is given")
    parser.add_argument("--list", action="store_true", help="name the proofs and do nothing")
    given = parser.parse_args(words)
    for name in given.names:
        if name not in names():
            hint = nearest(name, names())
            parser.error(f"there is no proof {name!r}" + (f"; did you mean {hint}?" if hint else ""))
    if given.list:
        print("\n".join(names()))
        return 0
    return _all(given.names or names())


def _all(chosen: Sequence[str]) -> int:
    for name in chosen:
        try:
            found = gathered(name, teller(name, sys.stderr))
            path = write(name, found)
        except (Cancelled, KeyboardInterrupt):
            print(f"{name}: stopped; its file is as it was", file=sys.stderr)
            return 1
        except FournosError as error:
            print(f"{name}: {error}", file=sys.stderr)
            return 1
        print(f"{path.relative_to(path.parents[2])}: written after {found['manifest']['seconds']} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
