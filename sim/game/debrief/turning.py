"""Turning points: the quarters in which a meter moved most beyond the course of things, each with its account."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.errors import Cancelled
from sim.game.debrief.data import Part, Sum, TurningPoint
from sim.game.record import QuarterRecord
from sim.language import _
from sim.ledger import LINES, Ledger, Line
from sim.ledger.account import Lines
from sim.ledger.lines import TITLE_OF
from sim.ledger.quantities import METERS, Quantity
from sim.ledger.steps import steps
from sim.ledger.telling import plain, tell
from sim.plots.words import with_article
from sim.scenario import Scenario
from sim.seats import Role
from sim.world import GRAIN

NAMES = tuple(row.name for row in METERS)
SCALES: Mapping[str, float] = {
    "territory": 0.02,
    "autonomy": 0.03,
    "prosperity": 0.02,
    "lives": 2000.0,
    "legitimacy": 0.02,
}
"""What counts as a noticeable change of each meter, in its unit; assumed, and used to rank turning points alone."""
GROWING = "prosperity"
MOST, EACH = 6, 2
"""Turning points that are told, and of one meter."""
LEAST = 0.25
"""Share of a noticeable change below which nothing has turned."""
HELD = (Line.COURSE, Line.LIMITS, Line.ROUNDING)
"""Lines that are no answer to what turned a meter."""
FACILITATOR = "facilitator"


@dataclass(frozen=True)
class Accounts:
    """The accounts of the five meters over all quarters: one `Lines` a quarter, of a single run."""

    ledger: Ledger
    role: Role
    quarters: tuple[Lines, ...]

    def change(self, place: int, meter: int) -> float:
        """Return the change of a meter in a quarter."""
        return float(self.quarters[place].lines[:, meter, 0].sum()) / GRAIN

    def relative(self, place: int, meter: int) -> float:
        """Return the change as it is ranked: of GDP, which grows, as a share of what it was."""
        if METERS[meter].name != GROWING:
            return self.change(place, meter)
        return self.change(place, meter) / float(self.quarters[place].before[meter, 0])

    def new(self, place: int, meter: int) -> float:
        """Return the change beyond the course of things."""
        return self.change(place, meter) - self.part(place, meter, Line.COURSE)

    def part(self, place: int, meter: int, line: Line) -> float:
        """Return what a line adds to a meter in a quarter."""
        return float(self.quarters[place].lines[LINES.index(line), meter, 0]) / GRAIN

    def parts(self, place: int, meter: int) -> tuple[Part, ...]:
        """Return the lines of a meter in a quarter."""
        return tuple(Part(line.value, TITLE_OF[line], self.part(place, meter, line)) for line in LINES)


def accounts(
    ledger: Ledger,
    role: Role,
    *,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[float], None] = lambda _share: None,
) -> Accounts:
    """Return the accounts of the five meters over all quarters that were noted.

    Raises
    ------
    Cancelled
        If `cancelled` says so; it is asked before every quarter.
    """
    found = []
    for place, quarter in enumerate(ledger.quarters):
        if cancelled():
            raise Cancelled(_("The debrief was stopped."))
        found.append(ledger.lines(quarter, role, NAMES))
        progress((place + 1) / len(ledger.quarters))
    return Accounts(ledger, role, tuple(found))


def labels(scenario: Scenario) -> dict[str, str]:
    """Return what the seat of each role is called inside a sentence."""
    return {role.value: with_article(scenario.seats[seat].label) for role, seat in scenario.by_role().items()}


def sums(held: Accounts, record: Sequence[QuarterRecord], scenario: Scenario) -> tuple[Sum, ...]:
    """Return what moved each meter over the whole game; the parts add up to the change, to the last billionth."""
    if not held.quarters:
        return ()
    found = []
    for meter, row in enumerate(METERS):
        before = float(held.quarters[0].before[meter, 0])
        after = float(held.quarters[-1].after[meter, 0])
        parts = [
            Part(line.value, TITLE_OF[line], sum(held.part(place, meter, line) for place in range(len(held.quarters))))
            for line in LINES
        ]
        rest = sum(
            float(late.before[meter, 0]) - float(early.after[meter, 0])
            for early, late in zip(held.quarters, held.quarters[1:], strict=False)
        )
        if rest:
            parts.append(Part(FACILITATOR, _("the facilitator"), rest))
        found.append(Sum(row.name, title(row, scenario), row.unit, before, after, tuple(parts)))
    return tuple(found)


def turning_points(held: Accounts, scenario: Scenario) -> tuple[TurningPoint, ...]:
    """Return the turning points, the largest first; none where nothing moved noticeably.

    A quarter turns a meter by what was new in it, or by a course of things that it did not have in other quarters, as
    where a war opens the game.
    """
    places = [(place, meter) for place in range(len(held.quarters)) for meter in range(len(METERS))]
    usual = [
        float(np.median([held.relative(place, meter) for place in range(len(held.quarters))]))
        for meter in range(len(METERS))
    ]

    def size(at: tuple[int, int]) -> float:
        change, scale = held.relative(*at), SCALES[METERS[at[1]].name]
        new = abs(held.new(*at)) * abs(change) / max(abs(held.change(*at)), 1e-12)
        return max(min(new, abs(change)), abs(change) - abs(usual[at[1]])) / scale

    kept: list[tuple[int, int]] = []
    for at in sorted(places, key=lambda at: -size(at)):
        if len(kept) == MOST or size(at) < LEAST:
            break
        if sum(meter == at[1] for _place, meter in kept) < EACH:
            kept.append(at)
    return tuple(_point(held, place, meter, scenario) for place, meter in kept)


def _point(held: Accounts, place: int, meter: int, scenario: Scenario) -> TurningPoint:
    row, quarter, lines = METERS[meter], held.ledger.quarters[place], held.quarters[place]
    parts = held.parts(place, meter)
    told = plain(tell(held.ledger, quarter, row.name, held.role), held.ledger, labels(scenario))
    carried = abs(held.new(place, meter)) < 0.5 * abs(held.part(place, meter, Line.COURSE))
    main = _main(told["course" if carried else "lines"], carried)
    cause, way = _behind(main)
    return TurningPoint(
        quarter - 1,
        scenario.date(quarter - 1),
        row.name,
        title(row, scenario),
        row.unit,
        float(lines.before[meter, 0]),
        float(lines.after[meter, 0]),
        parts,
        TITLE_OF[Line.COURSE] if carried else str(main["title"]),
        _("It came of how things stood when the game opened.")
        if main["line"] == Line.BEGAN
        else _why(str(main["title"]), cause, [name for name in way if name != row.name], carried),
        _claims(way),
    )


def _main(lines: Sequence[Mapping[str, Any]], carried: bool) -> Mapping[str, Any]:
    """Return the line that did most in the direction of all of them together; the largest if none went that way."""
    told = [line for line in lines if carried or Line(line["line"]) not in HELD]
    whole = sum(line["value"] for line in told)
    along = [line for line in told if line["value"] * whole > 0] or told
    return max(along, key=lambda line: abs(line["value"]))


def _behind(line: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Return the input that did most behind a line, in words, and the steps that it took; "" if there is none."""
    along = [each for each in line["inputs"] if each["alone"] * line["value"] > 0]
    best = max(along, key=lambda each: abs(each["alone"]), default=None)
    return ("", ()) if best is None else (str(best["text"]), tuple(best["steps"]))


def _why(line: str, cause: str, way: Sequence[str], carried: bool) -> str:
    """Return in one sentence what turned a meter."""
    titles = {step.id: step.title for step in steps()}
    passed = [titles[name] for name in way if name in titles]
    passed = [title for title in dict.fromkeys(passed) if title not in cause]
    if carried:
        whole = _("It was the course of things, and nothing new: mostly {line}.")
        caused = _("It was the course of things, and nothing new: mostly {line} ({cause}).")
    else:
        whole = _("Most of what was new came from {line}.")
        caused = _("Most of what was new came from {line} ({cause}).")
    if not cause:
        return whole.format(line=line)
    said = caused.format(line=line, cause=cause)
    return said[:-1] + _(", by way of {way}.").format(way=", ".join(passed[:3])) if passed else said


def _claims(way: Sequence[str]) -> tuple[str, ...]:
    """Return the claims that speak of some steps."""
    known = {step.id: step for step in steps()}
    found = [claim.id for name in way if name in known for claim, _against in known[name].for_and_against()]
    return tuple(dict.fromkeys(found))


def title(row: Quantity, scenario: Scenario) -> str:
    """Return what a quantity is called inside a sentence: "lives (Vietnam's dead)"."""
    head, _colon, rest = row.title.format(**labels(scenario)).partition(": ")
    return f"{head} ({rest})" if rest else head
