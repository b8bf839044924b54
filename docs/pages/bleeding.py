"""docs/bleeding.md: how the bleed ends under aid, bleeding and posture, what patrons do in peace, and the essays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from docs.gather import read
from docs.pages.markdown import NONE, claims, link, not_gathered, page, table
from scenarios import load
from sim.outcome import ENDINGS
from sim.plots.words import named, short_endings
from sim.study.findings import FEW, MOST

NAME, SOURCE = "directions", "sim/directions.toml and docs/evidence/directions.json"
SCENARIO = "bleeding-white"
PICTURE = Path(__file__).resolve().parents[1] / "figures" / f"{SCENARIO}-directions.png"
MEASURES = {
    "crises": "crises",
    "war": "war, share of runs",
    "growth_pct": "growth, per cent a year",
    "autonomy": "autonomy at the end",
    "legitimacy": "standing at home at the end",
}
INTRODUCTION = """What moves the bleed, and does it move the way that the essays lead one to expect? Every number here
is taken over calibrated parameter sets: a share of runs in each set, its mean over the sets, and in brackets where
nine tenths of the sets lie. All cells meet the same luck, so that differences are surer than levels.

A direction that agrees with an essay shows that the model, which was made from the essays' ideas, carries that idea
through. It is no evidence about the world ([limits](limits.md))."""
TERMS = """*Expected* is what the essays lead one to expect, written down with the comparison before it was run: up,
down, or a change within a limit. *Found* is the direction of the mean effect where it leaves zero by more than three
of its standard errors, else none. *Sets* is the share of parameter sets in which the effect is as expected. *Agree* is
yes from {most:.0f} per cent of the sets on, no up to {few:.0f}, and undecided between, as for the
[claims](claims.md)."""
SEATS = """Fifteen years that open in peace, in [`four-nos`](scenarios.md#four-nos). Each row is one doctrine of a
patron against another, all else the same: the mean effect over the sets with its standard error, the range of nine
tenths of the sets, and the share of the sets in which it is as expected. War is rare in peace, so that a single set
with its few hundred runs often shows no difference; such a set counts half."""


def render() -> str:
    """Return the page."""
    found = read(NAME)
    title = "What moves the bleed"
    if found is None:
        return page(title, SOURCE, [INTRODUCTION, not_gathered(NAME)])
    return page(
        title,
        SOURCE,
        [
            INTRODUCTION,
            _about(found["about"]),
            "## Endings",
            _picture(),
            *(_panel(panel, _met(found["panels"])) for panel in found["panels"]),
            "## Directions",
            TERMS.format(most=100 * MOST, few=100 * FEW),
            _count(found["directions"]),
            _directions(found["directions"]),
            "## What patrons do in peace",
            SEATS,
            _beyond(found["seats"]),
            *(_seat(seat) for seat in found["seats"]),
        ],
    )


def draw() -> None:
    """Draw the picture anew from what was gathered."""
    from sim.plots import directions, save

    found = read(NAME)
    if found is not None:
        PICTURE.parent.mkdir(exist_ok=True)
        save(directions.draw(found, load(SCENARIO)), PICTURE)


def _about(about: Mapping[str, Any]) -> str:
    return (
        f"Made with {about['sets']:,} parameter sets, {about['repeats']:,} runs of each in the bleed and "
        f"{about['peace_repeats']:,} in peace, seed {about['seed']}, the usual mends. `python -m docs.gather {NAME}` "
        "makes them again."
    )


def _picture() -> str:
    words = "How endings move with aid, with the bleeding and with posture"
    return f"![{words}](figures/{PICTURE.name})" if PICTURE.is_file() else NONE


def _met(panels: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the endings that some bar has."""
    bars = [bar["endings"] for panel in panels for bar in panel["bars"]]
    return [name for name in ENDINGS if any(bar[name]["mean"] > 0 for bar in bars)]


def _panel(panel: Mapping[str, Any], names: Sequence[str]) -> str:
    """Return a panel's shares as a table, for those who cannot see the picture."""
    titles = short_endings(load(SCENARIO))
    head = [panel["name"], *(f"{titles[name]}:" for name in names)]
    rows = ([f"`{bar['title']}`", *(_share(bar["endings"][name]) for name in names)] for bar in panel["bars"])
    return f"**{panel['title']}**, per cent of runs. {panel['note']}\n\n{table(head, rows)}"


def _share(share: Mapping[str, float]) -> str:
    return f"{100 * share['mean']:.0f} ({100 * share['low']:.0f} to {100 * share['high']:.0f})"


def _count(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return in words how many directions agree."""
    count = Counter(row["agree"] for row in rows)
    return (
        f"Of {len(rows)} directions: {count['yes']} as the essays lead one to expect, {count['no']} not, "
        f"{count['undecided']} undecided."
    )


def _directions(rows: Sequence[Mapping[str, Any]]) -> str:
    head = [
        "claims",
        "what the essays lead one to expect",
        "compared",
        "expected",
        "found",
        "effect:",
        "range:",
        "sets:",
        "agree",
    ]
    body = (
        [
            claims(row["claims"]),
            row["text"],
            f"`{row['cells'][0]}` less `{row['cells'][1]}`",
            row["expected"],
            row["found"],
            signed(row["effect"]),
            _range(row),
            _part(row["share"]),
            row["agree"],
        ]
        for row in rows
    )
    return table(head, body)


def signed(value: float | None) -> str:
    """Return an effect with its sign, at a glance."""
    if value is None:
        return NONE
    return f"{value:+.1f}" if abs(value) >= 1 else f"{value:+.3f}"


def _range(row: Mapping[str, Any]) -> str:
    return NONE if row["low"] is None else f"{signed(row['low'])} to {signed(row['high'])}"


def _part(share: float | None) -> str:
    return NONE if share is None else f"{100 * share:.0f} %"


def _beyond(seats: Sequence[Mapping[str, Any]]) -> str:
    """Return in words how many effects of each seat are beyond noise, and of these as expected."""
    scenario = load("four-nos")
    words = []
    for seat in dict.fromkeys(row["seat"] for row in seats):
        rows = [measure for row in seats if row["seat"] == seat for measure in row["measures"]]
        moved = [row for row in rows if row["found"] != "none"]
        right = sum(row["found"] == row["expected"] for row in moved)
        label = named(f"{{{scenario.seats[seat].role}}}", scenario)
        words.append(
            f"{label[0].upper()}{label[1:]}: {len(moved)} of {len(rows)} effects are beyond noise, {right} of them in "
            "the direction expected."
        )
    return " ".join(words)


def _seat(row: Mapping[str, Any]) -> str:
    head = ["measure", "expected", "found", "effect:", "error:", "range:", "sets:"]
    body = (
        [
            link(MEASURES[each["measure"]], "odd.md", "measures"),
            each["expected"],
            each["found"],
            signed(each["effect"]),
            NONE if each["error"] is None else f"{each['error']:.4f}",
            _range(each),
            _part(each["share"]),
        ]
        for each in row["measures"]
    )
    first, second = row["cells"]
    return f"**`{first}` less `{second}`.** {row['why']} ({claims(row['claims'])})\n\n{table(head, body)}"
