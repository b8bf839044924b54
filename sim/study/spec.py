"""What a study is: policies x uncertainties x scenarios x luck, and the outcomes that are looked at.

Policies are what somebody at the table decides; uncertainties are what nobody does. They stay apart: nothing may be
both.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from sim.case import Case, prepare
from sim.posterior import posterior, variant
from sim.scenario import Scenario
from sim.study.measured import Outcome
from sim.study.probes import OUTCOMES
from sim.study.uncertainties import DOCTRINE, OPENING, PARAMETER, SET, THEORY, Points, Uncertainty
from sim.theories import coded

Load = Callable[[str], Scenario]
"""Returns a scenario by name: `scenarios.load`."""


@dataclass(frozen=True)
class Policy:
    """A policy: what is decided in it, for any seats; what it leaves out is the scenario's.

    Attributes
    ----------
    name, title : its name in the study, and what people call it.
    doctrines, parameters, opening, theories, plans : as for `sim.case.prepare`.
    """

    name: str
    title: str
    doctrines: Mapping[str, str]
    parameters: Mapping[str, float]
    opening: Mapping[str, float | str]
    theories: Mapping[str, str]
    plans: Mapping[str, str]

    def levers(self) -> set[tuple[str, str]]:
        """Return what it sets, as target and name."""
        groups = {DOCTRINE: self.doctrines, PARAMETER: self.parameters, OPENING: self.opening, THEORY: self.theories}
        return {(target, name) for target, group in groups.items() for name in group}

    def values(self) -> list[dict[str, Any]]:
        """Return what it sets as plain data: doctrines, parameters, opening, theories and plans."""
        return [dict(group) for group in (self.doctrines, self.parameters, self.opening, self.theories, self.plans)]


@dataclass(frozen=True)
class Design:
    """Which points are run, and how often.

    Attributes
    ----------
    kind : one of `sim.study.schema.KINDS`.
    points : how many are wanted; None where the kind says so itself.
    steps : values of each range in a grid.
    replications : runs of each policy at each point of each scenario.
    luck : "own" (each point has luck of its own) or "common" (replication k has the same luck at every point).
    trajectories : for how many runs of each policy in each scenario every quarter is recorded.
    rows : the file of a design of explicit rows, as it was written.
    seed : what the design is drawn with.
    """

    kind: str
    points: int | None
    steps: int | None
    replications: int
    luck: str
    trajectories: int
    rows: str
    seed: int


@dataclass(frozen=True, eq=False)
class StudySpec:
    """A study that has been read and checked; `text` is its file, `digest` its hash.

    `asked` is the `sense` of the text when it was read: what was changed in Python since then has another.
    """

    name: str
    title: str
    question: str
    method: str
    limits: tuple[str, ...]
    seed: int
    quarters: int | None
    types: str
    moves: str
    mends: str
    scenarios: Mapping[str, Scenario]
    policies: Mapping[str, Policy]
    uncertainties: tuple[Uncertainty, ...]
    design: Design
    outcomes: Mapping[str, Outcome]
    text: str
    asked: str = ""

    @property
    def digest(self) -> str:
        """The BLAKE2b hash of its text, 32 hexadecimal digits."""
        return hashlib.blake2b(self.text.encode(), digest_size=16).hexdigest()

    @property
    def sense(self) -> str:
        """The hash of all that its runs depend on beside points and luck, 32 hexadecimal digits."""
        policies = [[name, row.values()] for name, row in self.policies.items()]
        found: list[Any] = [self.seed, self.quarters, self.types, self.moves, self.mends, policies]
        found += [[row["name"], row["digest"]] for row in self.scenario_rows()]
        found += [[row.name, row.target, row.of, row.low, row.high, row.dist, row.levels] for row in self.uncertainties]
        found += [[name, row.text] for name, row in self.outcomes.items()]
        return hashlib.blake2b(json.dumps(found).encode(), digest_size=16).hexdigest()

    @cached_property
    def by_name(self) -> dict[str, Uncertainty]:
        """The uncertainties by name."""
        return {row.name: row for row in self.uncertainties}

    @cached_property
    def parting(self) -> tuple[str, ...]:
        """Names of the uncertainties whose levels cannot step together in one batch."""
        return tuple(row.name for row in self.uncertainties if row.parts_runs)

    @cached_property
    def probes(self) -> tuple[str, ...]:
        """What the outcomes read beside the measures."""
        read = (probe for row in self.outcomes.values() for probe in row.probes)
        return tuple(dict.fromkeys(probe for probe in read if probe not in OUTCOMES))

    def length(self, scenario: str) -> int:
        """Return how many quarters a run of a scenario lasts."""
        return self.quarters or self.scenarios[scenario].quarters

    def case(self, scenario: str, policy: str, values: Mapping[str, Any] | None = None) -> Case:
        """Return the case of a policy in a scenario at some points.

        Parameters
        ----------
        values : by uncertainty, one value or one value a run; of a category one text. Those left out stay usual.

        Raises
        ------
        UnknownName, WrongType, OutOfRange, InputError
            If a value is not allowed there.
        """
        held, chosen = self.policies[policy], self._chosen(values or {})
        theories = {**chosen[THEORY], **held.theories}
        sets = dict(chosen[SET])
        parameters = {**sets, **chosen[PARAMETER], **coded(theories).parameters, **held.parameters}
        return prepare(
            self.scenarios[scenario],
            {**chosen[DOCTRINE], **held.doctrines},
            parameters,
            self.seed,
            self.quarters,
            self.types,
            self.moves,
            {**chosen[OPENING], **held.opening},
            mends=self.mends,
            theories=theories,
            plans=held.plans,
        )

    def _chosen(self, values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """Return values by what they set and its name."""
        chosen: dict[str, dict[str, Any]] = {target: {} for target in (PARAMETER, OPENING, DOCTRINE, THEORY, SET)}
        for name, value in values.items():
            row = self.by_name[name]
            if row.target == SET:
                chosen[SET] = self.calibrated(np.asarray(value))
            elif row.parts_runs:
                chosen[row.target][row.of] = str(value)
            else:
                chosen[row.target][row.of] = value
        return chosen

    def calibrated(self, numbers: np.ndarray[Any, Any]) -> dict[str, Any]:
        """Return the parameters of calibrated sets by their numbers from 0 on, each of the shape of `numbers`."""
        sets = posterior(self.variant)
        return {name: sets.values[numbers.astype(np.int64), column] for column, name in enumerate(sets.names)}

    @property
    def variant(self) -> str:
        """Name of the calibrated sets that go with its mends."""
        from sim.mends import chosen

        return variant(chosen(self.mends))

    def scenario_rows(self) -> list[dict[str, str]]:
        """Return the scenarios as a manifest embeds them: name, digest and text."""
        return [{"name": name, "digest": row.digest, "text": row.text} for name, row in self.scenarios.items()]


def points_text(points: Points) -> str:
    """Return a design as CSV: the number of each point, and its values."""
    import csv
    import io

    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["design_id", *points.names])
    rows.writerows(zip(range(len(points)), *(values.tolist() for values in points.values.values()), strict=True))
    return out.getvalue()
