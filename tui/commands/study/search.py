"""`fournos study search`: plans of a seat that do best under uncertainty."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.errors import InputError
from sim.language import _
from tui.commands import PROGRAM, described
from tui.commands.console import emit, note
from tui.commands.exits import saved
from tui.commands.options import ANY_SEAT, Whole, as_json, seed_option, workers_option
from tui.commands.study import SUMMARIES
from tui.commands.study.shared import executor_options, opened, running, show, tell

if TYPE_CHECKING:
    from sim.study.answers import Answer
    from sim.study.spec import StudySpec

FIGURES = "figures"

HELP = described(
    SUMMARIES["search"],
    _(
        "Tries postures and plans of one seat in the same sampled worlds and keeps those that no other beats on all "
        "of five meters of the target: territory, autonomy, prosperity, lives lost and legitimacy, never added up. "
        "What is left is played again on fresh worlds and held against the doctrines and plans that come with the "
        "program. With a SCENARIO the worlds are calibrated parameter sets with drawn types; with the DIR of a study "
        "its own uncertainties and scenarios. Ctrl+C keeps the best so far. It needs the extra study: pip install "
        "'fournos[study]'."
    ),
    [
        "study search bleeding-white --seat vietnam --workers 2 -o build/search",
        "study search build/study --seat us --policy bleed --generations 50",
    ],
)


@click.command("search", help=HELP)
@click.argument("source", metavar="SCENARIO|DIR")
@click.option("--seat", type=ANY_SEAT, metavar="SEAT", required=True, help=_("Whose plans."))
@click.option(
    "--policy", metavar="NAME", help=_("Which of the study's policies the others follow.  [default: its first]")
)
@click.option(
    "--population", type=Whole(4, 1_000), default=40, show_default=True, metavar="N", help=_("Plans at a time.")
)
@click.option(
    "--generations", type=Whole(1, 10_000), default=30, show_default=True, metavar="N", help=_("How often they change.")
)
@click.option(
    "--worlds", type=Whole(2, 100_000), default=128, show_default=True, metavar="N", help=_("Worlds of the search.")
)
@click.option(
    "--fresh", type=Whole(2, 100_000), default=1_000, show_default=True, metavar="N", help=_("Worlds of the check.")
)
@seed_option(1)
@workers_option
@executor_options
@click.option(
    "-o", "--output", type=click.Path(), metavar="DIR", help=_("Keep the answer on a scenario in this folder.")
)
@as_json
@click.pass_obj
def command(
    words: list[str],
    /,
    source: str,
    *,
    seat: str,
    policy: str | None,
    seed: int,
    workers: int,
    executor: str | None,
    address: str | None,
    output: str | None,
    json: bool,
    **size: Any,
) -> None:
    """Search order plans."""
    from sim.study.questions.search import Size, ask

    spec, folder = asked(source, output)
    found: list[Answer] = []
    try:
        with running(workers, executor, address) as how:
            found.append(ask(spec, seat, policy=policy, size=Size(**size), seed=seed, how=how, tell=note))
    finally:  # also where it was stopped, which is raised once the block is left
        for answer in found:
            told(answer, folder, words, json=json)


def asked(source: str, output: str | None) -> tuple[StudySpec, str | None]:
    """Return the study that is asked, and the folder that keeps the answer, if any.

    Raises
    ------
    InputError
        If a folder is named for the answer on a study, which keeps it itself; and as the scenario or the study do.
    """
    if Path(source).is_dir():
        if output is not None:
            message = _("A study keeps its answers itself: leave -o away.")
            raise InputError(message, field="-o", got=output)
        from sim.study.sampling import check_fresh

        results = opened(source, some=False)
        check_fresh(results)
        return results.spec, source
    from scenarios import load
    from sim.study.place import check_writable, resolved
    from sim.study.questions.search import spec_of

    load(source)  # its own words if there is none
    if output is not None:
        check_writable(resolved(output))
    return spec_of(source, load), output


def told(answer: Answer, folder: str | None, words: list[str], *, json: bool) -> None:
    """Print an answer, and keep it with its picture where that is asked."""
    if folder is not None:
        from sim.plots import pareto, save
        from sim.study.place import told as in_words

        figures = Path(folder) / FIGURES
        with in_words(figures):
            figures.mkdir(parents=True, exist_ok=True)
        tell(answer, folder, words, json=json)
        save(pareto.draw(answer), figures / f"{answer.name}.png")
    elif json:
        emit(replace(answer, command=(PROGRAM, *words)).to_data())
        saved()
    else:
        show(answer)
