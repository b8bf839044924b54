"""Luck: where what happened fell among replays of the same quarter, from the same state, under the same orders.

Every replay has luck of its own (namespace `luck`) and starts from the true state, so that it is for the result and the
debrief, when the quarter is over. A percentile of 50 is the middle; a low or a high one says that chance, and not
the orders alone, made the number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import Cancelled, InputError
from sim.game.futures_words import number, title
from sim.game.notes import ends, pace_of, standing
from sim.language import _
from sim.ledger.quantities import QUANTITIES
from sim.orders import Order
from sim.outcome import FloatArray
from sim.parameters import Values
from sim.scenario import Scenario
from sim.study.meters import METERS
from sim.world import World

if TYPE_CHECKING:
    from sim.model import CrisisModel

COUNT = 200
"""Replays."""
LEVELS = (5, 25, 50, 75, 95)
STATE = (
    "rung",
    "grievance",
    "trust",
    "conceded",
    "land_held",
    "support_a",
    "support_b",
    "target_weariness",
    "challenger_weariness",
    "challenger_dead",
)
"""Variables of the state that are told beside the five meters."""
NAMES = (*(meter.name for meter in METERS), *STATE)
BANDS = ((5.0, 95.0), (25.0, 75.0))
"""Percentiles outside the first are called rare, outside the second uncommon."""
SAME = 1e-9
"""Values no further apart count as the same."""


@dataclass(frozen=True, eq=False)
class LuckBar:
    """Where one quantity fell.

    Attributes
    ----------
    name : of `sim.ledger.quantities.QUANTITIES`.
    before, realised : its value before, and as it came.
    values : its values in the replays, in order of size, shape (replays,).
    percentile : share of replays below what came, half of those that came to the same included, 0 to 100.
    """

    name: str
    before: float
    realised: float
    values: FloatArray

    @property
    def percentile(self) -> float:
        """Where what came falls among the replays, 0 to 100."""
        return percentile(self.realised, self.values)

    @property
    def quantiles(self) -> FloatArray:
        """The replays' quantiles (LEVELS), shape (5,)."""
        return np.percentile(self.values, LEVELS)

    @property
    def moved(self) -> bool:
        """Whether luck had a say at all: whether the replays differ."""
        return bool(self.values[-1] - self.values[0] > SAME)


def percentile(value: float, among: FloatArray) -> float:
    """Return the share of values below one, in per cent; those that equal it count half."""
    values = np.asarray(among, float)
    below = (values < value - SAME).mean()
    same = (np.abs(values - value) <= SAME).mean()
    return float(100.0 * (below + 0.5 * same))


def luck(
    scenario: Scenario,
    before: World,
    after: World,
    given: Mapping[str, Order],
    *,
    seed: int,
    count: int = COUNT,
    **case: Any,
) -> tuple[LuckBar, ...]:
    """Return where a quarter fell among replays of it.

    Parameters
    ----------
    before, after : the true state before and after the quarter, one run.
    given : the order of every seat as it was acted.
    seed : the game's; the replays' luck is of another namespace.
    count : replays.
    case : doctrines that the seats held before the quarter, and whatever else the game's model was made with.

    Raises
    ------
    InputError
        If the states are not of one run, or not a quarter apart.
    """
    if before.runs != 1 or after.runs != 1 or after.quarter != before.quarter + 1:
        message = _("Luck is told of one quarter of one game: of the states before and after it.")
        raise InputError(message, field="quarter", got=(before.quarter, after.quarter))
    with closing(_replays(scenario, before, seed, count, case)) as model:
        model.step(given)
        told = _told(scenario, model.p)
        return tuple(_bar(name, told, before, after, model.world) for name in NAMES)


def luck_of_game(
    scenario: Scenario,
    opening: World,
    after: World,
    given: Sequence[Mapping[str, Order]],
    /,
    *,
    seed: int,
    count: int = COUNT,
    cancelled: Callable[[], bool] = lambda: False,
    **case: Any,
) -> tuple[LuckBar, ...]:
    """Return where a whole game fell among games from the same opening under the same orders, on other luck.

    What is not legal in a replay, because it went another way, is left undone there.

    Parameters
    ----------
    opening, after : the true state at the opening, hidden types included, and at the end.
    given : the orders of every seat as they were acted, quarter by quarter.
    seed, count, case : as for `luck`.
    cancelled : asked before every quarter.

    Raises
    ------
    InputError
        If there are not as many quarters as orders.
    Cancelled
        If `cancelled` says so.
    """
    if not given or after.quarter - opening.quarter != len(given):
        message = _("The luck of a game is told from its opening, its end, and the orders of each quarter between.")
        raise InputError(message, field="quarter", got=len(given), allowed=str(after.quarter - opening.quarter))
    with closing(_replays(scenario, opening, seed, count, case)) as model:
        for orders in given:
            if cancelled():
                raise Cancelled(_("The run was stopped."))
            model.step(orders)
        told = _told(scenario, model.p)
        return tuple(_bar(name, told, opening, after, model.world) for name in NAMES)


def words(scenario: Scenario, bar: LuckBar, count: int = COUNT) -> str:
    """Return a luck bar in one line."""
    name = title(scenario, bar.name)
    if not bar.moved:
        return _("{title}: luck had no part in it; it came to {value} in every replay").format(
            title=name, value=number(bar.name, bar.realised)
        )
    low, _quarter, median, _upper, high = (number(bar.name, value) for value in bar.quantiles)
    if low == high == number(bar.name, bar.realised):
        return _(
            "{title}: {value}, and the same in nine in ten of {count} replays of the same orders, as rounded"
        ).format(title=name, value=low, count=bar.values.size)
    line = _(
        "{title}: {value}; in {count} replays of the same orders {median} in the middle, nine in ten from {low} to"
        " {high}: {rank}"
    )
    return line.format(
        title=name,
        value=number(bar.name, bar.realised),
        count=bar.values.size,
        median=median,
        low=low,
        high=high,
        rank=rank(bar.percentile),
    )


def rank(value: float) -> str:
    """Return a percentile in words."""
    share = round(value)
    (rare_low, rare_high), (low, high) = BANDS
    if value < rare_low or value > rare_high:
        return _("rare luck, percentile {share}").format(share=share)
    if value < low or value > high:
        return _("uncommon luck, percentile {share}").format(share=share)
    return _("ordinary luck, percentile {share}").format(share=share)


def _replays(scenario: Scenario, start: World, seed: int, count: int, case: Mapping[str, Any]) -> CrisisModel:
    """Return a model with as many copies of a state, each with luck of its own."""
    from sim.model import CrisisModel  # it brings Mesa, which takes a second

    worlds = start.part(np.zeros(count, np.int64))
    moves = "on" if start.has_agenda else "off"
    return CrisisModel(scenario, seed=seed, runs=count, namespace="luck", moves=moves, world=worlds, **case)


def _told(scenario: Scenario, p: Values) -> Callable[[str, World], FloatArray]:
    """Return how a quantity is read from a world: meters as they stand, at the horizon as they ended."""
    pace = pace_of(scenario)

    def read(name: str, world: World) -> FloatArray:
        if world.quarter == scenario.quarters and name not in STATE:
            return ends(world, p, scenario)[name]
        found = standing(world, p, pace)
        return found[name] if name in found else np.array(QUANTITIES[name].read(world, p))

    return read


def _bar(name: str, read: Callable[[str, World], FloatArray], before: World, after: World, replayed: World) -> LuckBar:
    values: NDArray[np.float64] = np.sort(read(name, replayed))
    return LuckBar(name, float(read(name, before)[0]), float(read(name, after)[0]), values)
