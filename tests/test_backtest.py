"""The back-test on small real runs: numbers, standing and count; a fit is never counted, and misses stay."""

from __future__ import annotations

import hashlib
import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from docs.gather import read
from docs.proofs import backtest as proof
from scenarios import load
from sim.errors import UnknownName
from sim.mends import table as mends_table
from sim.parameters import table as parameters
from sim.posterior import posterior, variant
from sim.record import ABSENT, CHECK, FITTED, target, targets
from sim.study.backtest import Backtest, cell_of, mean_share, run_backtest
from sim.study.courses import COURSES, bands, beside, wanted
from sim.study.targets import Row, aimed, standing, summary, told

ROOT = Path(__file__).resolve().parent.parent
SETS, REPEATS = 6, 5
EVERY = tuple(mends_table())


def held_against(mends: str, **options: object) -> Backtest:
    values = posterior(variant(() if mends == "none" else EVERY)).sample(SETS)
    return run_backtest(values, REPEATS, load=load, mends=mends, **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def plain() -> Backtest:
    """Return the reference model, with what the plots show."""
    return held_against("none", drawn=wanted(()))


@pytest.fixture(scope="module")
def mended() -> Backtest:
    """Return the model with all mends, with what the plots show."""
    return held_against("all", drawn=wanted(EVERY))


def rows(found: Backtest) -> dict[str, Row]:
    return {row.target.id: row for row in found.rows()}


# ---------------------------------------------------------------- numbers


def test_every_target_has_a_row_in_order(plain: Backtest) -> None:
    assert list(rows(plain)) == list(targets())


@pytest.mark.parametrize("identity", targets())
def test_a_target_has_a_number_where_it_is_represented_and_nowhere_else(
    identity: str, plain: Backtest, mended: Backtest
) -> None:
    for found in (plain, mended):
        row = rows(found)[identity]
        if row.status == ABSENT:
            assert math.isnan(row.model) and row.hit is None and row.n == 0
        elif identity != "R7c":  # none of so few runs need have a gap
            assert not math.isnan(row.model) and row.n > 0
            assert row.p05 <= row.model <= row.p95 or row.target.reduce in ("yearly_end", "longer_than_a_year")
            assert row.hit is target(identity).hit(row.model)


def test_a_number_is_the_median_of_what_the_runs_did(plain: Backtest) -> None:
    dead = plain.found["1979"]["challenger_dead@war+2"]
    assert dead.shape == (SETS, REPEATS)
    known = np.sort(dead[np.isfinite(dead)])
    assert rows(plain)["R2a"].model == known[math.ceil(known.size / 2) - 1]
    assert rows(plain)["R2a"].n == known.size


def test_the_numbers_are_those_of_the_cells_run_by_themselves(plain: Backtest) -> None:
    from sim.study.probes import probed

    sets = posterior("none")
    values = sets.parameters(sets.sample(SETS), REPEATS)
    alone = probed(cell_of("1979").under("none").case(load, values), ["target_dead@war+2"], 0, SETS * REPEATS)
    assert np.array_equal(alone["target_dead@war+2"], plain.found["1979"]["target_dead@war+2"].ravel(), equal_nan=True)


def test_a_share_is_the_mean_over_scenarios_each_alike() -> None:
    one = np.array([[1.0, 1.0]]), np.array([[1.0, 1.0]])
    other = np.array([[0.0, 0.0]]), np.array([[3.0, 3.0]])
    assert mean_share([one, other], np.ones((1, 1))) == [0.5]


def test_doctrines_of_one_scenario_are_taken_together(plain: Backtest) -> None:
    counts = plain.counts(target("R10a"))
    assert list(counts) == ["border-war-1979", "ukraine-analogue", "four-nos"]
    assert counts["four-nos"][1].shape == (SETS, 4 * REPEATS)


def test_every_war_of_the_analogue_is_counted(plain: Backtest) -> None:
    happened, possible = plain.counts(target("R10a"))["ukraine-analogue"]
    assert possible.sum() == SETS * REPEATS
    assert happened.sum() <= possible.sum()


def test_the_three_ends_of_long_wars_add_up(mended: Backtest) -> None:
    ends = [mended.counts(target(identity)) for identity in ("R10c", "R10d", "R10e")]
    for name in ends[0]:
        together = sum(each[name][0] for each in ends)
        assert np.array_equal(together, ends[0][name][1])


def test_only_what_is_asked_for_is_run() -> None:
    found = held_against("none", chosen=["R2a", "R1a"])
    assert list(found.found) == ["1979"]
    assert [row.target.id for row in found.rows()] == ["R2a", "R1a"]
    with pytest.raises(UnknownName, match="R11a"):
        held_against("none", chosen=["R11c"])


def test_the_seed_decides_and_where_it_runs_does_not(plain: Backtest) -> None:
    with ThreadPoolExecutor(2) as pool:
        again = held_against("none", chosen=["R2a", "R10a"], workers=2, executor=pool)
    other = held_against("none", chosen=["R2a"], seed=99)
    told = [[repr(rows(found)[name]) for name in ("R2a", "R10a")] for found in (again, plain)]
    assert told[0] == told[1], "as text, since a number that does not exist is not equal to itself"
    assert rows(other)["R2a"].model != rows(plain)["R2a"].model


def test_central_values_can_be_tested_too() -> None:
    found = run_backtest(None, 8, load=load, mends="none", chosen=["R2a"])
    assert found.sets == 1
    assert rows(found)["R2a"].n > 0


# ---------------------------------------------------------------- standing and count


@pytest.mark.parametrize(
    ("identity", "mends", "status"),
    [
        ("R1a", EVERY, ABSENT),
        ("R2a", (), FITTED),
        ("R3a", (), ABSENT),
        ("R3a", ("mobilisation",), FITTED),
        ("R3b", ("mobilisation",), CHECK),
        ("R7a", (), CHECK),
        ("R7a", ("aid-votes",), FITTED),
        ("R8a", ("opinion",), FITTED),
        ("R10a", (), CHECK),
        ("R11b", (), FITTED),
    ],
)
def test_a_target_is_a_check_only_if_nothing_was_set_from_it(
    identity: str, mends: tuple[str, ...], status: str
) -> None:
    assert standing(target(identity), mends) == status


def test_a_parameter_that_set_a_target_names_what_it_was_set_from() -> None:
    for row in targets().values():
        for name in row.set_by:
            source = parameters()[name].source
            assert "[" in source, f"{row.id} is said to have set {name}, which rests on nothing"


def test_mends_written_for_a_target_are_named(mended: Backtest) -> None:
    assert aimed(target("R3b"), EVERY) == ("mobilisation",)
    assert "mobilisation" in told(rows(mended)["R3b"])
    assert aimed(target("R10a"), EVERY) == ()
    assert aimed(target("R11a"), ("cambodia",)) == ()


def judged(status: str, hit: bool | None, *, mend: str = "") -> Row:
    return Row(target("R10a"), status, 0.5, 0.4, 0.6, hit, 10, aimed=(mend,) if mend else ())


def test_fits_are_never_counted_among_the_hits() -> None:
    count = summary([judged(FITTED, True)] * 5 + [judged(CHECK, False)] * 2 + [judged(CHECK, True)])
    assert (count["hits"], count["checks"]) == (1, 3)
    assert (count["fits_hit"], count["fits"]) == (5, 5)


def test_what_has_no_band_or_no_number_is_counted_apart() -> None:
    count = summary([judged(CHECK, None), judged(ABSENT, None), judged(CHECK, True, mend="scar")])
    assert (count["hits"], count["checks"], count["no_band"], count["not_represented"]) == (1, 1, 1, 1)
    assert (count["hits_aimed"], count["checks_aimed"]) == (1, 1)


def test_the_count_is_that_of_the_rows(plain: Backtest) -> None:
    found, count = plain.rows(), summary(plain.rows())
    assert count["checks"] + count["fits"] + count["not_represented"] + count["no_band"] <= len(found)
    assert count["checks"] == sum(row.status == CHECK and row.hit is not None for row in found)


def test_a_date_beyond_the_runs_is_a_miss_and_no_number(plain: Backtest) -> None:
    late = replace(plain, found={**plain.found, "1979": {**plain.found["1979"], "settled_in": np.full((6, 5), -1.0)}})
    row = late.row(target("R6a"))
    assert row.model == math.inf
    assert row.hit is False
    assert row.verdict == "miss"


def test_why_there_is_no_number_is_said(plain: Backtest) -> None:
    assert "quarter" in told(rows(plain)["R1a"])
    assert "79-opening-dead" in told(rows(plain)["R2a"])
    assert "q0" in told(rows(plain)["R11a"])


# ---------------------------------------------------------------- courses


@pytest.mark.parametrize("course", COURSES.values(), ids=lambda course: course.name)
def test_a_course_has_values_where_its_state_exists(course: object, plain: Backtest, mended: Backtest) -> None:
    held = COURSES[course.name]  # type: ignore[attr-defined]
    for found in (plain, mended):
        if held.represented(found.mends):
            quantiles = bands(held, found)
            known = quantiles[:, np.isfinite(quantiles).all(axis=0)]
            assert known.shape[1] > 10
            assert (np.diff(known, axis=0) >= 0).all()


def test_aid_of_the_record_and_of_the_model_have_the_same_scale(plain: Backtest) -> None:
    _quarters, held = beside(COURSES["aid-us"], "aid-us")
    assert held.values[:4].mean() == pytest.approx(1.0)
    values = COURSES["aid-us"].values(plain)
    assert np.nanmean(values[1:5], axis=0) == pytest.approx(1.0)


def test_land_of_the_record_is_a_share_of_its_own_peak() -> None:
    quarters, held = beside(COURSES["land"], "land")
    assert held.values[quarters == 1.0] == 1.0
    assert held.values[quarters == 0.0] == 0.0
    assert (held.low <= held.values).all() and (held.values <= held.high).all()


# ---------------------------------------------------------------- the evidence


def test_the_evidence_can_be_gathered_anew_to_the_last_digit() -> None:
    found = read("backtest")
    assert found is not None, "run: python -m docs.gather backtest"
    again = proof._run("model", proof.SMALL_SETS, proof.SMALL_REPEATS, lambda _said: None)
    assert {row.target.id: proof.number(row.model) for row in again.rows()} == found["small"]
    for name, mark in found["figures"].items():
        picture = (ROOT / "docs" / "figures" / name).read_bytes()
        assert hashlib.blake2b(picture, digest_size=8).hexdigest() == mark
