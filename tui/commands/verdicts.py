"""Verdicts in words and tables: the whole battery a line a claim, and one claim so that it explains itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.language import _
from tui.commands.console import NONE, Column, heading, number, places, say, table
from tui.commands.exits import cancelling
from tui.commands.progress import progress

if TYPE_CHECKING:
    from sim.claims import Claim
    from sim.study.findings import Finding, Judgement

LOUD = 0.5
"""Share of the spread from which on it is said that luck makes most of it."""


@dataclass(frozen=True)
class Check:
    """How claims are to be held against the model."""

    sets: int
    runs: int
    seed: int
    workers: int
    mends: str
    theories: Mapping[str, str]

    def judged(self, among: Sequence[Claim]) -> dict[str, Judgement]:
        """Return what some claims come to, showing how far the work is."""
        from scenarios import load
        from sim.propositions import propositions
        from sim.study.verdicts import battery, judge, sample

        ids = {claim.id for claim in among}
        chosen = [row for row in propositions(load) if ids & set(row.claims)]
        values = sample(self.sets, self.mends)
        names = {cell.label: row.id for row in reversed(chosen) for cell in row.cells}
        with progress(_("starting"), names) as report, cancelling() as cancel:
            found = battery(
                chosen,
                values,
                load=load,
                runs=self.runs,
                seed=self.seed,
                mends=self.mends,
                theories=self.theories,
                workers=self.workers,
                progress=report,
                cancel=cancel,
            )
        return judge(found, ids)

    def row(self) -> dict[str, Any]:
        """Return it as plain data."""
        from sim.mends import chosen, text

        about = {"sets": self.sets, "runs": self.runs, "seed": self.seed}
        return {**about, "mends": text(chosen(self.mends)), "theories": dict(self.theories)}

    def tell(self) -> None:
        """Print what was run, in a sentence."""
        row = self.row()
        say(
            _("{sets} calibrated parameter sets, {runs} runs of each; seed {seed}; mends: {mends}.").format(
                sets=row["sets"], runs=row["runs"], seed=row["seed"], mends=row["mends"].replace(",", ", ")
            )
        )
        if self.theories:
            listed = ", ".join(f"{question}={coding}" for question, coding in self.theories.items())
            say(_("Rival codings: {listed}.").format(listed=listed))


def whole(check: Check, judged: Mapping[str, Judgement]) -> None:
    """Print one line a claim, and how many came out how."""
    columns = [
        Column(_("id")),
        Column(_("claim"), wrap=True),
        Column(_("effect"), right=True),
        Column(_("5-95 %"), right=True),
        Column(_("share"), right=True),
        Column(_("verdict")),
    ]
    table(columns, [line(each) for each in judged.values()])
    say()
    check.tell()
    count = Counter(each.verdict for each in judged.values())
    say(", ".join(f"{verdict} {number}" for verdict, number in sorted(count.items(), key=lambda pair: -pair[1])) + ".")
    say(rule())
    say(_("One claim with its cells and what speaks against it: fournos claims ID --check."))


def line(judged: Judgement) -> list[str]:
    """Return the cells of one claim's line."""
    weakest = judged.weakest
    effect, span = figures(weakest) if weakest else (NONE, NONE)
    return [judged.claim.id, judged.claim.paraphrase, effect, span, share(judged.share), judged.verdict]


def rule() -> str:
    """Return how verdicts are drawn, and what they are not."""
    from sim.study.findings import FEW, MANY, MOST

    words = _(
        "Share: the part of the parameter sets in which the proposition holds (exactly at its threshold counts half). "
        "Supported from {most} on, mixed from {many}, not supported up to {few}, else undecided; a claim "
        "with several propositions is as strong as the weakest. A verdict shows what follows from the essays' own "
        "ideas, made precise in one of many possible ways. It is no evidence about the world."
    )
    return words.format(most=share(MOST), many=share(MANY), few=share(FEW))


def one(check: Check, judged: Judgement, opposing: Sequence[Judgement]) -> None:
    """Print one claim with everything that its verdict rests on."""
    from sim.study.findings import REASONS

    claim = judged.claim
    say(f"{claim.id}: {claim.paraphrase}", bold=True)
    say(_("Proposition: {text}").format(text=claim.proposition))
    if judged.deciding:
        check.tell()
    else:
        say(_("Verdict: {verdict}. {reason}").format(verdict=judged.verdict, reason=REASONS[claim.standing]))
    for finding in judged.findings:
        _finding(finding, check.runs)
    if judged.deciding:
        heading(_("Verdict: {verdict}").format(verdict=judged.verdict))
        if len(judged.deciding) > 1:
            words = _("The weakest proposition settles it, {id}; all hold at once in {share} of the sets.")
            say(
                words.format(id=judged.weakest.proposition.id if judged.weakest else NONE, share=share(judged.together))
            )
    _opposed(opposing)
    if claim.note:
        say()
        say(_("Note: {text}").format(text=claim.note))
    if judged.deciding:
        say()
        say(rule())


def _finding(finding: Finding, runs: int) -> None:
    """Print one proposition: what is measured in which cells, what it came to, and what it leaves open."""
    row = finding.proposition
    effect, span = figures(finding)
    error = number(finding.error, max(places([finding.effect, *finding.interval]), 3))
    shown = _("{effect} (5-95 % of the sets: {span}; standard error {error})")
    held = _("{share} of {sets} sets ({holds})")
    title = _("{text} (beside the claim)").format(text=row.text) if row.beside else row.text
    rows = [
        (_("measured"), title),
        *_levels(finding),
        (_("effect"), shown.format(effect=effect, span=span, error=error)),
        (_("holds in"), held.format(share=share(finding.share), sets=finding.sets, holds=row.holds)),
        (_("verdict"), finding.verdict),
        (_("spread"), spread(finding, runs)),
        (_("not shown"), row.not_shown),
    ]
    say()
    table([Column(row.id), Column("", wrap=True)], rows)


def _levels(finding: Finding) -> list[tuple[str, str]]:
    """Return the cells with their own numbers."""
    titles = finding.proposition.titles
    labels = [_("cell")] if len(titles) == 1 else [_("first cell"), _("less the second")]
    digits = places(finding.levels)
    levels = [*finding.levels, *[None] * (len(titles) - len(finding.levels))]
    shown = [
        f"{title}: {number(level, digits)}" if level is not None else title
        for title, level in zip(titles, levels, strict=True)
    ]
    return list(zip(labels, shown, strict=True))


def spread(finding: Finding, runs: int) -> str:
    """Return whether the sets differ, or only the luck of their runs."""
    from sim.study.findings import FEWEST, MIXED, UNDECIDED

    if finding.sets < FEWEST:
        return _("Too few sets have such runs at all.")
    if finding.noise is None:
        return _("The sets do not differ.") if finding.alike else _("How much of it is luck cannot be told here.")
    part = _("{noise} of the spread between the sets is the luck of their {runs} runs").format(
        noise=share(finding.noise), runs=-(-runs // finding.proposition.thin)
    )
    if finding.verdict not in (UNDECIDED, MIXED):
        return _("{part}.").format(part=part)
    if finding.noise >= LOUD:
        return _("{part}: more runs may decide it.").format(part=part)
    return _("{part}: the sets themselves disagree, and more runs would not decide it.").format(part=part)


def _opposed(opposing: Sequence[Judgement]) -> None:
    """Print the claims that say the opposite."""
    if not opposing:
        return
    heading(_("Claims that say the opposite, or that cannot both hold in full"))
    columns = [Column(_("id")), Column(_("claim"), wrap=True), Column(_("share"), right=True), Column(_("verdict"))]
    table(columns, [[each.claim.id, each.claim.paraphrase, share(each.share), each.verdict] for each in opposing])


def figures(finding: Finding) -> tuple[str, str]:
    """Return effect and interval as text, with as many places as they need."""
    low, high = finding.interval
    digits = places([finding.effect, low, high])
    return number(finding.effect, digits), NONE if low is None else f"{number(low, digits)} .. {number(high, digits)}"


def share(value: float | None) -> str:
    """Return a share of the sets as text."""
    return NONE if value is None else f"{100 * value:.0f} %"
