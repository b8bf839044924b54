"""The frozen windows of the calibration: what they ask, and that they are read as they were meant."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from scenarios import load
from sim.case import prepare
from sim.randomness import FloatArray
from sim.record import targets
from sim.study.calibration import planned
from sim.study.probes import parse, probed
from sim.study.search import Plan
from sim.study.windows import Bound, windows

REFERENCE = Path(__file__).with_name("reference") / "posterior.npy"


def test_there_are_seventeen_windows_on_two_histories() -> None:
    counted = [len(windows().of(cell)) for cell in windows().told]
    assert counted == [9, 8]
    assert len(set(windows().names)) == len(windows().names)


def test_the_windows_are_those_that_were_frozen() -> None:
    """Words may be mended; what decides whether a set is accepted may not."""
    assert windows().digest == "878f23e707984a51"


def test_four_windows_are_marked_as_changed_after_results_were_seen() -> None:
    assert [window.name for window in windows().histories if window.changed] == [
        "79-target-dead", "79-challenger-dead", "79-opening-dead", "ua-challenger-dead",
    ]  # fmt: skip


def test_every_window_can_be_read_and_has_a_source() -> None:
    for window in (*windows().histories, *windows().base):
        assert window.source
        assert window.fact
        for bound in window.bounds:
            assert bound.low < bound.high
            for probe in bound.probes:
                parse(probe)
    for cell, about in windows().cells.items():
        assert windows().probes(cell), f"nothing is asked of {cell}"
        prepare(load(about["scenario"]), about["doctrines"], quarters=about["quarters"], opening=about.get("opening"))


def test_windows_name_targets_that_the_record_has() -> None:
    rows = set(targets())
    for window in (*windows().histories, *windows().base):
        assert {*window.overlaps, *window.against} <= rows, window.name
    assert [window.name for window in windows().overlapping("R2a")] == ["79-challenger-dead", "79-opening-dead"]


def test_a_quarter_that_never_comes_is_later_than_any() -> None:
    never = np.array([-1.0, np.nan, 0.0, 8.0, 17.0])
    found = {"first_war": never, "settled_in": never}
    soon, late = Bound("first_war", 0.0, 8.0), Bound("settled_in", 17.0)
    assert soon.holds(soon.value(found)).tolist() == [False, False, True, True, False]
    assert late.holds(late.value(found)).tolist() == [True, True, False, False, True]


def test_what_does_not_exist_is_outside_every_window() -> None:
    found = {"aid@15": np.array([0.5, 0.0, np.nan, 1.0]), "aid@3": np.array([1.0, 0.0, 1.0, 0.0])}
    ratio = Bound("aid@15", high=0.85, over="aid@3")
    assert ratio.holds(ratio.value(found)).tolist() == [True, False, False, False]


def test_a_difference_has_no_sign_where_the_window_says_so() -> None:
    found = {"land_held@16": np.array([0.1, 0.5, 0.9]), "land_held@6": np.array([0.2, 0.5, 0.5])}
    bound = Bound("land_held@16", high=0.15, less="land_held@6", absolute=True)
    assert bound.holds(bound.value(found)).tolist() == [True, True, False]


def test_the_reference_models_own_sets_pass_our_windows_far_more_often_than_the_prior() -> None:
    """Their windows were coded by others, in another program: agreement says that ours are read as they were meant."""
    plan = planned(load, 8, "none")
    prior = _passed(plan, plan.prior(1, 4_730))
    sets = _passed(plan, np.repeat(np.load(REFERENCE), 10, axis=0))
    assert sets["all"] > 6.0 * prior["all"]
    assert sets["all"] > 0.025
    for name in ("79-settled", "79-terms", "79-opening-dead", "ua-target-dead", "ua-challenger-dead", "ua-aid-fell"):
        assert sets[name] > prior[name] + 0.05, name


def _passed(plan: Plan, values: FloatArray) -> dict[str, float]:
    """Return in what share of single runs each window holds, and all of them."""
    held = {}
    for cell in windows().told:
        found = {cell: probed(plan.case(cell, values), windows().probes(cell), 0, len(values))}
        held |= {window.name: window.holds(found) for window in windows().of(cell)}
    every = np.logical_and.reduce(list(held.values()))
    return {"all": float(every.mean())} | {name: float(flags.mean()) for name, flags in held.items()}
