"""Turning points: the quarters in which a meter moved most beyond the course of things, each with its account."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

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
MOST, EACH = 6, 2
"""Turning points that are told, and of one meter."""
LEAST = 0.2
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
        found.append(Sum(row.name, _title(row, scenario), row.unit, before, after, tuple(parts)))
    return tuple(found)


def turning_points(held: Accounts, scenario: Scenario) -> tuple[TurningPoint, ...]:
    """Return the turning points, the largest first; none where nothing moved noticeably."""
    places = [(place, meter) for place in range(len(held.quarters)) for meter in range(len(METERS))]
    ranked = sorted(places, key=lambda at: -abs(held.new(*at)) / SCALES[METERS[at[1]].name])
    kept: list[tuple[int, int]] = []
    for place, meter in ranked:
        if len(kept) == MOST or abs(held.new(place, meter)) < LEAST * SCALES[METERS[meter].name]:
            break
        if sum(each == meter for _place, each in kept) < EACH:
            kept.append((place, meter))
    return tuple(_point(held, place, meter, scenario) for place, meter in kept)


def _point(held: Accounts, place: int, meter: int, scenario: Scenario) -> TurningPoint:
    row, quarter = METERS[meter], held.ledger.quarters[place]
    parts = held.parts(place, meter)
    main = _main(parts, held.new(place, meter))
    told = plain(tell(held.ledger, quarter, row.name, held.role), held.ledger, labels(scenario))
    lines = held.quarters[place]
    cause, way = _carried(told["lines"], main)
    return TurningPoint(
        quarter - 1,
        scenario.date(quarter - 1),
        row.name,
        _title(row, scenario),
        row.unit,
        float(lines.before[meter, 0]),
        float(lines.after[meter, 0]),
        parts,
        main.title,
        _why(main, cause, way),
        _claims(way),
    )


def _main(parts: Sequence[Part], new: float) -> Part:
    """Return the line that did most in the direction of what was new; the largest of all if none went that way."""
    told = [part for part in parts if Line(part.line) not in HELD]
    along = [part for part in told if part.value * new > 0] or told
    return max(along, key=lambda part: abs(part.value))


def _carried(lines: Sequence[Mapping[str, object]], main: Part) -> tuple[str, tuple[str, ...]]:
    """Return the input that did most behind a line, in words, and the steps that it took; "" if there is none."""
    inputs = next((line["inputs"] for line in lines if line["line"] == main.line), [])
    assert isinstance(inputs, list)
    along = [each for each in inputs if each["alone"] * main.value > 0]
    best = max(along, key=lambda each: abs(each["alone"]), default=None)
    return ("", ()) if best is None else (str(best["text"]), tuple(best["steps"]))


def _why(main: Part, cause: str, way: Sequence[str]) -> str:
    titles = {step.id: step.title for step in steps()}
    passed = [titles[name] for name in way if name in titles]
    passed = [title for title in dict.fromkeys(passed) if title not in cause]
    if not cause:
        return _("Most of what was new came from {line}.").format(line=main.title)
    if not passed:
        return _("Most of what was new came from {line}: {cause}.").format(line=main.title, cause=cause)
    words = _("Most of what was new came from {line}: {cause}, by way of {way}.")
    return words.format(line=main.title, cause=cause, way=", ".join(passed[:3]))


def _claims(way: Sequence[str]) -> tuple[str, ...]:
    """Return the claims that speak of some steps."""
    known = {step.id: step for step in steps()}
    found = [claim.id for name in way if name in known for claim, _against in known[name].for_and_against()]
    return tuple(dict.fromkeys(found))


def _title(row: Quantity, scenario: Scenario) -> str:
    return row.title.format(**labels(scenario))
