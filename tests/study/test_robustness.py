"""Metrics of robustness by hand, how firm their ranks are, and what is named where nothing stands."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import InputError, OutOfRange, UnknownName
from sim.study.questions.metrics import METRICS, Terms
from sim.study.questions.ranks import disagreements, kendall, ranks, stability
from sim.study.questions.regret import states
from sim.study.questions.robustness import ask
from sim.study.questions.scores import Judged, judged
from sim.world import FloatArray
from tests.made_up import made_up

# Two policies in five states. Sorted differences to the best: if more is better, 2 1 1 1 0 and 0 0 0 0 5; if less is,
# 0 0 0 0 5 and 2 1 1 1 0. Means are 4 and 4, medians 3 and 4, squares of deviations 9 + 4 + 1 + 0 + 36 = 50 and 4, so
# that the standard deviations are root 12.5 = 3.535534 and 1. The 10th, 25th, 75th and 90th percentiles stand at
# places 0.4, 1, 3 and 3.6 of the sorted states: 1.4, 2, 4, 7.6 and 3, 3, 5, 5.
TABLE = np.array([[1.0, 2.0, 3.0, 4.0, 10.0], [3.0, 3.0, 4.0, 5.0, 5.0]])
MORE = {
    "maximin": (1.0, 3.0),
    "maximax": (10.0, 5.0),
    "hurwicz": (0.8 * 1 + 0.2 * 10, 0.8 * 3 + 0.2 * 5),
    "laplace": (4.0, 4.0),
    "minimax-regret": (2.0, 5.0),
    "regret-90": (1 + 0.6 * (2 - 1), 0 + 0.6 * 5),
    "mean-variance": (5 / 4.535534, 5 / 2),
    "undesirable-deviations": ((2 + 1 + 0) / 3, (1 + 1 + 0) / 3),  # three of five states are the worse half
    "percentile-skewness": ((3 - (7.6 + 1.4) / 2) / ((7.6 - 1.4) / 2), 0.0),
    "percentile-peakedness": ((7.6 - 1.4) / (4 - 2), (5 - 3) / (5 - 3)),
    "starr": (3 / 5, 5 / 5),
}
LESS = {
    "maximin": (10.0, 5.0),
    "maximax": (1.0, 3.0),
    "hurwicz": (0.8 * 10 + 0.2 * 1, 0.8 * 5 + 0.2 * 3),
    "laplace": (4.0, 4.0),
    "minimax-regret": (5.0, 2.0),
    "regret-90": (0 + 0.6 * 5, 1 + 0.6 * (2 - 1)),
    "mean-variance": (5 * 4.535534, 5 * 2),
    "undesirable-deviations": ((0 + 1 + 7) / 3, (0 + 1 + 1) / 3),
    "percentile-skewness": (-(3 - (7.6 + 1.4) / 2) / ((7.6 - 1.4) / 2), 0.0),
    "percentile-peakedness": ((7.6 - 1.4) / (4 - 2), (5 - 3) / (5 - 3)),
    "starr": (3 / 5, 2 / 5),
}
FIRST = {1: "1 0 1 01 0 0 1 1 1 0 1", -1: "1 0 1 01 1 1 1 1 0 0 0"}
"""Which policy is first under each metric, in their order; 01 is a shared place."""


@pytest.mark.parametrize(("sign", "expected"), [(1, MORE), (-1, LESS)])
def test_every_metric_is_as_worked_out_by_hand(sign: int, expected: dict[str, tuple[float, float]]) -> None:
    terms = Terms(sign, hurwicz=0.8, threshold=3.0)
    for metric, leaders in zip(METRICS, FIRST[sign].split(), strict=True):
        score = metric.score(sign * TABLE, terms)
        assert metric.shown(score, terms) == pytest.approx(expected[metric.name], abs=1e-6), metric.name
        assert "".join(str(k) for k in np.flatnonzero(ranks(score) == 1.0)) == leaders, metric.name


def test_there_are_eleven_metrics_and_none_depends_on_the_order_of_the_states() -> None:
    terms, order = Terms(1, threshold=3.5), np.random.default_rng(1).permutation(5)
    assert [metric.name for metric in METRICS] == list(MORE)
    for metric in METRICS:
        assert metric.score(TABLE[:, order], terms) == pytest.approx(metric.score(TABLE, terms))


def test_metrics_work_on_many_samples_at_once() -> None:
    terms = Terms(-1, threshold=-0.2)
    drawn = np.random.default_rng(2).normal(size=(7, 3, 20))
    for metric in METRICS:
        apart = np.array([metric.score(each, terms) for each in drawn])
        assert metric.score(drawn, terms) == pytest.approx(apart)


def test_the_outcomes_unit_shifts_what_is_a_place_and_leaves_what_is_a_distance() -> None:
    terms = Terms(1)
    for metric in METRICS[:10]:
        shift = metric.score(TABLE + 7.0, terms) - metric.score(TABLE, terms)
        if metric.name in ("maximin", "maximax", "hurwicz", "laplace"):
            assert shift == pytest.approx([7.0, 7.0])
        elif metric.name != "mean-variance":
            assert shift == pytest.approx([0.0, 0.0], abs=1e-9)


def test_what_does_not_exist_is_nan_and_not_a_number() -> None:
    flat, found = np.full((2, 5), 2.0), {metric.name: metric for metric in METRICS}
    for name in ("percentile-skewness", "percentile-peakedness"):
        assert np.isnan(found[name].score(flat, Terms())).all()
    assert np.isnan(found["starr"].score(TABLE, Terms())).all()
    assert np.isnan(found["mean-variance"].score(np.array([[-5.0, -2.0], [1.0, 2.0]]), Terms()))[0]
    assert np.isnan(found["mean-variance"].score(np.array([[1.0]]), Terms())).all()


def test_a_threshold_that_is_just_met_is_met_however_the_mean_was_rounded() -> None:
    starr = METRICS[-1]
    mean = np.mean([0.1] * 3 + [0.5] * 3)  # 0.30000000000000004 or so
    for sign in (1, -1):
        assert starr.score(np.array([[sign * mean]]), Terms(sign, threshold=0.3)).tolist() == [1.0]


def test_ranks_share_a_place_and_leave_the_next_one_out() -> None:
    assert ranks(np.array([2.0, 5.0, 5.0, 1.0])).tolist() == [3.0, 1.0, 1.0, 4.0]
    assert ranks(np.array([0.1 + 0.2, 0.3])).tolist() == [1.0, 1.0]  # equal but for rounding
    assert np.isnan(ranks(np.array([1.0, np.nan]))).all()


def test_kendalls_tau_counts_pairs_in_the_same_and_the_opposite_order() -> None:
    assert kendall(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 3.0])) == 1.0
    assert kendall(np.array([1.0, 2.0, 3.0]), np.array([3.0, 2.0, 1.0])) == -1.0
    # Of three pairs one is tied on the left; the other two agree: 2 / sqrt(2 x 3).
    assert kendall(np.array([1.0, 1.0, 2.0]), np.array([1.0, 2.0, 3.0])) == pytest.approx(2 / 6**0.5)
    assert np.isnan(kendall(np.array([1.0, 1.0]), np.array([1.0, 2.0])))


def test_stability_is_the_share_of_samples_with_the_same_rank() -> None:
    drawn = np.array([[2.0, 1.0], [2.0, 1.0], [1.0, 2.0], [1.0, 1.0], [np.nan, 1.0]])
    found = stability(np.array([2.0, 1.0]), drawn)
    # Of the four samples that exist the first policy is alone in front in two and shares first place in one.
    assert found.first.tolist() == [(1 + 1 + 0 + 0.5) / 4, (0 + 0 + 1 + 0.5) / 4]
    assert found.same.tolist() == [3 / 4, 2 / 4]
    assert found.known == 4 / 5


def test_pairs_on_which_metrics_disagree_are_told_with_both_sides() -> None:
    scores = {"a": np.array([1.0, 2.0, 3.0]), "b": np.array([2.0, 1.0, 3.0]), "c": np.array([1.0, 1.0, 3.0])}
    (row,) = disagreements(["x", "y", "z"], scores)
    assert (row.one, row.other, row.for_one, row.for_other, row.ties) == ("x", "y", ("b",), ("a",), ("c",))


def world(points: int = 48, replications: int = 16, scenarios: int = 1, seed: int = 3) -> FloatArray:
    """Return an outcome of which less is better: the second policy is best everywhere, the third has a bad tail."""
    chance = np.random.default_rng(seed)
    state = chance.uniform(size=(1, scenarios, points, 1))
    means = np.concatenate([0.5 + 0.2 * state, 0.2 + 0.1 * state, 0.3 + 0.9 * state**4])
    return means + 0.1 * chance.normal(size=(1, scenarios, points, replications))


def found(values: FloatArray, **terms: float) -> dict[str, Judged]:
    return {row.metric.name: row for row in judged(states(values, -1), Terms(-1, **terms), samples=120)}  # type: ignore[arg-type]


def test_first_place_is_established_where_samples_agree_and_not_where_policies_are_alike() -> None:
    clear = found(world(), threshold=0.35)
    for name in ("maximin", "hurwicz", "laplace", "minimax-regret", "regret-90", "mean-variance", "starr"):
        assert clear[name].leaders == [1]
        assert clear[name].first() == [], name
    alike = world()
    alike[2] = alike[1] + 0.02 * np.random.default_rng(9).normal(size=alike[1].shape)
    close = found(alike, threshold=0.25)
    assert [reason.code for reason in close["laplace"].first()] == ["unstable"]
    alike[2] = alike[1]
    assert [reason.code for reason in found(alike)["laplace"].first()] == ["tie"]


def test_intervals_hold_the_robustness_that_endless_runs_would_show() -> None:
    chance, samples = np.random.default_rng(7), 24
    truth = _truth(chance.uniform(size=20_000))
    terms = Terms(1, threshold=0.6)
    right = {metric.name: metric.score(truth, terms) for metric in METRICS}
    held = dict.fromkeys(("laplace", "regret-90", "mean-variance", "undesirable-deviations", "starr"), 0.0)
    for sample in range(samples):
        means = _truth(chance.uniform(size=48))
        luck = 0.4 * (chance.normal(size=(1, 48, 16)) + chance.normal(size=(3, 48, 16)))
        rows = judged(states((means[:, :, None] + luck)[:, None], 1), terms, samples=50, seed=sample)
        for row in rows:
            if row.metric.name in held:
                inside = (row.low <= right[row.metric.name] + 1e-9) & (right[row.metric.name] <= row.high + 1e-9)
                held[row.metric.name] += inside.mean() / samples
    assert all(share >= 0.9 for share in held.values()), held


def _truth(state: FloatArray) -> FloatArray:
    return np.stack([state, 0.2 + 0.5 * state, 0.1 + 1.2 * state**2])


def test_luck_makes_spread_and_regret_too_large_and_is_told() -> None:
    chance = np.random.default_rng(11)
    state = chance.uniform(size=(1, 1, 48, 1))  # the middle is even, the ends are not: luck adds to both
    rows = found(np.concatenate([state, state + 0.1, 1.0 - state]) + 0.5 * chance.normal(size=(3, 1, 48, 8)))
    for name in ("maximin", "minimax-regret", "regret-90", "mean-variance"):
        assert (rows[name].bias < -0.005).all(), name  # a score is better the larger it is
    assert rows["laplace"].bias == pytest.approx(np.zeros(3), abs=0.02)
    for row in rows.values():
        if not row.reasons:
            assert (row.low <= row.score + 1e-9).all() and (row.score <= row.high + 1e-9).all(), row.metric.name


def test_where_luck_is_most_of_the_spread_only_the_mean_over_states_stands() -> None:
    values = world() + np.random.default_rng(12).normal(size=(3, 1, 48, 16))
    rows = found(values)
    assert rows["laplace"].noise == ()
    assert [reason.code for reason in rows["maximin"].noise] == ["noise"]
    assert "of the spread between states is luck" in rows["regret-90"].noise[0].text
    values[0] -= 9.0  # far better everywhere: first place stands, the values and whatever measures spread do not
    rows = found(values)
    assert [name for name in ("maximin", "laplace", "regret-90") if rows[name].first()] == []
    assert {reason.code for reason in rows["undesirable-deviations"].first()} >= {"noise"}
    assert rows["maximin"].noise


def test_an_answer_says_who_is_first_under_how_many_metrics_and_whether_it_stands() -> None:
    answer = ask(made_up(world(scenarios=2)), "lost", samples=100)
    assert answer.standing.established
    assert answer.name == "robustness-lost"
    (second,) = (row for row in answer.tables["first"].records() if row["policy"] == "second")
    assert answer.sentences[0].startswith(
        f"In these simulated runs second is first under {second['first_under']} of 11 metrics (maximin,"
    )
    assert f"first place is established under {second['established_under']} (" in answer.sentences[0]
    assert len(answer.tables["metrics"].rows) == 11 * 3
    assert len(answer.tables["states"].rows) == 2 * 48 * 3
    ranked = {row["metric"]: row for row in answer.tables["ranks"].records()}
    assert (ranked["laplace"]["rank_second"], ranked["laplace"]["first_place"]) == (1, "established")
    scores = [row for row in answer.tables["metrics"].records() if row["metric"] == "maximin"]
    assert float(str(scores[2]["value"])) == pytest.approx(1.1, abs=0.15)  # in the outcome's own sense: the worst share
    assert all(float(str(row["low"])) <= float(str(row["value"])) <= float(str(row["high"])) for row in scores)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (world(points=8), "the design has 8 points, and 16 are the least"),
        (world(replications=4), "4 runs count, and 8 are the least"),
        (np.zeros((3, 1, 32, 10)), "Lost does not vary"),
        (np.where(np.arange(48)[:, None] == 3, np.nan, world()), "Lost is missing in 48 of 2,304 values"),
        (np.full((3, 1, 32, 10), np.nan), "Lost is missing in 960 of 960 values"),
    ],
)
def test_what_is_thin_is_not_established(values: FloatArray, reason: str) -> None:
    answer = ask(made_up(values), "lost", samples=20)
    assert not answer.standing.established
    assert reason in answer.standing.text()
    assert answer.sentences[0] == "That one of these policies is more robust than another is not established."
    assert not any("first under" in sentence or "regretted least" in sentence for sentence in answer.sentences)
    assert {row["established_under"] for row in answer.tables["first"].records()} == {0}
    standings = {str(row["standing"]) for row in answer.tables["metrics"].records()}
    assert all(standing.startswith("not established: ") for standing in standings)


def test_one_policy_alone_is_no_ranking() -> None:
    results = made_up(np.concatenate([world()[:1]] * 3))
    results.spec.policies.pop("second")  # type: ignore[attr-defined]
    results.spec.policies.pop("third")  # type: ignore[attr-defined]
    results._arrays["lost"] = world()[:1]
    answer = ask(results, "lost", samples=20)
    assert "there is one policy, and nothing to rank it against" in answer.standing.text()


def test_without_a_threshold_starrs_criterion_is_left_out_and_the_others_stand() -> None:
    answer = ask(made_up(world(), threshold=""), "lost", samples=60)
    assert answer.standing.established
    assert any("Starr's domain criterion (not established: it needs a threshold" in text for text in answer.sentences)
    starr = [row for row in answer.tables["metrics"].records() if row["metric"] == "starr"]
    assert {row["value"] for row in starr} == {None}
    given = ask(made_up(world(), threshold=""), "lost", threshold=0.35, samples=60)
    assert given.name == "robustness-lost-threshold-0.35"
    assert [row["value"] for row in given.tables["metrics"].records() if row["metric"] == "starr"] != [None] * 3


def test_what_cannot_be_asked_is_refused() -> None:
    results = made_up(world())
    with pytest.raises(UnknownName, match=r"'lsot'. Did you mean 'lost'"):
        ask(results, "lsot")
    with pytest.raises(InputError, match=r"set better in \[outcomes.neither\]"):
        ask(results, "neither")
    with pytest.raises(OutOfRange):
        ask(results, "lost", hurwicz=1.5)


def test_the_same_question_gives_the_same_answer() -> None:
    one, other = (ask(made_up(world()), "lost", samples=50).to_data() for _again in range(2))
    assert one == other


def test_points_that_lost_a_scenario_are_still_drawn_with_what_they_have() -> None:
    values = world(scenarios=2)
    values[1, 0, 5] = np.nan
    held = states(values, -1)
    assert held.dropped == 1
    rows = judged(held, Terms(-1), samples=30)
    assert all(np.isfinite(row.low).all() for row in rows if not row.reasons)
