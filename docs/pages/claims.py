"""docs/claims.md: every claim of the essays, with what carries it and what speaks against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from docs.pages.markdown import claims as claim_links
from docs.pages.markdown import link, page, table
from sim.claims import STANDINGS, Claim, Essay, claims, essays

SOURCE = "sim/claims.toml"
MEANINGS = {
    "tested": "the proposition can come out false in the model's output",
    "by construction": "the rules contain it, so that output can only echo it",
    "input": "it is put in, as an opening value or a type",
    "not represented": "nothing in the rules carries it yet",
    "flavour": "it colours briefings and nothing else",
}
INTRODUCTION = """Every claim of the four essays, in our own words. Each says how the model could bring the claim
about (mechanism), which parameters carry it, and what would have to be true of the model's output (proposition).
What the model makes of them stands among the [verdicts](verdicts.md), which are computed from runs and never written
here. Claims that contradict each other stay side by side.

Letter and number name essay and claim; paragraphs are those of the essay's body, counted from 1. Claims that a
second coder added say so in their note. *Terms* run from 0, the target's, to 1, the challenger's; *on the
challenger's terms* means half or more.

A test of a claim shows what follows from the essays' own ideas, made precise in one of many possible ways. It is no
evidence about the world."""


def render() -> str:
    """Return the page."""
    rows = list(claims().values())
    sections = (_section(essay, [row for row in rows if row.essay == essay.letter]) for essay in essays().values())
    return page("Claims of the essays", SOURCE, [INTRODUCTION, _standings(rows), _contradictions(rows), *sections])


def _standings(rows: Iterable[Claim]) -> str:
    count = Counter(row.standing for row in rows)
    body = ([standing, MEANINGS[standing], count[standing]] for standing in STANDINGS)
    return "## Where the claims stand\n\n" + table(["standing", "meaning", "claims:"], body)


def _contradictions(rows: Iterable[Claim]) -> str:
    order = {identity: place for place, identity in enumerate(claims())}
    pairs = [(row, claims()[other]) for row in rows for other in row.contradicts if order[row.id] < order[other]]
    body = ([link(a.id, "", a.id), a.paraphrase, link(b.id, "", b.id), b.paraphrase] for a, b in pairs)
    head = "## Claims that contradict each other\n\nOr that cannot both hold in full.\n\n"
    return head + table(["", "one", "", "the other"], body)


def _section(essay: Essay, rows: Iterable[Claim]) -> str:
    origin = f"{essay.author}; {essay.date}. Source: [{essay.key}](bibliography.md)."
    head = f"## Essay {essay.letter}: {essay.title}\n\n{origin}"
    return "\n\n".join([head, *(_claim(row) for row in rows)])


def _claim(row: Claim) -> str:
    facts = [
        ("Mechanism", row.mechanism),
        ("Parameters", ", ".join(link(f"`{name}`", "parameters.md", name) for name in row.parameters) or "none"),
        ("Proposition", row.proposition),
        ("Contradicts", claim_links(row.contradicts, "")),
        ("Kind", ", ".join(row.kind)),
        ("Note", row.note),
    ]
    listed = "\n".join(f"- {name}: {text}" for name, text in facts if text)
    return f"### {row.id}\n\n{row.paraphrase} *(Paragraph {row.paragraph}; {row.standing}.)*\n\n{listed}"
