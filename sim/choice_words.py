"""Moves, answers and options in plain words: who may order them and when, for how long, and to what end."""

from __future__ import annotations

from collections.abc import Iterator

from sim.cards import Card, Expectation, Option
from sim.effect_words import CHANCES, coming, quarters, sentences
from sim.language import _
from sim.moves import Answer, Choice, Expected, Move
from sim.moves import answers as answer_table
from sim.moves import table as move_table
from sim.seats import Role
from sim.situations import words

ROLES = {
    Role.TARGET: _("target"),
    Role.CHALLENGER: _("challenger"),
    Role.PATRON_A: _("first patron"),
    Role.PATRON_B: _("second patron"),
}
SEEN = {"all": _("seen by all seats"), "own": _("seen by the own seat alone")}


def identity(choice: Move | Answer) -> str:
    """Return the name of a move or an answer as orders have it: `denial`, `war=dig-in`."""
    return f"{choice.situation}={choice.id}" if isinstance(choice, Answer) else choice.id


def everything() -> Iterator[Move | Answer]:
    """Yield all moves and all answers, role by role, moves first."""
    for role in Role:
        yield from (row for row in move_table().values() if row.role is role)
        yield from (row for (each, _asks), rows in answer_table().items() if each is role for row in rows)


def conditions(choice: Choice | Option) -> str:
    """Return when something is legal, in words: situations, pledges, and what else may stand in its way."""
    when = () if isinstance(choice, Option) else choice.when
    listed = [words(when) or (_("at any time") if not isinstance(choice, Option) else "")]
    if choice.breaks:
        listed.append(_("not while the pledge {name} is in force").format(name=choice.breaks))
    if isinstance(choice, Move):
        listed.append(CHANCES[choice.chance])
    return "; ".join(part for part in listed if part)


def timing(move: Move) -> str:
    """Return when a move begins, how long it is in force, when it can be ordered again, and who sees it."""
    begins = _("begins {when}").format(when=coming(move.after)) if move.after else _("begins at once")
    held = _("in force {span}").format(span=quarters(move.lasts))
    again = _("again after {count} quarters").format(count=move.again) if move.again > 1 else _("again next quarter")
    return "; ".join([begins, held, again, SEEN[move.seen]])


def effects(choice: Choice | Option) -> list[str]:
    """Return what something changes, one line an effect; a ladder act and an answer also change what is chosen."""
    if isinstance(choice, Move):
        return [*_act(choice), *sentences(choice.effects, choice.lasts, choice.after)]
    if isinstance(choice, Option):
        return sentences(choice.effects, choice.lasts)
    return [_("stands instead of what the rules would have drawn"), *sentences(choice.effects, 1)]


ACTS = {
    "grey-zone": _("pressure in the grey zone begins"),
    "coerce": _("coercion by trade begins"),
    "lift": _("coercion by trade ends"),
    "crisis": _("the grey zone turns into a crisis"),
    "step-down": _("the crisis, or the pressure, ends"),
    "strike": _("a punitive war begins, unless the target gives way"),
    "seize": _("a war for land begins, unless the target gives way"),
    "quiet-front": _("the challenger leaves the war without a deal, unless one is made"),
}
"""What each act on the ladder does, instead of what the rules would choose."""


def _act(move: Move) -> list[str]:
    return [ACTS[move.act]] if move.act else []


def expectation(row: Expected | Expectation) -> str:
    """Return what something is expected to do, in words: a measure, its direction, and where."""
    measure = f"{row.measure}".replace(".a", _(" of the first patron")).replace(".b", _(" of the second patron"))
    where = [row.scenario]
    if isinstance(row, Expected):
        where += [f"-d {seat}={name}" for seat, name in row.doctrines]
    if row.quarters:
        where.append(_("over {count} quarters").format(count=row.quarters))
    done = _("raises {measure} in {where}") if row.sign > 0 else _("lowers {measure} in {where}")
    text = done.format(measure=measure, where=" ".join(where))
    if isinstance(row, Expectation):
        return _("{role}: {option}, against {than}, {text}").format(
            role=ROLES[row.role], option=row.option, than=row.than, text=text
        )
    return f"{text} ({row.line})" if row.line else text


def comes(card: Card) -> str:
    """Return when a card can come, in words."""
    listed = [words(card.when) or _("at any time")]
    if card.only:
        listed.append(_("in {names} only").format(names=", ".join(card.only)))
    if card.after:
        listed.append(_("after {name}").format(name=card.after))
    if card.first:
        listed.append(_("from quarter {count} on").format(count=card.first))
    listed.append(_("again after {count} quarters").format(count=card.again))
    return "; ".join(listed)
