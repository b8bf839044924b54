"""Paired comparison: the intervals hold the truth as often as they say, and what is thin is named."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import InputError, UnknownName
from sim.study.questions.clusters import bootstrapped, holm, interval, mean_of
from sim.study.questions.comparison import ask, difference, many
from sim.world import FloatArray
from tests.made_up import made_up

SAMPLES = 200


def test_a_mean_over_points_counts_points_and_not_runs() -> None:
    # Points at 1, 2 and 6 with no luck: mean 3, sd sqrt((4 + 1 + 9) / 2) = 2.6458, se 2.6458 / sqrt(3) = 1.5275;
    # t with 2 degrees of freedom is 4.3027, so that the interval is 3 +- 6.5725, however many runs a point has.
    for replications in (1, 50):
        found = mean_of(np.repeat([[1.0], [2.0], [6.0]], replications, axis=1), samples=0)
        assert (found.mean, found.unit, found.units) == (3.0, "point", 3)
        assert found.error == pytest.approx(1.52753, abs=1e-5)
        assert (found.low, found.high) == pytest.approx((3 - 6.57245, 3 + 6.57245), abs=1e-4)


def test_at_one_point_the_runs_are_the_unit() -> None:
    # 1, 2, 3, 4: mean 2.5, sd sqrt(5 / 3) = 1.29099, se 0.645497; p of t = 3.87298 with 3 degrees of freedom.
    found = mean_of(np.array([[1.0, 2.0, 3.0, 4.0]]))
    assert (found.unit, found.units, found.mean) == ("replication", 4, 2.5)
    assert found.error == pytest.approx(0.645497, abs=1e-6)
    assert found.p == pytest.approx(0.030466, abs=1e-5)


@pytest.mark.parametrize("common", [False, True])
def test_intervals_over_points_hold_the_truth_as_often_as_they_say(common: bool) -> None:
    chance, points, replications = np.random.default_rng(4), 24, 16
    student = drawn = naive = 0
    for sample in range(SAMPLES):
        luck = chance.normal(size=(1 if common else points, replications))
        values = 0.4 + chance.normal(size=(points, 1)) + luck + chance.normal(size=(points, replications))
        found = mean_of(values, common=common, samples=80, seed=sample)
        student += found.low <= 0.4 <= found.high
        drawn += found.boot_low <= 0.4 <= found.boot_high
        runs = mean_of(values.reshape(1, -1), samples=0)  # every run for itself: what clusters are there to prevent
        naive += runs.low <= 0.4 <= runs.high
    assert 0.92 <= student / SAMPLES <= 0.985
    assert 0.89 <= drawn / SAMPLES <= 0.985
    assert naive / SAMPLES < 0.75


def test_luck_that_all_points_share_taken_for_luck_of_its_own_gives_intervals_that_are_too_short() -> None:
    chance = np.random.default_rng(5)
    luck = chance.normal(size=(1, 12))
    values = chance.normal(size=(60, 1)) * 0.1 + luck
    shared, own = mean_of(values, common=True, samples=300), mean_of(values, common=False, samples=300)
    assert shared.error > 5 * own.error
    assert shared.boot_high - shared.boot_low > 4 * (own.boot_high - own.boot_low)


def test_pairing_saves_the_variance_that_two_policies_share() -> None:
    chance = np.random.default_rng(6)
    shared, one, other = chance.normal(size=(3, 400, 5))
    shared = shared + 2.0 * chance.normal(size=(400, 1))
    gap, saved = difference(shared + 0.3 * one + 0.5, shared + 0.3 * other)
    # Apart: 2 x (4 + 1.09 / 5) = 8.436; paired: 2 x 0.09 / 5 = 0.036; the ratio is about 234.
    assert saved == pytest.approx(234, rel=0.25)
    assert gap.low <= 0.5 <= gap.high
    assert gap.high - gap.low < 0.05


def test_adjusted_p_values_are_holms() -> None:
    # Sorted 0.01, 0.02, 0.04 times 3, 2, 1: 0.03, 0.04, 0.04, in the places where they stood.
    assert holm([0.02, 0.01, float("nan"), 0.04])[:2] == pytest.approx([0.04, 0.03])
    assert holm([0.02, 0.01, float("nan"), 0.04])[3] == pytest.approx(0.04)
    assert np.isnan(holm([0.02, 0.01, float("nan"), 0.04])[2])
    assert holm([0.9, 0.8]) == [1.0, 1.0]


def test_a_bootstrap_draws_from_the_units_with_replacement() -> None:
    drawn = bootstrapped(np.array([0.0, 1.0]), 4000, 1)
    assert set(drawn) == {0.0, 0.5, 1.0}
    assert (drawn == 0.5).mean() == pytest.approx(0.5, abs=0.03)
    assert interval(np.array([np.nan, *range(101)], float))[0] == pytest.approx(2.5)


def values(points: int = 32, replications: int = 10, effect: float = 0.5, scenarios: int = 1) -> FloatArray:
    """Return an outcome under three policies: the second is `effect` below the first, the third is like the first."""
    chance = np.random.default_rng(8)
    shared = chance.normal(size=(1, scenarios, points, replications))
    found = 1.0 + shared + 0.2 * chance.normal(size=(3, scenarios, points, replications))
    found[1] -= effect
    return found


def test_a_difference_that_stands_is_told_with_its_interval_and_one_that_does_not_is_named() -> None:
    answer = ask(made_up(values()), outcomes=["lost"])
    rows = answer.tables["differences"].records()
    assert [row["policy"] for row in rows] == ["second", "third"]
    assert rows[0]["standing"] == "established"
    assert rows[0]["difference"] == pytest.approx(-0.5, abs=0.05)
    assert str(rows[1]["standing"]).startswith("not established: the interval of the difference in Lost is wider")
    assert answer.sentences[0].startswith("Lost: 0.5")
    assert "lower under second than under first" in answer.sentences[0]
    assert "1 of 2 differences is not established" in answer.sentences[1]
    assert "third" not in answer.sentences[0]
    assert answer.standing.established


def test_scenarios_stand_side_by_side_and_together() -> None:
    answer = ask(made_up(values(scenarios=2)), outcomes=["lost"])
    rows = answer.tables["differences"].records()
    assert [row["scenario"] for row in rows] == ["all", "all", "bleeding-white", "bleeding-white", *["mature-ally"] * 2]
    means = {(row["scenario"], row["policy"]): float(str(row["difference"])) for row in rows}
    each = [means[name, "second"] for name in ("bleeding-white", "mature-ally")]
    assert means["all", "second"] == pytest.approx(sum(each) / 2)
    assert answer.settings["comparisons"] == 6


def test_two_policies_are_compared_with_each_other() -> None:
    results = made_up(values())
    (row,) = ask(results, ["second", "third"], outcomes=["lost"]).tables["differences"].records()
    assert (row["policy"], row["reference"]) == ("second", "third")
    rows = ask(results, ["second", "third"], reference="first", outcomes=["lost"]).tables["differences"].records()
    assert {row["reference"] for row in rows} == {"first"}


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (values(points=8), "the design has 8 points"),
        (np.zeros((3, 1, 32, 10)), "Lost does not vary"),
        (np.where(np.arange(32)[:, None] == 3, np.nan, values()), "Lost is missing in 20 of 640 values"),
        (values(points=1, replications=12), "12 runs count, and 30 are the least"),
        (np.repeat(values()[:1], 3, axis=0), "Lost is the same under both on average"),
    ],
)
def test_what_is_thin_is_not_established(broken: FloatArray, reason: str) -> None:
    answer = ask(made_up(broken), ["second"], outcomes=["lost"])
    assert not answer.standing.established
    assert answer.standing.text().startswith("not established: ")
    assert reason in answer.standing.text()
    assert "lower" not in " ".join(answer.sentences)


def test_many_comparisons_at_once_take_more_than_one() -> None:
    rows = ask(made_up(values(points=400, effect=0.1, scenarios=2)), outcomes=["lost"]).tables["differences"].records()
    known = [(float(str(row["p"])), float(str(row["holm_p"]))) for row in rows]
    assert all(adjusted >= p for p, adjusted in known)
    smallest = min(known)
    assert smallest[1] == pytest.approx(6 * smallest[0])
    assert many(0.049, 6) == []
    assert [(row.code, row.text) for row in many(0.06, 6)] == [
        ("many", "of 6 comparisons at once one this large may be chance (Holm's p 0.06)")
    ]


def test_what_is_not_in_the_study_is_refused_by_name() -> None:
    results = made_up(values())
    with pytest.raises(UnknownName, match=r"'secnd'. Did you mean 'second'"):
        ask(results, ["secnd"])
    with pytest.raises(UnknownName, match="lsot"):
        ask(results, outcomes=["lsot"])
    with pytest.raises(InputError, match="takes two policies"):
        ask(results, ["first"])
