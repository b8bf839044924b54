"""Four authors at the table: what each essay, held to its own claims, says of one order in one situation.

An essay has no voice of its own here: every line stands in `advisers.toml` beside the claims of that essay from which
it follows. Where an essay gives a seat no counsel, as none does to the challenger, its line says what it expects. Who
disagrees follows from the claims alone: two lines disagree where one rests on a claim that contradicts the other's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

from sim.claims import claims
from sim.errors import UnknownName
from sim.game.adviser_rules import AGREES, EXPECTS, RATHER, STANCES, WARNS, Adviser, Rule, adviser, table
from sim.game.order_parts import Part, parts
from sim.language import _
from sim.observation import Observation
from sim.orders import Order
from sim.plans import read_line
from sim.plots.words import named
from sim.policy import parse as policy_of
from sim.scenario import Scenario
from sim.seats import Role
from sim.situations import holds

__all__ = ["Advice", "Disagreement", "advise", "adviser", "disagreements", "line", "policy", "stance_words", "table"]


@dataclass(frozen=True)
class Advice:
    """What one adviser says of an order.

    Attributes
    ----------
    adviser : its id, the essay's letter.
    text : one sentence.
    claims : ids of the claims from which it follows.
    stance : one of STANCES.
    disagrees_with : ids of the advisers whose line rests on a claim that says the opposite.
    """

    adviser: str
    text: str
    claims: tuple[str, ...]
    stance: str
    disagrees_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class Disagreement:
    """Two advisers and the claims of theirs that contradict each other, in the same order."""

    advisers: tuple[str, str]
    claims: tuple[str, str]


def stance_words(stance: str) -> str:
    """Return a stance as it stands in a sentence: "warns".

    Raises
    ------
    UnknownName
        If there is no such stance.
    """
    found = {AGREES: _("agrees"), WARNS: _("warns"), RATHER: _("would rather"), EXPECTS: _("expects")}
    if stance not in found:
        raise UnknownName(_("stance"), stance, STANCES)
    return found[stance]


# --------------------------------------------------------------------------------------------------------- advice


def advise(view: Any, role: Role, seat: str, order: Order, scenario: Scenario) -> tuple[Advice, ...]:
    """Return what each adviser says of an order, in the order of the essays.

    Parameters
    ----------
    view : what the seat sees of one run: an observation, or a view that holds one as `sees`.
    role, seat : whose order it is.
    order : the order, legal or not.
    scenario : what is played.
    """
    sees: Observation = getattr(view, "sees", view)
    given, facing = parts(order, role), scenario.seat_of(Role.CHALLENGER)
    found = []
    for author in table().values():
        rule, part = _first(author, role, seat, facing, sees, given)
        text = named(_(rule.text).replace("{what}", part.title if part else ""), scenario)
        found.append(Advice(author.id, text, rule.claims, rule.stance))
    pairs = disagreements(found)
    return tuple(replace(each, disagrees_with=_others(each.adviser, pairs)) for each in found)


def disagreements(advice: Sequence[Advice]) -> tuple[Disagreement, ...]:
    """Return which advisers disagree, each pair of claims once: where a claim of one contradicts one of the other's."""
    known = claims()
    return tuple(
        Disagreement((one.adviser, other.adviser), (mine, theirs))
        for place, one in enumerate(advice)
        for other in advice[place + 1 :]
        for mine in one.claims
        for theirs in other.claims
        if theirs in known[mine].contradicts
    )


def line(advice: Advice) -> str:
    """Return advice as one line: who says it, how, what, from which claims, and who disagrees."""
    said = _("{title} {stance}: {text} [{claims}]").format(
        title=_(adviser(advice.adviser).title),
        stance=stance_words(advice.stance),
        text=advice.text,
        claims=", ".join(advice.claims),
    )
    if not advice.disagrees_with:
        return said
    return said + " " + _("Against it: {others}.").format(others=", ".join(advice.disagrees_with))


def _others(mine: str, pairs: Sequence[Disagreement]) -> tuple[str, ...]:
    found = {name for pair in pairs if mine in pair.advisers for name in pair.advisers if name != mine}
    return tuple(sorted(found))


def _first(
    author: Adviser, role: Role, seat: str, facing: str, sees: Observation, given: Sequence[Part]
) -> tuple[Rule, Part | None]:
    """Return the first rule that fits, and the part of the order that it speaks of; None where it speaks of none."""
    for rule in author.rules:
        if role not in rule.roles or (rule.seats and seat not in rule.seats):
            continue
        if rule.facing and facing not in rule.facing:
            continue
        part = next((each for each in given if _fits(each, rule)), None)
        if rule.order and part is None:
            continue
        if rule.also and not any(_matches(each, rule.also) for each in given if each is not part):
            continue
        if holds(rule.when, sees, sees.facts)[0]:
            return rule, part if rule.order else None
    raise LookupError(author.id)  # a test: the last rule of every adviser and role asks for nothing


def _fits(part: Part, rule: Rule) -> bool:
    if (rule.of and not set(rule.of) & set(part.claims)) or (rule.does and not set(rule.does) & set(part.does)):
        return False
    return _matches(part, rule.order)


def _matches(part: Part, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(part.key, pattern) for pattern in patterns)


# --------------------------------------------------------------------------------------------------------- courses


def policy(letter: str, seat: str, scenario: Scenario) -> tuple[str, tuple[str, ...]]:
    """Return the doctrine and the plan's lines that are an essay's own for a seat, as `CrisisModel` takes them.

    Lines that order what this seat does not have (Kyiv cannot host Moscow) are left out; a doctrine that the seat may
    not hold here gives way to the scenario's.

    Raises
    ------
    UnknownName
        If there is no such adviser or seat.
    """
    if seat not in scenario.seats:
        raise UnknownName(_("seat of {name}").format(name=scenario.name), seat, scenario.seats)
    role = scenario.role_of(seat)
    course, allowed = adviser(letter).courses[role], scenario.seats[seat].doctrines
    held = course.doctrine if course.doctrine in allowed else scenario.seats[seat].doctrine
    policy_of(role, held)
    return held, tuple(text for text in course.plan if _can(text, role, seat))


def _can(text: str, role: Role, seat: str) -> bool:
    """Return whether a seat has all that a line of a plan orders."""
    try:
        read_line(text, role, seat)
    except UnknownName:
        return False
    return True
