"""The table of runs of a study's screen: the first of them by an outcome, each with where it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.language import _
from sim.outcome import ENDINGS
from tui.commands.console import number

if TYPE_CHECKING:
    from sim.study.results import Results

MOST = 500
"""Runs that are listed."""


@dataclass(frozen=True)
class Wish:
    """Which runs are listed, and in which order.

    Attributes
    ----------
    outcome : by which they are ordered; "" for their numbers.
    falling : whether the largest come first.
    policy, scenario, point : only these; "" and None for all.
    """

    outcome: str = ""
    falling: bool = False
    policy: str = ""
    scenario: str = ""
    point: int | None = None

    def by(self, outcome: str) -> Wish:
        """Return the wish for another order."""
        return replace(self, outcome=outcome)

    def words(self, results: Results) -> str:
        """Return it in words."""
        rows = [self.policy, self.scenario, "" if self.point is None else _("point {n}").format(n=self.point)]
        kept = ", ".join(filter(None, rows)) or _("all runs")
        if not self.outcome:
            return _("{which}, by number").format(which=kept)
        way = _("largest first") if self.falling else _("smallest first")
        return _("{which}, by {outcome}, {way}").format(which=kept, outcome=self.outcome, way=way)


@dataclass(frozen=True)
class RunRow:
    """One run: its number, where it stands, how it ended, and its outcomes."""

    run: int
    policy: str
    scenario: str
    point: int
    ending: str
    outcomes: tuple[float, ...]


@dataclass(frozen=True)
class Runs:
    """Runs as listed: the names of their outcomes, the rows, and how many there are in all."""

    wish: Wish
    names: tuple[str, ...]
    rows: tuple[RunRow, ...]
    count: int

    @property
    def _differ(self) -> tuple[bool, bool]:
        """Whether the rows are of several policies, and of several scenarios."""
        return len({row.policy for row in self.rows}) > 1, len({row.scenario for row in self.rows}) > 1

    def columns(self) -> list[str]:
        """Return the headings of the table; what is the same in every row is left out."""
        policy, scenario = self._differ
        tail = ([_("policy")] if policy else []) + ([_("scenario")] if scenario else [])
        return [_("run"), _("point"), *self.names, _("ending"), *tail]

    def cells(self, row: RunRow) -> list[str]:
        """Return one run as cells of the table."""
        policy, scenario = self._differ
        tail = ([row.policy] if policy else []) + ([row.scenario] if scenario else [])
        values = [number(value, 3) for value in row.outcomes]
        return [str(row.run), str(row.point), *values, row.ending.replace("_", " "), *tail]

    def lines(self) -> list[str]:
        """Return the table as lines of text, the headings first."""
        rows = [self.columns(), *(self.cells(row) for row in self.rows)]
        widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
        right = range(2 + len(self.names))
        return [
            "  ".join(
                text.rjust(room) if at in right else text.ljust(room)
                for at, (text, room) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in rows
        ]


def runs(results: Results, wish: Wish) -> Runs:
    """Return the runs that are wished for, the first MOST of them.

    The outcome by which they are ordered stands first; runs in which it does not exist come last.
    """
    ordered = dict.fromkeys([*([wish.outcome] if wish.outcome else []), *results.outcomes])
    names = tuple(ordered)[:4]
    probes = dict.fromkeys(probe for name in names for probe in results.outcomes[name].probes)
    columns = ("run", "policy", "scenario", "design_id", "ending", *(each for each in probes if each != "ending"))
    frame = results.runs(columns, policy=wish.policy or None, scenario=wish.scenario or None)
    if wish.point is not None:
        frame = frame[frame["design_id"] == wish.point]
    endings = frame["ending"].astype(str).to_numpy()
    known = {probe: frame[probe].to_numpy(float) for probe in probes if probe != "ending"}
    if "ending" in probes:
        known["ending"] = np.array([ENDINGS.index(name) for name in endings], float)
    values = [results.outcomes[name].values(known) if len(frame) else np.zeros(0) for name in names]
    key = values[0] if wish.outcome else frame["run"].to_numpy(float)
    first = np.argsort(-key if wish.falling else key, kind="stable")[:MOST]
    part = frame.iloc[first]
    rows = zip(part["run"], part["policy"], part["scenario"], part["design_id"], first.tolist(), strict=True)
    return Runs(
        wish,
        names,
        tuple(
            RunRow(
                int(run), str(policy), str(scenario), int(point), endings[at], tuple(float(row[at]) for row in values)
            )
            for run, policy, scenario, point, at in rows
        ),
        len(frame),
    )
