"""Time to settlement: Kaplan and Meier by hand, an honest clock, and what is named where it is not known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from scenarios import load
from sim.study.questions.survival import Curve, Watched, ask, curve
from sim.study.results import Results
from sim.study.study import Study

STUDY = """
name = "wars"
title = "Wars"
question = "How long?"
scenarios = ["{scenario}"]
quarters = {quarters}
[policies.own]
[policies.punish]
doctrines = {{ china = "{china}" }}
[uncertainties.psi]
[design]
points = {points}
replications = {replications}
[outcomes.lost]
of = "challenger_terms"
{more}
"""
KEPT = '[outcomes.start]\nof = "first_war"'


def watched(times: list[float], settled: list[int], cluster: list[int] | None = None) -> Watched:
    return Watched(np.array(times), np.array(settled, float), np.array(cluster or range(len(times))))


def test_the_curve_is_kaplans_and_meiers() -> None:
    # Six wars: settled after 1, 2, 2 and 4 quarters, censored after 2 and 3.
    # At 1 six are watched and one settles: 5/6. At 2 five, two settle: 5/6 x 3/5 = 1/2. At 3 two, none: 1/2.
    # At 4 one, it settles: 0.
    found = curve(watched([1, 2, 2, 2, 3, 4], [1, 1, 1, 0, 0, 1]), 5, samples=50)
    assert found.share == pytest.approx([1.0, 5 / 6, 1 / 2, 1 / 2, 0.0, 0.0])
    assert found.at_risk.tolist() == [6, 6, 5, 2, 1, 0]
    assert found.median == 2.0


def test_without_censoring_before_the_end_it_is_the_plain_share_not_yet_settled() -> None:
    chance = np.random.default_rng(1)
    times = chance.integers(0, 30, size=200)
    found = curve(watched(np.minimum(times, 20).tolist(), (times < 20).astype(int).tolist()), 20, samples=20)
    assert found.share[:20] == pytest.approx([(times > quarter).mean() for quarter in range(20)])
    assert found.share[20] == found.share[19]


def test_a_median_that_is_not_reached_is_infinite_and_so_are_those_of_the_samples() -> None:
    found = curve(watched([1, 5, 5, 5, 5], [1, 0, 0, 0, 0]), 5, samples=60)
    assert found.median == np.inf
    assert np.isinf(found.medians).mean() > 0.8


def test_a_band_over_points_holds_the_truth_as_often_as_it_says_and_one_over_runs_does_not() -> None:
    chance, points, runs, hits, naive = np.random.default_rng(2), 24, 20, 0, 0
    truth = float(np.mean([1.0 - p for p in np.linspace(0.1, 0.9, 9)]))
    for sample in range(150):
        settles = np.repeat(chance.choice(np.linspace(0.1, 0.9, 9), size=points), runs)
        done = (chance.random(points * runs) < settles).astype(float)
        times = np.where(done > 0, 1.0, 3.0)
        clusters = np.repeat(np.arange(points), runs)
        over_points = curve(Watched(times, done, clusters), 3, samples=120, seed=sample)
        over_runs = curve(Watched(times, done, np.arange(points * runs)), 3, samples=60, seed=sample)
        hits += over_points.low[2] <= truth <= over_points.high[2]
        naive += over_runs.low[2] <= truth <= over_runs.high[2]
    assert 0.88 <= hits / 150 <= 0.99
    assert naive / 150 < 0.75


def run(
    folder: Path, scenario: str, points: int = 16, replications: int = 3, more: str = "", **options: object
) -> Results:
    china = "coerce" if scenario == "four-nos" else "punitive"
    given = {"quarters": 40, "scenario": scenario, "points": points, "replications": replications, "more": more}
    return Study.parse(STUDY.format(**{**given, "china": china, **options}), load).run(folder)


def test_wars_that_open_the_scenario_are_watched_from_the_opening_to_the_end(tmp_path: Path) -> None:
    results = run(tmp_path / "wars", "bleeding-white")
    answer = ask(results, samples=40)
    assert answer.standing.established
    frame = results.runs(("policy", "quarters_to_settlement"))
    for row in answer.tables["medians"].records():
        own = frame.loc[frame["policy"] == row["policy"], "quarters_to_settlement"].to_numpy(float)
        assert row["wars"] == row["runs"] == 48
        drawn = answer.data["curves"][row["policy"]]["unsettled"]
        plain = [1.0 - np.mean(own <= quarter) for quarter in range(41)]  # NaN, not settled, is not <= anything
        assert np.asarray(drawn, float) == pytest.approx(plain)
    assert len(answer.sentences) == 2
    assert "settled within 40 quarters" in answer.sentences[0]


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> tuple[Results, Results]:
    """Return a study of peace at first, without and with the quarter in which war begins."""
    folder = tmp_path_factory.mktemp("later")
    return tuple(run(folder / name, "four-nos", replications=12, more=more) for name, more in (("a", ""), ("b", KEPT)))  # type: ignore[return-value]


def test_where_war_comes_later_the_clock_needs_its_first_quarter(later: tuple[Results, Results]) -> None:
    without, kept = (ask(results, samples=40) for results in later)
    assert [reason.code for reason in without.standing.reasons if reason.code == "clock"] == ["clock"]
    assert "add an outcome of first_war" in without.standing.text()
    assert without.sentences == ("How long wars last until they are settled is not established.",)
    assert "clock" not in {reason.code for reason in kept.standing.reasons}
    (row, *_rest) = kept.tables["medians"].records()
    assert 0 < int(str(row["wars"])) < int(str(row["runs"]))


def test_a_war_that_began_late_is_watched_for_less_long(later: tuple[Results, Results]) -> None:
    results = later[1]
    answer = ask(results, samples=10)
    frame = results.runs(("policy", "war", "first_war", "quarters_to_settlement"), policy="own")
    fought = frame[frame["war"] > 0]
    lasted = fought["quarters_to_settlement"].fillna(40 - fought["first_war"]).to_numpy(float)
    at_risk = answer.data["curves"]["own"]["at_risk"]
    assert list(at_risk) == [(lasted >= quarter).sum() for quarter in range(41)]


def test_too_few_wars_or_points_are_not_established(tmp_path: Path) -> None:
    answer = ask(run(tmp_path / "few", "bleeding-white", points=8, replications=2, quarters=4), samples=10)
    assert "the design has 8 points" in answer.standing.text()
    assert "16 runs count, and 30 are the least" in answer.standing.text()
    assert answer.tables["medians"].records()[0]["median"] is None


def test_one_run_has_a_curve_of_its_own() -> None:
    found = curve(watched([3], [1]), 4, samples=5)
    assert isinstance(found, Curve)
    assert found.share.tolist() == [1.0, 1.0, 1.0, 0.0, 0.0]
    assert found.low.tolist() == found.high.tolist() == found.share.tolist()


def test_a_policy_with_few_wars_is_named_and_the_others_stand(later: tuple[Results, Results]) -> None:
    answer = ask(later[1], samples=10)
    rows = {str(row["policy"]): row for row in answer.tables["medians"].records()}
    few = {policy for policy, row in rows.items() if int(str(row["wars"])) < 30}
    assert set(answer.data["stands"]) == set(rows) - few
    assert answer.standing.established is bool(set(rows) - few)
    for policy in few & set(rows):
        assert "30 are the least" in str(rows[policy]["standing"])


def test_luck_that_all_points_share_widens_the_band() -> None:
    points, lucks = np.divmod(np.arange(20 * 10), 10)
    settled = (lucks < 2).astype(float)  # the same two lucks settle at every point
    quarters = np.where(settled > 0, 5.0, 40.0)
    alone = curve(Watched(quarters, settled, points), 40)
    both = curve(Watched(quarters, settled, points, lucks), 40)
    assert alone.low[-1] == pytest.approx(0.8) and alone.high[-1] == pytest.approx(0.8)
    assert both.low[-1] <= 0.61 and both.high[-1] >= 0.99
    assert both.share.tolist() == alone.share.tolist()
