from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from scenarios import load
from sim import plots
from sim.case import prepare
from sim.ensemble import Ensemble, run_cases, simulate
from sim.errors import InputError, OutOfRange, UnknownName, WrongType
from sim.plots import FORMATS, KINDS, style
from sim.plots.reading import Reading
from sim.recorder import COLUMNS
from sim.scenario import Scenario
from sim.study.folder import StudyFolder, open_study, write

Stored = Callable[[Sequence[Ensemble]], StudyFolder]
Pictures = Callable[[str], Figure]


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def retitled(scenario: Scenario, title: str, **labels: str) -> Scenario:
    seats = {
        name: seat.model_copy(update={"label": labels.get(name, seat.label)}) for name, seat in scenario.seats.items()
    }
    return scenario.model_copy(update={"title": title, "seats": seats})


def test_the_kinds_are_those_of_the_command_line() -> None:
    assert list(KINDS) == ["fan", "endings", "panel", "bleed", "contour", "ladder", "relations", "compare"]
    assert all(plot.text.endswith(".") for plot in KINDS.values())


def test_the_list_of_kinds_costs_nothing(root: Path) -> None:
    heavy = {"matplotlib", "pandas", "numpy", "scipy", "mesa"}
    code = f"import sim.plots, sys; sim.plots.KINDS; print(*sorted(set(sys.modules) & {heavy!r}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_no_window_can_open(root: Path) -> None:
    assert not [path for path in (root / "sim" / "plots").glob("*.py") if "pyplot" in path.read_text("utf-8")]


@pytest.fixture(scope="module")
def pictures(bled: StudyFolder) -> Pictures:
    """Return what draws the kinds, each once for all tests that only look at it."""
    return cache(lambda kind: plots.draw(kind, bled))


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_says_what_it_shows_and_how_it_was_run(kind: str, pictures: Pictures) -> None:
    whole = "\n".join(texts(pictures(kind)))
    for words_of in ("Bleeding white: the border after a limited strike", "runs", "seed 1", "bleed-white", "Russia"):
        assert words_of in whole
    assert "A simulation to think with, not a forecast." in whole
    assert "the challenger" not in whole
    assert "{" not in whole


def beyond_the_axes(figure: Figure) -> Iterator[Text]:
    """Yield the labels of marks outside their axis: they exist, but are not drawn."""
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in axis.get_major_ticks():
                if not low <= tick.get_loc() <= high:
                    yield from (tick.label1, tick.label2)


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_is_cut_off_or_written_over_another(kind: str, pictures: Pictures) -> None:
    figure = pictures(kind)
    with style.look():
        FigureCanvasAgg(figure).draw()  # lays the figure out
    page, boxes, beyond = figure.bbox.padded(1), {}, set(beyond_the_axes(figure))
    for text in figure.findobj(Text):
        if text.get_text().strip() and text.get_visible() and text not in beyond:
            boxes[text] = text.get_window_extent()
            assert all(page.contains(*corner) for corner in boxes[text].corners()), text.get_text()
    named = [*figure.texts, *(a.title for a in figure.axes), *(a._left_title for a in figure.axes)]  # type: ignore[attr-defined]
    named += [label for axes in figure.axes for label in (axes.xaxis.label, axes.yaxis.label)]
    named += [text for legend in figure.legends for text in legend.get_texts()]
    fixed = [text for text in named if text in boxes]
    for one, other in itertools.combinations(fixed, 2):
        assert not boxes[one].padded(-1).overlaps(boxes[other].padded(-1)), (one.get_text(), other.get_text())


@pytest.mark.parametrize("kind", KINDS)
def test_the_numbers_behind_a_picture_are_told_in_words(kind: str, bled: StudyFolder) -> None:
    told = plots.describe(kind, bled)
    assert "seed 1" in told
    assert "nan" not in told
    assert len(told.splitlines()) > 4


@pytest.mark.parametrize("kind", KINDS)
def test_one_run_of_one_quarter_is_drawn(kind: str, lone: StudyFolder) -> None:
    assert plots.draw(kind, lone).axes
    assert "1 run" in plots.describe(kind, lone) or kind == "contour"


@pytest.mark.parametrize("kind", KINDS)
def test_a_study_without_paths_says_how_to_record_them(kind: str, calm: StudyFolder) -> None:
    if not KINDS[kind].trajectories:
        assert plots.draw(kind, calm).axes
        return
    with pytest.raises(InputError, match="--trajectories"):
        plots.draw(kind, calm)


def test_a_study_without_war_has_no_bleed(stored: Stored) -> None:
    ensemble = simulate(load("four-nos"), {"vietnam": "accommodate"}, runs=5, quarters=3, trajectories=5)
    with pytest.raises(InputError, match="no bleed to draw"):
        plots.draw("bleed", stored([ensemble]))


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> StudyFolder:
    """Return a study whose title and labels look like markup of every sort."""
    title = r"$x_{1}$ {target} \frac{1}{2} %s <b>_\_</b> 邊界 " + "long " * 20
    scenario = retitled(load("bleeding-white"), title, vietnam="A" * 60, china="$_{chal} {target}", us="{patron_b}")
    ensembles = run_cases([prepare(scenario, {"us": name}) for name in ("full", "limited")], 30, trajectories=30)
    return open_study(write(tmp_path_factory.mktemp("odd") / "study", ensembles))


@pytest.mark.parametrize("kind", KINDS)
def test_no_title_or_label_is_read_as_markup(kind: str, odd: StudyFolder, tmp_path: Path) -> None:
    figure = plots.draw(kind, odd)
    whole = " ".join(texts(figure))
    assert r"$x_{1}$ {target} \frac{1}{2} %s <b>_\_</b> □□" in whole
    for form in FORMATS if kind == "endings" else ("png",):
        plots.save(figure, tmp_path / f"picture.{form}")


def test_what_the_study_set_stands_in_the_picture(stored: Stored) -> None:
    ensemble = simulate(load("rig-crisis"), runs=4, parameters={"psi": 0.3}, opening={"quarrel.rung": "crisis"})
    folder = stored([ensemble])
    assert "psi = 0.3, quarrel.rung = crisis" in "\n".join(texts(plots.draw("endings", folder)))


def test_runs_that_failed_are_not_passed_over_in_silence(bled: StudyFolder) -> None:
    cells = [{**row, "runs": row["runs"] + 7} for row in bled.manifest["cells"]]
    failed = StudyFolder(bled.path, {**bled.manifest, "cells": cells})
    assert "21 runs failed and are missing" in " ".join(texts(plots.draw("endings", failed)))
    assert "7 runs failed and are missing" in plots.describe("fan", failed)


def quarters_of(figure: Figure) -> Iterator[str]:
    return (label.get_text() for axes in figure.axes for label in axes.get_xticklabels())


def test_pictures_over_time_are_dated(pictures: Pictures) -> None:
    for kind in [name for name, plot in KINDS.items() if plot.trajectories]:
        assert "2024Q1" in set(quarters_of(pictures(kind)))


# ---------------------------------------------------------------- wrong input


@pytest.mark.parametrize(
    ("kind", "options", "fault", "words_of"),
    [
        ("fam", {}, UnknownName, "Did you mean 'fan'"),
        ("fan", {"measure": "target_wearyness"}, UnknownName, "Did you mean 'target_weariness'"),
        ("compare", {"measure": "zones"}, UnknownName, "Did you mean 'zone'"),
        ("panel", {"measure": "autonomi"}, UnknownName, "Did you mean 'autonomy'"),
        ("contour", {"measure": "no_wars"}, UnknownName, "Did you mean 'no_war'"),
        ("fan", {"policy": "porcupin"}, UnknownName, "Did you mean 'porcupine'"),
        ("endings", {"measure": "war"}, InputError, "takes no measure"),
        ("ladder", {"policy": "bamboo"}, InputError, "takes no policy"),
        ("fan", {"runs": -1}, OutOfRange, "0 to 100"),
        ("fan", {"runs": 2.5}, WrongType, "a whole number"),
    ],
)
def test_a_wrong_choice_is_told_with_the_nearest_right_one(
    kind: str, options: dict[str, object], fault: type[InputError], words_of: str, bled: StudyFolder
) -> None:
    with pytest.raises(fault, match=words_of):
        plots.draw(kind, bled, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("measure", [name for name in COLUMNS if name != "zone"])
def test_every_recorded_quantity_has_its_fan(measure: str, lone: StudyFolder) -> None:
    assert plots.draw("fan", lone, measure=measure).axes


@pytest.mark.parametrize("policy", ["porcupine", "vietnam=porcupine; china=bleed-white; us=limited; russia=supplier"])
def test_a_policy_is_chosen_by_its_short_name_or_in_full(policy: str, bled: StudyFolder) -> None:
    assert "porcupine" in "\n".join(texts(plots.draw("fan", bled, policy=policy)))
    assert "porcupine" in plots.describe("bleed", bled, policy=policy)


def test_the_scenarios_own_policy_is_shown_unless_one_is_chosen(bled: StudyFolder) -> None:
    assert Reading(bled).label(Reading(bled).reference) == "four-nos"
