"""docs/balance.md: whether choices matter, and whether any is best: moves, pledges, plans, postures and turns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from docs.gather import read
from docs.pages.balance_postures import meters, scenario
from docs.pages.balance_turns import turns
from docs.pages.markdown import NONE, code, figure, not_gathered, page, table
from scenarios import load
from sim.pledges import pledge as pledge_of
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
difference goes the way it says by more than {errors:g} paired standard errors, over {runs:,} pairs of runs. A row
that holds on both counts changes something, and is not best everywhere."""
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
            CHOICES.format(errors=about["errors"], runs=about["runs"]),
            *choices(found["choices"]),
            "## Pledges",
            PLEDGES.format(runs=about["pledge_runs"]),
            _prices(next(iter(found["pledges"].values()))),
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
    head = [kind, "seat", "what", "in", "measure", "expected", "found:", "± s.e.:", "holds"]
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


# ---------------------------------------------------------------- pledges


BETTER = {
    "war": -1,
    "crises": -1,
    "concessions": -1,
    "autonomy": 1,
    "growth_pct": 1,
    "legitimacy": 1,
    "target_dead_thousand": -1,
    "patron_a_abandoned": -1,
    "patron_b_abandoned": -1,
    "challengers_terms": -1,
    "targets_terms": 1,
    "challenger_left": 1,
}
"""Which way is better for the target, of measures and endings; the others are neither."""
SHOWN = {"crises": 1.0, "autonomy": 100.0, "growth_pct": 1.0, "legitimacy": 100.0}
ENDED = ("no_war", "challengers_terms", "still_fighting")


def judged(arm: Found) -> tuple[bool, bool]:
    """Return whether an arm makes something better, and something worse, for the target beyond noise."""
    held = arm["differences"]
    beyond = [BETTER[name] * held[name]["mean"] for name in BETTER if abs(held[name]["mean"]) > 3 * held[name]["se"]]
    return any(gap > 0 for gap in beyond), any(gap < 0 for gap in beyond)


def worth(found: Mapping[str, Sequence[Found]]) -> str:
    """Return whether breaking each pledge, or using it, makes something better and something worse somewhere."""
    parts = []
    names = dict.fromkeys(row["id"] for rows in found.values() for row in rows)
    for name in names:
        arms = [arm for rows in found.values() for row in rows if row["id"] == name for arm in _broken(row).values()]
        better, worse = (any(each) for each in zip(*map(judged, arms), strict=True))
        said = {True: "something", False: "nothing"}
        parts.append(
            f"- `{name}`: broken or used, it makes {said[better]} better and {said[worse]} worse for the target."
        )
    return "\n".join(parts)


def _broken(row: Found) -> dict[str, Found]:
    return {"broken": row["broken"]} | {f"and `{name}`": each for name, each in row["used"].items()}


def pledges(name: str, rows: Sequence[Found]) -> list[str]:
    """Return what breaking each pledge comes to in a scenario."""
    titles = short_endings(load(name))
    head = ["pledge", *(f"{titles[ending]}, points:" for ending in ENDED)]
    head += ["crises:", "autonomy, points:", "growth, % a year:", "standing, points:"]
    lines = [line for row in rows for line in _pledge(row)]
    return [f"### Broken in {name}", table(head, lines)]


def _pledge(row: Found) -> Iterable[list[str]]:
    kept = row["kept"]
    yield [f"`{row['id']}` kept", *(f"{100 * kept['endings'][ending]:.1f}" for ending in ENDED), *_levels(kept)]
    for name, arm in _broken(row).items():
        held = arm["differences"]
        scaled = [(held[ending], 100.0) for ending in ENDED] + [(held[each], by) for each, by in SHOWN.items()]
        yield [name, *(_difference(gap, by) for gap, by in scaled)]


def _levels(kept: Found) -> list[str]:
    return [figure(by * kept["measures"][name]) for name, by in SHOWN.items()]


def _difference(gap: Found, by: float) -> str:
    text = f"{by * gap['mean']:+.2g} ± {by * gap['se']:.1g}"
    return f"**{text}**" if abs(gap["mean"]) > 3 * gap["se"] else text


def _prices(rows: Sequence[Found]) -> str:
    parts = []
    for row in rows:
        before, after = row["prices"]["before"], row["prices"]["after"]
        parts.append(
            f"- `{row['id']}`: {pledge_of(row['id']).text} Broken, it adds {before['fear']:.3f} to feared alignment "
            f"and takes {-before['trust']:.3f} of trust and {-before['standing']:.3f} of standing at home; since "
            f"October 2023 {after['fear']:.3f}, {-after['trust']:.3f} and {-after['standing']:.3f}. It can be given "
            f"again after {after['quarters']} quarters."
        )
    return "\n".join(parts)


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
