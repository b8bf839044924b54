"""The part of docs/balance.md on pledges: their price, and what breaking and using each does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from docs.pages.markdown import NONE, code, figure, table
from scenarios import load
from sim.pledges import pledge as pledge_of
from sim.plots.words import short_endings

Found = Mapping[str, Any]
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
ENDED = ("no_war", "challengers_terms", "still_fighting")
SHOWN = {"crises": 1.0, "autonomy": 100.0, "growth_pct": 1.0, "legitimacy": 100.0}
"""Measures in the tables, and by what they are multiplied there."""
SCENARIOS = Mapping[str, Sequence[Found]]


def prices(found: SCENARIOS) -> str:
    """Return what breaking each pledge changes at once, before and since the pledges became guiding rules."""
    head = ["pledge", "what it says", "when", "feared alignment:", "trust:", "standing at home:", "given again after:"]
    rows = next(iter(found.values()))
    lines = [line for row in rows for line in _price(row)]
    return table(head, lines)


def _price(row: Found) -> Iterable[list[str]]:
    said = {"before": f"`{row['id']}`", "after": ""}
    for when, title in (("before", "before October 2023"), ("after", "since October 2023")):
        price = row["prices"][when]
        text = pledge_of(row["id"]).text if when == "before" else ""
        sizes = [f"{price[name]:+.3f}" for name in ("fear", "trust", "standing")]
        yield [said[when], text, title, *sizes, f"{price['quarters']} quarters"]


def worth(found: SCENARIOS) -> str:
    """Return what breaking each pledge, or using it, makes better and worse for the target somewhere."""
    names = dict.fromkeys(row["id"] for rows in found.values() for row in rows)
    lines = []
    for name in names:
        held = [arm for rows in found.values() for row in rows if row["id"] == name for arm in arms(row).values()]
        better, worse = (sorted({each for arm in held for each in moved(arm, sign)}) for sign in (1, -1))
        lines.append([f"`{name}`", code(better) or NONE, code(worse) or NONE])
    words = "Broken, or broken and used, it makes beyond noise, for the target and somewhere:"
    return f"{words}\n\n{table(['pledge', 'better', 'worse'], lines)}"


def moved(arm: Found, sign: int) -> list[str]:
    """Return the measures that an arm makes better (1) or worse (-1) for the target beyond noise."""
    held = arm["differences"]
    return [
        name
        for name, way in BETTER.items()
        if abs(held[name]["mean"]) > 3 * held[name]["se"] and way * sign * held[name]["mean"] > 0
    ]


def arms(row: Found) -> dict[str, Found]:
    """Return the pledge broken, and broken and used in each way."""
    return {"broken": row["broken"]} | {f"and `{name}`": each for name, each in row["used"].items()}


def pledges(name: str, rows: Sequence[Found]) -> list[str]:
    """Return what breaking each pledge comes to in a scenario."""
    titles = short_endings(load(name))
    head = ["pledge", *(f"{titles[ending]}, points:" for ending in ENDED)]
    head += ["crises:", "autonomy, points:", "growth, % a year:", "standing, points:"]
    return [f"### Broken in {name}", table(head, [line for row in rows for line in _pledge(row)])]


def _pledge(row: Found) -> Iterable[list[str]]:
    kept = row["kept"]
    levels = [figure(by * kept["measures"][name]) for name, by in SHOWN.items()]
    yield [f"`{row['id']}` kept", *(f"{100 * kept['endings'][ending]:.1f}" for ending in ENDED), *levels]
    for name, arm in arms(row).items():
        held = arm["differences"]
        scaled = [(held[ending], 100.0) for ending in ENDED] + [(held[each], by) for each, by in SHOWN.items()]
        yield [name, *(_difference(gap, by) for gap, by in scaled)]


def _difference(gap: Found, by: float) -> str:
    if not gap["mean"]:
        return "0"
    text = f"{by * gap['mean']:+.2g} ± {by * gap['se']:.1g}"
    return f"**{text}**" if abs(gap["mean"]) > 3 * gap["se"] else text
