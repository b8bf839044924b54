"""`discover` asked of a small real study: from Python, by its command, and in pictures."""

from __future__ import annotations

import threading
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from scenarios import load
from sim.errors import Cancelled, InputError, UnknownName
from sim.plots import boxes, parallel, style, tradeoff
from sim.plots.saving import rendered
from sim.study.answers import Answer, kept
from sim.study.answers import load as load_answer
from sim.study.questions.checking import Asked
from sim.study.questions.discover import ask, fresh_runs
from sim.study.questions.discovery import Wish
from sim.study.results import Results, open_results
from sim.study.running import run
from sim.study.spec_file import parse
from tests.command_line import answer as printed
from tests.command_line import refused, typed

STUDY = """
name = "small"
title = "A small study"
question = "When do many die?"
scenarios = ["bleeding-white"]
quarters = 8
seed = 3
[policies.hedge]
doctrines = { vietnam = "four-nos" }
[policies.bamboo]
doctrines = { vietnam = "bamboo" }
[uncertainties.psi]
[uncertainties.china]
title = "What [bold]China[/bold] does"
doctrine = "china"
levels = ["bleed-white", "charm", "punitive"]
[uncertainties.q0]
[design]
kind = "lhs"
points = 48
replications = 4
[outcomes.dead]
of = "target_dead_thousand"
better = "less"
threshold = 9.9
title = "Military dead"
[outcomes.terms]
of = "settlement_terms"
given = "settled = 1"
[outcomes.never]
when = "peak_land_lost > 2"
better = "less"
threshold = 0.5
"""
FEW = Wish(resamples=4)
PICTURES = (tradeoff, boxes, parallel)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("discover") / "small"
    run(path, parse(STUDY, "study.toml", load))
    return path


@pytest.fixture(scope="module")
def results(folder: Path) -> Results:
    return open_results(folder)


@pytest.fixture(scope="module")
def found(results: Results) -> Answer:
    return ask(results, Asked("bamboo", fresh=300, wish=FEW), fresh_runs(results))


@pytest.fixture(scope="module")
def thin(results: Results) -> Answer:
    return ask(results, Asked("bamboo", outcome="never", wish=FEW), fresh_runs(results))


def test_it_is_found_that_the_dead_hang_on_what_china_does(found: Answer, results: Results) -> None:
    assert found.standing.established
    assert "bamboo fails in" in found.sentences[0] and "china is" in found.sentences[0]
    assert "charm" not in found.sentences[0]
    fresh = {row["part"]: row for row in found.tables["fresh"].records()}
    assert fresh["box 1"]["low"] > fresh["outside"]["high"]  # type: ignore[operator]
    dead = results.array("dead")[results.policy("bamboo"), 0]
    assert found.data["rate"] == pytest.approx((dead > 9.9).mean())
    titles = {row["input"]: row["title"] for row in found.tables["limits"].records()}
    assert titles["china"] == "What [bold]China[/bold] does"


def test_fresh_runs_meet_luck_that_the_study_has_not(results: Results) -> None:
    sampler = fresh_runs(results)("bamboo", "bleeding-white", ("dead",))
    assert sampler.base >= len(results.points) * results.replications  # type: ignore[attr-defined]


def test_what_never_fails_is_not_established(thin: Answer) -> None:
    assert not thin.standing.established
    assert "0 of 192 fail" in thin.standing.text()
    assert thin.data["boxes"] == [] and thin.data["fresh"] == []


def test_runs_that_rightly_lack_the_outcome_are_left_out(results: Results) -> None:
    told = ask(results, Asked("bamboo", fail="terms > 0.5", wish=FEW))
    lacking = int(np.isnan(results.array("terms")[results.policy("bamboo"), 0]).sum())
    assert lacking > 0
    assert any(sentence.startswith(f"{lacking:,} runs") for sentence in told.sentences)
    assert "missing" not in [reason.code for reason in told.standing.reasons]
    for picture in PICTURES:  # no run at all has it: there is nothing to draw, and that is said
        assert "not established" in picture.describe(told)
        assert any("not established" in text for text in texts(picture.draw(told)))


def test_all_policies_can_be_looked_at_together(results: Results) -> None:
    told = ask(results, Asked(pooled=True, fresh=200, wish=Wish(resamples=2)), fresh_runs(results))
    assert told.standing.established and "china is" in told.sentences[0]
    assert told.data["points"] == 2 * 48 and told.data["peeled"] == 2 * 34
    assert told.data["inputs"][0]["levels"] == ["hedge", "bamboo"]


def test_what_is_not_in_the_study_is_refused(results: Results) -> None:
    for asked in (Asked("bambo"), Asked(scenario="x"), Asked(outcome="ded"), Asked(fail="ded > 1")):
        with pytest.raises(UnknownName):
            ask(results, asked)
    with pytest.raises(InputError, match="once"):
        ask(results, Asked(fail="dead > 9", outcome="dead"))


def test_it_can_be_stopped(results: Results) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        ask(results, Asked("bamboo", wish=FEW), cancel=stop)


# ---------------------------------------------------------------- the command


def test_the_command_prints_the_answer_and_keeps_it(folder: Path) -> None:
    words = ("study", "discover", str(folder), "--policy", "bamboo", "--fresh", "60", "--boxes", "2")
    told = printed(*words)
    assert told["sentences"][0].startswith("In these simulated runs bamboo fails in")
    assert told["command"] == ["fournos", *words, "--json"]
    held = next(each for each in kept(folder) if each.name == told["name"])
    assert held.to_data() == told
    assert (folder / "analysis" / f"{told['name']}-limits.csv").read_text().startswith("box,input,title,low,high")
    text = typed(*words)
    assert text.exit_code == 0
    assert "holds" in text.stdout and "[bold]China[/bold]" in " ".join(text.stdout.split())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--fail", "dead >"], "OUTCOME > NUMBER"),
        (["--fail", " "], "empty"),
        (["--fail", "daed > 1"], "Did you mean 'dead'"),
        (["--min-density", "2"], "share above 0"),
        (["--min-density", "x"], "share above 0"),
        (["--max-dims", "0"], "--max-dims"),
        (["--boxes", "4"], "1 to 3"),
        (["--fresh", "-1"], "--fresh"),
        (["--policy", "bambo"], "Did you mean 'bamboo'"),
        (["--outcome", "terms"], "no threshold"),
        (["--policy", "bamboo", "--all-policies"], "leave --policy away"),
    ],
)
def test_wrong_words_are_refused_in_one_message(folder: Path, words: list[str], message: str) -> None:
    result = typed("study", "discover", str(folder), *words)
    assert message in refused(result.exit_code, result.stdout, result.stderr)


# ---------------------------------------------------------------- pictures


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


@pytest.mark.parametrize("picture", PICTURES, ids=lambda module: module.__name__)
def test_a_picture_says_what_it_shows_and_cuts_no_text(picture: object, found: Answer, thin: Answer) -> None:
    for answer in (found, thin):
        figure = picture.draw(answer)  # type: ignore[attr-defined]
        whole = "\n".join(texts(figure))
        assert "When bamboo fails" in whole and "A simulation to think with" in whole and "{" not in whole
        assert ("not established" in whole) == (answer is thin)
        with style.look():
            FigureCanvasAgg(figure).draw()
        page = figure.bbox.padded(1)
        shown = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]
        placed = {text: text.get_window_extent() for text in shown}
        assert all(page.contains(*corner) for box in placed.values() for corner in box.corners())
        for one, other in combinations([text for text in figure.texts if text in placed], 2):
            assert not placed[one].padded(-1).overlaps(placed[other].padded(-1))
        assert rendered(figure, "png")


@pytest.mark.parametrize("picture", PICTURES, ids=lambda module: module.__name__)
def test_a_picture_can_be_drawn_from_what_was_kept_and_read_as_text(
    picture: object, found: Answer, thin: Answer, tmp_path: Path
) -> None:
    again = load_answer(found.save(tmp_path))
    drawn = [rendered(picture.draw(answer), "png") for answer in (found, again)]  # type: ignore[attr-defined]
    assert drawn[0] == drawn[1]
    told = picture.describe(again)  # type: ignore[attr-defined]
    assert "china" in told and "nan" not in told.split()
    assert "not established" in picture.describe(thin)  # type: ignore[attr-defined]


def test_the_ranges_and_cells_are_those_of_the_box(found: Answer) -> None:
    axes = boxes.draw(found).axes[0]
    bound = next(row for row in found.data["boxes"][0]["bounds"] if row["levels"] is not None)
    filled = [patch for patch in axes.patches if isinstance(patch, Rectangle) and patch.get_height() == 0.5]
    kept_cells = [place for place, patch in enumerate(filled) if patch.get_facecolor()[:3] != (1.0, 1.0, 1.0)]
    assert kept_cells == bound["levels"]


def test_the_lines_are_the_points_and_levels_stand_apart(found: Answer) -> None:
    axes = parallel.draw(found).axes[0]
    assert sum(len(lines.get_segments()) for lines in axes.collections) == 48  # type: ignore[attr-defined]
    columns = parallel.shown(found)
    heights = parallel.heights(found, columns)
    place = next(k for k, column in enumerate(columns) if found.data["inputs"][column]["name"] == "china")
    level = np.array(found.data["lines"]["values"])[:, columns[place]]
    assert np.array_equal(np.floor(heights[:, place] * 3), level)
    assert heights.min() >= 0.0 and heights.max() <= 1.0


def test_the_trade_off_marks_the_chosen_box(found: Answer) -> None:
    axes = tradeoff.draw(found).axes[0]
    chosen = found.data["boxes"][0]["chosen"]
    stars = [line for line in axes.lines if line.get_marker() == "*"]
    assert [(line.get_xdata()[0], line.get_ydata()[0]) for line in stars] == [  # type: ignore[index]
        pytest.approx((100 * chosen["coverage"], 100 * chosen["density"]))
    ]
