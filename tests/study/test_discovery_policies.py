"""Policies pooled: which policy it is can be one of the conditions under which one fails."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.study.questions.boxes import Input
from sim.study.questions.checking import Asked, confirmed, discover
from sim.study.questions.confirming import confirm
from sim.study.questions.discover_words import answer
from sim.study.questions.discovery import Wish
from sim.study.questions.failing import parse
from sim.study.questions.pooling import Pooled, values
from tests.study.planted import INPUTS, FloatArray, Sampler, design, numeric, runs, values_of

NAMES = ("steady", "bamboo")
ASKED = Asked(scenario="four-nos", wish=Wish(resamples=4), pooled=True)
LOST = parse("lost > 0.4", ["lost"])


def seldom(at: FloatArray) -> FloatArray:
    """Fail in one run of ten whatever happens."""
    return np.full(len(at), 0.1)


class Part(Sampler):
    """A sampler that is given a part of the luck only."""

    def __call__(self, unit: FloatArray, luck: NDArray[np.int64]) -> dict[str, FloatArray]:
        drawn = np.random.default_rng([self.seed, 3]).random(2000)[luck]
        return {"lost": (drawn < self.chance(values_of(unit))).astype(float)}


def test_which_policy_it_is_can_be_one_of_the_conditions() -> None:
    points = design(200, 4)
    fails = np.concatenate([runs(seldom, points, 4, 0), runs(numeric, points, 4, 1)])
    both = np.column_stack([np.repeat([0.0, 1.0], 200), np.tile(points, (2, 1))])
    inputs = (Input("policy", "category", levels=NAMES), *INPUTS)
    found = discover(inputs, both, fails, ASKED, groups=np.arange(400) % 200)
    (box,) = (each.found.box for each in found.boxes)
    assert box.text(inputs).startswith("policy is bamboo and psi > 0.4")
    assert found.peeled == 280
    pooled = Pooled(NAMES, (Part(seldom), Part(numeric)))  # type: ignore[arg-type]
    assert [each.name for each in pooled.inputs] == ["policy", *(of.name for of in INPUTS)]
    fresh = confirm([box], pooled, partial(values, values_of, 2), LOST.of, runs=400)
    assert fresh.volumes[0] == pytest.approx(0.56 * 0.6 / 2, abs=0.03)
    assert fresh.inside[0].share == pytest.approx(0.8, abs=0.1) and fresh.outside.share < 0.2
    told = answer(confirmed(found, fresh, ASKED), ASKED, LOST)
    assert told.sentences[0].startswith("In these simulated runs a policy fails in")
    assert told.name == "discover-scenario-four-nos-pooled-true" and told.data["policy"] == "all"


def test_each_row_is_run_by_its_own_policy_on_its_own_luck() -> None:
    class Told(Part):
        def __call__(self, unit: FloatArray, luck: NDArray[np.int64]) -> dict[str, FloatArray]:
            return {"lost": self.seed + unit[:, 0] + 10.0 * luck}

    unit = np.random.default_rng(0).random((50, 3))
    got = Pooled(NAMES, (Told(seldom, 1000), Told(seldom, 2000)))(unit, np.arange(50))["lost"]  # type: ignore[arg-type]
    assert got == pytest.approx(np.where(unit[:, 0] < 0.5, 1000, 2000) + unit[:, 1] + 10.0 * np.arange(50))
    assert np.array_equal(values(lambda rest: rest, 2, unit)[:, 0], np.floor(2 * unit[:, 0]))


def test_rows_of_one_point_are_held_out_together_and_count_as_one() -> None:
    points = design(10, 1)
    fails = np.tile(runs(numeric, points, 30, 1), (2, 1))
    found = discover(INPUTS, np.tile(points, (2, 1)), fails, ASKED, groups=np.arange(20) % 10)
    assert found.standing.reasons[0].text.startswith("the design has 10 points")
