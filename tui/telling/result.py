"""What came of a turn, as text: what each seat did, what happened, what changed, and where it fell among replays.

A turn may hold several quarters: it is told as a whole, or quarter by quarter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.game.changes import meaning
from sim.game.happenings import Happening, happened
from sim.game.order_parts import parts
from sim.game.views import SeenQuarter
from sim.language import _, plural
from sim.ledger.quantities import QUANTITIES
from sim.orders import Order
from sim.scenario import Scenario
from tui.telling.amounts import plain, with_names
from tui.telling.why import Eyes, allowed, changes

if TYPE_CHECKING:
    from sim.game.luck import LuckBar
    from sim.game.record import Expected, Intervention, TurnRecord
    from sim.game.table import Table
    from tui.session import Session

LOW, HIGH, MARK = "─", "━", "●"
ASCII_LOW, ASCII_HIGH, ASCII_MARK = "-", "=", "*"
"""Signs of a luck bar: nine in ten replays, one in two, and what came."""
OUTER, INNER = (5.0, 95.0), (25.0, 75.0)


@dataclass(frozen=True)
class Did:
    """What a seat did in a quarter: its label, the posture that it held, and its order part by part."""

    seat: str
    label: str
    posture: str
    parts: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it on one line."""
        done = "; ".join(self.parts) or _("nothing beside its posture")
        return _("{seat} ({posture}): {done}.").format(seat=self.label, posture=self.posture, done=done)


@dataclass(frozen=True)
class Page:
    """One quarter of a turn, or the turn as a whole: its quarters, from 0, and what it is called."""

    quarters: range
    title: str


def eyes_of(session: Session) -> Eyes:
    """Return what the seat at the screen may be shown: all of it when the game is over, and where nobody plays."""
    table = session.table
    return Eyes(table.setup.scenario.role_of(session.seat), table.over or session.observing)


def past(table: Table, seat: str, eyes: Eyes) -> tuple[SeenQuarter, ...]:
    """Return the quarters that were played as a seat saw them; with everybody's whole orders where all may be shown."""
    seen = table.view(seat).past
    if not eyes.whole:
        return seen
    return tuple(replace(each, did=row.did) for each, row in zip(seen, table.record.quarters, strict=True))


def pages(table: Table, turn: int) -> tuple[Page, ...]:
    """Return the pages of a turn that was played: the whole of it first, then its quarters where it has several."""
    row = table.record.turns[turn]
    scenario = table.setup.scenario
    first, last = (scenario.date(quarter) for quarter in (row.quarters[0], row.quarters[-1]))
    if len(row.quarters) == 1:
        return (Page(row.quarters, _("turn {n}: {date}").format(n=turn + 1, date=first)),)
    whole = _("turn {n}: {first} to {last}").format(n=turn + 1, first=first, last=last)
    each = [
        Page(range(quarter, quarter + 1), _("turn {n}: {date}").format(n=turn + 1, date=scenario.date(quarter)))
        for quarter in row.quarters
    ]
    return (Page(row.quarters, whole), *each)


def did(seen: SeenQuarter, scenario: Scenario) -> tuple[Did, ...]:
    """Return what each seat did in a quarter, as it was seen."""
    return tuple(
        Did(seat, row.label, seen.doctrines.get(seat, ""), titles(seen.did.get(seat, Order()), seat, scenario))
        for seat, row in scenario.seats.items()
    )


def titles(order: Order, seat: str, scenario: Scenario) -> tuple[str, ...]:
    """Return the parts of an order by their titles."""
    broken = {f"break:{name}": _("breaks the pledge: {text}") for name in order.breaks}
    kept = {f"keep:{name}": _("keeps the pledge: {text}") for name in order.keeps}
    special = {**broken, **kept}
    if order.posture:
        special[f"posture:{order.posture}"] = _("takes up the posture {name}").replace("{name}", order.posture)
    terms = {f"answer:{each.situation}={each.answer}": each.terms for each in order.answers if each.terms is not None}
    found = []
    for part in parts(order, scenario.role_of(seat)):
        text = special.get(part.key, "{text}").format(text=part.title.rstrip("."))
        if part.key in terms:
            text = _("{answer} ({terms}; 0 mine, 1 theirs)").format(answer=text, terms=plain(terms[part.key]))
        found.append(text)
    return tuple(found)


def story(session: Session, turn: int, page: Page) -> tuple[list[str], list[str]]:
    """Return what each seat did on a page of a turn, and what happened, each as lines."""
    table, eyes = session.table, eyes_of(session)
    record, scenario = table.record.turns[turn], table.setup.scenario
    rows = past(table, session.seat, eyes)[page.quarters.start : page.quarters.stop]
    done = [*did_text(rows, scenario, record), *reasons(table, eyes, record)]
    told = [*happened_text(rows, session), *overridden(table, eyes, page.quarters)]
    if page.quarters == record.quarters:
        told += expected(table, session.seat, eyes, record)
    return done, told


def whole(session: Session, turn: int, page: Page) -> list[str]:
    """Return a page of a turn as lines: what was done, what happened, and what changed."""
    done, told = story(session, turn, page)
    moved = [each.text for each in changes(session.table, eyes_of(session), page.quarters)]
    return [page.title, *done, *told, *moved]


def did_text(rows: tuple[SeenQuarter, ...], scenario: Scenario, turn: TurnRecord | None = None) -> list[str]:
    """Return what each seat did over some quarters, one line a seat and quarter; who did nothing comes last.

    Parameters
    ----------
    turn : the turn they belong to; who handed in nothing is told then.
    """
    found, idle = [], []
    for seat in scenario.seats:
        told = [(seen.date, next(each for each in did(seen, scenario) if each.seat == seat)) for seen in rows]
        busy = [(date, each) for date, each in told if each.parts]
        found += [each.text if len(rows) == 1 else f"{date}  {each.text}" for date, each in busy]
        if not busy:
            missing = turn is not None and seat in turn.absent
            idle.append(
                (_("{seat} ({posture}; handed in nothing)") if missing else _("{seat} ({posture})"), told[-1][1])
            )
    if idle:
        listed = ", ".join(text.format(seat=each.label, posture=each.posture) for text, each in idle)
        found.append(_("Nothing beside the posture: {seats}.").format(seats=listed))
    return found


def happened_text(rows: tuple[SeenQuarter, ...], session: Session) -> list[str]:
    """Return what happened over some quarters; each line with its date where there are several."""
    notices, scenario = session.view.notices, session.table.setup.scenario
    told: list[tuple[str, Happening]] = [
        (seen.date, each) for seen in rows for each in happened(seen, scenario, notices)
    ]
    if not told:
        return [_("Nothing that was seen.")]
    return [each.text if len(rows) == 1 else f"{date}  {each.text}" for date, each in told]


def overridden(table: Table, eyes: Eyes, quarters: range) -> list[str]:
    """Return the results of some quarters that a facilitator changed: the model's own, what stands instead, and why."""
    found = []
    for row in table.record.interventions:
        if row.kind == "overridden" and row.quarter - 1 in quarters:
            found += override_text(row, eyes, table.setup.scenario)
    return found


def override_text(row: Intervention, eyes: Eyes, scenario: Scenario) -> list[str]:
    """Return an override as lines: the reason, and each row with both its values, as far as they may be shown."""
    found = [_("Changed by the facilitator before {date}: {reason}").format(date=row.date, reason=row.text)]
    for name, own, put in row.rows:
        base, dot, place = name.partition(".")
        if eyes.whole or allowed(eyes.role, base, int(place) if dot else None):
            text = _("  {what}: the model's own result {own}, in its place {put}")
            found.append(text.format(what=row_name(name, scenario), own=f"{own:.4g}", put=f"{put:.4g}"))
    return found


def row_name(name: str, scenario: Scenario) -> str:
    """Return what a row of the state is, in words with the seats' names."""
    text = meaning(name)
    for role, seat in scenario.by_role().items():
        text = text.replace(f"({role.value.replace('_', ' ')})", f"({scenario.seats[seat].label})")
    return with_names(text, scenario)


def expected(table: Table, seat: str, eyes: Eyes, turn: TurnRecord) -> list[str]:
    """Return what a seat expected of a turn before it was resolved, and whether it came about, where it sees that."""
    from tui.telling.decide import prediction_line

    rows, scenario = table.record.quarters, table.setup.scenario
    before, after = rows[turn.quarters.start].before, rows[turn.quarters.stop - 1].after
    last = {each.prediction.about: each.prediction for each in table.record.expected if _of(each, seat, turn)}
    came, failed = _("You expected: {what} It came about."), _("You expected: {what} It did not come about.")
    found = []
    for each in last.values():
        if each.about == "legitimacy" and not eyes.sees(QUANTITIES[each.about]):
            continue
        line = prediction_line(each, scenario).rstrip(".") + "."
        found.append((came if each.happened(before, after) else failed).format(what=line))
    return found


def _of(each: Expected, seat: str, turn: TurnRecord) -> bool:
    return each.seat == seat and each.turn == turn.number


def reasons(table: Table, eyes: Eyes, turn: TurnRecord) -> list[str]:
    """Return why planners chose what they chose, where that may be told."""
    if not eyes.whole:
        return []
    labels = table.setup.scenario.seats
    return [
        _("{seat} chose: {why}").format(seat=labels[seat].label, why=why) for seat, why in turn.reasons.items() if why
    ]


def luck(
    table: Table, eyes: Eyes, quarters: range, cancelled: Callable[[], bool] = lambda: False
) -> tuple[LuckBar, ...]:
    """Return where some quarters fell among replays of the same orders, of what may be shown. It takes a moment.

    Raises
    ------
    Cancelled
        If `cancelled` says so.
    """
    from sim.game.luck import luck_of_game

    rows, setup = table.record.quarters, table.setup
    start = quarters.start
    held = rows[start - 1].doctrines if start else setup.doctrines
    played = [rows[quarter] for quarter in quarters]
    given = [row.did for row in played]
    found = luck_of_game(
        setup.scenario,
        played[0].before,
        played[-1].after,
        given,
        seed=setup.seed,
        cancelled=cancelled,
        doctrines=dict(held),
        **setup.options,
    )
    return tuple(each for each in found if eyes.sees(QUANTITIES[each.name]))


def luck_bar(bar: LuckBar, width: int = 40, *, ascii_only: bool = False) -> str:
    """Return a luck bar as a line of a width: how the replays spread, and where what came fell among them."""
    low, high, mark = (ASCII_LOW, ASCII_HIGH, ASCII_MARK) if ascii_only else (LOW, HIGH, MARK)
    (first, second, _middle, third, last) = bar.quantiles
    least, most = min(first, bar.realised), max(last, bar.realised)
    span = most - least

    def place(value: float) -> int:
        return round((value - least) / span * (width - 1)) if span > 0.0 else width // 2

    cells = [" "] * width
    for sign, ends in ((low, (first, last)), (high, (second, third))):
        for at in range(place(ends[0]), place(ends[1]) + 1):
            cells[at] = sign
    cells[place(bar.realised)] = mark
    return "".join(cells)


def luck_text(bars: tuple[LuckBar, ...], scenario: Scenario) -> list[str]:
    """Return luck bars in words, those in which luck had a part first."""
    from sim.game.luck import words

    moved = [bar for bar in bars if bar.moved]
    still = len(bars) - len(moved)
    found = [words(scenario, bar) + "." for bar in sorted(moved, key=lambda bar: -abs(bar.percentile - 50.0))]
    if still:
        found.append(
            plural(
                "Luck had no part in one other quantity.", "Luck had no part in {n} other quantities.", still
            ).format(n=still)
        )
    return found
