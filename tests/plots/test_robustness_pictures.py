"""Pictures of regret and of survival: what they show is what the answer holds, readable, also in grey."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import combinations, pairwise
from types import ModuleType

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.plots import regret, style, survival
from sim.plots.saving import rendered
from sim.study.answers import Answer, Table
from sim.study.questions.robustness import ask
from sim.study.questions.survival import Watched, curve
from sim.study.standing import Standing, few_points
from sim.world import FloatArray
from tests.made_up import made_up


def world(points: int, scenarios: int = 1) -> FloatArray:
    chance = np.random.default_rng(3)
    state = chance.uniform(size=(1, scenarios, points, 1))
    means = np.concatenate([0.5 + 0.2 * state, 0.2 + 0.3 * state, 0.1 + 0.9 * state**2])
    return means + 0.1 * chance.normal(size=(3, scenarios, points, 12))


def robust(values: FloatArray) -> Answer:
    """Return an answer as it comes back from its file."""
    answer = ask(made_up(values), "lost", samples=40)
    return Answer.from_data(json.loads(json.dumps(answer.to_data(), allow_nan=False)))


def lasting(names: tuple[str, ...], standing: Standing | None = None) -> Answer:
    """Return an answer on wars that are settled sooner under each policy than under the one before."""
    chance, curves, rows = np.random.default_rng(4), {}, []
    for place, name in enumerate(names):
        times = np.minimum(chance.exponential(30 / (place + 1), size=300).astype(int), 40)
        drawn = curve(Watched(times.astype(float), (times < 40).astype(float), np.arange(300) % 30), 40, samples=40)
        curves[name] = {"unsettled": drawn.share, "low": drawn.low, "high": drawn.high, "at_risk": drawn.at_risk}
        low, high = np.percentile(drawn.medians, (2.5, 97.5), method="nearest")
        shares = {"settled": 0.5, "left_without_a_deal": 0.1, "general_war": 0.01}
        rows.append({"policy": name, "runs": 320, "wars": 300, **shares, "median": drawn.median})
        rows[-1] |= {"median_low": low, "median_high": high}
    answer = Answer(
        "survival",
        "survival",
        "Time to settlement in The bleed",
        ("",),
        standing or Standing(),
        {},
        {"medians": Table.of(rows, columns=("policy", "runs", "wars", *survival.TEXTS[1:], "standing"))},
        {"quarters": 40, "curves": curves, "stands": [] if standing else names},
    )
    return Answer.from_data(json.loads(json.dumps(answer.to_data(), allow_nan=False)))


LONG = tuple(f"a policy with quite a long name {k}" for k in range(6))
THIN = Standing.of(few_points(8))
CASES: dict[str, tuple[ModuleType, Answer]] = {
    "few states": (regret, robust(world(6))),
    "many states": (regret, robust(world(40, 2))),
    "no state": (regret, robust(np.full((3, 1, 20, 10), np.nan))),
    "four policies": (survival, lasting(("own", "punish", "seize", "charm"))),
    "six policies": (survival, lasting(LONG)),
    "thin": (survival, lasting(("own", "punish"), THIN)),
    "no war": (survival, lasting(())),
}


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


@pytest.mark.parametrize("case", CASES)
def test_no_text_is_cut_off_or_written_over_another(case: str) -> None:
    module, answer = CASES[case]
    figure = module.draw(answer)
    with style.look():
        FigureCanvasAgg(figure).draw()
    page, beyond = figure.bbox.padded(1), set(undrawn(figure))
    shown = (text for text in figure.findobj(Text) if text.get_text() and text.get_visible() and text not in beyond)
    boxes = {text: text.get_window_extent() for text in shown}
    for text, box in boxes.items():
        assert all(page.contains(*corner) for corner in box.corners()), text.get_text()
    for one, other in combinations(boxes, 2):
        assert not boxes[one].padded(-1).overlaps(boxes[other].padded(-1)), (one.get_text(), other.get_text())
    whole = "\n".join(texts(figure))
    assert "A simulation to think with, not a forecast." in whole
    assert "{" not in whole


def undrawn(figure: Figure) -> Iterator[Text]:
    """Yield the labels of marks outside their axis: they exist, but are not drawn."""
    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        low, high = sorted(axis.get_view_interval())
        for tick in axis.get_major_ticks():
            if not low <= tick.get_loc() <= high:
                yield from (tick.label1, tick.label2)


@pytest.mark.parametrize("case", CASES)
def test_a_picture_has_a_text_twin_that_says_whether_it_stands(case: str) -> None:
    module, answer = CASES[case]
    twin = module.describe(answer)
    assert answer.title in twin
    assert ("not established: " in twin.splitlines()[3]) is (not answer.standing.established)
    assert "{" not in twin


def test_the_heat_map_shows_the_regret_that_the_answer_holds() -> None:
    module, answer = CASES["many states"]
    (picture,) = module.draw(answer).axes[0].images
    assert np.asarray(picture.get_array()) == pytest.approx(np.array(answer.data["heat"]["regret"]))
    assert picture.get_array().shape == (3, 60)
    assert "A column is the mean over up to 2 states" in module.describe(answer)


def test_few_states_have_their_numbers_in_the_cells() -> None:
    module, answer = CASES["few states"]
    shown = texts(module.draw(answer))
    numbers = [f"{value:.2g}" for row in answer.data["heat"]["regret"] for value in row]
    assert len(numbers) == 18
    assert not set(numbers) - set(shown)


def test_first_place_is_bold_where_it_is_established_and_nowhere_else() -> None:
    for case in ("many states", "few states"):
        module, answer = CASES[case]
        ranked = answer.tables["ranks"].records()
        stands = [row for row in ranked if row["first_place"] == "established"]
        bold = [
            text
            for text in module.draw(answer).axes[1].texts
            if text.get_weight() == "bold" and text.get_text().isdigit()
        ]
        assert len(bold) == len(stands)
        assert bool(stands) is (case == "many states")


@pytest.mark.parametrize(("case", "grey"), [("few states", True), ("many states", False), ("thin", True)])
def test_what_is_not_established_has_no_colour(case: str, grey: bool) -> None:
    module, answer = CASES[case]
    axes = module.draw(answer).axes[0]
    if axes.images:
        colour = axes.images[0].cmap(0.9)[:3]
    else:
        from matplotlib.colors import to_rgb

        colour = to_rgb(axes.lines[0].get_color())
    assert bool(max(colour) - min(colour) < 0.02) is grey


def test_the_scale_of_regret_darkens_evenly_so_that_grey_print_keeps_it() -> None:
    from matplotlib.colors import to_hex

    for case in ("few states", "many states"):
        module, answer = CASES[case]
        shades = module.draw(answer).axes[0].images[0].cmap
        light = [style.lightness(to_hex(shades(place))) for place in np.linspace(0.0, 1.0, 9)]
        assert all(one - other > 4.0 for one, other in pairwise(light))


def test_curves_in_one_panel_differ_by_more_than_colour() -> None:
    module, answer = CASES["four policies"]
    lines = [line for line in module.draw(answer).axes[0].lines if len(line.get_xdata()) == 41]
    assert len({str(line.get_linestyle()) + str(line._dash_pattern) for line in lines}) == 4  # type: ignore[attr-defined]
    shares = [100.0 * np.array(each["unsettled"], float) for each in answer.data["curves"].values()]
    for line, share in zip(lines, shares, strict=True):
        assert np.asarray(line.get_ydata(), float) == pytest.approx(share)


def test_medians_that_are_not_reached_are_told_as_such() -> None:
    answer = lasting(("slow",))
    rows = list(answer.tables["medians"].rows[0])
    rows[list(answer.tables["medians"].columns).index("median")] = None
    held = Answer(**{**vars(answer), "tables": {"medians": Table(answer.tables["medians"].columns, (tuple(rows),))}})
    assert "not reached" in survival.describe(held)


@pytest.mark.parametrize("case", ["many states", "four policies"])
def test_the_same_answer_gives_the_same_bytes(case: str) -> None:
    module, answer = CASES[case]
    assert rendered(module.draw(answer), "png") == rendered(module.draw(answer), "png")
