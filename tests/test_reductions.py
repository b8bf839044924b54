"""What makes the number of a target out of the runs: rules on hand-made runs, and on the record itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from sim.record import series
from sim.seats import BORDER_WAR, GREY, OCCUPATION, SETTLEMENT, STALEMATE
from sim.study import reductions as rules
from sim.study.reductions import Read


def one(*values: float) -> np.ndarray:
    """Return numbers of one run by quarter, shape (quarters, 1, 1)."""
    return np.array(values, float)[:, None, None]


def single(value: float) -> np.ndarray:
    return np.full((1, 1), float(value))


def only(found: np.ndarray) -> float:
    assert found.shape == (1, 1)
    return float(found[0, 0])


# ---------------------------------------------------------------- the gap in aid


def aided(*aid: float, war: int | None = None) -> Read:
    """Return 20 quarters of aid; the war ends after `war` quarters."""
    path = [*aid, *[aid[-1]] * (20 - len(aid))]
    rung = [OCCUPATION if war is None or quarter < war else SETTLEMENT for quarter in range(20)]
    return {"aid[0]@1..20": one(*path), "rung@1..20": one(*rung)}


def test_the_record_itself_has_the_gap_that_the_record_tells_of() -> None:
    read = aided(*series()["aid-us"].values)
    assert only(rules.gap_depth(read)) == pytest.approx(-91, abs=0.5)
    assert only(rules.gap_length(read)) == 6.0
    assert 1.5 <= only(rules.gap_rebound(read)) <= 1.8


def test_even_aid_has_no_gap() -> None:
    read = aided(1.0)
    assert only(rules.gap_depth(read)) == 0.0
    assert only(rules.gap_length(read)) == 0.0
    assert np.isnan(only(rules.gap_rebound(read)))


@pytest.mark.parametrize(
    ("aid", "depth", "months"),
    [
        ((1, 1, 1, 1, 0.2, 0.2, 1), -80.0, 6.0),
        ((1, 1, 1, 1, 0.2, 0.2, 0.2, 1), -80.0, 9.0),
        ((1, 1, 1, 1, 1, 0.0, 1), -50.0, 3.0),
        ((1, 1, 1, 1, 0.6, 0.6, 1), -40.0, 0.0),
        ((1, 1, 1, 0.0), -100.0, 51.0),
    ],
)
def test_a_gap_lasts_while_aid_stays_below_half(aid: Sequence[float], depth: float, months: float) -> None:
    read = aided(*aid)
    assert only(rules.gap_depth(read)) == pytest.approx(depth)
    assert only(rules.gap_length(read)) == months


def test_aid_that_ends_with_the_war_is_no_gap() -> None:
    peace = aided(1, 1, 1, 1, 1, 1, 0, war=6)
    assert only(rules.gap_depth(peace)) == 0.0
    assert only(rules.gap_length(peace)) == 0.0
    assert np.isnan(only(rules.gap_depth(aided(1.0, war=3))))


def test_aid_after_the_gap_is_held_against_aid_before_it() -> None:
    assert only(rules.gap_rebound(aided(2, 2, 2, 2, 0, 0, 3, 3, 3, 0))) == pytest.approx(1.5)


# ---------------------------------------------------------------- dates, shares and lags


@pytest.mark.parametrize(
    ("war", "settled", "months"), [(0, 50, 150.0), (2, 10, 24.0), (3, -1, np.inf), (-1, -1, np.nan)]
)
def test_months_to_a_settlement_that_never_comes_are_later_than_any(war: int, settled: int, months: float) -> None:
    found = only(rules.months_between({"first_war": single(war), "settled_in": single(settled)}))
    assert found == months or (np.isnan(found) and np.isnan(months))


@pytest.mark.parametrize(
    ("decided", "left", "months"), [(40, 47, 21.0), (47, 40, -21.0), (40, -1, np.inf), (-1, 40, -np.inf)]
)
def test_a_lead_counts_from_the_decision_to_the_abandonment(decided: int, left: int, months: float) -> None:
    assert only(rules.months_lead({"exit_decided": single(decided), "abandoned_in[1]": single(left)})) == months


def test_a_lead_without_either_does_not_exist() -> None:
    assert np.isnan(only(rules.months_lead({"exit_decided": single(-1), "abandoned_in[1]": single(-1)})))


@pytest.mark.parametrize(("troops", "year"), [((2, 1, 1, 0, 0), 1979), ((2, 1, 1, 1, 0), 1980), ((2, 1), np.inf)])
def test_the_year_out_is_that_of_the_first_quarter_without_troops(troops: Sequence[float], year: float) -> None:
    assert only(rules.year_out({"expedition@1..9": one(*troops)})) == year


def test_the_burden_of_war_is_a_yearly_rate_and_past_burden_that_fades_counts_nothing() -> None:
    read = {"first_war": single(0), "burden[0]@1..3": one(0.1, 0.12, 0.11), "mean military_burden@1-3": single(0)}
    assert only(rules.burden(read)) == pytest.approx(100 * 4 * 0.02 / 2)
    assert only(rules.burden({**read, "mean military_burden@1-3": single(0.06)})) == pytest.approx(6.0)
    assert np.isnan(only(rules.burden({**read, "first_war": single(-1)})))


def test_lags_of_all_tiers_count_and_one_that_does_not_end_is_later_than_any() -> None:
    read = {
        "approved_in[0]": single(3),
        "approved_in[1]": single(5),
        "approved_in[2]": single(-1),
        "delivered_in[0]": single(4),
        "delivered_in[1]": single(-1),
        "delivered_in[2]": single(-1),
    }
    assert rules.days_each(read).shape == (1, 3)
    assert rules.days_each(read)[0].tolist()[:2] == [365.25 / 4, np.inf]
    assert np.isnan(rules.days_each(read)[0, 2])
    assert only(rules.days_longest(read)) == np.inf


def test_shares_become_per_cent_and_points() -> None:
    read = {"too_much[0]@4": single(0.15), "too_much[1]@4": single(0.4)}
    assert only(rules.mean_per_cent(read)) == pytest.approx(27.5)
    assert only(rules.gap_points(read)) == pytest.approx(25.0)
    assert only(rules.ratio({"army@56": single(3), "army@0": single(2)})) == 1.5
    assert np.isnan(only(rules.ratio({"army@56": single(3), "army@0": single(0)})))
    assert only(rules.thousands({"expedition@22": single(1.65)})) == pytest.approx(165)


# ---------------------------------------------------------------- wars and how they end


def fought(*rungs: int, first: int = 0, terms: float = 0.5) -> Read:
    settled = rungs.index(SETTLEMENT) if SETTLEMENT in rungs else -1
    return {
        "first_war": single(first),
        "settled_in": single(settled),
        "terms": single(terms if settled >= 0 else -1),
        "rung@1..9": one(*rungs),
    }


def counted(rule: rules.Callable[..., rules.Counts], read: Read, **how: bool) -> tuple[float, float]:
    happened, possible = rule(read, **how)
    return only(happened), only(possible)


SHORT = (BORDER_WAR, STALEMATE, SETTLEMENT, SETTLEMENT, SETTLEMENT, SETTLEMENT)
LONG = (BORDER_WAR, STALEMATE, STALEMATE, STALEMATE, STALEMATE, SETTLEMENT, SETTLEMENT, SETTLEMENT)


@pytest.mark.parametrize(
    ("rungs", "first", "expected"),
    [
        (SHORT, 0, (0, 1)),
        (LONG, 0, (1, 1)),
        ((BORDER_WAR,) * 4, 0, (1, 1)),
        ((BORDER_WAR,) * 3, 0, (0, 0)),
        ((GREY, GREY, *SHORT), 2, (0, 1)),
        ((GREY,) * 6, -1, (0, 0)),
    ],
)
def test_wars_longer_than_a_year_are_counted_of_those_that_can_be_seen(
    rungs: Sequence[int], first: int, expected: tuple[float, float]
) -> None:
    assert counted(rules.longer_than_a_year, fought(*rungs, first=first)) == expected


def test_a_static_front_can_be_read_as_the_end_of_a_war() -> None:
    assert counted(rules.longer_than_a_year, fought(*LONG)) == (1, 1)
    assert counted(rules.longer_than_a_year, fought(*LONG), static=False) == (0, 1)


@pytest.mark.parametrize(
    ("rungs", "expected"),
    [
        (LONG, (1, 1)),
        ((BORDER_WAR,) * 12, (0, 2)),
        ((*[OCCUPATION] * 9, *[GREY] * 3), (1, 2)),
        (SHORT, (0, 0)),
        ((BORDER_WAR,) * 6, (0, 0)),
    ],
)
def test_the_yearly_hazard_counts_whole_years_after_the_first(
    rungs: Sequence[int], expected: tuple[float, float]
) -> None:
    assert counted(rules.yearly_end, fought(*rungs)) == expected


@pytest.mark.parametrize(
    ("rungs", "terms", "kinds"),
    [
        (LONG, 0.5, (1, 0, 0)),
        (LONG, 0.79, (1, 0, 0)),
        (LONG, 0.8, (0, 1, 0)),
        (LONG, 0.1, (0, 1, 0)),
        ((*[STALEMATE] * 6, GREY, GREY), 0.5, (0, 0, 1)),
        ((*[STALEMATE] * 6, GREY, SETTLEMENT), 0.5, (0, 0, 1)),
    ],
)
def test_long_wars_end_in_one_of_three_ways(rungs: Sequence[int], terms: float, kinds: tuple[int, ...]) -> None:
    read = fought(*rungs, terms=terms)
    found = [counted(rule, read) for rule in (rules.negotiated, rules.imposed, rules.unsettled_end)]
    assert found == [(kind, 1) for kind in kinds]


@pytest.mark.parametrize("rungs", [SHORT, (STALEMATE,) * 8])
def test_short_wars_and_those_still_fought_have_no_end_that_counts(rungs: Sequence[int]) -> None:
    read = fought(*rungs)
    for rule in (rules.negotiated, rules.imposed, rules.unsettled_end):
        assert counted(rule, read) == (0, 0)


@pytest.mark.parametrize(("levels", "fights", "honoured"), [((1.0, 0.2), (1, 0), 1), ((0.05, 1.0), (1, 0), 0)])
def test_the_patron_that_is_asked_is_the_closest_one(
    levels: tuple[float, float], fights: tuple[int, int], honoured: int
) -> None:
    read = {f"level[{k}]@1": single(levels[k]) for k in range(2)}
    read |= {f"fighting[{k}]@1": single(fights[k]) for k in range(2)}
    assert counted(rules.fights, read) == (honoured, 1)
