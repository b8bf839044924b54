"""docs/essays.md: what the four essays name, and what carries it."""

from __future__ import annotations

from collections.abc import Iterator

from docs.pages.markdown import code, link, page, table
from docs.pages.moves import answer_anchor
from sim.claims import HOLLOW, SUBJECTS, Carrier, Coverage, claims, coverage, essays

SOURCE = "sim/essays.toml"
TITLES = {
    "system": "Systems",
    "institution": "Institutions",
    "episode": "Episodes",
    "weapon": "Weapons",
    "doctrine": "Doctrines",
    "place": "Places",
    "economy": "The economy",
}
PAGES = {
    "claim": "claims.md",
    "rule": "model.md",
    "posture": "doctrines.md",
    "doctrine": "doctrines.md",
    "pledge": "doctrines.md",
    "parameter": "parameters.md",
    "event": "scenarios.md",
    "scenario": "scenarios.md",
    "mend": "mends.md",
    "move": "moves.md",
    "answer": "moves.md",
    "card": "cards.md",
}
"""Where each kind of carrier is described; its anchor there is its name."""

INTRODUCTION = """Each system, institution, episode, weapon, doctrine and place that the four essays name, and what
carries it in the simulation today: a claim that is put to the test, a rule, a posture of the target, a doctrine of
another seat, a pledge, a parameter, an event, a scenario, a mend, a move or answer that a seat can order, or a dilemma
card. *Not yet* stands where nothing in the rules does. The last column says what is still missing; an empty one means
that nothing is.

The essays are paraphrased and never copied. Where an essay and the record disagree, the [claims](claims.md) say so."""


def render() -> str:
    """Return the page."""
    rows = list(coverage().values())
    sections = (_section(kind, [row for row in rows if row.kind == kind]) for kind in SUBJECTS)
    return page("What the essays name", SOURCE, [INTRODUCTION, _essays(), _count(rows), *sections])


def _essays() -> str:
    found = (
        [row.letter, row.title, row.author, row.date, f"[{row.key}](bibliography.md)"] for row in essays().values()
    )
    return "## The essays\n\n" + table(["", "title", "author", "date", "source"], found)


def _count(rows: list[Coverage]) -> str:
    bare = sum(_is_bare(row) for row in rows)
    whole = sum(not row.not_yet and not _is_bare(row) for row in rows)
    part = len(rows) - whole - bare
    text = (
        f"The essays name {len(rows)} things. {whole} are carried as far as the simulation means to, {part} in part, "
        f"and {bare} not yet. Carried means that something in the simulation stands for it, and not that it stands for "
        "it well."
    )
    return f"## What is carried\n\n{text}"


def _is_bare(row: Coverage) -> bool:
    """Whether nothing carries a subject but claims that nothing in the model carries."""
    return all(carrier.kind == "claim" and claims()[carrier.id].standing in HOLLOW for carrier in row.carried_by)


def _section(kind: str, rows: list[Coverage]) -> str:
    head = ["name", "essays", "carried by", "not yet"]
    body = ([row.name, " ".join(row.essays), "; ".join(_carriers(row)), row.not_yet] for row in rows)
    return f"## {TITLES[kind]}\n\n{table(head, body)}"


def _carriers(row: Coverage) -> Iterator[str]:
    """Yield what carries a subject, one entry a kind; first of all "not yet" if nothing in the rules does."""
    if _is_bare(row):
        yield "not yet"
    for kind in PAGES:
        named = [carrier for carrier in row.carried_by if carrier.kind == kind]
        if named:
            yield f"{kind} {', '.join(_link(carrier) for carrier in named)}"


def _link(carrier: Carrier) -> str:
    text = carrier.id if carrier.kind == "claim" else code([carrier.id])
    anchor = answer_anchor(carrier.id) if carrier.kind == "answer" else carrier.id
    return link(text, PAGES[carrier.kind], anchor)
