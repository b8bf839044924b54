"""Study files: read a TOML file into a `StudySpec`, or say everything that is wrong with it, line by line."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from sim import scenario_file, scenario_words
from sim.errors import FournosError, ScenarioError
from sim.language import _
from sim.mends import chosen
from sim.posterior import posterior
from sim.scenario import Scenario
from sim.study import measured
from sim.study.designs import points_of
from sim.study.measured import Outcome
from sim.study.probes import Watch, check_span
from sim.study.rows_file import text_of_rows
from sim.study.schema import OutcomeRow, PolicyRow, StudyFile
from sim.study.spec import Design, Load, Policy, StudySpec
from sim.study.uncertainties import PARAMETER, SET, Uncertainty
from sim.study.uncertainty_rows import uncertainty
from sim.toml_lines import Path, lines

NO_POINTS = ("point", "grid", "rows")
"""Kinds of a design that say themselves how many points there are."""
USUAL_POINTS = 64


def read(path: str | os.PathLike[str], load: Load) -> StudySpec:
    """Return the study in a file; `load` returns a scenario by name.

    Raises
    ------
    StoreError
        If there is no such file, or it cannot be read.
    ScenarioError
        If it is no sound study; the error lists every fault.
    """
    origin = os.fspath(path)
    text = scenario_file.text_of(scenario_file.bytes_of(origin), origin)
    return parse(text, origin, load, beside=FilePath(origin).parent)


def parse(text: str, origin: str, load: Load, *, rows: str | None = None, beside: FilePath | None = None) -> StudySpec:
    """Return the study in a TOML text; `origin` names the text in messages.

    Parameters
    ----------
    load : returns a scenario by name.
    rows : the text of its file of explicit rows, if it is at hand.
    beside : the folder that the path of such a file is relative to.

    Raises
    ------
    ScenarioError
        If it is no sound study; the error lists every fault, with its line where one can be told.
    """
    data = scenario_file.data_of(text, origin)
    try:
        file = StudyFile.model_validate(data)
    except ValidationError as error:
        found = scenario_words.faults(error.errors(include_url=False), StudyFile)
        raise ScenarioError(origin, scenario_file.listed(found, lines(text))) from None
    reading = _Reading(file, load)
    spec = reading.spec(text, rows, beside)
    if reading.found:
        raise ScenarioError(origin, scenario_file.listed(reading.found, lines(text)))
    return spec


class _Reading:
    """A study file being read: what is wrong is noted, and the rest goes on."""

    def __init__(self, file: StudyFile, load: Load) -> None:
        self.file, self.load = file, load
        self.found: list[tuple[Path, str]] = []

    def attempt(self, path: Path, make: Callable[[], Any]) -> Any:
        """Return what is made, or None where it is refused, with the refusal noted."""
        try:
            return make()
        except FournosError as error:
            self.found.append((path, str(error)))
            return None

    def spec(self, text: str, rows: str | None, beside: FilePath | None) -> StudySpec:
        """Return the study; of no use where a fault was noted."""
        file = self.file
        scenarios = self._scenarios()
        policies = {name: _policy(name, row) for name, row in file.policies.items()}
        some = next(iter(scenarios.values()), None)
        made = {name: self._uncertainty(name, some) for name in file.uncertainties}
        uncertainties = tuple(row for row in made.values() if row)
        self.attempt(("mends",), lambda: chosen(file.mends))
        spec = StudySpec(
            file.name,
            file.title,
            file.question,
            file.method or "",
            tuple(file.limits),
            file.seed,
            file.quarters,
            file.types,
            file.moves,
            file.mends,
            scenarios,
            policies,
            (*self._sets(), *uncertainties),
            self._design(rows, beside),
            self._outcomes(),
            text,
        )
        if not {path[0] for path, _message in self.found} & {"scenarios", "mends"}:
            self._check_policies(spec)
        if not self.found:
            self._check(spec)
        if not self.found and rows is None and spec.design.kind in ("grid", "rows"):
            self.attempt(("design",), lambda: points_of(spec))
        return replace(spec, asked=spec.sense)

    def _scenarios(self) -> dict[str, Scenario]:
        found: dict[str, Scenario] = {}
        for place, name in enumerate(self.file.scenarios):
            scenario = self.attempt(("scenarios", place), lambda name=name: self.load(name))  # type: ignore[misc]
            if scenario is None:
                continue
            if scenario.name in found:
                self.found.append((("scenarios", place), _("is given twice.")))
            found[scenario.name] = scenario
        return found

    def _uncertainty(self, name: str, scenario: Scenario | None) -> Uncertainty | None:
        row = self.file.uncertainties[name]
        if scenario is None:
            return None
        made: Uncertainty | None = self.attempt(("uncertainties", name), lambda: uncertainty(name, row, scenario))
        return made

    def _sets(self) -> tuple[Uncertainty, ...]:
        """Return the uncertainty about which calibrated set holds, where the design draws from them."""
        if self.file.design.kind != "posterior" or self.found:
            return ()
        from sim.posterior import variant

        count = len(posterior(variant(chosen(self.file.mends))))
        levels = tuple(float(number) for number in range(count))
        title = _("calibrated parameter set")
        return (Uncertainty(SET, SET, "", 0.0, count - 1.0, levels=levels, title=title),)

    def _design(self, rows: str | None, beside: FilePath | None) -> Design:
        row = self.file.design
        for key, kinds in (("rows", ("rows",)), ("steps", ("grid",))):
            if getattr(row, key) is not None and row.kind not in kinds:
                self.found.append((("design", key), _("goes with the design {kind} alone.").format(kind=kinds[0])))
        if row.points is not None and row.kind in NO_POINTS:
            self.found.append((("design", "points"), _("does not go with this kind: it says so itself.")))
        if row.kind == "point" and self.file.uncertainties:
            words = _("is one point, the usual values, so that the study may have no uncertainties.")
            self.found.append((("design", "kind"), words))
        if row.kind in ("lhs", "sobol", "grid", "rows") and not self.file.uncertainties:
            words = _('needs at least one uncertainty; one point with many runs is the design "point".')
            self.found.append((("design", "kind"), words))
        points = None if row.kind in NO_POINTS else row.points or USUAL_POINTS
        return Design(
            row.kind,
            points,
            row.steps,
            row.replications,
            "common" if row.kind == "point" else row.luck,
            row.trajectories,
            self._rows(rows, beside),
            self.file.seed if row.seed is None else row.seed,
        )

    def _rows(self, rows: str | None, beside: FilePath | None) -> str:
        """Return the text of the file of explicit rows."""
        named = self.file.design.rows
        if self.file.design.kind != "rows" or rows is not None:
            return rows or ""
        if named is None:
            self.found.append((("design", "kind"), _('needs the file of its rows: rows = "FILE.csv".')))
            return ""
        path = (beside or FilePath()) / named
        return self.attempt(("design", "rows"), lambda: text_of_rows(path)) or ""

    def _outcomes(self) -> dict[str, Outcome]:
        if not self.file.outcomes:
            return measured.usual()
        made = {
            name: self.attempt(("outcomes", name), lambda name=name, row=row: _outcome(name, row))  # type: ignore[misc]
            for name, row in self.file.outcomes.items()
        }
        return {name: row for name, row in made.items() if row}

    def _check(self, spec: StudySpec) -> None:
        """Note what only shows when the parts are put together."""
        setting: dict[tuple[str, str], str] = {}
        for row in spec.uncertainties:
            first = setting.setdefault((row.target, row.of), row.name)
            if first != row.name:
                words = _("sets the same as the uncertainty {other}.").format(other=first)
                self.found.append((("uncertainties", row.name), words))
            for held in spec.policies.values():
                if (row.target, row.of) in held.levers():
                    words = _("is a lever of the policy {policy}, too; nothing may be both.")
                    self.found.append((("uncertainties", row.name), words.format(policy=held.name)))
            if row.target == PARAMETER and row.of in self._calibrated(spec):
                self.found.append((("uncertainties", row.name), _("is part of the calibrated sets already.")))
        for scenario in spec.scenarios:
            for name, outcome in spec.outcomes.items():
                span = lambda: check_span(Watch.of(outcome.probes).probes, spec.length(scenario))  # noqa: B023, E731
                self.attempt(("outcomes", name), span)
            for row in spec.uncertainties if not self.found else ():
                self._check_levels(spec, row, scenario)

    def _check_policies(self, spec: StudySpec) -> None:
        """Note what a scenario does not allow of a policy, whatever else is wrong."""
        for name, policy in spec.policies.items():
            for scenario in spec.scenarios:
                self.attempt(("policies", name), lambda: spec.case(scenario, name))  # noqa: B023
            for key in policy.parameters:
                if key in self._calibrated(spec):
                    path: Path = ("policies", name, "parameters", key)
                    self.found.append((path, _("is part of the calibrated sets already.")))

    def _calibrated(self, spec: StudySpec) -> tuple[str, ...]:
        """Return the parameters that the design draws from calibrated sets."""
        return posterior(spec.variant).names if spec.design.kind == "posterior" else ()

    def _check_levels(self, spec: StudySpec, row: Uncertainty, scenario: str) -> None:
        """Note ends and levels that the scenario does not allow."""
        policy = next(iter(spec.policies))
        tried = row.levels[:1] if row.target == SET else row.levels or (row.low, row.high)
        for value in tried:
            self.attempt(("uncertainties", row.name), lambda: spec.case(scenario, policy, {row.name: value}))  # noqa: B023


def _policy(name: str, row: PolicyRow) -> Policy:
    numbers: Mapping[str, float] = {key: float(value) for key, value in row.parameters.items()}
    opening = {key: value if isinstance(value, str) else float(value) for key, value in row.opening.items()}
    return Policy(name, row.title or name, row.doctrines, numbers, opening, row.theories, row.plans)


def _outcome(name: str, row: OutcomeRow) -> Outcome:
    return measured.outcome(
        name, row.of or "", row.when or "", row.given or "", row.better, row.threshold, row.title or "", row.unit or ""
    )
