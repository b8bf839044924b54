"""The folder of a planned study: begun before the first run, and whole after every part.

study.toml  manifest.json  design.csv  runs/part-*.parquet  trajectories/part-*.parquet  failures.jsonl  timings.jsonl
analysis/  figures/

Replacing the manifest is the moment at which a part is there. Whatever a kill leaves half done has a name that nobody
reads, and goes when the study goes on.
"""

from __future__ import annotations

import contextlib
import json
import os
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.errors import StoreError, shown
from sim.language import _
from sim.scenario import Scenario
from sim.scenario_file import digest
from sim.scenario_file import parse as parse_scenario
from sim.study import consistency, parts, place, planned
from sim.study.consistency import RUNS, STUDY, TRAJECTORIES
from sim.study.folder import failures_in
from sim.study.manifest import FILE
from sim.study.planned import PartRow, Planned, Slice, address
from sim.study.spec import Load, StudySpec, points_text
from sim.study.spec_file import parse
from sim.study.stages import extent
from sim.study.uncertainties import Points
from sim.study.work import FIRST_COLUMNS, WORDS, Filling, recorded_columns
from sim.study.writing import DESIGN, FAILURES, TIMINGS, UNREAD

__all__ = ["RUNS", "STUDY", "TRAJECTORIES", "Store", "loader", "planned_points"]


@dataclass
class Store:
    """A planned study in its folder.

    Attributes
    ----------
    path : the folder.
    spec, points : the study as it was asked, and the points of its design.
    manifest : which of its runs are there.
    seen : the text of the manifest when the folder was opened; "" if there was none.
    """

    path: Path
    spec: StudySpec
    points: Points
    manifest: Planned
    seen: str = ""

    @classmethod
    def open(cls, directory: str | os.PathLike[str], *, checked: bool = True) -> Store:
        """Open the folder of a planned study.

        Parameters
        ----------
        checked : whether every part is held against its hash.

        Raises
        ------
        StoreError
            If it is none, a newer release has written it, or something in it is missing or has changed.
        """
        path = place.resolved(directory)
        if not path.is_dir():
            words = _("{name} is no folder.") if path.exists() else _("There is no folder {name}.")
            raise StoreError(words.format(name=shown(directory, 200)), field="directory", got=str(directory))
        with place.told(path, UNREAD):
            if not (path / FILE).is_file():
                message = _("{name} holds no study: there is no {file} in it.")
                raise StoreError(message.format(name=shown(path, 200), file=FILE), field="directory")
            torn = consistency.is_torn(path)
            manifest = planned.read(path)
            consistency.check_text(path, manifest, torn=torn)
            spec = parse(manifest.study["text"], str(path / STUDY), loader(manifest), rows="")
            points = consistency.points_in(path, spec, manifest, torn=torn)
            rows = points_text(points) if spec.design.kind == "rows" else ""
            spec = replace(spec, design=replace(spec.design, **manifest.design, rows=rows))
            consistency.check(path, spec, manifest)
            for row in manifest.parts.values() if checked else ():
                for part in row.files:
                    parts.check(path, part)
        return cls(path, spec, points, manifest, manifest.text())

    @property
    def replications(self) -> int:
        """How many replications are planned."""
        reach = extent(self.manifest.stages)
        return reach.replications if reach else 0

    def missing(self) -> list[Slice]:
        """Return the parts that are planned and not there."""
        return [part for part in self.manifest.slices() if part.number not in self.manifest.parts]

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder while it is written; it is begun if it is new.

        Raises
        ------
        StoreError
            If it cannot be written, or another process that still runs holds it.
        """
        with place.told(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            with place.inside(self.path):
                self._check_unchanged()
                for folder in (RUNS, TRAJECTORIES):
                    (self.path / folder).mkdir(exist_ok=True)
                place.clear_drafts(self.path, (RUNS, TRAJECTORIES, "."))
                self._clear_unlisted()
                begun = {STUDY: self.spec.text, DESIGN: points_text(self.points)}
                place.put_texts(self.path, {**begun, FAILURES: self._failures(), FILE: self.manifest.text()})
                yield

    def _check_unchanged(self) -> None:
        """Refuse a folder in which another process has run a study since this one looked."""
        now = planned.read(self.path).text() if (self.path / FILE).exists() else ""
        if now != self.seen:
            message = _("Another process has written {name} meanwhile; give the command again.")
            raise StoreError(message.format(name=shown(self.path, 200)), field="directory", got=str(self.path))

    def _clear_unlisted(self) -> None:
        """Remove parts that a kill left behind before they were listed."""
        listed = {file.file for part in self.manifest.parts.values() for file in part.files}
        for table in (RUNS, TRAJECTORIES):
            for path in (self.path / table).iterdir():
                name = f"{table}/{path.name}"
                if parts.NAME.fullmatch(name) and name not in listed and path.is_file():
                    path.unlink()

    def commit(self, filling: Filling) -> None:
        """Write a part that is full, and list it."""
        files = [self._runs(filling)]
        recorded = recorded_columns(filling, self.spec)
        if recorded is not None:
            name = parts.name_of(TRAJECTORIES, filling.slice.number)
            files.append(parts.write(self.path, name, recorded, self._words()))
        if filling.failures:
            place.put_texts(self.path, {FAILURES: self._failures() + self._failed(filling)})
        lost = int((~filling.here).sum())
        row = PartRow(filling.slice, tuple(files), lost, address(self.spec, self.points, filling.segments))
        self.manifest = self.manifest.with_part(row)
        place.put_texts(self.path, {FILE: self.manifest.text()})

    def finish(self) -> None:
        """Put the failures in the order of their runs."""
        place.put_texts(self.path, {FAILURES: self._failures()})

    def note(self, row: Mapping[str, Any]) -> None:
        """Add a line to the record of when the study was run, and how long it took."""
        with (self.path / TIMINGS).open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")

    def failures(self) -> list[dict[str, Any]]:
        """Return one row a run that failed, in the order of the runs; StoreError if they cannot be read."""
        if not (self.path / FAILURES).exists():
            return []
        there = [part.slice for part in self.manifest.parts.values() if part.lost]
        rows = failures_in(self.path)
        try:
            listed = [row for row in rows if any(part.first <= row["run"] < part.stop for part in there)]
            return sorted(listed, key=lambda row: int(row["run"]))
        except (KeyError, TypeError, ValueError):
            raise planned.broken(self.path / FAILURES, _("it is not as it was written")) from None

    def _failures(self) -> str:
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in self.failures())

    def _failed(self, filling: Filling) -> str:
        """Return the lines of the runs of a part that failed, each with the command that tries it again."""
        lines = []
        for piece, failure in filling.failures:
            row = piece.first - filling.slice.first
            about: dict[str, Any] = {
                name: int(filling.columns[name][row]) for name in FIRST_COLUMNS if name not in WORDS
            }
            about |= {"scenario": piece.segment.scenario, "policy": piece.segment.policy}
            told = {"error": failure.error, "traceback": failure.traceback}
            replay = f"fournos study replay {shlex.quote(self.path.name)} --run {piece.first}"
            lines.append(json.dumps({**about, **told, "replay": replay}, ensure_ascii=False) + "\n")
        return "".join(lines)

    def _runs(self, filling: Filling) -> parts.Part:
        columns = {name: values[filling.here] for name, values in filling.columns.items()}
        return parts.write(self.path, parts.name_of(RUNS, filling.slice.number), columns, self._words())

    def _words(self) -> dict[str, list[str]]:
        from sim.outcome import ENDINGS

        return {"scenario": list(self.spec.scenarios), "policy": list(self.spec.policies), "ending": list(ENDINGS)}


def loader(manifest: Planned) -> Load:
    """Return what loads the scenarios that a manifest embeds, whatever the study's file calls them."""
    waiting = iter(manifest.scenarios)

    def load(_name: str) -> Scenario:
        row = next(waiting, None)
        if row is None or digest(row["text"]) != row["digest"]:
            raise StoreError(_("The manifest does not hold this scenario as it was run."), field="directory")
        return parse_scenario(row["text"], f"{row['name']} (kept in the study)")

    return load


def planned_points(points: Points) -> dict[str, Any]:
    """Return how many points there are, and the hash of their values."""
    return {"count": len(points), "blake2b": planned.hashed(points_text(points))}
