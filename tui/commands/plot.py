"""`fournos plot`: pictures of saved runs."""

from __future__ import annotations

from pathlib import Path

import click

from sim.errors import InputError, StoreError, UnknownName, shown
from sim.language import _
from tui.commands import described
from tui.commands.console import emit, note
from tui.commands.options import KIND, MEASURE, as_json

SUFFIXES = (".png", ".svg", ".pdf")
GAME = ".fournos"

HELP = described(
    "plot",
    _(
        "DIR is a folder that `fournos run -o DIR` or `fournos compare -o DIR` has written. Kinds: fan (bands over "
        "time, split by ending), endings (stacked shares), panel (each measure by policy), bleed (weariness and the "
        "bargaining zone), contour (endings over intensity and aid), ladder (where the crisis stands), relations "
        "(ties over time), compare (small multiples on one axis). The file's ending says whether it is PNG, SVG or "
        "PDF."
    ),
    ["plot build/bleed", "plot build/bleed --kind endings -o endings.svg"],
)


@click.command("plot", help=HELP)
@click.argument("directory", metavar="DIR", type=click.Path())
@click.option("--kind", type=KIND, default="fan", show_default=True, help=_("What to draw."))
@click.option("--measure", type=MEASURE, help=_("The quantity to draw, where the kind has a choice."))
@click.option("--policy", metavar="P", help=_("The policy to draw, where the kind shows one."))
@click.option(
    "-o", "--output", type=click.Path(), metavar="FILE", help=_("Where to put it.  [default: DIR/figures/KIND.png]")
)
@as_json
def command(directory: str, kind: str, measure: str | None, policy: str | None, output: str | None, json: bool) -> None:
    """Draw a plot of saved runs."""
    check_source(directory)
    target = Path(output) if output is not None else Path(directory, "figures", f"{kind}.png")
    check_target(target)
    from sim.plots import KINDS, draw, save
    from sim.study.folder import open_study

    if kind not in KINDS:
        raise UnknownName("kind of plot", kind, KINDS)
    figure = draw(kind, open_study(directory), measure=measure, policy=policy)
    if output is None:
        target.parent.mkdir(exist_ok=True)
    save(figure, target)
    if json:
        emit({"file": str(target), "kind": kind, "measure": measure, "policy": policy})
    else:
        note(_("The plot is in {file}").format(file=target))


def check_source(directory: str) -> None:
    """Refuse at once what is no folder of saved runs.

    Raises
    ------
    StoreError
        If it is a game, another file, or nothing at all.
    """
    path, name = Path(directory), shown(directory, 200)
    if path.is_file() and path.suffix == GAME:
        raise StoreError(
            _("{name} is a game; plots of games come with a later release.").format(name=name), got=directory
        )
    if path.is_file():
        raise StoreError(_("{name} is a file; give the folder of a run.").format(name=name), got=directory)
    if not path.is_dir():
        raise StoreError(_("There is no folder {name}.").format(name=name), got=directory)


def check_target(target: Path) -> None:
    """Refuse at once a file that could not be written as a picture.

    Raises
    ------
    InputError
        If its ending is no kind of picture, its folder is missing, or it is a folder itself.
    """
    name = shown(target, 200)
    if target.suffix.lower() not in SUFFIXES:
        words = _("{name} does not end in {endings}, which says what kind of picture to write.")
        raise InputError(words.format(name=name, endings=_(" or ").join(SUFFIXES)), field="--output", got=str(target))
    if target.is_dir():
        raise StoreError(_("{name} is a folder; give the name of a file.").format(name=name), got=str(target))
    if target.parent.name != "figures" and not target.parent.is_dir():
        raise StoreError(_("There is no folder {name}.").format(name=shown(target.parent, 200)), got=str(target))
