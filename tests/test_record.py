"""The record: its bands are those that were written down first, and every target says what it rests on."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from scenarios import load
from sim.errors import UnknownName
from sim.mends import table as mends
from sim.parameters import table as parameters
from sim.record import Target, cells, quarter_of, series, target, targets
from sim.study import courses
from sim.study.backtest import cell_of, expanded
from sim.study.course_values import LAST
from sim.study.probes import check_span, parse
from sim.study.reductions import RUNS, SHARES
from sim.study.targets import bounded_by
from sim.study.windows import windows
from tests.test_bibliography import keys_in, known

ROOT = Path(__file__).resolve().parent.parent
WRITTEN = ROOT / "tests" / "reference" / "targets.md"

# What the written table says of each part: value, band, and the words of it. "+-25%" is worked out of the value.
FIGURES: dict[str, tuple[float, float | None, float | None, str]] = {
    "R1a": (28, 21, 35, "21-35; 3-4; 12-20"),
    "R1b": (3, 3, 4, "21-35; 3-4; 12-20"),
    "R1c": (16, 12, 20, "21-35; 3-4; 12-20"),
    "R2a": (13, 7, 26, "7-26k; 8-30k (extreme 57k)"),
    "R2b": (8, 8, 30, "13k; 8k (COW)"),
    "R3a": (2.05, 1.7, 2.2, "1.7-2.2; 1.2-1.6"),
    "R3b": (1.39, 1.2, 1.6, "2.05; 1.39"),
    "R4a": (6.4, 4, 11, "4-11; 2-4"),
    "R4b": (2.3, 2, 4, "6.4; 2.3"),
    "R5a": (165, 165 * 0.75, 165 * 1.25, "165k / 120k / 60k / 0"),
    "R5b": (120, 120 * 0.75, 120 * 1.25, "+-25%; exit 1988-91"),
    "R5c": (60, 60 * 0.75, 60 * 1.25, "+-25%; exit 1988-91"),
    "R5d": (1989, 1988, 1991, "exit 1988-91"),
    "R6a": (152, 100, 190, "100-190; lead 0-36"),
    "R6b": (20, 0, 36, "152; by 20 months"),
    "R7a": (-91, -100, -80, "-80..-100%; 5-8; 1.0-1.8"),
    "R7b": (6, 5, 8, "-91%, 6 months; x1.5 (x0.9)"),
    "R7c": (1.5, 1.0, 1.8, "1.0-1.8"),
    "R8a": (7, 3, 11, "+-4 pts each; gap 25-40 at end"),
    "R8b": (26, 22, 30, "7, 26, 31, 29; 4, 34 pts"),
    "R8c": (31, 27, 35, "+-4 pts each"),
    "R8d": (29, 25, 33, "+-4 pts each"),
    "R8e": (34, 25, 40, "gap 25-40 at end"),
    "R8f": (4, None, None, "4, 34 pts"),
    "R9a": (90, 45, 180, "90 d, 22-443; ~540 d"),
    "R9b": (443, None, None, "22-443"),
    "R9c": (540, 300, 700, "45-180; 300-700"),
    "R10a": (0.49, 0.40, 0.65, ".49; .40; 62/17/21%"),
    "R10b": (0.40, 0.30, 0.47, ".40-.65; .30-.47; +-12 pts"),
    "R10c": (62, 50, 74, "+-12 pts"),
    "R10d": (17, 5, 29, "+-12 pts"),
    "R10e": (21, 9, 33, "+-12 pts"),
    "R11a": (41, 19, 60, "19-60%; 11-40%"),
    "R11b": (22, 11, 40, "41%; 22%"),
}


def written(identity: str) -> str:
    """Return the line of the written table that a target belongs to."""
    number = identity.rstrip("abcdef")
    return next(line for line in WRITTEN.read_text("utf-8").splitlines() if line.startswith(f"| {number} |"))


def test_the_record_has_every_part_of_every_target_in_order() -> None:
    assert list(targets()) == list(FIGURES)
    assert {re.sub(r"[a-f]$", "", name) for name in targets()} == {f"R{n}" for n in range(1, 12)}


@pytest.mark.parametrize("identity", FIGURES)
def test_bands_are_those_that_were_written_down_first(identity: str) -> None:
    value, low, high, words = FIGURES[identity]
    row = target(identity)
    assert words in written(identity)
    assert (row.value, row.low, row.high) == (value, low, high)


@pytest.mark.parametrize("row", targets().values(), ids=lambda row: row.id)
def test_a_target_says_where_it_comes_from_and_how_its_number_is_formed(row: Target) -> None:
    assert row.title and row.unit and row.formula and row.cases >= 1
    assert keys_in(row.source) and keys_in(row.source) <= set(known())
    assert bool(row.absent) == bool(row.needs or not row.cells)
    assert set(row.needs) <= set(mends())
    assert set(row.set_by) <= set(parameters())
    assert {mend for mend in row.set_by.values() if mend} <= set(mends())
    assert set(row.cells) <= set(cells())


@pytest.mark.parametrize("row", [row for row in targets().values() if row.cells], ids=lambda row: row.id)
def test_what_a_target_asks_of_the_runs_exists(row: Target) -> None:
    assert row.reduce in {**RUNS, **SHARES}
    for cell in row.cells:
        quarters = int(cells()[cell]["quarters"])
        case = cell_of(cell).case(load)
        probes = [parse(each) for probe in row.probes for each in expanded(probe, quarters)]
        check_span(probes, case.quarters)
        assert case.quarters == quarters


def test_cells_are_those_that_somebody_asks() -> None:
    assert {cell for row in targets().values() for cell in row.cells} == set(cells())


def test_windows_of_the_calibration_name_targets_of_the_record() -> None:
    named = {identity for window in (*windows().histories, *windows().base) for identity in window.overlaps}
    assert named == {row.id for row in targets().values() if bounded_by(row)} == {"R2a", "R2b", "R6a", "R11a"}


def test_the_pacts_are_those_of_the_base_rate() -> None:
    for name in target("R11a").cells:
        assert cells()[name] == windows().cells[name]


def test_nothing_finer_than_a_quarter_is_ever_represented() -> None:
    every = tuple(mends())
    assert [row.id for row in targets().values() if not row.represented(every)] == ["R1a", "R1b", "R1c"]


@pytest.mark.parametrize("row", targets().values(), ids=lambda row: row.id)
def test_state_that_a_mend_carries_is_there_with_it_alone(row: Target) -> None:
    if row.needs:
        assert not row.represented(())
        assert row.represented(row.needs)


def test_an_unknown_target_is_refused() -> None:
    with pytest.raises(UnknownName, match="R6a"):
        target("R6aa")


@pytest.mark.parametrize(
    ("number", "inside"), [(7.0, True), (26.0, True), (6.99, False), (float("inf"), False), (float("nan"), None)]
)
def test_a_hit_is_a_number_in_the_band_ends_included(number: float, inside: bool | None) -> None:
    assert target("R2a").hit(number) is inside


def test_a_target_without_a_band_is_neither_hit_nor_missed() -> None:
    assert target("R9b").hit(443.0) is None


# ---------------------------------------------------------------- the series beside the plots


@pytest.mark.parametrize("name", series())
def test_a_series_has_dates_in_order_and_a_source(name: str) -> None:
    row = series()[name]
    assert list(row.dates) == sorted(row.dates)
    assert all(re.fullmatch(r"\d{4}Q[1-4]", date) for date in row.dates)
    assert (row.low <= row.values).all() and (row.values <= row.high).all()
    assert keys_in(row.source) and keys_in(row.source) <= set(known())


def test_series_agree_with_the_targets() -> None:
    def at(name: str, date: str) -> float:
        return float(series()[name].values[series()[name].dates.index(date)])

    assert at("cambodia", "1984Q2") == target("R5a").value
    assert at("cambodia", "1987Q4") == target("R5b").value
    assert at("cambodia", "1989Q1") == target("R5c").value
    assert [at("too-much", date) for date in ("2022Q1", "2022Q4", "2023Q4", "2024Q2")] == [7.0, 26.0, 31.0, 29.0]
    gap = at("too-much-republicans", "2024Q2") - at("too-much-democrats", "2024Q2")
    assert gap == target("R8e").value
    assert at("pla-killed", "1979Q2") == target("R2a").value
    sipri = [at("milex-sipri", f"{year}Q2") for year in range(1987, 1992)]
    assert np.mean(sipri) == pytest.approx(target("R4a").value, abs=0.05)


@pytest.mark.parametrize("course", courses.COURSES.values(), ids=lambda course: course.name)
def test_a_course_begins_with_its_scenario_and_has_series_beside_it(course: courses.Course) -> None:
    scenario = load(cells()[course.cell]["scenario"])
    assert scenario.start == courses.START[course.cell]
    assert LAST[course.cell] <= int(cells()[course.cell]["quarters"])
    assert course.beside and set(course.beside) <= set(series())
    assert set(course.needs) <= set(mends())


def test_every_series_stands_beside_a_course() -> None:
    assert {name for course in courses.COURSES.values() for name in course.beside} == set(series())


@pytest.mark.parametrize(
    ("date", "start", "quarter"), [("1979Q1", "1979Q1", 1), ("1991Q4", "1979Q1", 52), ("2021Q4", "2022Q1", 0)]
)
def test_a_date_is_the_end_of_its_quarter(date: str, start: str, quarter: int) -> None:
    assert quarter_of(date, start) == quarter
