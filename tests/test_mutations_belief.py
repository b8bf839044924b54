"""Seeded faults of signals and beliefs: each a slip that somebody could make, caught by the check named beside it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.likelihoods import Likelihoods
from sim.particles import Particles
from sim.rules import ladder, signals
from sim.seats import Role
from tests import test_belief, test_signals, test_statements
from tests.mutations import Check, Patch, caught, wrapped


def peeking(plain: Any, likelihoods: Likelihoods, sees: Any) -> Any:
    """A likelihood that looks behind the observation."""
    found = plain(likelihoods, sees)
    found[0] -= np.abs(likelihoods.cells[0] - vars(sees)["_world"].greed[:, None])
    return found


def remembering(plain: Any, particles: Particles, sees: Any) -> None:
    """Particles that are given a hidden row with the visible ones."""
    plain(particles, sees)
    particles.world.weariness = particles.shape.over(vars(sees)["_world"].weariness)


def twice(plain: Any, likelihoods: Likelihoods, sees: Any) -> Any:
    """Signals that count double."""
    return 2.0 * plain(likelihoods, sees)


def all_known(plain: Any, world: Any, turn: Any) -> Any:
    """A challenger that knows what patrons would do."""
    acts, turn.acts = turn.acts, None
    found = plain(world, turn)
    turn.acts = acts
    return found


def for_nothing(plain: Any, world: Any, turn: Any) -> None:
    """Words that cost nothing."""
    plain(world, turn)
    world.agenda.word = 1.0


def blind(plain: Any, world: Any, turn: Any, row: int, guessed: Any, chance: Any) -> None:
    """Acts that tell nothing."""


FAULTS: dict[str, tuple[Patch, Check]] = {
    "a belief that peeks at the truth": (
        wrapped(Likelihoods, "of_signals", peeking),
        lambda: test_belief.test_what_the_seat_does_not_see_changes_no_byte(Role.TARGET),
    ),
    "particles that are given what is hidden": (
        wrapped(Particles, "see", remembering),
        lambda: test_belief.test_what_the_seat_does_not_see_changes_no_byte(Role.PATRON_B),
    ),
    "signals that count double": (
        wrapped(Likelihoods, "of_signals", twice),
        test_belief.test_signals_are_weighed_exactly,
    ),
    "a challenger that knows the patrons' resolve": (
        wrapped(ladder, "backing", all_known),
        test_signals.test_a_crisis_hangs_on_the_resolve_that_is_believed,
    ),
    "words that cost nothing": (
        wrapped(signals, "keep_words", for_nothing),
        test_statements.test_a_word_is_punished_once_held_to_for_a_year_and_heals,
    ),
    "acts that tell nothing": (
        wrapped(signals, "learn", blind),
        lambda: test_signals.test_who_fights_is_weighed_as_bayes_would(1.0),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_seeded_fault_is_caught(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    caught(monkeypatch, *FAULTS[fault], ValueError)
