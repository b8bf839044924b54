"""The other side's screen: a quarter as another seat saw it, beside what the player believed of it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.choices import choices
from sim.game.acted import seen_by
from sim.game.debrief.revelations import Glimpse, OtherScreen
from sim.game.debrief.types import Held
from sim.game.record import QuarterRecord
from sim.game.table import Table
from sim.language import _
from sim.observation import PRIVATE, Observation, observe
from sim.outcome import FloatArray
from sim.plots.words import RUNG_TEXTS, named, with_article
from sim.scenario import Scenario
from sim.seats import PATRONS, SIDES, Role
from sim.situations import TABLE as SITUATIONS
from sim.situations import holds
from sim.world import ROWS

OMITTED = ("grievance_onset", "aim", "self_supply", "gdp_path", "usual_aid")
"""Private rows that mean little by themselves."""
SILENT = ("any", "land", "sea", "room-a", "room-b", "calm", "not-at-war", "threatened", "war", "pressed")
"""Situations that say nothing that another does not say better."""


def across(table: Table, seat: str, row: QuarterRecord, held: Held) -> OtherScreen:
    """Return a quarter as the other side saw it: the challenger, or the target where the seat is the challenger's."""
    played, scenario = table.played, table.setup.scenario
    mine = scenario.role_of(seat)
    role = Role.TARGET if mine is Role.CHALLENGER else Role.CHALLENGER
    other = scenario.seat_of(role)
    sees = observe(row.before, role, played.model.setting, played.model.p)
    offered = choices(sees, role, other, p=played.model.p)
    seen = seen_by(row.did[other], role, mine)
    reasons = next((each.reasons.get(other, "") for each in table.record.turns if each.number == row.turn), "")
    return OtherScreen(
        other,
        scenario.seats[other].label,
        row.quarter,
        row.date,
        _small(named(RUNG_TEXTS[int(sees.rung[0])], scenario)),
        tuple(_situations(sees)),
        tuple(", ".join(each.choice.title for each in rows) for rows in offered.answers.values()),
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
        truth = sees[name]
        drawn: FloatArray = getattr(held.at, name)
        for each in range(len(truth)) if truth.ndim > 1 else (place,):
            known = float(truth[each][0] if truth.ndim > 1 else truth[0])
            yield _glimpse(name, each, known, drawn if each is None else drawn[each], scenario)


def _glimpse(name: str, place: int | None, truth: float, drawn: FloatArray, scenario: Scenario) -> Glimpse:
    low, middle, high = (float(value) for value in np.percentile(drawn, (5, 50, 95)))
    row = next(each for each in ROWS if each.name == name)
    title = _("how greedy it is") if name == "greed" else row.meaning.partition(":")[0]
    if place is not None:
        roles = SIDES if ":" in row.meaning else PATRONS
        title += f" ({with_article(scenario.seats[scenario.seat_of(roles[place])].label)})"
    return Glimpse(title, row.unit, truth, middle, low, high)
