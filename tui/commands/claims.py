"""`fournos claims`: what the essays claim, and how the model carries it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from sim.errors import InputError
from sim.language import _
from tui.commands import SUMMARIES, described
from tui.commands.cases import codings
from tui.commands.console import Column, emit, say, table
from tui.commands.options import CLAIM, as_json, over_sets
from tui.commands.verdicts import Check, one, whole

if TYPE_CHECKING:
    from sim.claims import Claim

HELP = described(
    SUMMARIES["claims"],
    _(
        "Without an ID, every claim of the four essays (A to D) in our own words. With an ID, also the mechanism, "
        "the parameters that carry it, the proposition about the model's output that it comes down to, and the "
        "claims that contradict it. With --check, the propositions are held against the model: each over the same "
        "calibrated parameter sets and the same luck, with the share of the sets in which it holds."
    ),
    ["claims", "claims A12", "claims A5 --check", "claims --check --workers 2 --json"],
)
ONLY_CHECKED = ("sets", "runs", "seed", "workers", "mends", "theories")
"""Options that say how to check, and nothing without --check."""


@click.command("claims", help=HELP)
@click.argument("claim_id", metavar="[ID]", required=False, type=CLAIM)
@click.option("--check", is_flag=True, help=_("Hold the claims against the model: all of them, or the one named."))
@over_sets(runs=100, seed=21)
@as_json
@click.pass_context
def command(ctx: click.Context, /, claim_id: str | None, check: bool, json: bool, **how: Any) -> None:
    """List the claims, or show one; or hold them against the model."""
    from sim.claims import claim, claims

    chosen = claim(claim_id) if claim_id is not None else None
    if check:
        return _check(chosen, json=json, **how)
    _refuse_unused(ctx)
    if chosen is not None:
        return emit({**row(chosen), **details(chosen)}) if json else show(chosen)
    listed = list(claims().values())
    return emit([row(each) for each in listed]) if json else overview(listed)


def _refuse_unused(ctx: click.Context) -> None:
    """Refuse options that say how to check, where nothing is checked."""
    for name in ONLY_CHECKED:
        if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            option = "--theory" if name == "theories" else f"--{name}"
            raise InputError(_("{option} goes with --check.").format(option=option), field=option)


def _check(chosen: Claim | None, *, json: bool, theories: Sequence[str], **how: Any) -> None:
    """Hold one claim and those that say the opposite against the model, or all claims."""
    from sim.claims import claims

    check = Check(**how, theories=codings(theories))
    known = claims()
    if chosen is None:
        judged = check.judged(list(known.values()))
        return emit([{**row(each.claim), **each.row()} for each in judged.values()]) if json else whole(check, judged)
    among = [chosen, *(known[other] for other in chosen.contradicts)]
    judged = check.judged(among)
    opposing = [judged[other] for other in chosen.contradicts]
    mine = judged[chosen.id]
    if not json:
        return one(check, mine, opposing)
    found = {
        "together": mine.together,
        "propositions": [finding.row() for finding in mine.findings],
        "opposing": [{"id": each.claim.id, **each.row()} for each in opposing],
    }
    return emit({**row(chosen), **details(chosen), **mine.row(), **found, **check.row()})


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
