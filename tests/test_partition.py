"""Run r of a seed is the same to the last bit, however the runs are cut and wherever they are worked out."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from tests.engine import Played, play, same_runs, scenario
from tests.processor import SCENARIOS, elsewhere, features, report

WIDE = 5_000
QUARTERS = {"bleeding-white": 40, "four-nos": 24, "rig-crisis": 12}
"""Scenarios of the wide batch, and how far they are played."""
SCATTERED = [4_999, 3, 3, 1_234, 0, 4_998, 2_047, 2_048, 2_049, 17]


def options(name: str, runs: Any = WIDE) -> dict[str, Any]:
    """Return how the batch is made up: drawn types, a pledge broken half way, and values that differ by run."""
    numbers = np.arange(runs) if isinstance(runs, int) else np.asarray(runs)
    return {
        "seed": 20_250_217,
        "runs": runs,
        "record": numbers.size,
        "types": "prior",
        "doctrines": {"vietnam": "one-depend,ally-us@6"},
        "parameters": {"lam": 8.0 + numbers % 5, "h_set": 0.1 + 0.02 * (numbers % 3), "taiwan_pin": 0.5},
        "opening": {"patron_a.capacity": 0.6 + 0.1 * (numbers % 4)},
    }


@cache
def wide(name: str) -> Played:
    return play(name, QUARTERS[name], **options(name))


def played(name: str, runs: list[int], **more: Any) -> Played:
    return play(name, QUARTERS[name], **options(name, runs) | more)


def check_alone_as_among_many(name: str = "bleeding-white", run: int = 17, width: int = 40) -> None:
    """Return quietly if a run alone is what it is in a batch: short enough for the mutation tests."""
    many = play(name, 12, runs=width, seed=3, types="prior", record=width)
    same_runs(many, play(name, 12, runs=1, first=run, seed=3, types="prior", record=1), [run])


@pytest.mark.parametrize("name", QUARTERS)
@pytest.mark.parametrize("run", [0, 1, 3, 4, 2_503, 4_999])
def test_alone(name: str, run: int) -> None:
    same_runs(wide(name), played(name, [run]), [run])


@pytest.mark.parametrize("name", QUARTERS)
@pytest.mark.parametrize("first", [0, 1, 7, 4_990])
def test_in_ten_from_an_offset(name: str, first: int) -> None:
    ten = list(range(first, first + 10))
    by_count = options(name, ten) | {"runs": 10}
    same_runs(wide(name), play(name, QUARTERS[name], first=first, **by_count), ten)


@pytest.mark.parametrize("name", QUARTERS)
def test_in_two_halves(name: str) -> None:
    for half in (range(2_501), range(2_501, WIDE)):
        same_runs(wide(name), played(name, list(half)), list(half))


@pytest.mark.parametrize("name", QUARTERS)
@pytest.mark.parametrize(
    "runs",
    [SCATTERED, SCATTERED[::-1], [9] * 6, list(range(60, 0, -7))],
    ids=["scattered", "reversed", "twins", "down"],
)
def test_as_a_list(name: str, runs: list[int]) -> None:
    same_runs(wide(name), played(name, runs), runs)


def test_runs_very_far_apart() -> None:
    runs = [10**9, 3, 2**40 + 1, 3]
    together = played("bleeding-white", runs)
    for place, run in enumerate(runs):
        same_runs(together, played("bleeding-white", [run]), [place])


@pytest.mark.parametrize("name", ["bleeding-white", "four-nos", "border-war-1979", "ukraine-analogue", "rig-crisis"])
def test_every_scenario_alone_as_among_many(name: str) -> None:
    check_alone_as_among_many(name)


@pytest.mark.parametrize("runs", [1, 2, 4, 7])
def test_widths_at_which_shapes_could_be_mistaken(runs: int) -> None:
    """A pair of patrons is no pair of runs, and four pledges are no four runs."""
    same_runs(wide("bleeding-white"), played("bleeding-white", list(range(runs))), list(range(runs)))


def test_a_batch_of_none_is_empty_and_not_an_error() -> None:
    empty = play("bleeding-white", 3, runs=[])
    assert all(values.shape == (0,) for values in empty.outcomes.values())


# ---------------------------------------------------------------- another processor


@cache
def here(unrounded: bool = False) -> dict[str, Any]:
    return elsewhere(unrounded=True) if unrounded else report(False)


@cache
def without(unrounded: bool = False) -> dict[str, Any]:
    """Return the report of a process without any feature that this processor has and NumPy can do without."""
    found = elsewhere(" ".join(name for name, used in features().items() if used), unrounded=unrounded)
    assert not any(found["features"].values()), "the features were not switched off"
    return found


needs_features = pytest.mark.skipif(not any(features().values()), reason="NumPy uses the plainest code here already")
in_one_process = pytest.mark.xdist_group("processor")


@needs_features
@in_one_process
def test_the_features_are_really_off() -> None:
    assert here()["features"] == features()
    assert any(features().values()) and not any(without()["features"].values())


@needs_features
@in_one_process
def test_a_plainer_processor_gives_the_same_states() -> None:
    assert without()["states"] == here()["states"]


@needs_features
@in_one_process
def test_a_plainer_processor_gives_the_same_outcomes() -> None:
    differ = [name for name, value in here()["outcomes"].items() if without()["outcomes"][name] != value]
    assert not differ


@needs_features
@in_one_process
def test_a_plainer_processor_plays_the_same_golden_games() -> None:
    assert without()["games"] == here()["games"]


@needs_features
@in_one_process
def test_the_control_differs_without_rounding() -> None:
    """The comparison can see a difference: without rounding, last bits of exp and power grow into the state.

    It must differ where NumPy's elementary functions do. Where they give the same bits with and without the features
    (processors whose extra features serve other functions), nothing could differ, and that is what is asserted.
    """
    plain, fast = without(unrounded=True), here(unrounded=True)
    if plain["functions"] == fast["functions"]:
        assert plain["states"] == fast["states"] == here(unrounded=True)["states"]
    else:
        assert any(plain["states"][name] != fast["states"][name] for name in SCENARIOS)
    assert fast["states"] != here()["states"], "the control did round"


def test_a_scenario_is_not_changed_by_being_played() -> None:
    before = scenario("four-nos").model_dump_json()
    play("four-nos", 6, runs=5)
    assert scenario("four-nos").model_dump_json() == before
    with pytest.raises(ValueError, match="frozen"):
        scenario("four-nos").quarters = 3  # type: ignore[misc]
