"""Whether a seat's belief is calibrated: of the games in which it says 70 %, about 70 % should be so.

Games are played by computer seats with moves on, each with types drawn from the scenario's prior, and Vietnam's belief
is updated from what Vietnam observes, quarter by quarter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios import load
from sim.belief import TYPES, Belief
from sim.mends import default
from sim.model import CrisisModel
from sim.opening import triangular
from sim.scenario import Scenario
from sim.seats import Role
from sim.study.reliability import reliability

FloatArray = NDArray[np.float64]

SCENARIOS = ("four-nos", "bleeding-white", "rig-crisis")
GAMES, WIDTH, SEED = 400, 100, 11
"""Games of each scenario, how many are played side by side, and their seed."""
AFTER = (8, 16)
"""Quarters after which the belief is asked."""
SMALL = (12, 6)
"""Games and quarters of a part that is quick to make again."""
FIGURES = Path(__file__).resolve().parents[2] / "docs" / "figures"
Tell = Callable[[str], None]


def gather(progress: Tell, games: int = GAMES, figures: Path | None = FIGURES) -> dict[str, Any]:
    """Return how reliable the belief is of each type in each scenario, and what all together made of it in public."""
    rows: list[dict[str, Any]] = []
    pooled: dict[tuple[int, str], list[Any]] = {}
    for number, name in enumerate(SCENARIOS):  # games of their own numbers, so that no two share types and signals
        scenario = load(name)
        parts = []
        for first in range(0, games, WIDTH):
            progress(f"{name}: game {first} of {games}")
            parts.append(played(scenario, min(WIDTH, games - first), max(AFTER), number * games + first))
        for place, quarter in enumerate(AFTER):
            for kind, bar in thresholds(scenario).items():
                said, public, came, off = (np.concatenate([part[place][kind][i] for part in parts]) for i in range(4))
                rows.append(_row(name, quarter, kind, bar, said, public, came > 0, off))
                pooled.setdefault((quarter, kind), []).append((said, came > 0))
    together = [
        {"quarter": quarter, "type": kind, **_together(found).plain()} for (quarter, kind), found in pooled.items()
    ]
    about = {"games": games, "seed": SEED, "scenarios": SCENARIOS, "after": AFTER, "mends": list(default())}
    drawn = _draw({"about": about, "together": together}, figures) if figures else {}
    return {"about": about, "together": together, "rows": rows, "small": small(), "figures": drawn}


def thresholds(scenario: Scenario) -> dict[str, float]:
    """Return the value of each type above which the belief is asked to see it: the median of its prior."""
    priors = (scenario.priors.greed, scenario.priors.resolve_a, scenario.priors.resolve_b)
    return {kind: float(triangular(prior, np.array([0.5]))[0]) for kind, prior in zip(TYPES, priors, strict=True)}


def played(scenario: Scenario, games: int, quarters: int, first: int) -> list[dict[str, tuple[FloatArray, ...]]]:
    """Return for each of AFTER, by type: what the belief said, what all said, whether it was so, and its error.

    The error is the true value less the mean of the belief, in standard deviations of the belief.
    """
    return [found for quarter, found in _quarters(scenario, games, quarters, first) if quarter in AFTER]


def _quarters(
    scenario: Scenario, games: int, quarters: int, first: int
) -> Iterator[tuple[int, dict[str, tuple[FloatArray, ...]]]]:
    options: dict[str, Any] = {"types": "prior", "moves": "on", "namespace": "game"}
    model = CrisisModel(scenario, runs=games, first=first, seed=SEED, **options)
    belief = Belief(scenario, Role.TARGET, games=games, first=first, seed=SEED)
    seat = model.seats[Role.TARGET]
    belief.update(seat.observe())
    for quarter in range(1, quarters + 1):
        model.step()
        belief.update(seat.observe())
        yield quarter, _asked(scenario, model, belief)
    model.close()
    belief.close()


def _asked(scenario: Scenario, model: CrisisModel, belief: Belief) -> dict[str, tuple[FloatArray, ...]]:
    from scipy.special import ndtr

    world, agenda = model.world, model.world.agenda
    truth = dict(zip(TYPES, (world.greed, *world.resolve), strict=True))
    found: dict[str, tuple[FloatArray, ...]] = {}
    for row, (kind, bar) in enumerate(thresholds(scenario).items()):
        said = belief.above(kind, bar)
        public = ndtr((agenda.belief[row] - bar) / np.sqrt(agenda.doubt[row]))
        off = (truth[kind] - belief.mean(kind)) / belief.spread(kind)
        found[kind] = (said, public, (truth[kind] > bar).astype(float), off)
    return found


def _row(
    name: str, quarter: int, kind: str, bar: float, said: FloatArray, public: FloatArray, came: Any, off: FloatArray
) -> dict[str, Any]:
    return {
        "scenario": name,
        "quarter": quarter,
        "type": kind,
        "threshold": bar,
        "public_brier": float(((public - came) ** 2).mean()),
        "error_mean": float(off.mean()),
        "error_spread": float(off.std()),
        **reliability(said, came).plain(),
    }


def _together(found: list[Any]) -> Any:
    return reliability(np.concatenate([said for said, _ in found]), np.concatenate([came for _, came in found]))


def small() -> dict[str, list[float]]:
    """Return what the belief says in a few games after a few quarters, which a test makes again to the last digit."""
    games, quarters = SMALL
    *_, (_quarter, found) = _quarters(load(SCENARIOS[0]), games, quarters, 0)
    return {kind: [round(float(value), 6) + 0.0 for value in said] for kind, (said, *_rest) in found.items()}


def _draw(found: dict[str, Any], to: Path) -> dict[str, str]:
    """Draw the picture of the page, and return its hash."""
    from sim.plots import save
    from sim.plots.reliability import draw

    to.mkdir(exist_ok=True)
    path = to / "belief-reliability.png"
    save(draw(found), path)
    return {path.name: hashlib.blake2b(path.read_bytes(), digest_size=8).hexdigest()}
