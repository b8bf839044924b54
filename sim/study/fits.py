"""How well each rival coding fits the two histories: the share of prior draws that pass the calibration's windows.

Calibrated sets were found under the usual codings and flatter them. Draws from the whole of the parameters' ranges do
not, so the ratio of two codings' shares says which of them the histories favour, as far as the windows catch them. A
window that contradicts the record is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.mends import DEFAULT
from sim.study.cells import Cell, Load, evaluate
from sim.study.search import Plan
from sim.study.windows import Bools, Window, windows
from sim.world import FloatArray

SEED = 47
BOTH, WINDOWS = "both", "windows"


def asked(history: str) -> tuple[Window, ...]:
    """Return the windows of a history that do not contradict the record."""
    return tuple(window for window in windows().of(history) if not window.against)


def fit(
    draws: int, theories: Mapping[str, str], *, load: Load, seed: int = SEED, mends: str = DEFAULT, **how: Any
) -> dict[str, Any]:
    """Return how many draws pass all windows of each history, and how many both, by history; and each of the `windows`.

    Parameters
    ----------
    draws : parameter sets, uniform over the plausible ranges; one run of each history for each.
    theories : coding by question. What it sets is not drawn.
    load : returns a scenario by name.
    seed : fixes draws and luck; each history has luck of its own.
    mends, how : as for `sim.study.cells.evaluate`.
    """
    values = Plan(seed, (), {}).prior(0, draws)
    each = {
        history: _passed(history, values, theories, load=load, seed=seed + place, mends=mends, **how)
        for place, history in enumerate(windows().told, start=1)
    }
    passed = {history: np.logical_and.reduce(list(held.values())) for history, held in each.items()}
    return {
        **{history: int(held.sum()) for history, held in passed.items()},
        BOTH: int(np.logical_and.reduce(list(passed.values())).sum()),
        WINDOWS: {name: int(held.sum()) for windows_of in each.values() for name, held in windows_of.items()},
    }


def _passed(
    history: str, values: FloatArray, theories: Mapping[str, str], *, mends: str, **how: Any
) -> dict[str, Bools]:
    """Return which draws pass each window of a history, each of shape (draws,)."""
    cell = Cell.of(windows().cells[history]).under(mends, theories)
    found = evaluate({cell: windows().probes(history)}, values, 1, **how)[cell]
    numbers = {history: {probe: each[:, 0] for probe, each in found.items()}}
    return {window.name: window.holds(numbers) for window in asked(history)}
