from __future__ import annotations

import itertools

import numpy as np
import pytest
from matplotlib.figure import Figure

from scenarios import load
from sim.outcome import ENDINGS, MEASURES
from sim.plots import style, words
from sim.plots.sheet import drawable, fitted, inches, wrapped
from sim.recorder import COLUMNS


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
