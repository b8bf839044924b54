"""Content notes: what a player should know before a war is played, and before taking the attacker's seat."""

from __future__ import annotations

from sim.language import ORIGINAL, _, chosen
from sim.scenario import Scenario
from sim.seats import Role

INVENTED_FROM = 2024
"""Scenarios that open in this year or later tell what has not happened; earlier ones open in a war that has."""


def before_play(scenario: Scenario) -> tuple[str, ...]:
    """Return the note shown before a scenario is played: sentences, each of which stands by itself."""
    real = _("This scenario opens in a war in which people have died. What follows here is the model's and not theirs.")
    invented = _("This scenario tells of a war that has not happened, between countries in which people live.")
    return (
        real if int(scenario.start[:4]) < INVENTED_FROM else invented,
        _("People die in it. Their number is given as people, and for civilians as a wide range."),
        _("It is a simulation to think with. It forecasts nothing and recommends nothing."),
    )


def before_seat(scenario: Scenario, seat: str) -> tuple[str, ...]:
    """Return the note shown before a person takes a seat; empty for a seat that does not attack."""
    if scenario.role_of(seat) is not Role.CHALLENGER:
        return ()
    words = _("{seat} can order coercion and attack. Nothing here rewards either; every seat is told whom it killed.")
    return (
        words.format(seat=scenario.seats[seat].label),
        _("You may decline this seat: the computer then takes it."),
    )


def on_translation() -> str:
    """Return what readers of a translation should know; "" in the original language."""
    if chosen() == ORIGINAL:
        return ""
    return _("This translation is a first one and open to correction by native readers; the English text counts.")
