"""The charts of a study's screen: regret in every state as a grid, and the courses of recorded runs as a fan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.language import _
from sim.recorder import COLUMNS
from tui.commands.console import number
from tui.widgets.fan import QUANTILES, Fan

if TYPE_CHECKING:
    from sim.study.results import Results
    from sim.world import FloatArray

UNRECORDED = ("rung", "zone", "aid", "supply")
"""Recorded quantities that are codes, or do not exist outside war: they make no fan."""
FIRST = ("legitimacy", "grievance", "trust")
"""Quantities that come first."""


@dataclass(frozen=True)
class Heat:
    """Regret of every policy in every state of the world, or in neighbouring states together.

    Attributes
    ----------
    title, unit : what is regretted.
    policies : the rows.
    scenarios, points, sizes : of each column, its scenario, the point of the design (None for several states), and how
        many states it stands for.
    regret : shape (policies, columns): how much worse than the best tested policy there.
    settings : of each column, the values of its point in words; "" for several states.
    standing : why none of it is established, in words; "" if nothing speaks against it.
    """

    title: str
    unit: str
    policies: tuple[str, ...]
    scenarios: tuple[str, ...]
    points: tuple[int | None, ...]
    sizes: tuple[int, ...]
    regret: FloatArray
    settings: tuple[str, ...] = ()
    standing: str = ""

    @property
    def most(self) -> float:
        """The largest regret."""
        return float(self.regret.max()) if self.regret.size else 0.0

    def words(self, row: int, column: int) -> str:
        """Return one cell in words."""
        point, size = self.points[column], self.sizes[column]
        where = _("point {point}").format(point=point) if point is not None else _("{n} states").format(n=size)
        told = _("{policy}, {scenario}, {where}: regret {regret} of at most {most}")
        values = (number(float(self.regret[row, column]), 3), number(self.most, 3))
        return told.format(
            policy=self.policies[row],
            scenario=self.scenarios[column],
            where=where,
            regret=values[0],
            most=values[1],
        )

    def details(self, column: int) -> list[str]:
        """Return what a state is, and how every policy does in it, a line each."""
        measured = _("Regret is as measured: luck makes it look larger than it is.")
        told = [self.standing] if self.standing else []
        told += [measured, "", *filter(None, self.settings[column : column + 1])]
        best = [policy for policy, value in zip(self.policies, self.regret[:, column], strict=True) if value <= 0]
        told.append(_("best tested policy there: {names}").format(names=", ".join(best)))
        for policy, value in zip(self.policies, self.regret[:, column], strict=True):
            told.append(_("{policy}: regret {value}").format(policy=policy, value=number(float(value), 3)))
        return told

    def columns(self) -> list[str]:
        """Return the headings of the table behind it."""
        return [_("state"), *self.policies]

    def values(self) -> list[list[str]]:
        """Return the table behind it: one row a column of the grid."""
        rows = []
        for at, scenario in enumerate(self.scenarios):
            point = self.points[at]
            where = f"{scenario} {point}" if point is not None else f"{scenario} ({self.sizes[at]})"
            rows.append([where, *(number(float(value), 3) for value in self.regret[:, at])])
        return rows


def heat(results: Results, outcome: str) -> Heat:
    """Return the regret of every policy in every state, as the study's questions have it.

    Raises
    ------
    UnknownName, InputError
        If there is no such outcome, or the study does not say which way is better.
    """
    from sim.study.questions.asked import direction
    from sim.study.questions.regret import states
    from sim.study.questions.regrets import heat as columns
    from sim.study.questions.scores import weaknesses
    from sim.study.standing import Standing

    row = results.outcome(outcome)
    values = results.array(outcome)
    held = states(values, direction(results, outcome), common=results.spec.design.luck == "common")
    standing = Standing.of(weaknesses(values, len(results.points), row.title))
    found = columns(held, results.scenarios)
    return Heat(
        _("Regret: {outcome}").format(outcome=row.title or outcome),
        row.unit,
        results.policies,
        tuple(found["scenario"]),
        tuple(found["point"]),
        tuple(found["states"]),
        np.asarray(found["regret"], float).reshape(len(results.policies), -1),
        tuple(_settings(results, point) for point in found["point"]),
        standing.text(),
    )


def _settings(results: Results, point: int | None) -> str:
    """Return the values of a point of the design, in words."""
    if point is None:
        return ""
    row = results.points.row(point)
    return ", ".join(f"{name} {number(value, 3) if isinstance(value, float) else value}" for name, value in row.items())


@dataclass(frozen=True)
class Courses:
    """One quantity of the recorded runs of a policy in a scenario.

    Attributes
    ----------
    policy, scenario, quantity : what it is.
    runs : numbers of the recorded runs.
    values : shape (quarters + 1, runs), NaN where it does not exist.
    dates : of the rows.
    """

    policy: str
    scenario: str
    quantity: str
    runs: tuple[int, ...]
    values: FloatArray
    dates: tuple[str, ...]

    def fan(self, place: int | None = None) -> Fan:
        """Return it as a chart, with one real run beside it if one is named by its place."""
        title = _("{quantity} under {policy}, {scenario}: {n} runs")
        known = np.isfinite(self.values)
        quantiles = np.full((len(QUANTILES), len(self.values)), np.nan)
        for at in np.flatnonzero(known.any(1)):
            quantiles[:, at] = np.percentile(self.values[at, known[at]], [100 * level for level in QUANTILES])
        second, name = None, ""
        if place is not None and self.runs:
            which = place % len(self.runs)
            second, name = self.values[:, which], _("run {run}").format(run=self.runs[which])
        told = title.format(
            quantity=self.quantity.replace("_", " "), policy=self.policy, scenario=self.scenario, n=len(self.runs)
        )
        if name:
            told = _("{title}, and {run}").format(title=told, run=name)
        return Fan(told, "", (), quantiles, self.dates, second=second, second_name=name)


def quantities() -> tuple[str, ...]:
    """Return the quantities that have a chart."""
    rest = (name for name in COLUMNS if name not in (*FIRST, *UNRECORDED))
    return (*FIRST, *rest)


def courses(results: Results, policy: str, scenario: str, quantity: str) -> Courses | None:
    """Return a quantity of the recorded runs of a policy in a scenario; None where none was recorded."""
    frame = results.trajectories(("run", "quarter", quantity), policy=policy, scenario=scenario)
    if not len(frame):
        return None
    laid = frame.pivot_table(index="quarter", columns="run", values=quantity, dropna=False)
    world = results.world(scenario)
    dates = tuple(world.date(int(quarter)) for quarter in laid.index)
    return Courses(policy, scenario, quantity, tuple(int(run) for run in laid.columns), laid.to_numpy(float), dates)
