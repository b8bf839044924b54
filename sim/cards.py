"""Dilemma cards: what comes up between the great decisions, with a price for every seat, as rows of `cards.toml`.

A card is dealt to all seats at once; each takes one of its options, and none of them is best in every respect. A seat
that says nothing takes the usual option, which is free. Sizes are assumed unless a row's source says otherwise; the
parameter `move_size` scales them all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

from sim.claims import claims as claims_table
from sim.effects import Effect, effects_of
from sim.errors import Fault, UnknownName
from sim.language import _
from sim.parameters import DIRECTIONS
from sim.pledges import NAMES as PLEDGES
from sim.rows import Reader, hint, rows_of, stop_at
from sim.seats import Role
from sim.situations import NAMES as SITUATIONS

ROLES = tuple(role.value for role in Role)
FEWEST, MOST = 2, 3
"""Options of each role."""
MOST_COST, MOST_WEIGHT, LONGEST = 2, 9, 400


@dataclass(frozen=True)
class Option:
    """One option of one role.

    Attributes
    ----------
    id : its name in orders; no other option of the same role bears it, on whatever card.
    role, title, text : who can take it, a short title, and what it does and costs in one plain sentence.
    cost : political capital.
    breaks : the pledge that forbids it while in force; "" for none.
    usual : whether a seat takes it that says nothing.
    lasts : quarters for which its levers, parameters and opening values are in force.
    effects, claims : what it changes, and claims of the essays that speak of it, for or against.
    """

    id: str
    role: Role
    title: str
    text: str
    cost: int
    breaks: str
    usual: bool
    lasts: int
    effects: tuple[Effect, ...]
    claims: tuple[str, ...]


@dataclass(frozen=True)
class Expectation:
    """What taking one option whenever its card comes does to a measure, against taking another.

    Attributes
    ----------
    role, option, than : whose option it is, and the option it is measured against.
    scenario, measure : where, and an outcome measure or a row of the world, with its place if it is a pair.
    sign : 1 up, -1 down.
    quarters : how long; None for the scenario's horizon.
    """

    role: Role
    option: str
    than: str
    scenario: str
    measure: str
    sign: int
    quarters: int | None = None


@dataclass(frozen=True)
class Card:
    """One card.

    Attributes
    ----------
    id, number : its name, and its place in the table and on the agenda.
    title, text : what has come up, in one or two sentences that all seats read.
    when, only : situations (`sim.situations`) that must all hold; scenarios that have it, all if empty.
    weight : how often it comes, against the other cards that could.
    again, after, first : quarters before it can come again, the card that must have come before it ("" for none), and
        the first quarter in which it can come.
    source, claims : where it comes from; claims of the essays that speak of it.
    options : the options of each role, in their published order.
    expects, against : what one of its options is for, and what that makes worse.
    """

    id: str
    number: int
    title: str
    text: str
    when: tuple[str, ...]
    only: tuple[str, ...]
    weight: int
    again: int
    after: str
    first: int
    source: str
    claims: tuple[str, ...]
    options: Mapping[Role, tuple[Option, ...]]
    expects: Expectation
    against: Expectation

    def usual(self, role: Role) -> Option:
        """Return the option that a seat of that role takes if it says nothing."""
        return next(option for option in self.options[role] if option.usual)

    def option(self, role: Role, name: str) -> Option:
        """Return an option of a role.

        Raises
        ------
        UnknownName
            If the role has no such option; the nearest is offered.
        """
        rows = {option.id: option for option in self.options[role]}
        if name not in rows:
            raise UnknownName(_("option of card {card}").format(card=self.id), name, rows)
        return rows[name]


@lru_cache(maxsize=1)
def table() -> dict[str, Card]:
    """Return all cards by id, in their published order.

    Raises
    ------
    InputError
        If the table has faults.
    """
    return parse(resources.files("sim").joinpath("cards.toml").read_text("utf-8"), "cards.toml")


def card(name: str) -> Card:
    """Return a card by id.

    Raises
    ------
    UnknownName
        If there is none; the nearest is offered.
    """
    if name not in table():
        raise UnknownName("card", name, table())
    return table()[name]


def parse(text: str, origin: str = "cards") -> dict[str, Card]:
    """Read cards from TOML text; InputError lists all faults."""
    faults: list[Fault] = []
    found = rows_of(text, "card", "id", _card, origin, faults)
    faults += [*_broken_chains(list(found.values())), *_shared_names(list(found.values()))]
    stop_at(faults, origin)
    return {name: replace(row, number=number) for number, (name, row) in enumerate(found.items())}


def _broken_chains(rows: Sequence[Card]) -> list[Fault]:
    """Return the cards that come after one that does not stand before them."""
    ids = [row.id for row in rows]
    return [
        Fault(row.id, f"comes after {row.after!r}, which is no card before it{hint(row.after, ids)}")
        for place, row in enumerate(rows)
        if row.after and row.after not in ids[:place]
    ]


def _shared_names(rows: Sequence[Card]) -> list[Fault]:
    """Return the options whose name another option of the same role bears."""
    first: dict[tuple[Role, str], str] = {}
    faults = []
    for row in rows:
        for option in (option for options in row.options.values() for option in options):
            owner = first.setdefault((option.role, option.id), row.id)
            if owner != row.id:
                faults.append(Fault(f"{row.id}.{option.id}", f"the card {owner} has an option of that name"))
    return faults


def _card(reader: Reader) -> Card:
    options = _options(reader)
    row = Card(
        id=reader.text("id"),
        number=0,
        title=_(reader.text("title")),
        text=_(reader.text("text")),
        when=reader.names("when", among=SITUATIONS),
        only=reader.names("only"),
        weight=reader.whole("weight", 1, 1, MOST_WEIGHT),
        again=reader.whole("again", 8, 1, LONGEST),
        after=reader.maybe("after"),
        first=reader.whole("from", 0, 0, LONGEST),
        source=reader.text("source"),
        claims=reader.names("claims", among=tuple(claims_table())),
        options=options,
        expects=_expectation(reader, "expects", options),
        against=_expectation(reader, "against", options),
    )
    for option in (option for held in options.values() for option in held):
        if option.lasts > row.again:
            reader.fault(
                f"option {option.id}.lasts", f"is longer than the {row.again} quarters before the card returns"
            )
    return row


def _options(reader: Reader) -> dict[Role, tuple[Option, ...]]:
    """Return the options of each role, noting a role that has too few, too many, or not one that is usual."""
    found: dict[Role, tuple[Option, ...]] = dict.fromkeys(Role, ())
    for row in reader.rows("option"):
        row.where = f"{reader.where}.{row.row.get('id')}"
        option = row.close(_option(row))
        if option.id in [other.id for other in found[option.role]]:
            row.fault("id", "is given twice")
        found[option.role] = (*found[option.role], option)
    for role, options in found.items():
        if not FEWEST <= len(options) <= MOST:
            reader.fault("option", f"the {role} needs {FEWEST} or {MOST} options, not {len(options)}")
        if sum(option.usual for option in options) != 1:
            reader.fault("option", f"exactly one option of the {role} has to be usual")
    return found


def _option(reader: Reader) -> Option:
    role = reader.text("role", among=ROLES)
    role = role if role in ROLES else ROLES[0]
    option = Option(
        id=reader.text("id"),
        role=Role(role),
        title=_(reader.text("title")),
        text=_(reader.text("text")),
        cost=reader.whole("cost", 0, 0, MOST_COST),
        breaks=reader.maybe("breaks", among=PLEDGES),
        usual=reader.flag("usual"),
        lasts=reader.whole("lasts", 1, 1, LONGEST),
        effects=effects_of(reader, role),
        claims=reader.names("claims", among=tuple(claims_table())) if "claims" in reader.row else (),
    )
    if option.usual and (option.cost or option.breaks):
        reader.fault("usual", "what is taken without a word is free and breaks no pledge")
    if option.breaks and option.role is not Role.TARGET:
        reader.fault("breaks", "only the target has pledges")
    if not option.effects:
        reader.fault("effects", "are missing: every option changes something")
    return option


def _expectation(reader: Reader, field: str, options: Mapping[Role, tuple[Option, ...]]) -> Expectation:
    """Return what a card expects of one of its options; `than` is the usual one unless it says otherwise."""
    held = reader.row.pop(field, None)
    if not isinstance(held, dict):
        reader.fault(field, "has to be a table")
        held = {}
    row = Reader(held, f"{reader.where}.{field}", reader.faults)
    name = row.text("role", among=ROLES)
    role = Role(name) if name in ROLES else Role.TARGET
    known = [option.id for option in options[role]]
    usual = next((option.id for option in options[role] if option.usual), "")
    option = row.text("option", among=known)
    than = row.text("than", among=known) if "than" in row.row else usual
    if than == option:
        row.fault("than", "an option cannot be measured against itself; name another")
    found = Expectation(
        role=role,
        option=option,
        than=than,
        scenario=row.text("scenario"),
        measure=row.text("measure"),
        sign=DIRECTIONS.get(row.text("direction", among=tuple(DIRECTIONS)), 1),
        quarters=row.whole("quarters", 0, 0, LONGEST) or None,
    )
    return row.close(found)
