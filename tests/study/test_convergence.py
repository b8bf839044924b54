"""How many replications an outcome needs: against variances that are known."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import OutOfRange, UnknownName
from sim.study.questions.convergence import ask, half_width, luck_of, needed, usual_precision
from sim.world import FloatArray
from tests.made_up import made_up


def values(points: int = 12, replications: int = 200, deviation: float = 0.5, seed: int = 1) -> FloatArray:
    """Return an outcome under three policies; the second shares all luck with the first, the third none of it."""
    chance = np.random.default_rng(seed)
    between = chance.normal(size=(1, 1, points, 1))
    luck = deviation * chance.normal(size=(2, 1, points, replications))
    return between + np.concatenate([luck[:1], luck[:1] + 0.1 * luck[1:], luck[1:]])


def test_a_half_width_is_students() -> None:
    # 16 replications with standard deviation 2: 2.13145 x 2 / 4 (t with 15 degrees of freedom).
    assert half_width(2.0, 16) == pytest.approx(2.131450 * 2 / 4, abs=1e-5)
    # Measured at 10 points, it has 150 degrees of freedom.
    assert half_width(2.0, 16, 10) == pytest.approx(1.975905 * 2 / 4, abs=1e-5)


def test_the_replications_needed_are_the_fewest_that_do() -> None:
    for deviation, precision, groups in ((0.5, 0.01, 1), (0.5, 0.1, 7), (3.0, 2.9, 1), (1.0, 0.0313, 30)):
        found = needed(deviation, precision, groups)
        assert found is not None
        assert half_width(deviation, found, groups) <= precision < half_width(deviation, found - 1, groups)
    # 1.96 ^ 2 x 0.25 / 0.0001 = 9,604 for a share of one half to a hundredth; Student asks for a few more.
    assert 9604 <= (needed(0.5, 0.01) or 0) <= 9608
    assert needed(0.0, 0.01) == 2
    assert needed(1e6, 0.01) is None
    assert needed(float("nan"), 0.01) is None


def test_luck_is_measured_within_points_and_not_between_them() -> None:
    found = luck_of(values(replications=2000)[0, 0])
    assert found.point == pytest.approx(0.5, rel=0.02)
    assert found.worst == pytest.approx(0.5, rel=0.06)
    assert found.worst >= found.point
    assert found.overall == pytest.approx(0.5 / 12**0.5, rel=0.02)  # twelve points, each with luck of its own
    assert found.half > 5 * found.over_points(2000)  # what is left between points is not luck


def test_luck_that_all_points_share_does_not_average_out_over_points() -> None:
    luck = 0.5 * np.random.default_rng(2).normal(size=(1, 4000))
    shared = luck_of(np.arange(9.0)[:, None] + luck, common=True)
    assert shared.overall == pytest.approx(0.5, rel=0.05)
    assert shared.over_points(4000) == pytest.approx(1.96 * 0.5 / 4000**0.5, rel=0.06)


def test_the_half_width_that_was_foretold_comes_true() -> None:
    few = luck_of(values(replications=60, seed=3)[0, 0])
    foretold = needed(few.overall, 0.02, few.points)
    assert foretold is not None
    chance, hits = np.random.default_rng(4), 0
    for _again in range(300):
        runs = 0.5 * chance.normal(size=(12, foretold))
        hits += abs(runs.mean()) <= 0.02
    assert hits / 300 == pytest.approx(0.95, abs=0.035)


def test_a_share_is_wanted_to_a_hundredth_and_anything_else_to_a_part_of_its_size() -> None:
    assert usual_precision(values(), "share of runs") == 0.01
    # Means -4, 2 and 6 have the size 4 on average, of which 5 % is 0.2: gains and losses do not cancel.
    means = np.array([-4.0, 2.0, 6.0])[:, None, None, None] + np.zeros((3, 1, 4, 5))
    assert usual_precision(means, "thousand") == pytest.approx(0.2)
    around = np.array([-1.0, 1.0])[None, None, None, :] + np.zeros((3, 1, 4, 2))  # every mean is 0: of the spread
    assert usual_precision(around, "") == pytest.approx(0.05)


def test_paired_differences_need_fewer_replications_where_luck_is_shared() -> None:
    answer = ask(made_up(values(), "gain"), outcomes=["gain"], precision=0.05)
    rows = {(row["of"], row["policy"]): row for row in answer.tables["replications"].records()}
    assert set(rows) == {("mean", p) for p in ("first", "second", "third")} | {
        ("difference", p) for p in ("second", "third")
    }
    means, shared, apart = (rows[key]["needed_point"] for key in (("mean", "first"), *list(rows)[3:]))
    # Variances 0.25, 0.0025 and 0.5 make the counts stand as 1 : 0.01 : 2.
    assert int(str(means)) == pytest.approx(1.96**2 * 0.25 / 0.0025, rel=0.1)
    assert int(str(shared)) <= 0.05 * int(str(means))
    assert int(str(apart)) == pytest.approx(2 * int(str(means)), rel=0.1)
    assert rows["mean", "first"]["standing"] == "established"
    assert "for a paired difference" in answer.sentences[0]


def test_more_points_are_asked_for_where_more_replications_do_not_help() -> None:
    (row, *_rest) = ask(made_up(values(), "gain"), outcomes=["gain"], precision=0.05).tables["replications"].records()
    assert float(str(row["half"])) > 0.3
    assert int(str(row["points_needed"])) == pytest.approx(12 * (float(str(row["half"])) / 0.05) ** 2, abs=1)


def test_the_curve_falls_and_goes_on_to_what_is_needed() -> None:
    answer = ask(made_up(values(), "gain"), outcomes=["gain"], precision=0.05)
    curve = [row for row in answer.tables["curve"].records() if (row["policy"], row["of"]) == ("first", "mean")]
    counts, halves = ([float(str(row[key])) for row in curve] for key in ("replications", "half_point"))
    assert counts == sorted(counts)
    assert halves == sorted(halves, reverse=True)
    assert 200.0 in counts
    assert halves[-1] <= 0.05 < halves[0]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (values(replications=7), "7 runs count, and 8 are the least"),
        (np.ones((3, 1, 12, 20)), "Lost does not vary"),
        (np.where(np.arange(200) == 4, np.nan, values()), "Lost is missing in 12 of 2,400 values"),
        (np.full((3, 1, 12, 20), np.nan), "Lost is missing in 240 of 240 values"),
        (np.repeat(values()[..., :1], 20, axis=3), "luck does not move Lost"),
    ],
)
def test_what_is_thin_is_not_established(broken: FloatArray, reason: str) -> None:
    answer = ask(made_up(broken), outcomes=["lost"])
    assert not answer.standing.established
    assert reason in answer.standing.text()
    assert answer.sentences[0].startswith("Lost: not established: ")
    rows = answer.tables["replications"].records()
    assert {row["needed_point"] for row in rows} == {row["points_needed"] for row in rows} == {None}
    assert answer.tables["curve"].rows == ()


def test_a_policy_that_always_comes_to_the_same_is_named_and_the_others_stand() -> None:
    mixed = values()
    mixed[2] = 0.5
    answer = ask(made_up(mixed), outcomes=["lost"])
    rows = {(row["of"], row["policy"]): str(row["standing"]) for row in answer.tables["replications"].records()}
    assert rows["mean", "third"] == "not established: Lost does not vary"
    assert rows["mean", "first"] == "established"
    assert answer.standing.established


def test_what_cannot_be_asked_is_refused() -> None:
    results = made_up(values())
    with pytest.raises(UnknownName, match="secnd"):
        ask(results, reference="secnd")
    for precision in (0.0, -1.0, float("nan"), float("inf")):
        with pytest.raises(OutOfRange):
            ask(results, precision=precision)
