"""What seats order beside their postures, as the ledger tells it: whose it is, in words, and what it acts on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.acts import SEATS, Acts
from sim.agenda import LONG_AGO
from sim.cards import Option
from sim.cards import table as cards
from sim.effects import Effect, Path
from sim.ledger.inputs import SIDED, Input
from sim.ledger.moment import Moment
from sim.moves import Choice, answers
from sim.moves import table as moves
from sim.rules.adjusting import standing_paths
from sim.seats import SIDES, Role

Ordered = Choice | Option


def owner(name: str, place: int | None) -> Role | None:
    """Return the role that has put a row of the agenda there; None where no seat alone has."""
    roles = tuple(Role)
    if place is None:
        return None
    if name in ("ordered_in", "refused"):
        return tuple(moves().values())[place].role
    if name == "standing":
        path = next(path for path, row in standing_paths().items() if row == place)
        return Role(path.role) if path.role else None
    if name == "option":
        return roles[place // max(len(cards()), 1)]
    return roles[place] if name == "capital" else None


def ordered(moment: Moment, role: Role, run: int) -> tuple[Ordered, ...]:
    """Return what a role orders in one run: moves, answers, and the option of the card on the table."""
    acts = moment.acts
    if acts is None:
        return ()
    found: list[Ordered] = [row for row in moves().values() if row.role is role and acts.moves[row.number, run]]
    found += _answers(acts, role, run)
    card, code = int(moment.world.agenda.card[run]), int(acts.options[SEATS[role], run])
    if card >= 0 and code >= 0:
        found.append(tuple(cards().values())[card].options[role][code])
    return tuple(found)


def _answers(acts: Acts, role: Role, run: int) -> Iterator[Ordered]:
    for (who, situation), rows in answers().items():
        given = acts.given(role, situation) if who is role else None
        if given is not None and given[run] >= 0:
            yield rows[int(given[run])]


def in_force(moment: Moment, each: Input, run: int) -> tuple[Ordered, ...]:
    """Return what an input on the agenda stands for in one run: a move ordered before, or an option taken."""
    if each.place is None or not moment.world.has_agenda:
        return ()
    if each.name in ("ordered_in", "refused"):
        move = tuple(moves().values())[each.place]
        return (move,) if moment.world.agenda.ordered_in[each.place, run] > LONG_AGO else ()
    if each.name == "option":
        card = tuple(cards().values())[each.place % len(cards())]
        code = int(moment.world.agenda.option[each.place, run])
        return (card.options[tuple(Role)[each.place // len(cards())]][code],) if code >= 0 else ()
    return ()


def nodes(moment: Moment, each: Input, run: int) -> tuple[str, ...]:
    """Return the nodes of `ledger.toml` on which an input of orders or of the agenda acts."""
    if each.kind == "agenda" and each.name == "standing":
        return (_node(next(path for path, row in standing_paths().items() if row == each.place)),)
    assert each.kind == "agenda" or each.role is not None
    held = in_force(moment, each, run) if each.kind == "agenda" else ordered(moment, each.role or Role.TARGET, run)
    effects: list[Effect] = [effect for row in held for effect in row.effects]
    return tuple(dict.fromkeys(_node(effect.path) for effect in effects))


def everything(moment: Moment, run: int) -> tuple[str, ...]:
    """Return the nodes on which anything acts that any role orders now, has ordered, or may take of a card."""
    found = [row for role in Role for row in ordered(moment, role, run)]
    agenda = moment.world.agenda
    found += [row for row in moves().values() if agenda.ordered_in[row.number, run] > LONG_AGO]
    dealt = [card for card in cards().values() if agenda.dealt_in[card.number, run] > LONG_AGO]
    found += [option for card in dealt for options in card.options.values() for option in options]
    return tuple(dict.fromkeys(_node(effect.path) for row in found for effect in row.effects))


def _node(path: Path) -> str:
    if path.kind == "state":
        return f"{path.name}.{SIDES[path.place or 0].value}" if path.name in SIDED else path.name
    return f"{path.role}.{path.name}" if path.kind == "lever" else f"{path.kind}.{path.name}"


def any_ordered(acts: Acts, role: Role) -> bool:
    """Whether a role orders anything beside its posture in any run."""
    row = SEATS[role]
    mine = [move.number for move in moves().values() if move.role is role]
    said = any(np.any(code >= 0) for (who, _situation), code in acts.answers.items() if who is role)
    rest = np.any(acts.options[row] >= 0) or np.any(acts.says[row] != 0) or np.any(acts.shifts[row])
    pledged = role is Role.TARGET and bool(np.any(acts.pledges))
    return bool(acts.moves[mine].any() or said or rest or pledged)
