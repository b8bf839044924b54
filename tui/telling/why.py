"""Why something changed in a quarter, or in a turn: the lines of its account, and what stands behind each.

While a game is open, a seat is shown the accounts of what it sees, and inputs that another seat keeps to itself are
named as such, without their values; the rules are known to all. When the game is over, and to a facilitator, all of it
is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.language import _, in_words
from sim.ledger import Ledger
from sim.ledger.account import Account
from sim.ledger.carriers import Carrier, carriers
from sim.ledger.inputs import Input
from sim.ledger.lines import LINES, MEANING_OF, PARTS, TITLE_OF, Line
from sim.ledger.ordered import ordered
from sim.ledger.quantities import QUANTITIES, Quantity
from sim.ledger.steps import Step
from sim.ledger.telling import words
from sim.moves import Move
from sim.moves import table as moves
from sim.observation import ALLOWED, PRIVATE, RECORDS
from sim.plots.words import named, rung_texts, with_article
from sim.scenario import Scenario
from sim.seats import PATRONS, SIDES, Role
from sim.world import GRAIN, ROWS
from tui.commands.console import number
from tui.telling.figures import capital, digits, signed, value_text

if TYPE_CHECKING:
    from sim.game.table import Table

MOST, LEAST = 8, 0.02
"""So many inputs are listed behind a line, and no less than this share of what the largest does alone."""
BARE = frozenset({"share", "index", "logit", "rung"})
"""Units that go without saying behind a change."""
RECORDED = frozenset(RECORDS)


@dataclass(frozen=True)
class Eyes:
    """Who asks: the role whose policy is its own, and whether the truth may be shown (game over, facilitator)."""

    role: Role
    whole: bool = False

    def sees(self, row: Quantity) -> bool:
        """Return whether the account of a quantity may be shown."""
        return self.whole or row.on_agenda or all(allowed(self.role, name, place) for name, place in row.own)


@dataclass(frozen=True)
class Change:
    """What a quantity was and what it became, over one or several quarters; `said` is both in words, if they are."""

    name: str
    title: str
    unit: str
    before: float
    after: float
    said: tuple[str, str] | None = None

    @property
    def by(self) -> float:
        """The change."""
        return self.after - self.before

    @property
    def text(self) -> str:
        """The change on one line: its title, before and after, and the change."""
        places = min(digits([abs(self.before), abs(self.after)]), 0 if self.unit == "people" else 3)
        title, after = capital(self.title), number(self.after, places).replace("-", "−")
        if abs(self.by) < 1.0 / GRAIN:
            return _("{title}: {after}, as before").format(title=title, after=after)
        if self.said is not None:
            return _("{title}: {before} to {after}").format(title=title, before=self.said[0], after=self.said[1])
        fine = min(max(places, digits([abs(self.by)]) - 1), 5)
        unit = "" if self.unit in BARE else f" {in_words(self.unit)}"
        words = _("{title}: {before} to {after} ({change})")
        before, change = number(self.before, places).replace("-", "−"), signed(self.by, fine) + unit
        return words.format(title=title, before=before, after=after, change=change)


@dataclass(frozen=True)
class Behind:
    """An input behind a line: in words with its values, what it does alone, and the steps that it takes."""

    text: str
    alone: float
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Told:
    """A line of an account, or a part of its course (`part`), and the inputs behind it, those that do most first."""

    line: Line
    part: bool
    grains: int
    inputs: tuple[Behind, ...]

    @property
    def key(self) -> str:
        """Names the line within its account."""
        return f"course:{self.line.value}" if self.part else self.line.value

    @property
    def title(self) -> str:
        """What it is called."""
        return TITLE_OF[self.line]

    @property
    def meaning(self) -> str:
        """What it holds."""
        return MEANING_OF[self.line]

    @property
    def value(self) -> float:
        """What it adds to the change."""
        return self.grains / GRAIN


@dataclass(frozen=True)
class Why:
    """The account of a change.

    Attributes
    ----------
    change : what changed.
    quarters : which quarters it tells of, from 0.
    lines : the lines, in their published order, the parts of the course behind it; without the parts, they add up to
        the change.
    ledger : what the parameters are read from.
    """

    change: Change
    quarters: range
    lines: tuple[Told, ...]
    ledger: Ledger

    def line(self, key: str) -> Told:
        """Return a line by its key."""
        return next(each for each in self.lines if each.key == key)


def allowed(role: Role, name: str, place: int | None) -> bool:
    """Return whether a role sees a row of the state, at a place of it or as a whole."""
    if name not in ALLOWED[role]:
        return False
    index = ALLOWED[role][name]
    return index is None or index == place


def changes(table: Table, eyes: Eyes, quarters: range, names: Iterable[str] = QUANTITIES) -> tuple[Change, ...]:
    """Return what changed over some quarters: all meters that may be shown, and every other quantity that moved."""
    ledger, rows = _ledger(table), table.record.quarters
    first, last = rows[quarters.start].before, rows[quarters.stop - 1].after
    if quarters.start == 0 and last.quarter:
        first = first.fork()
        first.support = first.support_opening = last.support_opening
    found = []
    for name in names:
        row = QUANTITIES[name]
        if eyes.sees(row) and (first.has_agenda or not row.on_agenda):
            before, after = (float(row.read(world, ledger.engine.p)[0]) for world in (first, last))
            if row.meter or abs(after - before) >= 1.0 / GRAIN:
                found.append(_change(row, before, after, table.setup.scenario))
    return tuple(found)


def why(table: Table, eyes: Eyes, name: str, quarters: range) -> Why:
    """Return the account of a quantity over some quarters that were played one after the other.

    Raises
    ------
    UnknownName, OutOfRange
        If there is no such quantity or quarter.
    """
    ledger, scenario = _ledger(table), table.setup.scenario
    accounts = [ledger.account(quarter + 1, name, eyes.role) for quarter in quarters]
    row = accounts[0].quantity
    behind = [_behind(ledger, row, quarter, eyes, scenario, len(quarters) == 1) for quarter in quarters]
    change = _change(row, accounts[0].before, accounts[-1].after, scenario)
    return Why(change, quarters, _lines(accounts, behind), ledger)


def _lines(accounts: Sequence[Account], behind: Sequence[Mapping[tuple[Line, bool], list[Behind]]]) -> tuple[Told, ...]:
    """Return the lines of several accounts as those of one."""

    def told(line: Line, part: bool) -> Told:
        grains = sum((each.parts if part else each.grains)[line] for each in accounts)
        return Told(line, part, grains, _together([each for rows in behind for each in rows.get((line, part), [])]))

    course = [told(line, True) for line in PARTS]
    first, *rest = (told(line, False) for line in LINES)
    return (first, *course, *rest)


def _together(rows: Iterable[Behind]) -> tuple[Behind, ...]:
    """Return inputs with the same words as one, most first; what does next to nothing is left out."""
    found: dict[str, Behind] = {}
    for each in rows:
        held = found.get(each.text)
        found[each.text] = Behind(each.text, each.alone + (held.alone if held else 0.0), each.steps)
    listed = sorted(found.values(), key=lambda each: -abs(each.alone))[:MOST]
    return tuple(each for each in listed if abs(each.alone) >= LEAST * abs(listed[0].alone))


def _behind(
    ledger: Ledger, row: Quantity, quarter: int, eyes: Eyes, scenario: Scenario, with_values: bool
) -> dict[tuple[Line, bool], list[Behind]]:
    """Return the inputs behind the lines of one quarter, by line and by whether it is a part of the course."""
    found: dict[tuple[Line, bool], list[Behind]] = {}
    for each in carriers(ledger, quarter + 1, row, eyes.role):
        text = input_text(each, ledger, quarter, eyes, scenario, with_values)
        found.setdefault((each.line, each.carried), []).append(Behind(text, each.alone, each.steps))
    return found


def known(each: Input, role: Role) -> bool:
    """Return whether a role sees an input."""
    if each.kind == "row":
        return each.name in RECORDED or allowed(role, each.name, each.place)
    if each.kind == "agenda" and each.role not in (None, role):
        if each.name in ("ordered_in", "refused"):
            return tuple(moves().values())[each.place or 0].seen == "all"
        return each.name == "option"
    return True


def input_text(
    carrier: Carrier, ledger: Ledger, quarter: int, eyes: Eyes, scenario: Scenario, with_values: bool = True
) -> str:
    """Return an input in plain words with its values, as far as they may be shown."""
    each, labels = carrier.input, _labels(scenario)
    if not eyes.whole and not known(each, eyes.role):
        keeper = keeper_of(each)
        return _("what {seat} keeps to itself").format(seat=labels[keeper]) if keeper else _("what no seat sees")
    if not eyes.whole and each.kind == "orders" and each.role is not None and each.role is not eyes.role:
        rows = ordered(ledger.pair(quarter + 1)[0], each.role, 0)
        seen = [row.title for row in rows if not (isinstance(row, Move) and row.seen == "own")]
        if len(seen) < len(rows):
            text = _("orders of {seat}, as far as they are seen: {orders}")
            return text.format(seat=labels[each.role], orders=", ".join(seen) or _("none"))
    text = words(each, ledger, quarter + 1, labels, 0)
    return text + _values(carrier, eyes.whole) if with_values else text


def _values(carrier: Carrier, whole: bool) -> str:
    held, now = value_text(carrier.held), value_text(carrier.now)
    if carrier.now is None or carrier.input.kind == "agenda":
        return ""
    if carrier.input.kind == "draw":
        return _(" ({now}, middling luck is {held})").format(now=now, held=held) if whole else ""
    return _(" ({held}, now {now})").format(held=held, now=now)


def keeper_of(each: Input) -> Role | None:
    """Return the role that alone sees an input; None if no seat does."""
    if each.role is not None:
        return each.role
    for role, rows in PRIVATE.items():
        if any(name == each.name and place in (None, each.place) for name, place in rows):
            return role
    row = next((row for row in ROWS if row.name == each.name), None)
    if row is None or each.place is None or row.size != len(PATRONS):
        return None
    return (SIDES if ":" in row.meaning else PATRONS)[each.place]


def _ledger(table: Table) -> Ledger:
    ledger = table.played.model.ledger
    assert ledger is not None
    return ledger


def _labels(scenario: Scenario) -> dict[str, str]:
    """Return what each role's seat is called inside a sentence."""
    return {role.value: with_article(scenario.seats[seat].label) for role, seat in scenario.by_role().items()}


def _change(row: Quantity, before: float, after: float, scenario: Scenario) -> Change:
    said = None
    if row.name == "rung":
        said = rung_texts(scenario)[round(before)], rung_texts(scenario)[round(after)]
    return Change(row.name, named(row.title, scenario), row.unit, before, after, said)
