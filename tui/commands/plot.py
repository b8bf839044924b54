"""`fournos plot`: pictures of saved runs."""

from __future__ import annotations

from pathlib import Path

import click

from sim.errors import InputError, StoreError, UnknownName, shown
from sim.language import _
from tui.commands import SUMMARIES, described
from tui.commands.console import emit, note, verbatim
from tui.commands.exits import saved
from tui.commands.games import GAME
from tui.commands.options import KIND, MEASURE, as_json
from tui.commands.plotted import Wish, check_wish, drawn, keep
from tui.commands.progress import working
from tui.commands.saved_game import check_open, path_of, read, seat_of

FIGURES = "figures"

HELP = described(
    SUMMARIES["plot"],
    _(
        "DIR is a folder that `fournos run -o DIR`, `fournos compare -o DIR` or `fournos study run` wrote. Kinds: "
        "fan (bands over time, split by ending, with real runs), endings (their shares under each policy), panel (each "
        "measure under each policy), bleed (weariness and the bargaining zone), contour (endings over intensity and "
        "aid; runs anew, so it takes longer), ladder (where the conflict stands), relations (ties over time), compare "
        "(small multiples on one axis). Of the answers that a study keeps: tornado (sensitivity), tradeoff, boxes and "
        "parallel (discover), regret (robustness), survival (time to settlement), pareto (search). Of a saved game, "
        "its title or its file: meters (the five meters, with the roads not taken), ladder, belief (what could be "
        "believed of what was hidden). FILE ends in .png, .svg or .pdf, which says what is written; of a folder "
        "FILE.txt beside it holds the numbers and the command."
    ),
    [
        "plot build/bleed",
        "plot build/bleed --kind endings -o endings.svg",
        "plot build/bleed --kind fan --policy bamboo",
        "plot build/study --kind fan --scenario rig-crisis",
        "plot build/study --kind regret",
        'plot "my game" --kind meters -o meters.svg',
    ],
)


@click.command("plot", help=HELP)
@click.argument("directory", metavar="DIR|GAME", type=GAME)
@click.option("--kind", type=KIND, help=_("What to draw.  [default: fan; of a game meters]"))
@click.option("--measure", type=MEASURE, help=_("The quantity to draw, where the kind has a choice."))
@click.option("--policy", metavar="P", help=_("The policy to draw, where the kind shows one, as in --policy bamboo."))
@click.option("--scenario", metavar="NAME", help=_("Of a study of several scenarios, which.  [default: the first]"))
@click.option("--answer", metavar="NAME", help=_("Of several answers of a study, which; `study status` lists them."))
@click.option(
    "-o",
    "--output",
    type=click.Path(),
    metavar="FILE",
    help=_("Where to put it.  [default: DIR/figures/KIND.png; of a game GAME-KIND.png here]"),
)
@click.option("--text", is_flag=True, help=_("Print the numbers behind the plot, for those who cannot see it."))
@as_json
@click.pass_obj
def command(
    words: list[str],
    /,
    directory: str,
    output: str | None,
    text: bool,
    json: bool,
    **chosen: str | None,
) -> None:
    """Draw a plot of saved runs, or of a saved game."""
    game = path_of(directory)
    if game is not None:
        unwanted = next((chosen[key] for key in ("measure", "policy", "scenario", "answer") if chosen[key]), None)
        return of_game(game, chosen["kind"], unwanted, output, text=text, json=json)
    wish = Wish(chosen.pop("kind") or "fan", **chosen)
    check_source(directory)
    check_wish(wish)
    target = Path(output) if output is not None else Path(directory, FIGURES, f"{wish.name}.png")
    check_target(target, made=output is None)
    with working(_("drawing {kind}").format(kind=wish.kind)):
        figure, told = drawn(directory, wish)
        if output is None:
            target.parent.mkdir(exist_ok=True)
        keep(figure, told, target, words)
    saved()
    if json:
        row = {"file": str(target), "kind": wish.kind, "measure": wish.measure, "policy": wish.policy}
        emit({**row, "scenario": wish.scenario, "answer": wish.answer, "text": told})
    elif text:
        verbatim(told)
    return note(_("The plot is in {file}").format(file=target))


def of_game(path: Path, kind: str | None, unwanted: str | None, output: str | None, *, text: bool, json: bool) -> None:
    """Draw a picture of a saved game.

    Raises
    ------
    FournosError
        If it is no game, the kind is unknown or takes no choice, or there is nothing to draw yet.
    """
    from sim.game.debrief import debrief, pictures
    from sim.plots import save

    name = kind or "meters"
    if name not in pictures.KINDS:
        raise UnknownName(_("kind of plot of a game"), name, pictures.KINDS)
    if unwanted is not None:
        message = _("A plot of a game takes no measure and no policy; it shows all there is.")
        raise InputError(message, field="--measure", got=unwanted)
    target = Path(output) if output is not None else Path(f"{path.stem}-{name}.png")
    check_target(target, made=False)
    with working(_("drawing {kind}").format(kind=name)), read(path) as table:
        check_open(table)
        found = debrief(table, seat_of(table, None))
        figure, words = pictures.figure(found, name), pictures.describe(found, name)
        if figure is None:
            message = _(
                "There is nothing to draw of {kind} in this game yet; some of it is told when the game is over."
            )
            raise InputError(message.format(kind=name), field="--kind", got=name)
        save(figure, target)
    saved()
    if json:
        emit({"file": str(target), "kind": name, "text": words})
    elif text:
        verbatim(words)
    note(_("The plot is in {file}").format(file=target))


def check_source(directory: str) -> None:
    """Refuse at once what is no folder of saved runs.

    Raises
    ------
    StoreError
        If it is another file, or nothing at all.
    """
    path, name = Path(directory), shown(directory, 200)
    if path.is_dir():
        return
    words = _("{name} is a file; give the folder of a run.")
    message = words if path.exists() else _("There is no folder {name}.")
    raise StoreError(message.format(name=name), field="DIR", got=directory)


def check_target(target: Path, *, made: bool) -> None:
    """Refuse at once a file that could not be written as a picture; `made`: its folder is made if it is missing.

    Raises
    ------
    InputError
        If its ending is no kind of picture, its folder is missing, or it is a folder itself.
    """
    from sim.plots import FORMATS

    name, parent = shown(target, 200), shown(target.parent, 200)
    if target.suffix[1:].lower() not in FORMATS:
        allowed = ", ".join(f".{kind}" for kind in FORMATS)
        words = _("{name} has no ending that names a kind of picture; allowed: {allowed}.")
        raise InputError(words.format(name=name, allowed=allowed), field="-o", got=str(target), allowed=allowed)
    if target.is_dir():
        raise StoreError(_("{name} is a folder; give the name of a file.").format(name=name), got=str(target))
    if not made and not target.parent.is_dir():
        raise StoreError(_("There is no folder {name}.").format(name=parent), field="-o", got=str(target))
