"""What the others wanted, and what they saw: the hidden types and the other side's screen, beside what was believed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.belief import OWN, TYPES
from sim.doctrines import REGISTRY, doctrine
from sim.game.acted import seen_by
from sim.game.debrief.data import Glimpse, OtherScreen, Wanted
from sim.game.record import QuarterRecord
from sim.game.table import Table
from sim.language import _
from sim.observation import PRIVATE, Observation, observe
from sim.outcome import FloatArray
from sim.plots.words import RUNG_TEXTS, named, with_article
from sim.refusals import choices_of
from sim.scenario import Prior, Scenario
from sim.seats import PATRONS, SIDES, Role
from sim.situations import TABLE as SITUATIONS
from sim.situations import holds
from sim.world import ROWS, World

DRAWS = 300
"""Worlds drawn from a belief, for what it held of rows that are no type."""
GREED = ((0.2, _("seeks security")), (0.4, _("seeks security, and takes what comes cheaply")), (0.6, _("between the two")))
GREED_REST = ((0.8, _("wants more than security")), (1.01, _("wants land and mastery")))
SURPRISE = 1.5
"""Standard deviations from which a belief counts as off."""
OMITTED = ("greed", "resolve", "grievance_onset", "aim")
"""Private rows that the debrief tells elsewhere, or that mean little by themselves."""
SILENT = ("any", "land", "sea", "room-a", "room-b", "calm", "not-at-war", "threatened", "war", "pressed")
"""Situations that say nothing that another does not say better."""


@dataclass(frozen=True)
class Held:
    """What a seat believed at the opening and after each quarter: mean and spread of each type, by its name.

    `at` is the belief's draws at the turning point, None where there was none.
    """

    mean: Mapping[str, tuple[float, ...]]
    spread: Mapping[str, tuple[float, ...]]
    at: World | None
    sees: Observation | None


def followed(table: Table, seat: str, quarter: int | None) -> Held:
    """Return what a seat believed all along, with draws from its belief before `quarter` was resolved."""
    mean: dict[str, list[float]] = {name: [] for name in TYPES}
    spread: dict[str, list[float]] = {name: [] for name in TYPES}
    at, seen = None, None
    for sees, belief in table.beliefs.followed(seat):
        for name in TYPES:
            mean[name].append(float(belief.mean(name)[0]))
            spread[name].append(float(belief.spread(name)[0]))
        if sees.quarter == quarter:
            at, seen = belief.sample(sees, DRAWS), sees
    return Held(*({name: tuple(row) for name, row in rows.items()} for rows in (mean, spread)), at, seen)


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
    shared = (other, row.label, str(table.setup.players[other]), known.name, known.text)
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
        meaning(role, truth),
        mean[0],
        mean[-1],
        spread[-1],
        mean,
        _nearness(truth, mean, spread[-1]),
    )


def _truth(world: World, role: Role) -> float:
    return float(world.greed[0] if role is Role.CHALLENGER else world.resolve[PATRONS.index(role)][0])


def _prior(scenario: Scenario, name: str) -> Prior:
    prior: Prior = getattr(scenario.priors, name)
    return prior


def meaning(role: Role, value: float) -> str:
    """Return a hidden type in words: what a challenger wants, or which doctrine a patron's readiness is nearest to."""
    if role is Role.CHALLENGER:
        return next(text for limit, text in (*GREED, *GREED_REST) if value < limit)
    nearest = min(REGISTRY[role], key=lambda row: abs(row.type_value - value))
    words = _("about as ready to fight for {target} as the doctrine {name} ({level:g} on the same scale)")
    return words.replace("{target}", _("the target")).format(name=nearest.name, level=nearest.type_value)


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


# ------------------------------------------------------------------------------------------------------ other screen


def across(table: Table, seat: str, row: QuarterRecord, held: Held) -> OtherScreen:
    """Return a quarter as the other side saw it: the challenger, or the target where the seat is the challenger's."""
    played, scenario = table.played, table.setup.scenario
    mine = scenario.role_of(seat)
    role = Role.TARGET if mine is Role.CHALLENGER else Role.CHALLENGER
    other = scenario.seat_of(role)
    sees = observe(row.before, role, played.model.setting, played.model.p)
    offered = choices_of(sees, role, other, played.model.p)
    seen = seen_by(row.did[other], role, mine)
    reasons = next((each.reasons.get(other, "") for each in table.record.turns if each.number == row.turn), "")
    return OtherScreen(
        other,
        scenario.seats[other].label,
        row.quarter,
        row.date,
        _small(named(RUNG_TEXTS[int(sees.rung[0])], scenario)),
        tuple(_situations(sees)),
        tuple(offered.answers),
        offered.capital,
        tuple(_glimpses(sees, role, held, scenario)),
        str(row.did[other]),
        str(seen),
        reasons,
    )


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _situations(sees: Observation) -> Iterator[str]:
    """Yield what an observation says of the situation, in words."""
    for row in SITUATIONS:
        if row.name not in SILENT and holds((row.name,), sees, sees.facts)[0]:
            yield row.text


def _glimpses(sees: Observation, role: Role, held: Held, scenario: Scenario) -> Iterator[Glimpse]:
    """Yield what a seat alone knows, beside what another's draws held of it."""
    if held.at is None:
        return
    for name, place in PRIVATE[role]:
        if name in OMITTED:
            continue
        truth = np.atleast_2d(np.asarray(sees[name]))
        drawn = np.atleast_2d(_row(held.at, name, place))
        for each in range(len(truth)):
            whose = place if place is not None else each if len(truth) > 1 else None
            if whose is None or place is not None or len(truth) == len(PATRONS):
                yield _glimpse(name, whose, float(truth[each][0]), drawn[each], scenario)


def _row(world: World, name: str, place: int | None) -> FloatArray:
    row: FloatArray = getattr(world, name)
    return row if place is None else row[place]


def _glimpse(name: str, place: int | None, truth: float, drawn: FloatArray, scenario: Scenario) -> Glimpse:
    low, middle, high = (float(value) for value in np.percentile(drawn, (5, 50, 95)))
    row = next(each for each in ROWS if each.name == name)
    title = row.meaning.partition(":")[0]
    if row.size == len(PATRONS) and place is not None:
        roles = SIDES if ":" in row.meaning else PATRONS
        title += f" ({with_article(scenario.seats[scenario.seat_of(roles[place])].label)})"
    return Glimpse(title, row.unit, truth, middle, low, high)
