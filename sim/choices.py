"""Choices: what one seat of one run can do now, with its price, and why it cannot do the rest.

The screens of a game are built on it, and `sim.refusals` checks orders by it. All of it is worked out from what the
seat observes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.agenda import INCOME, MOST_CAPITAL, POSTURE_PRICE
from sim.cards import Card, Option
from sim.cards import table as cards
from sim.doctrines import names as doctrines
from sim.effect_words import coming
from sim.language import _
from sim.legality import ready_in
from sim.moves import Answer, Choice, Move, answers, of_seat
from sim.observation import Observation
from sim.parameters import Values
from sim.pledges import NAMES as PLEDGES
from sim.pledges import PLEDGES as PLEDGE_ROWS
from sim.pledges import Pledge
from sim.rules.pledge_price import price, weight
from sim.seats import Role
from sim.situations import SITUATIONS, holds


@dataclass(frozen=True)
class Offer:
    """A move, an answer or the option of a card, as it stands for a seat now.

    Attributes
    ----------
    choice : the row of its table: its id, text, cost and effects.
    hindrance : why it is not legal now, in words; "" if it is.
    """

    choice: Move | Answer | Option
    hindrance: str = ""

    @property
    def id(self) -> str:
        """Its name in orders."""
        return self.choice.id

    @property
    def legal(self) -> bool:
        """Whether it is legal now."""
        return not self.hindrance


@dataclass(frozen=True)
class PledgeState:
    """One pledge as it stands.

    Attributes
    ----------
    pledge : what it binds, and what breaking it opens.
    in_force : whether it binds now.
    waits : quarters until it can be given again, where it was broken; 0 otherwise.
    price : what breaking it now would change, by row of the state.
    """

    pledge: Pledge
    in_force: bool
    waits: int
    price: Mapping[str, float]


@dataclass(frozen=True)
class Choices:
    """What one seat of one run can do now.

    Attributes
    ----------
    seat, role, quarter : whose choices they are, and when.
    capital : political capital that it has.
    moves : all moves of the seat, legal or not, in their published order.
    answers : the answers to what the situation asks of it now, by what asks.
    card, options : the card on the table (None for none), and the seat's options.
    pledges : the target's pledges; none for other seats.
    postures : doctrines that it can change to, and `posture_hindrance` why it cannot do so now ("" if it can).
    """

    seat: str
    role: Role
    quarter: int
    capital: int
    moves: tuple[Offer, ...]
    answers: Mapping[str, tuple[Offer, ...]]
    card: Card | None
    options: tuple[Offer, ...]
    pledges: tuple[PledgeState, ...]
    postures: tuple[str, ...]
    posture_hindrance: str


class View:
    """What a seat observes of one run, asked as the rules of legality ask it."""

    def __init__(self, sees: Observation, role: Role, run: int = 0) -> None:
        self.sees, self.role, self.run = sees, role, run
        self.capital = int(sees.agenda.capital[run])
        self.ordered_in = sees.agenda.ordered_in[:, run]
        self.card = _card(sees, run)
        self.in_force = {name: bool(sees.pledged[n][run]) for n, name in enumerate(PLEDGES)}
        self.waits = {name: int(sees.pledge_wait[n][run]) for n, name in enumerate(PLEDGES)}
        self._held: dict[str, bool] = {}

    def holds(self, situation: str) -> bool:
        """Whether a situation holds in this run; each is looked up once, since nothing changes while one is asked."""
        if situation not in self._held:
            self._held[situation] = bool(holds((situation,), self.sees, self.sees.facts)[self.run])
        return self._held[situation]

    def asks(self, situation: str) -> bool:
        """Whether the situation asks something of the seat: whether any answer to it fits how things stand."""
        rows = answers().get((self.role, situation), ())
        return any(all(map(self.holds, row.when)) for row in rows)

    def hindrance(self, choice: Choice | Option, left: int, breaking: tuple[str, ...] = ()) -> str:
        """Return why a choice is not legal now, in words; "" if it is.

        Parameters
        ----------
        left : political capital left for it.
        breaking : pledges that the same order breaks.
        """
        found = [] if isinstance(choice, Option) else [_only(self, choice)]
        found.append(_bound(self, choice, breaking))
        if isinstance(choice, Move):
            found.append(_resting(self, choice))
        found.append(price_hindrance(choice.cost, left))
        return "; ".join(words for words in found if words)


def asked(sees: Observation, role: Role) -> tuple[str, ...]:
    """Return what asks a seat of a single run for an answer now: the keys of the answers among its choices."""
    return tuple(_asked(View(sees, role)))


def _asked(view: View) -> Iterator[str]:
    return (situation for role, situation in answers() if role is view.role and view.asks(situation))


def choices(sees: Observation, role: Role, seat: str, *, run: int = 0, p: Values | None = None) -> Choices:
    """Return what a seat can do now.

    Parameters
    ----------
    sees : what it observes where seats make moves (`sim.observation.observe`).
    run : which of the runs observed.
    p : parameters that price a broken pledge; the central ones if None.
    """
    view = View(sees, role, run)
    return Choices(
        seat,
        role,
        sees.quarter,
        view.capital,
        tuple(Offer(row, view.hindrance(row, view.capital)) for row in of_seat(role, seat)),
        {
            name: tuple(Offer(row, view.hindrance(row, view.capital)) for row in answers()[role, name])
            for name in _asked(view)
        },
        view.card,
        tuple(Offer(row, view.hindrance(row, view.capital)) for row in (view.card.options[role] if view.card else ())),
        _pledges(view, p or _usual()) if role is Role.TARGET else (),
        doctrines(role),
        price_hindrance(int(POSTURE_PRICE), view.capital),
    )


@lru_cache(maxsize=1)
def _usual() -> Values:
    return Values()


def price_hindrance(cost: int, left: int) -> str:
    """Return why something cannot be paid for, and when it could be; "" if it can."""
    if cost <= left:
        return ""
    if cost > MOST_CAPITAL:
        return _("costs {cost}, and at most {most:g} can be saved").format(cost=cost, most=MOST_CAPITAL)
    wait = int(np.ceil((cost - left) / INCOME))
    return _("costs {cost} of political capital, and {left} is left; enough of it {when}").format(
        cost=cost, left=left, when=coming(wait)
    )


def breaking_price(pledge: Pledge, guiding: bool, p: Values) -> dict[str, float]:
    """Return what breaking a pledge changes at once, by row of the state (`sim.rules.pledge_price`).

    Parameters
    ----------
    guiding : whether the pledges have become guiding rules, which makes it dearer.
    """
    broken = np.array([[name == pledge.name] for name in PLEDGES])
    return {name: float(np.mean(size)) for name, size in price(weight(broken, guiding, p), p).items()}


def _card(sees: Observation, run: int) -> Card | None:
    number = int(sees.agenda.card[run])
    return next((card for card in cards().values() if card.number == number), None)


def _only(view: View, choice: Choice) -> str:
    """Return which of its situations do not hold."""
    missing = [name for name in choice.when if not view.holds(name)]
    listed = _(" and ").join(SITUATIONS[name].text for name in missing)
    return _("only {when}").format(when=listed) if missing else ""


def _bound(view: View, choice: Choice | Option, breaking: tuple[str, ...]) -> str:
    """Return which pledge forbids it."""
    name = choice.breaks
    if not name or name in breaking or not view.in_force[name]:
        return ""
    return _("the pledge {name} forbids it until it is broken, in the same order or before").format(name=name)


def _resting(view: View, row: Move) -> str:
    wait = ready_in(row, view.ordered_in, view.sees.quarter)
    return _("ordered too lately; again {when}").format(when=coming(wait)) if wait else ""


def _pledges(view: View, p: Values) -> tuple[PledgeState, ...]:
    return tuple(
        PledgeState(row, view.in_force[row.name], view.waits[row.name], breaking_price(row, view.sees.guiding, p))
        for row in PLEDGE_ROWS
    )
