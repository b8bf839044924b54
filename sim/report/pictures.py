"""The pictures of a report: drawn from the study and from its answers, and put into the page whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.errors import InputError, StoreError
from sim.plots import answered, describe, draw
from sim.report.page import embedded
from sim.study.answers import Answer
from sim.study.results import Results
from sim.study.single import SingleResults
from sim.study.view import View

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.plots.reading import Folder

HEAVY = 250_000
"""Bytes of an SVG, beyond which a PNG takes its place."""
OF_RUNS = ("endings", "fan")
"""Kinds that show the runs of a scenario; one that needs what was not recorded is left out."""


def of_endings(results: Results, scenario: str) -> Iterator[tuple[str, str, str]]:
    """Yield the pictures of a scenario's runs: kind, the picture as the page holds it, and the numbers behind it."""
    source = source_of(results, scenario)
    for kind in OF_RUNS:
        try:
            yield kind, image(draw(kind, source)), describe(kind, source)
        except InputError:
            continue  # nothing was recorded, or no run is there: the picture is left out, and the tables stay


def source_of(results: Results, scenario: str | None = None) -> Folder | View:
    """Return a study as the plots of saved runs read it: one scenario, the first if None."""
    if isinstance(results, SingleResults) and results.folder is not None:
        return results.folder
    return View(results, scenario)


def of_answer(answer: Answer) -> Iterator[tuple[str, str, str]]:
    """Yield the pictures of an answer: kind, the picture as the page holds it, and the numbers behind it.

    A picture is "" where it cannot be drawn, and then the text says why.
    """
    for kind in answered.kinds_of(answer):
        try:
            yield kind, image(answered.draw(kind, answer)), answered.describe(kind, answer)
        except StoreError as error:
            yield kind, "", str(error)
        except InputError:
            continue  # it holds nothing that could be drawn, and says so itself


def image(figure: Figure) -> str:
    """Return a figure as the page holds it: as SVG, or as PNG where that would weigh too much."""
    from sim.plots.saving import rendered

    drawn = rendered(figure, "svg")
    return embedded(drawn) if len(drawn) <= HEAVY else embedded(rendered(figure, "png"), "png")
