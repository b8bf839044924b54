from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from scenarios import load
from sim import plots
from sim.case import prepare
from sim.ensemble import Ensemble, run_cases, simulate
from sim.errors import InputError, OutOfRange, StoreError, UnknownName, WrongType
from sim.model import CrisisModel
from sim.outcome import ENDINGS, MEASURES
from sim.plots import FORMATS, KINDS, bleed, contour, endings, fan, ladder, panel, style, words
from sim.plots.reading import Reading, quantiles
from sim.plots.sheet import drawable, fitted, inches, wrapped
from sim.recorder import COLUMNS
from sim.scenario import Scenario
from sim.study.folder import StudyFolder, open_study, write

POSTURES = ("four-nos", "porcupine", "accommodate")
NEEDS_PATHS = [name for name, plot in KINDS.items() if plot.trajectories]


def study(folder: Path, ensembles: Sequence[Ensemble]) -> StudyFolder:
    return open_study(write(folder, ensembles))


@pytest.fixture(scope="module")
def bled(tmp_path_factory: pytest.TempPathFactory) -> StudyFolder:
    """Return a study of the bleed: three postures of 150 runs, 100 of them recorded."""
    cases = [prepare(load("bleeding-white"), {"vietnam": name}) for name in POSTURES]
    return study(tmp_path_factory.mktemp("bled") / "study", run_cases(cases, 150, trajectories=100))


@pytest.fixture(scope="module")
def lone(tmp_path_factory: pytest.TempPathFactory) -> StudyFolder:
    """Return the smallest study there is: one run of one quarter under one policy."""
    ensemble = simulate(load("bleeding-white"), runs=1, quarters=1, trajectories=1)
    return study(tmp_path_factory.mktemp("lone") / "study", [ensemble])


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> StudyFolder:
    """Return a study without war, nor a recorded path: every run ends alike."""
    ensemble = simulate(load("four-nos"), {"vietnam": "accommodate"}, runs=12, quarters=4)
    return study(tmp_path_factory.mktemp("calm") / "study", [ensemble])


@pytest.fixture(autouse=True)
def small_grid(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the contour's own simulations short."""
    monkeypatch.setattr(contour.sample, "__defaults__", (5, 40))


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def retitled(scenario: Scenario, title: str, **labels: str) -> Scenario:
    seats = {
        name: seat.model_copy(update={"label": labels.get(name, seat.label)}) for name, seat in scenario.seats.items()
    }
    return scenario.model_copy(update={"title": title, "seats": seats})


# ---------------------------------------------------------------- every kind


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


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_says_what_it_shows_and_how_it_was_run(kind: str, bled: StudyFolder) -> None:
    whole = "\n".join(texts(plots.draw(kind, bled)))
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
def test_no_text_is_cut_off_or_written_over_another(kind: str, bled: StudyFolder) -> None:
    figure = plots.draw(kind, bled)
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
    if kind not in NEEDS_PATHS:
        assert plots.draw(kind, calm).axes
        return
    with pytest.raises(InputError, match="--trajectories"):
        plots.draw(kind, calm)


def test_a_study_without_war_has_no_bleed(tmp_path: Path) -> None:
    ensemble = simulate(load("four-nos"), {"vietnam": "accommodate"}, runs=5, quarters=3, trajectories=5)
    with pytest.raises(InputError, match="no bleed to draw"):
        plots.draw("bleed", study(tmp_path / "study", [ensemble]))


@pytest.mark.parametrize("kind", KINDS)
def test_no_title_or_label_is_read_as_markup(kind: str, tmp_path: Path) -> None:
    title = r"$x_{1}$ {target} \frac{1}{2} %s <b>_\_</b> 邊界 " + "long " * 20
    scenario = retitled(load("bleeding-white"), title, vietnam="A" * 60, china="$_{chal} {target}", us="{patron_b}")
    ensembles = run_cases([prepare(scenario, {"us": name}) for name in ("full", "limited")], 30, trajectories=30)
    folder = study(tmp_path / "study", ensembles)
    whole = " ".join(texts(plots.draw(kind, folder)))
    assert r"$x_{1}$ {target} \frac{1}{2} %s <b>_\_</b> □□" in whole
    for form in FORMATS if kind == "endings" else ("png",):
        plots.save(plots.draw(kind, folder), tmp_path / f"picture.{form}")


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


# ---------------------------------------------------------------- saving


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("kind", ["fan", "endings", "contour"])
def test_the_same_study_gives_the_same_bytes(kind: str, form: str, bled: StudyFolder, tmp_path: Path) -> None:
    first, second = tmp_path / f"first.{form}", tmp_path / f"second.{form.upper()}"
    plots.save(plots.draw(kind, bled), first)
    with rc_context({"font.size": 30, "lines.linewidth": 9, "svg.fonttype": "none", "savefig.dpi": 20}):
        plots.save(plots.draw(kind, bled), second)
    assert first.read_bytes() == second.read_bytes()
    assert b"Matplotlib v" not in first.read_bytes()
    assert b"CreationDate" not in first.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([first.name, second.name])


def test_a_readers_own_settings_are_left_as_they_were(lone: StudyFolder, tmp_path: Path) -> None:
    from matplotlib import rcParams

    with rc_context({"font.size": 23.0}):
        plots.save(plots.draw("endings", lone), tmp_path / "a.png")
        assert rcParams["font.size"] == 23.0


@pytest.mark.parametrize("name", ["picture", "picture.jpg", "picture.png.txt", ".png"])
def test_an_unknown_ending_is_refused_with_the_known_ones(name: str, lone: StudyFolder, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.png, \.svg, \.pdf"):
        plots.save(plots.draw("endings", lone), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_told(lone: StudyFolder, tmp_path: Path) -> None:
    (tmp_path / "folder.png").mkdir()
    for goal in (tmp_path / "nowhere" / "a.png", tmp_path / "folder.png"):
        with pytest.raises(StoreError, match="cannot be written"):
            plots.save(plots.draw("endings", lone), goal)
    assert [path.name for path in tmp_path.iterdir()] == ["folder.png"]


def test_a_write_that_fails_leaves_the_old_picture(
    lone: StudyFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal = tmp_path / "a.png"
    goal.write_bytes(b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StoreError, match="No space left"):
        plots.save(plots.draw("endings", lone), goal)
    assert goal.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]


# ---------------------------------------------------------------- the numbers are right


def test_shares_of_endings_are_those_of_the_runs(bled: StudyFolder) -> None:
    reading = Reading(bled)
    for policy in reading.policies:
        rows = bled.runs()[bled.runs()["policy"] == policy]
        shares = [float((rows["ending"].astype(str) == name).mean()) for name in ENDINGS]
        np.testing.assert_allclose(reading.shares(policy), shares)
    assert f"{words.percent(reading.shares(reading.reference)[1])}" in plots.describe("endings", bled)


def test_policies_stand_in_their_published_order(bled: StudyFolder) -> None:
    reading = Reading(bled)
    assert [reading.label(policy) for policy in reading.policies] == ["four-nos", "porcupine", "accommodate"]
    assert reading.others() == "China bleed-white, United States limited, Russia supplier"


def test_paths_are_those_of_the_model(bled: StudyFolder) -> None:
    reading = Reading(bled)
    model = CrisisModel(load("bleeding-white"), runs=100, record=100)
    ends = model.run()["ending"]
    assert model.recorder is not None
    recorded = model.recorder.trajectories(model.draws.runs).values
    model.close()
    paths = reading.paths(reading.reference, "target_dead", "support_a", "target_weariness")
    np.testing.assert_allclose(paths.values["target_dead"], recorded["target_dead"])
    np.testing.assert_array_equal(paths.endings, ends)
    assert np.isnan(paths.values["support_a"][0]).all()
    assert np.isnan(paths.values["target_weariness"][0]).all()
    np.testing.assert_allclose(paths.values["target_weariness"][1:], recorded["target_weariness"][1:])


def test_quantiles_skip_what_is_not_known() -> None:
    values = np.array([[np.nan, np.nan, np.nan], [1.0, np.nan, 3.0], [1.0, 2.0, 6.0]])
    np.testing.assert_allclose(quantiles(values, (0.0, 0.5, 1.0)).T, [[np.nan] * 3, [1.0, 2.0, 3.0], [1.0, 2.0, 6.0]])


def test_fans_part_the_runs_by_ending_and_name_the_rare_ones(bled: StudyFolder) -> None:
    reading = Reading(bled)
    found, notes = fan.panels(reading, reading.reference, fan.curves(reading, None))
    shown = [row.paths.runs for row in found]
    assert all(number >= fan.LEAST_RUNS for number in shown)
    assert sum(shown) <= 100
    assert "100 runs whose path was recorded" in " ".join(notes)


def test_a_fan_of_few_runs_shows_them_together(tmp_path: Path) -> None:
    ensemble = simulate(load("bleeding-white"), runs=10, trajectories=10)
    reading = Reading(study(tmp_path / "study", [ensemble]))
    found, notes = fan.panels(reading, reading.reference, fan.curves(reading, None))
    assert [row.title for row in found] == ["All runs"]
    assert "Too few runs" in notes[0]


def test_the_rungs_share_out_all_runs(bled: StudyFolder) -> None:
    reading = Reading(bled)
    share = ladder.occupancy(reading.paths(reading.reference))
    np.testing.assert_allclose(share.sum(axis=0), 1.0)
    assert share[4, 0] == 1.0


def test_wars_end_as_often_as_runs_leave_them(bled: StudyFolder) -> None:
    reading = Reading(bled)
    paths = reading.paths(reading.reference, *fan.BOTH, "zone")
    found = bleed.course(paths)
    left = (paths.fighting[:-1] & ~paths.fighting[1:]).mean(axis=1)
    np.testing.assert_allclose((found.deals + found.exits)[1:], left)
    assert np.isnan(found.open[0])
    assert found.deals.sum() > 0
    settled = float((bled.runs()[bled.runs()["policy"] == reading.reference]["settled"][:100]).mean())
    assert found.deals.sum() >= settled - 1e-9


def test_a_share_has_an_error_and_a_quantity_has_a_spread() -> None:
    share = panel.spread("war", np.repeat([0.0, 1.0], [90, 10]))
    assert share.centre == pytest.approx(0.1)
    assert share.outer == pytest.approx((0.0552, 0.1744), abs=1e-3)
    assert panel.spread("war", np.zeros(100)).outer[1] > 0.03
    spread = panel.spread("crises", np.append(np.arange(101.0), np.nan))
    assert (spread.centre, spread.inner, spread.outer, spread.runs) == (50.0, (25.0, 75.0), (5.0, 95.0), 101)
    assert panel.spread("settlement_terms", np.full(3, np.nan)).runs == 0


def test_the_contours_are_those_of_the_model_itself(bled: StudyFolder) -> None:
    reading = Reading(bled)
    case = reading.case(reading.reference)
    grid = contour.sample(case, points=3, runs=40)
    assert grid.multiples.tolist() == [0.0, 1.0, 2.0]
    for aid, intensity in ((1, 1), (0, 2), (2, 0)):
        opening = dict.fromkeys(contour.CAPACITIES, grid.multiples[aid] * 1.0)
        assert case.scenario.opening.patron_a.capacity.value == 1.0
        opening[contour.CAPACITIES[1]] *= case.scenario.opening.patron_b.capacity.value
        bleeding = {"u_lo": grid.multiples[intensity] * 0.045}
        model = CrisisModel(case.scenario, parameters=bleeding, opening=opening, runs=40)
        ends = model.run()["ending"]
        model.close()
        expected = [(ends == code).mean() for code in range(6)]
        np.testing.assert_allclose(grid.shares[:, aid, intensity], expected)
    assert grid.plausible == pytest.approx((0.015 / 0.045, 0.07 / 0.045))


def test_a_contour_keeps_what_the_study_set() -> None:
    each = np.linspace(0.03, 0.06, 7)
    opening = {"quarrel.rung": "border-war", "patron_a.capacity": 0.5}
    case = prepare(load("bleeding-white"), parameters={"u_lo": each}, opening=opening, types="prior", quarters=8)
    grid = contour.sample(case, points=3, runs=20)
    assert grid.plausible[0] == pytest.approx(0.015 / each[np.arange(20) % 7].mean(), rel=1e-6)
    np.testing.assert_allclose(grid.shares.sum(axis=0), 1.0)


def test_what_the_study_set_stands_in_the_picture(tmp_path: Path) -> None:
    ensemble = simulate(load("rig-crisis"), runs=4, parameters={"psi": 0.3}, opening={"quarrel.rung": "crisis"})
    folder = study(tmp_path / "study", [ensemble])
    assert "psi = 0.3, quarrel.rung = crisis" in "\n".join(texts(plots.draw("endings", folder)))


def test_bars_of_endings_fill_the_whole(bled: StudyFolder) -> None:
    bars: list[Any] = [bar for bar in plots.draw("endings", bled).axes[0].patches if bar.get_facecolor()[-1] != 0.0]
    for place, policy in enumerate(Reading(bled).policies):
        row = [bar for bar in bars if abs(bar.get_y() + bar.get_height() / 2 - place) < 1e-6]
        assert sum(bar.get_width() for bar in row) == pytest.approx(1.0), policy


# ---------------------------------------------------------------- words and looks


def test_everything_recorded_and_measured_has_plain_words() -> None:
    assert set(words.COLUMNS) == set(COLUMNS)
    assert list(words.MEASURES) == [measure.name for measure in MEASURES if measure.name != "ending"]
    assert {
        measure.name for measure in MEASURES if measure.text.startswith("Share of") and measure.name in words.SHARES
    }
    assert set(style.ENDING_FILLS) == set(ENDINGS) == set(words.SHORT_ENDINGS)


def test_seats_stand_in_the_place_of_roles() -> None:
    scenario = load("ukraine-analogue")
    ends = words.ending_texts(scenario)
    assert ends["challengers_terms"] == "Settled on Russia's terms"
    assert ends["targets_terms"] == "Settled on Ukraine's terms"
    assert ends["challenger_left"] == "Russia left without a deal"
    assert words.named("Ties of {target} with {patron_a}", scenario) == "Ties of Ukraine with the United States"
    assert words.named("{patron_a} abandons {target}", scenario) == "United States abandons Ukraine"


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "0 %"), (0.001, "<1 %"), (0.0149, "1 %"), (0.5, "50 %"), (0.995, ">99 %"), (1.0, "100 %")],
)
def test_what_is_rare_never_looks_like_never(share: float, text: str) -> None:
    assert words.percent(share).replace("\u00a0", " ") == text


def test_areas_that_can_meet_differ_in_print_too() -> None:
    for fills in (list(style.ENDING_FILLS.values()), list(style.RUNG_FILLS)):
        for one, other in itertools.combinations(fills, 2):
            apart = abs(style.lightness(one.colour) - style.lightness(other.colour))
            assert apart >= 14 or one.hatch != other.hatch, (one, other)
        for one, other in itertools.pairwise(fills):
            assert abs(style.lightness(one.colour) - style.lightness(other.colour)) >= 13, (one, other)


def test_colours_stay_apart_for_the_colour_blind() -> None:
    from matplotlib.colors import to_rgb

    # Machado, Oliveira and Fernandes (2009), full deuteranopia and protanopia, on linear light.
    blind = (
        np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]),
        np.array([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]]),
    )
    pairs = [
        (style.TARGET, style.CHALLENGER),
        *itertools.combinations([f.colour for f in style.ENDING_FILLS.values()], 2),
    ]
    for one, other in pairs:
        lights = [np.array(to_rgb(colour)) ** 2.2 for colour in (one, other)]
        for eye in blind:
            seen = [np.clip(eye @ light, 0, 1) ** (1 / 2.2) for light in lights]
            assert np.linalg.norm(seen[0] - seen[1]) > 0.13, (one, other)


def test_long_texts_are_wrapped_to_the_sheet_and_cut_on_a_line() -> None:
    text = "word " * 40 + "x" * 90
    for row in wrapped(text, 3.0, 8.0):
        assert inches(row, 8.0) <= 3.0
    assert "".join(wrapped(text, 3.0, 8.0)).replace(" ", "") == text.replace(" ", "")
    for lines in (1, 2):
        rows = fitted(text, 1.0, 8.0, lines=lines).split("\n")
        assert len(rows) == lines and rows[-1].endswith("…")
        assert max(inches(row, 8.0) for row in rows) <= 1.0
    assert fitted("bamboo", 1.0, 8.0) == "bamboo"
    assert drawable("Việt Nam\n邊") == "Việt Nam\n□"


@pytest.mark.parametrize("quarters", [1, 2, 12, 40, 52, 60, 400])
def test_the_time_axis_has_calendar_quarters(quarters: int) -> None:
    axes = Figure().subplots()
    for most in (3, 5, 7):
        style.time_axis(axes, load("border-war-1979"), quarters, most=most)
        labels = [text.get_text() for text in axes.get_xticklabels()]
        assert 1 <= len(labels) <= most
        assert labels[0] == "1979Q1"
        if quarters > 12:
            assert all(label.endswith("Q1") for label in labels)


def test_endings_say_how_sure_they_are(bled: StudyFolder) -> None:
    assert "up to about 8 points" in endings._precision(Reading(bled))


def quarters_of(figure: Figure) -> Iterator[str]:
    return (label.get_text() for axes in figure.axes for label in axes.get_xticklabels())


def test_pictures_over_time_are_dated(bled: StudyFolder) -> None:
    for kind in NEEDS_PATHS:
        assert "2024Q1" in set(quarters_of(plots.draw(kind, bled)))
