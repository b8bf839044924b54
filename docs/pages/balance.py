"""docs/balance.md: whether choices matter, and whether any is best: moves, pledges, plans, postures and turns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from docs.gather import read
from docs.pages.balance_pledges import pledges, prices, worth
from docs.pages.balance_postures import meters, scenario
from docs.pages.balance_turns import turns
from docs.pages.markdown import NONE, code, figure, not_gathered, page, table
from scenarios import load
from sim.plots.words import short_endings

NAME = "balance"
SOURCE = "sim/moves.toml, sim/answers.toml, sim/cards.toml, sim/plans.toml and docs/evidence/balance.json"
PICTURE = Path(__file__).resolve().parents[1] / "figures" / "plans.png"
Found = Mapping[str, Any]
INTRODUCTION = """Does it matter what a seat orders, and is anything always the best? Here every move, answer and
card is held against what it was written down to do; pledges are kept, broken and used; the plans that were
committed before any size was set are run against each other; postures meet every doctrine of their opponent; and
sampled turns are played on with and without each thing that a seat could have done. All seats make moves, and all
differences are taken on the same luck, run by run.

What is measured here is the model's own balance. It says whether the game gives a person something to decide, and
nothing about the world ([limits](limits.md))."""
CHOICES = """Each row of [moves, answers and cards](moves.md) says what ordering it again and again is for
(*expects*) and what that makes worse for the seat that orders it (*against*), each with a scenario, a measure and
a direction. The seat follows its doctrine's plan with the choice in it, and without. A row holds where the mean
difference goes the way it says by more than {errors:g} paired standard errors, over {runs:,} pairs of runs; what
has not shown by then is run on for {more:,} more. A row that holds on both counts changes something, and is not
best everywhere."""
PLEDGES = """Breaking a pledge in the first quarter, and never renewing it, against keeping it, on {runs:,} paired
futures; then with each thing that it opens ordered again and again. Shares are in points of a hundred; each
difference stands with its paired standard error, and those beyond three of them in bold. The same for any
scenario, with all measures in its JSON: `fournos pledges SCENARIO`."""
PLANS = """Ten plans for Vietnam and some for each other seat, in [`{scenario}`](scenarios.md#{scenario}). They
were written down and committed before any move had a size. How far they lie apart is the difference in the share
of endings on China's terms between the plan with most and the plan with fewest; it should be {vietnam:.0f} points
or more for Vietnam and {others:.0f} for the others. The extremes of a sample lie a little too far apart, so that
the last column picks the two plans by the first half of the runs and measures them by the second. A seat that
misses is reported as it is."""
POSTURES = """Each posture of Vietnam, with the plan that goes with it, against each doctrine of its opponent,
{runs:,} runs of each pair; types are drawn from the scenario's prior. The five meters are never added up. A
posture is *dominated* where another is better on one beyond noise and worse on none. *Weights* is
the share of {draws:,} random weightings of the meters in which it comes out best; there a meter runs from the
worst posture to the best. They are no recommendation: they show how much hangs on what one cares for. To play
it anew, for any seat: `fournos balance`."""


def render() -> str:
    """Return the page."""
    found = read(NAME)
    title = "Whether choices matter"
    if found is None:
        return page(title, SOURCE, [INTRODUCTION, not_gathered(NAME)])
    about = found["about"]
    least = {row["role"]: 100 * row["least"] for row in found["plans"]}
    return page(
        title,
        SOURCE,
        [
            INTRODUCTION,
            f"Made with seed {about['seed']} and the usual mends. `python -m docs.gather {NAME}` makes it again.",
            "## Moves, answers and cards",
            CHOICES.format(errors=about["errors"], runs=about["runs"][0], more=about["runs"][1]),
            *choices(found["choices"]),
            "## Pledges",
            PLEDGES.format(runs=about["pledge_runs"]),
            prices(found["pledges"]),
            worth(found["pledges"]),
            *(part for name, held in found["pledges"].items() for part in pledges(name, held)),
            "## Plans",
            PLANS.format(scenario=about["scenario"], vietnam=least["target"], others=least["challenger"]),
            gaps(found["plans"]),
            picture(),
            *(plans(row, about["scenario"]) for row in found["plans"]),
            "## Postures",
            POSTURES.format(runs=about["posture_runs"], draws=about["draws"]),
            meters(),
            *(part for row in found["postures"] for part in scenario(row)),
            "## Turns",
            *turns(found["turns"], about),
        ],
    )


def draw() -> None:
    """Draw the picture of the plans anew from what was gathered."""
    from sim.plots import plans as pictures
    from sim.plots import save

    found = read(NAME)
    if found is not None:
        about = found["about"]
        PICTURE.parent.mkdir(exist_ok=True)
        save(pictures.draw(found["plans"], load(about["scenario"]), about["plan_runs"], about["seed"]), PICTURE)


# ---------------------------------------------------------------- moves, answers and cards


def choices(rows: Sequence[Found]) -> list[str]:
    """Return how many rows hold, those that do not, and all of them."""
    failed = [row for row in rows if not row["holds"]]
    names = list(dict.fromkeys((row["kind"], row["role"], row["id"]) for row in rows))
    lost = {(row["kind"], row["role"], row["id"]) for row in failed}
    words = (
        f"Of {len(names)} moves, answers and cards, {len(names) - len(lost)} do what they are for and make something "
        f"worse. Of {len(rows)} expectations, {len(rows) - len(failed)} hold"
    )
    if not failed:
        return [f"{words}.", *map(_of_kind, _kinds(rows))]
    missed = [
        f"`{row['id']}` ({_role(row)}, {row['field']}: {row['measure']} {_sign(row)} in {row['scenario']}; "
        f"found {_gap(row)})"
        for row in failed
    ]
    return [f"{words}; these do not: {'; '.join(missed)}.", *map(_of_kind, _kinds(rows))]


def _kinds(rows: Sequence[Found]) -> list[tuple[str, list[Found]]]:
    kinds = dict.fromkeys(row["kind"] for row in rows)
    return [(kind, [row for row in rows if row["kind"] == kind]) for kind in kinds]


def _of_kind(held: tuple[str, Sequence[Found]]) -> str:
    kind, rows = held
    title = {"move": "Moves", "answer": "Answers", "card": "Cards"}[kind]
    head = [kind, "seat", "what", "in", "measure", "expected", "found:", "± s.e.:", "pairs:", "holds"]
    lines = (
        [
            f"`{row['id']}`",
            _role(row),
            row["field"],
            _where(row),
            f"`{row['measure']}`",
            _sign(row),
            figure(row["mean"]),
            figure(row["se"]),
            f"{row['n']:,}",
            "yes" if row["holds"] else "**no**",
        ]
        for row in rows
    )
    return f"### {title}\n\n{table(head, lines)}"


def _where(row: Found) -> str:
    against = [f"{seat}={doctrine}" for seat, doctrine in row["doctrines"].items()]
    until = [f"{row['quarters']} quarters"] if row["quarters"] else []
    return "; ".join([f"`{row['scenario']}`", *against, *until])


def _role(row: Found) -> str:
    return str(row["role"]).replace("_", " ")


def _sign(row: Found) -> str:
    return "up" if row["sign"] > 0 else "down"


def _gap(row: Found) -> str:
    return f"{figure(row['mean'])} ± {figure(row['se'])}"


# ---------------------------------------------------------------- plans


def gaps(rows: Sequence[Found]) -> str:
    """Return how far apart each seat's plans lie."""
    head = ["seat", "most on China's terms", "fewest", "apart, points:", "should be:", "", "checked, points:"]
    lines = (
        [
            row["seat"],
            code([row["most"]]),
            code([row["fewest"]]),
            f"{100 * row['gap']['mean']:.1f} ± {100 * row['gap']['se']:.1f}",
            f"{100 * row['least']:.0f}",
            "reached" if row["decides"] else "**missed**",
            f"{100 * row['checked']['mean']:.1f} ± {100 * row['checked']['se']:.1f}",
        ]
        for row in rows
    )
    return table(head, lines)


def picture() -> str:
    """Return the picture of all plans."""
    return f"![How it ends under each plan of each seat](figures/{PICTURE.name})" if PICTURE.is_file() else NONE


def plans(row: Found, name: str) -> str:
    """Return the endings under one seat's plans, per cent of runs."""
    titles = short_endings(load(name))
    met = [each for each in titles if any(held["endings"][each] > 0 for held in row["plans"])]
    head = ["plan", "what it does", *(f"{titles[each]}:" for each in met)]
    lines = (
        [f"`{held['policy']}`", held["text"], *(f"{100 * held['endings'][each]:.0f}" for each in met)]
        for held in row["plans"]
    )
    return f"**{load(name).seats[row['seat']].label}**, per cent of runs.\n\n{table(head, lines)}"
