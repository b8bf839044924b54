"""What a seat knows of the others: their postures and words are public, their aims are believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.game.views import View
from sim.language import _
from sim.scenario import Scenario
from sim.seats import Role
from tui.telling.amounts import own_name, plain, with_names
from tui.telling.commitments import held_doctrine

if TYPE_CHECKING:
    from sim.belief import Belief


def known(view: View, scenario: Scenario, belief: Belief | None = None) -> list[str]:
    """Return what is known of the other seats, and what is not: their postures are public, their aims are not.

    Parameters
    ----------
    belief : the seat's belief, brought up to date; None to leave it out.
    """
    own = _("Known: {seat} holds the posture {posture}. {text}")
    found = []
    for seat in scenario.seats:
        if seat != view.seat:
            doctrine = held_doctrine(scenario.role_of(seat), view.doctrines[seat])
            text = with_names(doctrine.text, scenario)
            found.append(own.format(seat=own_name(scenario, seat), posture=view.doctrines[seat], text=text))
    said = {seat: says for seat, says in view.turn.statements.items() if says}
    for seat, says in said.items():
        spoke = _("{seat} has spoken firmly in public.") if says == "firm" else _("{seat} has spoken calmly in public.")
        found.append(spoke.format(seat=scenario.seats[seat].label))
    return found + (believed(view, scenario, belief) if belief is not None else [])


def believed(view: View, scenario: Scenario, belief: Belief) -> list[str]:
    """Return what a seat believes of the aims that nobody publishes, by Bayes from what it has seen."""
    found = []
    names = {role: own_name(scenario, scenario.seat_of(role)) for role in Role}
    if view.role is not Role.CHALLENGER:
        words = _(
            "Not known: how far {seat} wants more than security. Believed from what was seen: {mean} of 1, give or "
            "take {spread}; 0 seeks security alone, 1 wants to expand."
        )
        mean, spread = float(belief.mean("greed")[0]), float(belief.spread("greed")[0])
        found.append(words.format(seat=names[Role.CHALLENGER], mean=plain(mean), spread=plain(spread)))
    for name, role in (("resolve_a", Role.PATRON_A), ("resolve_b", Role.PATRON_B)):
        if view.role is not role:
            words = _("Not known: how ready {seat} is to fight for {target}. Believed: {resolve}.")
            resolve = _resolve(float(belief.mean(name)[0]))
            found.append(words.format(seat=names[role], target=names[Role.TARGET], resolve=resolve))
    return found


def _resolve(mean: float) -> str:
    """Return a patron's resolve in words, with the number: a shift of the odds that it fights."""
    words = (
        (-2.0, _("next to not at all")),
        (-1.0, _("little")),
        (-0.25, _("less than usual")),
        (0.25, _("as usual")),
        (9.9, _("more than usual")),
    )
    text = next(word for below, word in words if mean < below)
    return _("{words} ({shift} on the scale of log odds, 0 as usual)").format(words=text, shift=plain(mean, 1))
