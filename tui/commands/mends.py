"""`fournos mends`: small rules that mend where the reference model fails, each under a name of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sim.language import _
from tui.commands import SUMMARIES, described
from tui.commands.console import Column, emit, say, table
from tui.commands.options import MEND, as_json

if TYPE_CHECKING:
    from sim.mends import Mend

HELP = described(
    SUMMARIES["mends"],
    _(
        "Where the reference model fails on history or common sense, a mend puts a small rule in its place. Without a "
        "NAME, every mend with whether runs use it; with a NAME, also what fails, what the mend does, what it rests "
        "on, and why it was kept or left out. A run uses the usual ones unless told otherwise: --mends default,-scar."
    ),
    ["mends", "mends cambodia", "run border-war-1979 --mends none"],
)


@click.command("mends", help=HELP)
@click.argument("name", required=False, type=MEND)
@as_json
def command(name: str | None, json: bool) -> None:
    """List the mends, or show one."""
    from sim.mends import mend, table

    if name is not None:
        chosen = mend(name)
        return emit(row(chosen)) if json else show(chosen)
    listed = list(table().values())
    return emit([row(each) for each in listed]) if json else overview(listed)


def row(mend: Mend) -> dict[str, Any]:
    """Return a mend as plain data."""
    names = ("name", "title", "problem", "rule", "source", "targets", "claims", "default", "decision")
    return {name: getattr(mend, name) for name in names}


def overview(listed: list[Mend]) -> None:
    """Print one line a mend."""
    columns = [Column(_("name")), Column(_("in use")), Column(_("what it is about"), wrap=True), Column(_("meant for"))]
    uses = {True: _("yes"), False: _("no")}
    table(columns, [[m.name, uses[m.default], m.title, ", ".join(m.targets) or "–"] for m in listed])
    say()
    words = _("{used} of {count} mends are in use unless --mends says otherwise. One in full: fournos mends NAME.")
    say(words.format(used=sum(each.default for each in listed), count=len(listed)))


def show(mend: Mend) -> None:
    """Print a mend in full."""
    use = _("kept: runs use it") if mend.default else _("left out: runs use it only if told to")
    rows = [
        (_("about"), mend.title),
        (_("fails"), mend.problem),
        (_("instead"), mend.rule),
        (_("source"), mend.source),
        (_("meant for"), ", ".join(mend.targets) or _("no target of the record")),
        (_("claims"), ", ".join(mend.claims) or _("none")),
        (_("decision"), f"{use}. {mend.decision}".strip()),
    ]
    table([Column(mend.name), Column("", wrap=True)], rows)
