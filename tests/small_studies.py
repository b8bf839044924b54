"""Small studies in their folders: what the tests of the store and the runner are made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pandas import DataFrame

from scenarios import load
from sim.errors import FournosError, StoreError
from sim.study.designs import points_of
from sim.study.growing import fresh
from sim.study.parts import ROWS
from sim.study.spec import StudySpec
from sim.study.spec_file import parse
from sim.study.store import Store
from sim.study.uncertainties import Points

HEAD: Mapping[str, Any] = {
    "name": "small",
    "title": "A small study",
    "question": "Who?",
    "scenarios": ["bleeding-white"],
    "quarters": 4,
}
POLICIES: Mapping[str, Any] = {
    "bleed": {"doctrines": {"china": "bleed-white"}},
    "punish": {"doctrines": {"china": "punitive"}},
}
UNCERTAINTIES: Mapping[str, Any] = {
    "psi": {},
    "aid": {"doctrine": "us", "levels": ["full", "offshore"]},
    "trust": {"opening": "quarrel.trust", "low": 0.0, "high": 0.6},
}
DESIGN: Mapping[str, Any] = {"kind": "sobol", "points": 8, "replications": 4, "trajectories": 6}
OUTCOMES: Mapping[str, Any] = {
    "lost": {"of": "challenger_terms", "better": "less", "threshold": 0.4},
    "held": {"when": "land_held@2 > 0.1", "better": "less"},
}
PASSING = ("timings.jsonl",)
"""Files that tell when and how a study was run."""


def text(**changes: Any) -> str:
    """Return the text of a small study; `changes` replace keys of its head, or whole tables."""
    tables: dict[str, Any] = {
        "policies": POLICIES,
        "uncertainties": UNCERTAINTIES,
        "design": DESIGN,
        "outcomes": OUTCOMES,
    }
    head = {**HEAD, **{key: value for key, value in changes.items() if key not in tables}}
    tables |= {key: changes[key] for key in tables.keys() & changes.keys()}
    lines = [f"{key} = {toml(value)}" for key, value in head.items()]
    lines += [f"{key} = {toml(value)}" for key, value in tables.items() if key != "policies"]
    for name, policy in tables["policies"].items():
        lines += [f"[policies.{name}]", *(f"{key} = {toml(value)}" for key, value in policy.items())]
    return "\n".join(lines) + "\n"


def toml(value: Any) -> str:
    """Return plain data as TOML on one line."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f'"{key}" = {toml(each)}' for key, each in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    return str(value).lower() if isinstance(value, bool) else repr(value)


def spec(**changes: Any) -> StudySpec:
    """Return a small study, read."""
    return parse(text(**changes), "study.toml", load)


def design(**changes: Any) -> dict[str, Any]:
    """Return the design of a small study with some keys changed; None leaves one out."""
    return {key: value for key, value in {**DESIGN, **changes}.items() if value is not None}


def bytes_in(folder: Path, *, apart: tuple[str, ...] = PASSING) -> dict[str, str]:
    """Return the hash of every file of a folder by name, those apart that tell of time."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in apart)
    return {path.relative_to(folder).as_posix(): hashlib.md5(path.read_bytes()).hexdigest() for path in files}


def in_order(frame: DataFrame) -> DataFrame:
    """Return a table of runs in the order of where they stand, without their numbers."""
    keys = ["scenario", "policy", "design_id", "replication"]
    return frame.sort_values(keys).drop(columns="run").reset_index(drop=True)


def with_bad_points(folder: Path, bad: list[int], points: int = 500, rows: int = ROWS, **changes: Any) -> Store:
    """Return a study that is to be run in a folder and cannot be at some of its points: a value there is no number."""
    read = spec(design=design(points=points, **changes), policies={"bleed": POLICIES["bleed"]})
    found = points_of(read)
    psi = np.array(found.values["psi"])
    psi[bad] = np.nan
    broken = Points({**found.values, "psi": psi}, len(found))
    return Store(folder, read, broken, fresh(read, broken, read.design.replications, rows))


def refused(folder: Path, call: Callable[[], Any], kind: type[FournosError] = StoreError) -> str:
    """Return the message of a call that has to be refused and to leave the folder as it was."""
    before = bytes_in(folder, apart=())
    with pytest.raises(kind) as caught:
        call()
    message = str(caught.value)
    assert "\n" not in message and "Errno" not in message
    assert bytes_in(folder, apart=()) == before
    return message


def change(**entries: Any) -> Callable[[Path], None]:
    """Return a fault that changes entries of the manifest."""

    def apply(folder: Path) -> None:
        path = folder / "manifest.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | entries), "utf-8")

    return apply
