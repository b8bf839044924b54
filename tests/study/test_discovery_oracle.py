"""Our PRIM beside that of the EMA Workbench, where that is installed: no dependency of ours, only an oracle."""

from __future__ import annotations

import numpy as np
import pytest

from sim.study.questions.boxes import Input
from sim.study.questions.peeling import Tally, peel

pandas = pytest.importorskip("pandas")
prim = pytest.importorskip("ema_workbench.analysis.prim")

CLOSE = {1000: 0.03, 10_000: 0.003}
"""Mean difference of the density at the same coverage that is passed over, by points."""


@pytest.mark.parametrize("points", CLOSE)
@pytest.mark.parametrize("seed", range(3))
def test_the_trade_off_is_that_of_the_ema_workbench(points: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.random((points, 6))
    fails = rng.random(points) < np.where((values[:, 0] > 0.44) & (values[:, 1] < 0.6), 0.8, 0.1)
    names = [f"x{place}" for place in range(6)]
    ours = peel(Tally.of([Input(name) for name in names], values, fails.astype(float)))
    box = prim.Prim(pandas.DataFrame(values, columns=names), fails, threshold=0.1).find_box()
    path = box.peeling_trajectory
    coverage = [np.array([step.coverage for step in ours])[::-1], path.coverage.to_numpy()[::-1]]
    density = [np.array([step.density for step in ours])[::-1], path.density.to_numpy()[::-1]]
    shared = np.linspace(max(each[0] for each in coverage), 1.0, 60)
    one, other = (np.interp(shared, x, y) for x, y in zip(coverage, density, strict=True))
    assert np.abs(one - other).mean() < CLOSE[points]
    nearest = int(np.argmin(np.abs(path.coverage - max(ours, key=lambda step: step.gain).coverage)))
    limits = box.box_lims[nearest]
    chosen = max(ours, key=lambda step: step.gain).box
    slack = 0.15 if points == 1000 else 0.03
    assert chosen.bounds[0].low == pytest.approx(float(limits["x0"].iloc[0]), abs=slack)
    assert chosen.bounds[1].high == pytest.approx(float(limits["x1"].iloc[1]), abs=slack)
