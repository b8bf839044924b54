"""Folders that `fournos run -o DIR` and `fournos compare -o DIR` wrote, read as studies of one point."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.case import Case
from sim.errors import InputError
from sim.language import _
from sim.mends import text as mends_text
from sim.study import measured, place
from sim.study.folder import StudyFolder, open_study
from sim.study.parts import read
from sim.study.probes import OUTCOMES
from sim.study.results import TRAJECTORY_COLUMNS, Results, RunAt
from sim.study.spec import Design, Policy, StudySpec
from sim.study.store import RUNS
from sim.study.uncertainties import Points
from sim.study.why import short_names
from sim.study.work import FIRST_COLUMNS
from sim.study.writing import UNREAD

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, eq=False)
class SingleResults(Results):
    """Results of runs at one point. Runs are numbered one policy after the other."""

    folder: StudyFolder | None = None

    def _table(
        self, table: str, known: Sequence[str], columns: Sequence[str] | None, scenario: str | None, policy: str | None
    ) -> DataFrame:
        assert self.folder is not None
        frame = self._shaped(self.folder.runs() if table == RUNS else self.folder.trajectories())
        if policy is not None:
            frame = frame[frame["policy"] == policy]
        if scenario is not None:
            frame = frame[frame["scenario"] == scenario]
        return frame[list(columns or known)].reset_index(drop=True)

    def parts(self, table: str) -> Iterator[DataFrame]:
        """Yield the rows of a table part by part.

        Raises
        ------
        StoreError
            If a part cannot be read.
        """
        assert self.folder is not None
        known = (*FIRST_COLUMNS, *OUTCOMES) if table == RUNS else TRAJECTORY_COLUMNS
        for row in self.folder.manifest["parts"]:
            if row["file"].startswith(f"{table}/"):
                with place.told(self.path / table, UNREAD):
                    frame = read(self.path, [row["file"]])
                yield self._shaped(frame)[list(known)]

    def _shaped(self, frame: DataFrame) -> DataFrame:
        """Return rows as such a folder keeps them with the columns of a study."""
        assert self.folder is not None
        places = dict(zip(self.folder.policies(), range(len(self.policies)), strict=True))
        cells = frame["policy"].astype(str).map(places).to_numpy(np.int64)
        first, runs = self._first(), self.replications
        numbers = frame["replication"].to_numpy(np.int64)
        return frame.assign(
            run=cells * runs + numbers - first,
            design_id=0,
            replication=numbers - first,
            luck=numbers,
            scenario=self.scenarios[0],
            policy=np.array(self.policies, object)[cells] if len(frame) else frame["policy"],
        )

    def _first(self) -> int:
        return int(self.manifest["cells"][0]["first"])

    def find(self, run: int) -> RunAt:
        """Return where a run stands; errors as for `Results.find`."""
        total = self.replications * len(self.policies)
        if not 0 <= run < total:
            message = _("The study has no run {run}; it has runs 0 to {last:,}.")
            raise InputError(message.format(run=run, last=total - 1), field="--run", got=run)
        cell, replication = divmod(run, self.replications)
        return RunAt(run, self.scenarios[0], self.policies[cell], 0, replication, self._first() + replication)

    def case(self, at: RunAt) -> Case:
        """Return the case of one run; of values that differ from run to run, its own."""
        assert self.folder is not None
        case = self.folder.cases()[self.policies.index(at.policy)]
        return case.part(at.replication, at.replication + 1)

    def failures(self) -> list[dict[str, Any]]:
        """Return one row a batch that failed."""
        assert self.folder is not None
        return self.folder.failures()


def single(directory: str | os.PathLike[str]) -> Results:
    """Open such a folder as results.

    Raises
    ------
    StoreError
        If it is no study folder, a newer release has written it, or a part is missing or has changed.
    """
    folder = open_study(directory)
    cases = folder.cases()
    spec = _spec(folder, cases)
    columns = (*FIRST_COLUMNS, *OUTCOMES)
    runs = max(int(row["runs"]) for row in folder.manifest["cells"])
    done = sum(int(row["runs_done"]) for row in folder.manifest["cells"])
    planned = runs * len(cases)
    counts = {"planned": planned, "done": planned, "failed": planned - done}
    manifest = {**folder.manifest, "columns": list(columns), "runs": counts}
    return SingleResults(folder.path, spec, Points({}, 1), manifest, runs, {}, folder=folder)


def _spec(folder: StudyFolder, cases: Sequence[Case]) -> StudySpec:
    """Return the study that such a folder comes to."""
    scenario, first = folder.scenario(), cases[0]
    policies = {name: _policy(name, case) for name, case in zip(short_names(cases), cases, strict=True)}
    recorded = max(int(row["recorded"]) for row in folder.manifest["cells"])
    runs = max(int(row["runs"]) for row in folder.manifest["cells"])
    return StudySpec(
        Path(folder.path).name,
        scenario.title,
        "",
        "",
        (),
        first.seed,
        first.quarters,
        first.types,
        first.moves,
        mends_text(first.mends),
        {scenario.name: scenario},
        policies,
        (),
        Design("point", None, None, runs, "common", recorded, "", first.seed),
        measured.usual(),
        "",
    )


def _policy(name: str, case: Case) -> Policy:
    numbers = {key: value for key, value in case.parameters.items() if isinstance(value, float)}
    opening = {key: value for key, value in case.opening.items() if isinstance(value, (float, str))}
    return Policy(name, name, case.doctrines, numbers, opening, case.theories, case.plans)
