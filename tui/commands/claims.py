"""`fournos claims`: what the essays claim, and how the model carries it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sim.errors import InputError
from sim.language import _
from tui.commands import SUMMARIES, described
from tui.commands.console import Column, emit, say, table
from tui.commands.options import CLAIM, as_json

if TYPE_CHECKING:
    from sim.claims import Claim

HELP = described(
    SUMMARIES["claims"],
    _(
        "Without an ID, every claim of the four essays (A to D) in our own words. With an ID, also the mechanism, "
        "the parameters that carry it, the proposition about the model's output that it comes down to, and the "
        "claims that contradict it."
    ),
    ["claims", "claims A12", "claims --json"],
)


@click.command("claims", help=HELP)
@click.argument("claim_id", metavar="[ID]", required=False, type=CLAIM)
@click.option("--check", is_flag=True, help=_("Hold the claims against the model (comes with the next release)."))
@as_json
def command(claim_id: str | None, check: bool, json: bool) -> None:
    """List the claims, or show one."""
    from sim.claims import claim, claims

    if check:
        message = _("Verdicts on the claims come with the next release; without --check the claims are listed.")
        raise InputError(message, field="--check")
    if claim_id is not None:
        chosen = claim(claim_id)
        return emit({**row(chosen), **details(chosen)}) if json else show(chosen)
    listed = list(claims().values())
    return emit([row(each) for each in listed]) if json else overview(listed)


def row(claim: Claim) -> dict[str, Any]:
    """Return what the list tells of a claim."""
    names = ("id", "essay", "paragraph", "paraphrase", "parameters", "proposition", "contradicts")
    return {name: getattr(claim, name) for name in names}


def details(claim: Claim) -> dict[str, Any]:
    """Return what only the claim by itself tells."""
    return {name: getattr(claim, name) for name in ("mechanism", "kind", "standing", "note")}


def overview(listed: list[Claim]) -> None:
    """Print one line a claim."""
    columns = [
        Column(_("id")),
        Column(_("claim"), wrap=True),
        Column(_("standing")),
        Column(_("contradicts"), wrap=True),
    ]
    table(columns, [[c.id, c.paraphrase, c.standing, ", ".join(c.contradicts)] for c in listed])
    say()
    say(_("{count} claims. One in full: fournos claims ID.").format(count=len(listed)))


def show(claim: Claim) -> None:
    """Print a claim in full."""
    from sim.claims import essays

    essay = essays()[claim.essay]
    rows = [
        (_("claim"), claim.paraphrase),
        (_("essay"), f"{essay.title} ({essay.author}, {essay.date}) [{essay.key}]"),
        (_("paragraph"), claim.paragraph),
        (_("mechanism"), claim.mechanism),
        (_("parameters"), ", ".join(claim.parameters) or _("none")),
        (_("proposition"), claim.proposition),
        (_("contradicts"), ", ".join(claim.contradicts) or _("none")),
        (_("kind"), ", ".join(claim.kind) or _("plain statement")),
        (_("standing"), claim.standing),
    ]
    if claim.note:
        rows.append((_("note"), claim.note))
    table([Column(claim.id), Column("", wrap=True)], rows)
