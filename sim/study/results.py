"""Results: what a study came to, as arrays over policies, scenarios, points and luck, and as tables.

Every question is asked of `Results`. They are read from the folder that a study was run in, also while it is still
running: what is not there yet is missing. Folders that `fournos run -o DIR` wrote are studies of one point.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.case import Case
from sim.errors import InputError, UnknownName
from sim.language import _
from sim.outcome import ENDINGS
from sim.recorder import COLUMNS
from sim.scenario import Scenario
from sim.study import parts, place
from sim.study.asking import Asking
from sim.study.measured import Outcome
from sim.study.planned import is_planned
from sim.study.spec import StudySpec
from sim.study.stages import extent
from sim.study.store import RUNS, TRAJECTORIES, Store
from sim.study.uncertainties import SET, Points, Uncertainty
from sim.study.work import case_at
from sim.study.writing import UNREAD
from sim.world import FloatArray

if TYPE_CHECKING:
    from pandas import DataFrame

PLACES = ("policy", "scenario", "design_id", "replication")
TRAJECTORY_COLUMNS = ("run", "design_id", "replication", "scenario", "policy", "quarter", *COLUMNS)


@dataclass(frozen=True)
class RunAt:
    """One run of a study: its number, and where it stands."""

    run: int
    scenario: str
    policy: str
    point: int
    replication: int
    luck: int


@dataclass(frozen=True, eq=False)
class Results(Asking):
    """What a study came to.

    Attributes
    ----------
    path : its folder.
    spec : what was asked.
    points : points of the design; values by uncertainty.
    manifest : what the folder's manifest says, as plain data.
    replications : how many runs each policy has at each point of each scenario.
    files : the parts that are there, by table.
    kept : what keeps a passing folder alive as long as these results.
    """

    path: Path
    spec: StudySpec
    points: Points
    manifest: Mapping[str, Any]
    replications: int
    files: Mapping[str, tuple[str, ...]]
    kept: Any = None
    _arrays: dict[str, FloatArray] = field(default_factory=dict, repr=False)

    @property
    def policies(self) -> tuple[str, ...]:
        """Names of the policies, in the order of the study."""
        return tuple(self.spec.policies)

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios, in the order of the study."""
        return tuple(self.spec.scenarios)

    @property
    def outcomes(self) -> Mapping[str, Outcome]:
        """The outcomes by name."""
        return self.spec.outcomes

    @property
    def conditions(self) -> tuple[Uncertainty, ...]:
        """The uncertainties as questions see them: calibrated sets as the parameters that they hold."""
        if SET not in self.spec.by_name:
            return self.spec.uncertainties
        from sim.posterior import free_parameters

        drawn = tuple(
            Uncertainty(row.name, "parameter", row.name, row.low, row.high, mode=row.central, title=row.meaning)
            for row in free_parameters()
        )
        return (*drawn, *(row for row in self.spec.uncertainties if row.name != SET))

    @cached_property
    def condition_points(self) -> Points:
        """The points as questions see them: one column for each of `conditions`."""
        if SET not in self.points.values:
            return self.points
        sets = self.spec.calibrated(self.points.values[SET])
        rest = {name: values for name, values in self.points.values.items() if name != SET}
        return Points({**sets, **rest}, len(self.points))

    def outcome(self, name: str) -> Outcome:
        """Return an outcome by name.

        Raises
        ------
        UnknownName
            If the study has no such outcome.
        """
        if name not in self.outcomes:
            raise UnknownName(_("outcome of this study"), name, self.outcomes)
        return self.outcomes[name]

    def policy(self, name: str) -> int:
        """Return the place of a policy; UnknownName if the study has none of that name."""
        if name not in self.policies:
            raise UnknownName(_("policy of this study"), name, self.policies)
        return self.policies.index(name)

    def scenario(self, name: str | None = None) -> str:
        """Return the name of a scenario of the study: the first if None; UnknownName if it has none of that name."""
        if name is not None and name not in self.scenarios:
            raise UnknownName(_("scenario of this study"), name, self.scenarios)
        return name or self.scenarios[0]

    def array(self, name: str) -> FloatArray:
        """Return an outcome, shape (policies, scenarios, points, replications).

        NaN where a run is missing (not run yet, or failed), and where the outcome does not exist in a run.
        """
        if name not in self._arrays:
            outcome = self.outcome(name)
            frame = self.runs((*PLACES, *outcome.probes))
            columns = {probe: _numbers(frame[probe]) for probe in outcome.probes}
            self._arrays[name] = self.laid_out(frame, outcome.values(columns) if len(frame) else np.zeros(0))
        return self._arrays[name]

    def laid_out(self, frame: DataFrame, values: FloatArray) -> FloatArray:
        """Return values of a table's rows as an array like that of `array`; the table has the columns PLACES."""
        shape = (len(self.policies), len(self.scenarios), len(self.points), self.replications)
        laid = np.full(shape, np.nan)
        laid[self.places(frame)] = values
        return laid

    def places(self, frame: DataFrame) -> tuple[Any, ...]:
        """Return where the rows of a table stand in an array: policy, scenario, point, replication."""
        named = [
            _positions(frame[column], names)
            for column, names in (("policy", self.policies), ("scenario", self.scenarios))
        ]
        return (*named, *(frame[column].to_numpy(np.int64) for column in ("design_id", "replication")))

    @cached_property
    def present(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which runs are there, of the shape of `array`."""
        frame = self.runs(PLACES)
        return np.isfinite(self.laid_out(frame, np.zeros(len(frame))))

    def runs(
        self, columns: Sequence[str] | None = None, *, scenario: str | None = None, policy: str | None = None
    ) -> DataFrame:
        """Return one row a run: run, design_id, replication, luck, scenario, seed, policy, measures and probes."""
        return self._table(RUNS, tuple(self.manifest["columns"]), columns, scenario, policy)

    def trajectories(
        self, columns: Sequence[str] | None = None, *, scenario: str | None = None, policy: str | None = None
    ) -> DataFrame:
        """Return one row a recorded run and quarter (0 is the opening); no row if nothing was recorded."""
        return self._table(TRAJECTORIES, TRAJECTORY_COLUMNS, columns, scenario, policy)

    def _table(
        self, table: str, known: Sequence[str], columns: Sequence[str] | None, scenario: str | None, policy: str | None
    ) -> DataFrame:
        for name in columns or ():
            if name not in known:
                raise UnknownName(f"column of {table}", name, known)
        where = {"scenario": scenario, "policy": policy}
        with place.told(self.path / table, UNREAD):
            return parts.chosen(self.path, self.files[table], columns or known, where)

    def failures(self) -> list[dict[str, Any]]:
        """Return one row a run that failed."""
        from sim.study.folder import failures_in

        return failures_in(self.path)

    def find(self, run: int) -> RunAt:
        """Return where a run stands.

        Raises
        ------
        InputError
            If the study has no such run, or has not come to it, or it failed.
        """
        columns = ("run", "scenario", "policy", "design_id", "replication", "luck")
        with place.told(self.path / RUNS, UNREAD):
            found = parts.chosen(self.path, self.files[RUNS], columns, {"run": run})
        if len(found):
            row = found.iloc[0]
            numbers = (int(row["design_id"]), int(row["replication"]), int(row["luck"]))
            return RunAt(int(row["run"]), str(row["scenario"]), str(row["policy"]), *numbers)
        failed = next((row for row in self.failures() if int(row.get("run", -1)) == run), None)
        if failed is not None:
            numbers = (int(failed["design_id"]), int(failed["replication"]), int(failed["luck"]))
            return RunAt(run, str(failed["scenario"]), str(failed["policy"]), *numbers)
        message = _("The study has no run {run}; it has runs 0 to {last:,}.")
        last = int(self.manifest["runs"]["planned"]) - 1
        raise InputError(message.format(run=run, last=last), field="--run", got=run)

    def case(self, at: RunAt) -> Case:
        """Return the case of one run; its luck is `at.luck`."""
        return case_at(self.spec, self.points, at.scenario, at.policy, np.array([at.point]))

    def length(self, scenario: str) -> int:
        """Return how many quarters a run of a scenario lasts."""
        return self.spec.length(scenario)

    def world(self, scenario: str | None = None) -> Scenario:
        """Return a scenario of the study, the first if None."""
        return self.spec.scenarios[self.scenario(scenario)]


def open_results(directory: str | os.PathLike[str], *, checked: bool = True) -> Results:
    """Open the folder of a study, or of what `fournos run -o DIR` wrote, as results.

    Parameters
    ----------
    checked : whether every part is held against its hash.

    Raises
    ------
    StoreError
        If it is no study folder, a newer release has written it, or a part is missing or has changed.
    """
    path = place.resolved(directory)
    if not is_planned(path):
        from sim.study.single import single

        return single(path)
    return results_of(Store.open(path, checked=checked))


def results_of(store: Store, kept: Any = None) -> Results:
    """Return the results of a store as far as it has come."""
    import json

    reach = extent(store.manifest.stages)
    listed = [store.manifest.parts[number] for number in sorted(store.manifest.parts)]
    names = [part.file for row in listed for part in row.files]
    files = {table: tuple(name for name in names if name.startswith(f"{table}/")) for table in (RUNS, TRAJECTORIES)}
    count = reach.replications if reach else 0
    design = replace(store.spec.design, replications=count)
    spec = replace(store.spec, design=design)
    return Results(store.path, spec, store.points, json.loads(store.manifest.text()), count, files, kept)


def _numbers(column: Any) -> FloatArray:
    """Return a column as numbers; an ending is its position in ENDINGS."""
    if column.dtype.kind in "fiub":
        return np.asarray(column.to_numpy(), float)
    return np.asarray(_positions(column, ENDINGS), float)


def _positions(column: Any, names: Sequence[str]) -> NDArray[np.int64]:
    """Return positions of texts in a list; texts are looked up once each."""
    import pandas as pd

    return np.asarray(pd.Categorical(column, categories=list(names)).codes, np.int64)
