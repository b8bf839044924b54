"""`fournos calibrate`: parameter sets that reproduce two histories."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.errors import Cancelled, InputError
from sim.language import _
from tui.commands import PROGRAM, SUMMARIES, described
from tui.commands.console import Column, emit, heading, note, say, table
from tui.commands.exits import cancelling, saved
from tui.commands.known import Known
from tui.commands.options import Whole, as_json, mends_option, seed_option, workers_option
from tui.commands.progress import progress, working

if TYPE_CHECKING:
    from sim.posterior import Posterior

FIGURES, REPORT = "figures", "report.md"
MOST_DRAWS = 100_000_000
SHOWN = "default"

HELP = described(
    SUMMARIES["calibrate"],
    _(
        "Draws parameter sets from their whole plausible ranges and keeps those whose runs pass every window of two "
        "histories (1979 to 1991, Ukraine) and the base rates of the present; the windows are frozen in "
        "sim/calibration.toml. Writes the sets, what they say on each parameter, and pictures to DIR. A million draws "
        "take a minute or two on two processors. With --show nothing is run: it tells of the sets that come with the "
        "program (default or none, after the mends they were made with), or of those in a folder."
    ),
    ["calibrate -o build/sets --workers 2", "calibrate -o build/sets --without anchor --resume", "calibrate --show"],
)


def _switches(ctx: click.Context) -> tuple[str, ...]:
    from sim.study.windows import windows

    return windows().switches


def _variants(ctx: click.Context) -> tuple[str, ...]:
    from sim.posterior import variants

    return variants()


@click.command("calibrate", help=HELP)
@click.option("-o", "--output", type=click.Path(), metavar="DIR", help=_("Where to put the sets."))
@click.option(
    "--draws",
    type=Whole(1, MOST_DRAWS),
    default=1_000_000,
    show_default=True,
    metavar="N",
    help=_("How many sets to draw; fewer than one in a thousand are kept."),
)
@seed_option(3)
@workers_option
@mends_option
@click.option(
    "--without",
    type=Known("window", _switches),
    multiple=True,
    metavar="WINDOW",
    help=_("Leave out a disputed window: anchor or aid-window. May be repeated."),
)
@click.option("--resume", is_flag=True, help=_("Go on with the work in DIR, or take more draws."))
@click.option(
    "--show",
    type=Known("sets", _variants, path=True),
    is_flag=False,
    flag_value=SHOWN,
    metavar="[SETS]",
    help=_("Tell of finished sets: default, none, or a folder."),
)
@as_json
@click.pass_obj
def command(words: list[str], /, output: str | None, show: str | None, json: bool, **given: Any) -> None:
    """Search for parameter sets that reproduce two histories."""
    if show is None:
        searched(words, output, json=json, **given)
    elif output is not None:
        raise InputError(_("--show runs nothing and writes nothing: leave -o away."), field="-o", got=output)
    else:
        tell(held(show), json=json)


def searched(words: list[str], output: str | None, *, json: bool, **given: Any) -> None:
    """Search, write everything to the folder, and print what was found.

    Raises
    ------
    InputError
        If no folder was given, or something that was given is wrong.
    Cancelled
        If it was stopped.
    """
    if output is None:
        raise InputError(_("Say where to put the sets: -o DIR; or see those there are with --show."), field="-o")
    from scenarios import load
    from sim.study.calibration import calibrate

    try:
        with progress(_("starting")) as report, cancelling() as cancel:
            found = calibrate(output, load=load, command=[PROGRAM, *words], progress=report, cancel=cancel, **given)
    except (Cancelled, KeyboardInterrupt):
        if Path(output).is_dir():
            saved()  # what is done stays there for --resume
        raise
    finish(found.directory, found.posterior)
    saved()
    tell(found.posterior, json=json)
    note(_("The sets are in {folder}").format(folder=os.path.normpath(output)))


def held(name: str) -> Posterior:
    """Return the sets that come with the program under a name, or those in a folder."""
    from sim import posterior

    is_path = name not in posterior.variants() and (os.sep in name or Path(name).is_dir())
    return posterior.read(name) if is_path else posterior.posterior(name)


def finish(folder: Path, sets: Posterior) -> None:
    """Write the report and the pictures beside the sets."""
    from sim.plots import save
    from sim.plots.calibration import pictures
    from sim.study.calibration_words import markdown, report
    from sim.study.place import put_texts, told

    with working(_("drawing")), told(folder):
        put_texts(folder, {REPORT: "# " + _("Calibrated parameter sets") + "\n\n" + report(_findings(sets), markdown)})
        (folder / FIGURES).mkdir(exist_ok=True)
        for name, draw in pictures(sets).items():
            save(draw(sets), folder / FIGURES / f"{name}.png")


def tell(sets: Posterior, *, json: bool) -> None:
    """Print what is known of sets."""
    if json:
        emit(sets.manifest)
        return
    from sim.study.calibration_words import sections, summary

    say(summary(_findings(sets)))
    for section in sections(_findings(sets)):
        heading(section.title)
        say(section.text)
        columns = [
            Column(title.rstrip(":"), right=title.endswith(":"), wrap=place < 2)
            for place, title in enumerate(section.head)
        ]
        table(columns, section.rows)


def _findings(sets: Posterior) -> Mapping[str, Any]:
    """Return what is told of sets.

    Raises
    ------
    InputError
        If their manifest tells nothing.
    """
    found = sets.manifest.get("findings")
    if not isinstance(found, Mapping):
        raise InputError(_("The manifest of these sets tells nothing of how they were made."), field="--show")
    return found
