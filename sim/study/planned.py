"""The manifest of a planned study: what was asked, which runs are there, and how to know them again.

Nothing in it tells of the time, the place or the order in which parts were made: a study that was stopped and went on
ends with the same bytes as one that was not. When and how long it was run stands in `timings.jsonl`.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import StoreError, shown
from sim.language import _
from sim.outcome import MEASURES
from sim.recorder import COLUMNS
from sim.study.engine import engine_digest
from sim.study.manifest import FILE, FORMAT, SOFTWARE, version
from sim.study.parts import NAME, ROWS, Part
from sim.study.spec import StudySpec
from sim.study.stages import Segment, Stage, luck
from sim.study.uncertainties import SET, Points, Values

VERSION = 2
KIND = "planned"
RUNNING, COMPLETE, FAILED = "running", "complete", "failed"


@dataclass(frozen=True)
class Slice:
    """Runs that make one part: those from number `first` to before `stop`."""

    number: int
    first: int
    stop: int


@dataclass(frozen=True)
class PartRow:
    """A part that is there: its files (the runs, and what was recorded of them, if anything), and what it holds.

    Attributes
    ----------
    slice : which runs.
    files : one entry a table, as `sim.study.parts.Part`.
    lost : how many of its runs failed and are missing.
    address : hash of everything that its runs depend on (`address`).
    """

    slice: Slice
    files: tuple[Part, ...]
    lost: int
    address: str

    def row(self) -> dict[str, Any]:
        """Return it as plain data."""
        files = [part.row() for part in self.files]
        where = {"number": self.slice.number, "first": self.slice.first, "stop": self.slice.stop}
        return {**where, "lost": self.lost, "address": self.address, "files": files}

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> PartRow:
        """Return the part that `row` was made of."""
        if not all(NAME.fullmatch(str(f["file"])) for f in row["files"]):
            raise ValueError(row["files"])
        files = tuple(Part(str(f["file"]), int(f["rows"]), int(f["bytes"]), str(f["blake2b"])) for f in row["files"])
        return cls(
            Slice(int(row["number"]), int(row["first"]), int(row["stop"])), files, int(row["lost"]), str(row["address"])
        )


@dataclass(frozen=True)
class Planned:
    """A manifest.

    Attributes
    ----------
    study : name, title, digest and text of the study's file.
    design : kind, luck and numbers of the design that is run.
    scenarios : name, digest and text of each.
    stages, parts : the runs that are planned, and the parts that are there, by number.
    points : how many points the design has, and the hash of their values.
    columns : of the table of runs.
    engine : hash of the rules; `software` names the versions that the study was begun with.
    rows : runs of a part; the last of a stage may have fewer.
    """

    study: Mapping[str, str]
    design: Mapping[str, Any]
    scenarios: tuple[Mapping[str, str], ...]
    stages: tuple[Stage, ...]
    points: Mapping[str, Any]
    columns: tuple[str, ...]
    engine: str
    software: Mapping[str, str]
    parts: Mapping[int, PartRow] = field(default_factory=dict)
    rows: int = ROWS

    @property
    def runs(self) -> int:
        """How many runs are planned."""
        return sum(stage.runs for stage in self.stages)

    @property
    def done(self) -> int:
        """How many of them have been tried: their part is there."""
        return sum(part.slice.stop - part.slice.first for part in self.parts.values())

    @property
    def lost(self) -> int:
        """How many of those failed."""
        return sum(part.lost for part in self.parts.values())

    @property
    def status(self) -> str:
        """Whether it is "running" (parts are missing), "complete", or "failed" (all parts are there, runs are not)."""
        if self.done < self.runs:
            return RUNNING
        return FAILED if self.lost else COMPLETE

    def slices(self) -> Iterator[Slice]:
        """Yield the parts that are planned, in their order; none reaches over the end of a stage."""
        number = 0
        for stage in self.stages:
            for first in range(stage.first, stage.first + stage.runs, self.rows):
                yield Slice(number, first, min(first + self.rows, stage.first + stage.runs))
                number += 1

    def with_part(self, part: PartRow) -> Planned:
        """Return it with one part more."""
        return replace(self, parts={**self.parts, part.slice.number: part})

    def text(self) -> str:
        """Return it as the text of its file."""
        data = {
            "format": FORMAT,
            "format_version": VERSION,
            "kind": KIND,
            "status": self.status,
            "study": dict(self.study),
            "design": dict(self.design),
            "runs": {"planned": self.runs, "done": self.done, "failed": self.lost},
            "engine": self.engine,
            "software": dict(self.software),
            "points": dict(self.points),
            "rows_of_a_part": self.rows,
            "stages": [stage.row() for stage in self.stages],
            "columns": list(self.columns),
            "measures": [
                {"name": row.name, "unit": row.unit, "meaning": row.text, "conditional": row.conditional}
                for row in MEASURES
            ],
            "trajectory_columns": list(COLUMNS),
            "parts": [self.parts[number].row() for number in sorted(self.parts)],
            "scenarios": [dict(row) for row in self.scenarios],
        }
        return json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def software() -> dict[str, str]:
    """Return the versions of what a study is run with."""
    return {"python": platform.python_version(), **{name: version(name) for name in ("fournos", *SOFTWARE)}}


def is_planned(folder: Path) -> bool:
    """Whether the manifest of a folder is that of a planned study."""
    try:
        found = json.loads((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("format") == FORMAT and found.get("kind") == KIND


def read(folder: Path) -> Planned:
    """Return the manifest of a planned study.

    Raises
    ------
    StoreError
        If there is none, or it is broken, or of a newer release.
    OSError
        If it cannot be read.
    """
    path = folder / FILE
    try:
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise broken(path, _("it is no JSON")) from None
    if isinstance(found, dict) and found.get("format") == FORMAT and "cells" in found:
        reason = _("it holds runs at one point, as `fournos run -o DIR` writes them, and cannot grow")
        raise broken(path, reason)
    try:
        number = found["format_version"]
        if isinstance(number, int) and number > VERSION:
            message = _("{name} was written by a newer release (format {number}); this one reads up to format {known}.")
            words = message.format(name=shown(folder, 200), number=shown(number), known=VERSION)
            raise StoreError(words, field="directory", got=number)
        parts = {row.slice.number: row for row in map(PartRow.of, found["parts"])}
        return Planned(
            {key: str(found["study"][key]) for key in ("name", "title", "digest", "text")},
            _design(found["design"]),
            tuple({key: str(row[key]) for key in ("name", "digest", "text")} for row in found["scenarios"]),
            tuple(map(Stage.of, found["stages"])),
            {"count": int(found["points"]["count"]), "blake2b": str(found["points"]["blake2b"])},
            tuple(map(str, found["columns"])),
            str(found["engine"]),
            {str(key): str(value) for key, value in found["software"].items()},
            parts,
            int(found["rows_of_a_part"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise broken(path, _("it is not the manifest of a study")) from None


def hashed(text: str) -> str:
    """Return the BLAKE2b hash of a text, 32 hexadecimal digits."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def broken(path: Path, reason: str) -> StoreError:
    """Return what is told of a file of a study that is not as it should be."""
    message = _("{name} cannot be used: {reason}.").format(name=shown(path, 200), reason=reason)
    return StoreError(message, field="directory", got=str(path))


def _design(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a manifest keeps of a design, if it is of the right kinds."""
    kinds = {"kind": str, "points": int | None, "steps": int | None, "luck": str, "trajectories": int, "seed": int}
    if row.keys() != kinds.keys() or not all(isinstance(row[key], kind) for key, kind in kinds.items()):
        raise ValueError(row)
    return dict(row)


def segments(stages: tuple[Stage, ...], spec: StudySpec, points: Points) -> Iterator[Segment]:
    """Yield the segments of all stages in the order of their runs."""
    for stage in stages:
        yield from stage.segments(points, spec.parting)


def address(spec: StudySpec, points: Points, found: list[tuple[Segment, int, int]]) -> str:
    """Return the hash of everything that some runs depend on, 32 hexadecimal digits.

    It is made of the rules, the scenario's text, the policy, the values of every point, the seed and the numbers of
    luck; the same address is the same runs.

    Parameters
    ----------
    found : segments, each with its first run and the one after the last that are meant, counted from its own first.
    """
    held = hashlib.blake2b(digest_size=16)
    held.update(f"{engine_digest()} {' '.join(spec.probes)}\n".encode())
    for segment, start, stop in found:
        place, replications = segment.at(np.arange(start, stop))
        held.update(json.dumps(_about(spec, segment, points)).encode())
        numbers = luck(spec.design.luck, place, replications)
        for values in (place, replications, numbers):
            held.update(values.astype("<i8").tobytes())
        used = points.take(place if len(place) < len(segment.points) else segment.points)
        for name, column in _valued(spec, used).items():
            plain = column.astype("<f8").tobytes() if column.dtype.kind == "f" else "\0".join(column.tolist()).encode()
            held.update(name.encode() + plain)
    return held.hexdigest()


def _valued(spec: StudySpec, points: Points) -> dict[str, Values]:
    """Return the values of points; of a calibrated set its parameters, since its number says nothing of itself."""
    found = dict(points.values)
    return found | (spec.calibrated(found.pop(SET)) if SET in found else {})


def _about(spec: StudySpec, segment: Segment, points: Points) -> list[Any]:
    """Return what a segment's runs depend on beside points and luck, as plain data."""
    policy = spec.policies[segment.policy]
    targets = [[row.name, row.target, row.of] for row in spec.uncertainties]
    scenario = spec.scenarios[segment.scenario].digest
    rest = [spec.seed, spec.length(segment.scenario), spec.types, spec.moves, spec.mends]
    return [segment.scenario, scenario, segment.policy, policy.values(), targets, rest, list(points.names)]
