"""Four No's: crises between a middle power, its great neighbour and two patrons, as a simulation to think with.

>>> from scenarios import load
>>> from sim import simulate
>>> simulate(load("bleeding-white"), {"vietnam": "bamboo"}, runs=500).summary()["ending"]  # doctest: +SKIP

Nothing is imported before it is used: `import sim` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.ensemble import compare, simulate
    from sim.model import CrisisModel
    from sim.study.folder import open_study
    from sim.study.results import open_results
    from sim.study.study import Study

__all__ = ["CrisisModel", "Study", "compare", "open_results", "open_study", "simulate"]

_HOMES = {
    "CrisisModel": "sim.model",
    "Study": "sim.study.study",
    "compare": "sim.ensemble",
    "open_results": "sim.study.results",
    "open_study": "sim.study.folder",
    "simulate": "sim.ensemble",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
