"""`fournos plans`: what computer seats order beside their postures, or one plan line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sim.errors import UnknownName
from sim.language import _
from tui.commands import SUMMARIES, described
from tui.commands.console import Column, emit, say, table
from tui.commands.options import PLAN, as_json, role_option

if TYPE_CHECKING:
    from sim.plans import Plan

HELP = described(
    SUMMARIES["plans"],
    _(
        "Without an ID, every plan with its role. With an ID, its lines: a situation, then perhaps every N, from N or "
        "until N quarters, and the order. A plan that bears a doctrine's name is what seats of that doctrine do; any "
        "other is named behind a plus sign, -d vietnam=porcupine+outlast, or given with --plan, which also takes lines "
        "of your own. Plans need --moves on."
    ),
    [
        "plans",
        "plans outlast",
        "run bleeding-white --moves on -d vietnam=porcupine+outlast",
        "run bleeding-white --moves on --plan vietnam='war every 8: denial'",
    ],
)


@click.command("plans", help=HELP)
@click.argument("name", metavar="[ID]", required=False, type=PLAN)
@role_option
@as_json
def command(name: str | None, role: str | None, json: bool) -> None:
    """List the plans, or show one."""
    from sim.plans import table as plans
    from tui.commands.moves import roles

    parts = roles(role)
    listed = [plan for plan in plans().values() if plan.role in parts]
    if name is None:
        return emit([row(plan) for plan in listed]) if json else overview(listed)
    chosen = next((plan for plan in listed if plan.id == name), None)
    if chosen is None:
        raise UnknownName("plan", name, [plan.id for plan in listed])
    return emit(row(chosen)) if json else show(chosen)


def row(plan: Plan) -> dict[str, Any]:
    """Return a plan as plain data."""
    names = ("id", "role", "doctrine", "trial", "text")
    return {name: getattr(plan, name) for name in names} | {"lines": [str(line) for line in plan.lines]}


def overview(listed: list[Plan]) -> None:
    """Print one line a plan."""
    columns = [
        Column(_("plan")),
        Column(_("role")),
        Column(_("doctrine")),
        Column(_("what it does"), wrap=True),
    ]
    from sim.choice_words import ROLES

    table(columns, [[plan.id, ROLES[plan.role], plan.doctrine, plan.text] for plan in listed])
    say()
    say(_("{count} plans. One line by line: fournos plans ID.").format(count=len(listed)))


def show(plan: Plan) -> None:
    """Print a plan in full."""
    from sim.choice_words import ROLES

    rows = [
        (_("what it does"), plan.text),
        (_("role"), ROLES[plan.role]),
        (_("doctrine"), plan.doctrine),
        (_("tried in"), plan.trial or _("no trial: it is what seats of that doctrine do")),
        (_("lines"), str(plan) or _("none: it orders nothing")),
    ]
    table([Column(plan.id), Column("", wrap=True)], rows)
