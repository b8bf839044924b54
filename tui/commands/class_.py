"""`fournos class`: thirty solo games, sent in as postcards, on one cloud and one set of charts."""

from __future__ import annotations

import click

from sim.errors import StoreError, shown
from sim.language import _, plural
from tui.commands import SUMMARIES, described, exits
from tui.commands.console import note, say, warn
from tui.commands.options import LONGEST, SCENARIO, Whole
from tui.commands.progress import progress, working

HELP = described(
    SUMMARIES["class"],
    _(
        "CODES.txt holds one postcard a line, as `fournos postcard GAME` prints it, with a label before a tab or a "
        "comma if there is one; lines that begin with # are comments. Every game is played again from its card. All "
        "are compared after as many quarters as the shortest has, so that none need be over. In the folder appear "
        "class.html, a page that needs no network, class.csv, and the two pictures. The games should share their "
        "scenario, seed and players; where they do not, the page says so."
    ),
    ["class codes.txt -o build/class", "class codes.txt -o build/class --skip-bad --overwrite"],
)


@click.command("class", help=HELP)
@click.argument("codes", type=click.Path(dir_okay=False, allow_dash=True), metavar="CODES.txt")
@click.option(
    "-o", "--output", type=click.Path(), required=True, metavar="DIR", help=_("Write the class into this folder.")
)
@click.option("--skip-bad", is_flag=True, help=_("Leave out lines that cannot be used, instead of refusing all."))
@click.option("--overwrite", is_flag=True, help=_("Replace a class written earlier in the same folder."))
@click.option(
    "--after",
    type=Whole(1, LONGEST),
    metavar="N",
    help=_("Compare after so many quarters, without shorter games.  [default: as far as the shortest goes]"),
)
@click.option("--scenario", type=SCENARIO, metavar="FILE", help=_("The file of a scenario that is not published."))
def command(codes: str, output: str, skip_bad: bool, overwrite: bool, after: int | None, scenario: str | None) -> None:
    """Put the games of a class beside each other."""
    from scenarios import load
    from sim.game import class_list, class_page, classroom

    listed = class_list.codes(_text(codes))
    class_page.check(output, overwrite=overwrite)
    with progress(_("playing the games again")) as report:
        found = classroom.gathered(
            listed,
            lambda name, start: load(scenario or name, start),
            after=after,
            skip_bad=skip_bad,
            report=report,
        )
    with working(_("drawing the pictures")):
        files = class_page.write(found, output, overwrite=overwrite)
    for fault in found.faults:
        warn(_("left out: {fault}").format(fault=fault))
    for words in found.differ:
        warn(words)
    best = sum(game.best for game in found.games)
    words = plural(
        "One game of {scenario}; undominated: {best}.",
        "{n} games of {scenario}; undominated: {best}.",
        len(found.games),
    )
    say(words.format(n=len(found.games), scenario=found.scenario.title, best=best))
    say(class_page.when(found))
    exits.saved()
    note(_("Written: {files}").format(files=", ".join(str(path) for path in files)))


def _text(path: str) -> str:
    """Return the text of a file, or of standard input for `-`.

    Raises
    ------
    StoreError
        If it cannot be read.
    """
    try:
        with click.open_file(path, encoding="utf-8-sig", errors="replace") as file:
            return str(file.read(5_000_000))
    except OSError as error:
        message = _("{path} cannot be read: {reason}.")
        words = message.format(path=shown(path, 200), reason=error.strerror or error)
        raise StoreError(words, field="codes", got=path) from None
