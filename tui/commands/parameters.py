"""`fournos parameters`: the table of parameters, or one row with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sim.language import _
from tui.commands import SUMMARIES, described
from tui.commands.console import Column, emit, say, table
from tui.commands.options import PARAMETER, as_json

if TYPE_CHECKING:
    from sim.parameters import Parameter

HELP = described(
    SUMMARIES["parameters"],
    _(
        "Without a NAME, every parameter with its central value and its plausible range. With a NAME, also its hard "
        "limits, its source, the claims that it serves, and what raising it is expected to do. Other values for a "
        "run: --set NAME=VALUE."
    ),
    ["parameters", "parameters psi", "run bleeding-white --set psi=0.3"],
)


@click.command("parameters", help=HELP)
@click.argument("name", required=False, type=PARAMETER)
@as_json
def command(name: str | None, json: bool) -> None:
    """List the parameters, or show one."""
    from sim.parameters import parameter
    from sim.parameters import table as rows

    if name is not None:
        chosen = parameter(name)
        return emit({**row(chosen), **details(chosen)}) if json else show(chosen)
    listed = list(rows().values())
    return emit([row(each) for each in listed]) if json else overview(listed)


def row(parameter: Parameter) -> dict[str, Any]:
    """Return what the list tells of a parameter."""
    names = ("name", "unit", "central", "low", "high", "meaning", "source", "standing", "claims", "fixed")
    return {name: getattr(parameter, name) for name in names}


def details(parameter: Parameter) -> dict[str, Any]:
    """Return what only the row by itself tells; a limit of null is none."""
    moves = parameter.moves
    expected = moves and {
        "measure": moves.measure,
        "direction": "up" if moves.sign > 0 else "down",
        "scenario": moves.scenario,
        "doctrines": dict(moves.doctrines),
        "parameters": dict(moves.parameters),
        "mends": moves.mends,
    }
    return {"minimum": parameter.minimum, "maximum": parameter.maximum, "moves": expected}


def overview(listed: list[Parameter]) -> None:
    """Print one line a parameter."""
    columns = [
        Column(_("name")),
        Column(_("central"), right=True),
        Column(_("low"), right=True),
        Column(_("high"), right=True),
        Column(_("unit")),
        Column(_("meaning"), wrap=True),
    ]
    table(columns, [[p.name, *(f"{v:g}" for v in (p.central, p.low, p.high)), p.unit, p.meaning] for p in listed])
    say()
    free = sum(not each.fixed for each in listed)
    text = _("{free} free parameters, {fixed} fixed constants. A row with its source: fournos parameters NAME.")
    say(text.format(free=free, fixed=len(listed) - free))


def show(parameter: Parameter) -> None:
    """Print a row of the table in full."""
    limits = f"{parameter.minimum:g} – {parameter.maximum:g}".replace("inf", _("no limit"))
    kind = _("fixed constant of the rules") if parameter.fixed else _("free parameter")
    rows = [
        (_("meaning"), parameter.meaning),
        (_("unit"), parameter.unit),
        (_("central value"), f"{parameter.central:g}"),
        (_("plausible range"), f"{parameter.low:g} – {parameter.high:g}"),
        (_("allowed"), limits),
        (_("standing"), f"{parameter.standing}; {kind}"),
        (_("source"), parameter.source),
        (_("claims"), ", ".join(parameter.claims) or _("none")),
    ]
    if parameter.moves:
        rows.append((_("expected effect"), _effect(parameter)))
    table([Column(parameter.name), Column("", wrap=True)], rows)


def _effect(parameter: Parameter) -> str:
    moves = parameter.moves
    assert moves is not None
    setting = [
        moves.scenario,
        *(f"-d {s}={d}" for s, d in moves.doctrines),
        *(f"--set {n}={v:g}" for n, v in moves.parameters),
        *([f"--mends {moves.mends}"] if moves.mends != "default" else []),
    ]
    words = (
        _("a higher value raises {measure} in {setting}")
        if moves.sign > 0
        else _("a higher value lowers {measure} in {setting}")
    )
    return words.format(measure=moves.measure, setting=" ".join(setting))
