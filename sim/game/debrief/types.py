"""What the others wanted: the hidden types of the game, beside what a seat believed of them all along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.belief import OWN, TYPES
from sim.doctrines import REGISTRY, doctrine
from sim.game.debrief.numbers import MINUS
from sim.game.debrief.revelations import Wanted
from sim.game.setup import PERSON, PLANNER, Setup
from sim.game.table import Table
from sim.language import _
from sim.plots.words import named
from sim.scenario import Prior, Scenario
from sim.seats import PATRONS, Role
from sim.world import World

DRAWS = 300
"""Worlds drawn from a belief, for what it held of rows that are no type."""
GREED = (
    (0.2, _("seeks security")),
    (0.4, _("seeks security, and takes what comes cheaply")),
    (0.6, _("stands between security and gain")),
    (0.8, _("wants more than security")),
    (1.01, _("wants land and mastery")),
)
"""What a challenger wants, by the upper end of its greed."""
SURPRISE = 1.5
"""Standard deviations from which a belief counts as off."""


@dataclass(frozen=True)
class Held:
    """What a seat believed at the opening and after each quarter: mean and spread of each type, by its name.

    `at` holds worlds drawn from the belief at the turning point, None where there was none.
    """

    mean: Mapping[str, tuple[float, ...]]
    spread: Mapping[str, tuple[float, ...]]
    at: World | None


def followed(table: Table, seat: str, quarter: int | None) -> Held:
    """Return what a seat believed all along, with draws from its belief before `quarter` was resolved."""
    mean: dict[str, list[float]] = {name: [] for name in TYPES}
    spread: dict[str, list[float]] = {name: [] for name in TYPES}
    at: World | None = None
    for sees, belief in table.beliefs.followed(seat):
        for name in TYPES:
            mean[name].append(float(belief.mean(name)[0]))
            spread[name].append(float(belief.spread(name)[0]))
        if sees.quarter == quarter:
            at = belief.sample(sees, DRAWS)
    means, spreads = ({name: tuple(row) for name, row in rows.items()} for rows in (mean, spread))
    return Held(means, spreads, at)


# ------------------------------------------------------------------------------------------------------------- types


def wanted(table: Table, seat: str, held: Held) -> tuple[Wanted, ...]:
    """Return what each other seat wanted, beside what a seat believed of it."""
    scenario = table.setup.scenario
    return tuple(_wanted(table, other, held) for other in scenario.seats if other != seat)


def _wanted(table: Table, other: str, held: Held) -> Wanted:
    scenario = table.setup.scenario
    role, row = scenario.role_of(other), scenario.seats[other]
    policy = table.played.model.seats[role].doctrine
    known = doctrine(role, str(policy))
    shared = (other, row.label, player_words(table.setup, other), known.name, known.text)
    if role not in OWN:
        return Wanted(*shared)
    name = TYPES[OWN[role]]
    truth, prior = _truth(table.played.model.world, role), _prior(scenario, name)
    mean, spread = held.mean[name], held.spread[name]
    return Wanted(
        *shared,
        name,
        truth,
        prior.low,
        prior.high,
        meaning(role, truth, scenario),
        mean[0],
        mean[-1],
        spread[-1],
        mean,
        _nearness(truth, mean, spread[-1]),
    )


def player_words(setup: Setup, seat: str) -> str:
    """Return who played a seat, in words."""
    player, held = setup.players[seat], setup.doctrines[seat]
    if player.kind == PERSON:
        return _("a person")
    if player.kind == PLANNER:
        return _("the computer, searching its orders at level {level}").format(level=player.level)
    return _("the computer, from {doctrine}").format(doctrine=held)


def _truth(world: World, role: Role) -> float:
    return float(world.greed[0] if role is Role.CHALLENGER else world.resolve[PATRONS.index(role)][0])


def _prior(scenario: Scenario, name: str) -> Prior:
    prior: Prior = getattr(scenario.priors, name)
    return prior


def meaning(role: Role, value: float, scenario: Scenario) -> str:
    """Return a hidden type in words: what a challenger wants, or which doctrine a patron's readiness is nearest to."""
    if role is Role.CHALLENGER:
        return next(text for limit, text in GREED if value < limit)
    nearest = min(REGISTRY[role], key=lambda row: abs(row.type_value - value))
    words = _("about as ready to fight for {target} as under the doctrine {name} ({level} on the same scale)")
    level = f"{nearest.type_value:g}".replace("-", MINUS)
    return named(words.replace("{name}", nearest.name).replace("{level}", level), scenario)


def _nearness(truth: float, mean: Sequence[float], spread: float) -> str:
    """Return in one sentence whether what was seen led a belief nearer to the truth."""
    before, after = abs(mean[0] - truth), abs(mean[-1] - truth)
    if after > max(SURPRISE * spread, 1e-9) and after > before:
        return _("What could be seen led away from it: signals can mislead, and this one did.")
    if after < 0.75 * before:
        return _("What could be seen led nearer to it.")
    if abs(mean[-1] - mean[0]) < 0.25 * max(spread, 1e-9):
        return _("What could be seen told little about it.")
    return _("What could be seen moved the belief, and not much nearer.")
