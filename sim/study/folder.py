"""The study folder: written whole or not at all, and read by what its manifest lists.

manifest.json  design.csv  runs/part-*.parquet  trajectories/part-*.parquet  failures.jsonl  timings.jsonl  figures/
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.case import Case
from sim.errors import StoreError, UnknownName, shown
from sim.language import _
from sim.scenario import Scenario
from sim.study import manifest as manifests
from sim.study import parts, place, tables
from sim.study.writing import FAILURES, FIGURES, UNREAD, check_destination, write

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["StudyFolder", "check_destination", "open_study", "write"]


@dataclass(frozen=True)
class StudyFolder:
    """A study folder that has been opened: `path`, and its `manifest` as plain data."""

    path: Path
    manifest: dict[str, Any]

    def policies(self) -> list[str]:
        """Return the policies in text notation, in the order of the study."""
        return [row["policy"] for row in self.manifest["cells"]]

    def scenario(self) -> Scenario:
        """Return the scenario that was run, as the manifest embeds it."""
        return manifests.scenario_of(self.manifest, self.path / manifests.FILE)

    def cases(self) -> list[Case]:
        """Return what was run, one case a policy: `run_case` makes the same runs from it."""
        scenario = self.scenario()
        cases = [manifests.case_of(row, scenario) for row in self.manifest["cells"]]
        start = manifests.start_of(self.manifest, cases[0], self.path / manifests.FILE)
        return [replace(case, start=start) for case in cases] if start else cases

    def runs(self, columns: Sequence[str] | None = None) -> DataFrame:
        """Return one row a run: replication, scenario, seed, policy and the measures; or some of these columns."""
        return self._table(tables.RUNS, tables.RUN_COLUMNS, columns)

    def trajectories(self, columns: Sequence[str] | None = None) -> DataFrame:
        """Return one row a run and quarter (0 is the opening); no row if nothing was recorded."""
        return self._table(tables.TRAJECTORIES, tables.TRAJECTORY_COLUMNS, columns)

    def failures(self) -> list[dict[str, Any]]:
        """Return the batches that failed: policy, first, count, error, traceback."""
        return failures_in(self.path)

    @property
    def figures(self) -> Path:
        """The folder for pictures of this study."""
        return self.path / FIGURES

    def _table(self, table: str, known: Sequence[str], columns: Sequence[str] | None) -> DataFrame:
        import pandas as pd

        for name in columns or ():
            if name not in known:
                raise UnknownName(f"column of {table}", name, known)
        listed = [row["file"] for row in self.manifest["parts"] if row["file"].startswith(f"{table}/")]
        if not listed:
            return pd.DataFrame(columns=list(columns or known))
        with place.told(self.path / table, UNREAD):
            return parts.read(self.path, listed, columns)


def failures_in(folder: Path) -> list[dict[str, Any]]:
    """Return what the folder of a study tells of runs that failed; StoreError if it cannot be read."""
    with place.told(folder / FAILURES, UNREAD):
        held = (folder / FAILURES).read_bytes()
    try:
        return [json.loads(line) for line in held.decode("utf-8").split("\n") if line]
    except (ValueError, RecursionError):
        message = _("{name} cannot be read: {reason}.")
        words = message.format(name=shown(folder / FAILURES, 200), reason=_("it is not as it was written"))
        raise StoreError(words, field="directory", got=str(folder)) from None


def open_study(directory: str | os.PathLike[str]) -> StudyFolder:
    """Open a study folder, and check that it is whole.

    Raises
    ------
    StoreError
        If it is no study folder, a newer release has written it, or a part is missing or has changed.
    """
    path = place.resolved(directory)
    if not path.is_dir():
        words = _("{name} is no folder.") if path.exists() else _("There is no folder {name}.")
        raise StoreError(words.format(name=shown(directory, 200)), field="directory", got=str(directory))
    with place.told(path, UNREAD):
        found = StudyFolder(path, manifests.read(path))
        for row in found.manifest["parts"]:
            parts.check(path, parts.Part(row["file"], row["rows"], row["bytes"], row["blake2b"]))
    return found
