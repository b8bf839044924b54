"""Numbers that stand for many runs: summaries, differences on the same luck, and the comparison of doctrines."""

from __future__ import annotations

import math
import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from scenarios import load, names
from sim.ensemble import compare, compared_seat, paired, run_case, simulate
from sim.errors import InputError, UnknownName
from sim.outcome import ENDINGS, MEASURES
from sim.summary import shares, spread
from tests.studies import case, made_up, same, scenario


def test_a_summary_names_every_measure_in_its_published_order() -> None:
    summary = run_case(case(), 200).summary()
    assert list(summary) == [measure.name for measure in MEASURES]
    for name, found in summary.items():
        assert list(found) == (list(ENDINGS) if name == "ending" else ["mean", "se", "p05", "p50", "p95", "n"])
    assert math.isclose(sum(summary["ending"].values()), 1.0)


def test_a_summary_counts_only_the_runs_in_which_a_measure_exists() -> None:
    found = spread(np.array([1.0, np.nan, 3.0, np.nan]))
    assert found == {"mean": 2.0, "se": pytest.approx(1 / math.sqrt(2)), "p05": 1.1, "p50": 2.0, "p95": 2.9, "n": 2}
    nothing = spread(np.array([np.nan]))
    assert nothing == {"mean": None, "se": None, "p05": None, "p50": None, "p95": None, "n": 0}


def test_the_standard_error_is_that_of_a_share() -> None:
    wars = np.repeat([0.0, 1.0], [30, 70])
    assert spread(wars)["se"] == pytest.approx(math.sqrt(0.7 * 0.3 / 100))


def test_shares_are_those_of_all_endings() -> None:
    assert shares(np.array([0, 0, 5, 1], np.int8)) == dict(zip(ENDINGS, (0.5, 0.25, 0, 0, 0, 0.25), strict=True))


def test_differences_are_taken_run_by_run() -> None:
    one, other = made_up(400), made_up(400, "bamboo")
    other.outcomes["autonomy"] = one.outcomes["autonomy"] - 0.25
    found = paired(one, other, "autonomy")
    assert found["mean"] == pytest.approx(0.25) and found["se"] == pytest.approx(0.0, abs=1e-12) and found["n"] == 400
    gaps = one.outcomes["territory"] - other.outcomes["territory"]
    found = paired(one, other, "territory")
    assert found["mean"] == pytest.approx(gaps.mean())
    assert found["se"] == pytest.approx(gaps.std(ddof=1) / 20)
    assert found["high"] - found["low"] == pytest.approx(2 * 1.959964 * found["se"])  # type: ignore[operator]


def test_differences_need_a_pair_that_has_the_measure() -> None:
    one, other = made_up(400), made_up(400, "bamboo")
    both = ~np.isnan(one.outcomes["settlement_terms"] + other.outcomes["settlement_terms"])
    assert paired(one, other, "settlement_terms")["n"] == both.sum() < 400
    one.outcomes["settlement_terms"][:] = np.nan
    assert paired(one, other, "settlement_terms") == {"mean": None, "se": None, "low": None, "high": None, "n": 0}


def test_differences_match_runs_by_their_number() -> None:
    whole = run_case(case(), 60)
    late = run_case(case(), 40, first=30)
    assert paired(whole, late, "legitimacy") == {"mean": 0.0, "se": 0.0, "low": 0.0, "high": 0.0, "n": 30}


def test_a_difference_of_an_ending_is_that_of_its_share() -> None:
    one, other = run_case(case(), 300), run_case(case(doctrines={"vietnam": "accommodate"}), 300)
    for ending in ENDINGS:
        gap = one.summary()["ending"][ending] - other.summary()["ending"][ending]
        assert paired(one, other, ending)["mean"] == pytest.approx(gap)


def test_differences_without_the_same_luck_are_refused() -> None:
    with pytest.raises(InputError, match="seeds 1 and 2"):
        paired(made_up(10), made_up(10, "bamboo", seed=2), "war")
    with pytest.raises(InputError, match="no run in common"):
        paired(run_case(case(1), 5), run_case(case(1), 5, first=5), "war")
    with pytest.raises(UnknownName, match="autonomy"):
        paired(made_up(10), made_up(10), "autonomi")
    with pytest.raises(UnknownName):
        paired(made_up(10), made_up(10), "ending")


@pytest.mark.parametrize("name", names())
def test_the_seat_compared_is_vietnam_and_where_it_has_none_the_challenger(name: str) -> None:
    role = "challenger" if name == "ukraine-analogue" else "target"
    assert load(name).seats[compared_seat(load(name))].role == role


def test_a_comparison_runs_every_doctrine_of_a_seat_on_the_same_luck() -> None:
    found = compare(scenario(), doctrines={"china": "punitive"}, runs=30, seed=5, quarters=4)
    offered = "four-nos one-depend bamboo china-closer augmented porcupine ally-us ally-russia accommodate"
    assert [e.case.doctrines["vietnam"] for e in found] == offered.split()
    for one in found:
        assert same(one, simulate(scenario(), one.case.doctrines, runs=30, seed=5, quarters=4))
    assert {e.case.doctrines["china"] for e in found} == {"punitive"}
    assert compare(scenario(), "us", runs=2, quarters=1)[0].policy.startswith(
        "vietnam=four-nos; china=bleed-white; us=full"
    )


def test_a_comparison_refuses_a_seat_that_is_none_or_has_a_doctrine_already() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'vietnam'"):
        compare(scenario(), "vietnm", runs=1)
    with pytest.raises(InputError, match="give doctrines to the other seats"):
        compare(scenario(), "vietnam", {"vietnam": "bamboo"}, runs=1)


def test_checking_a_case_does_not_bring_mesa(root: Path) -> None:
    program = (
        "import sys; from scenarios import load; from sim.ensemble import prepare;"
        "prepare(load('four-nos'), {'vietnam': 'bamboo'}); print({'mesa', 'pandas', 'duckdb'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_face_of_the_package_names_what_a_notebook_needs() -> None:
    import sim

    for name in ("CrisisModel", "compare", "open_study", "simulate"):
        assert name in dir(sim) and callable(getattr(sim, name))
    with pytest.raises(AttributeError, match="simulat'"):
        _missing = sim.simulat


def held(runs: int) -> float:
    """Return the megabytes that many runs and their summary take at most, beyond what is there already."""
    tracemalloc.start()
    try:
        run_case(case(1), runs, batch=1_000).summary()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def test_memory_grows_by_the_outcomes_and_nothing_else() -> None:
    held(1_000)
    small, large = held(10_000), held(40_000)
    a_run = (len(MEASURES) - 1) * 8 + 1 + 8 + 1  # the measures, the ending, the run's number, whether it is in
    assert large - small < 1.5 * 30_000 * a_run / 1e6


@pytest.mark.soak
def test_a_million_runs_and_their_summary_take_less_than_a_gigabyte(root: Path) -> None:
    program = (
        "import resource; from scenarios import load; from sim import simulate;"
        "simulate(load('bleeding-white'), runs=1_000_000, quarters=12).summary();"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert float(done.stdout) < 1.0
