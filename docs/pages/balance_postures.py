"""The part of docs/balance.md on postures: five meters, best replies, and what is left when weights are random."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from docs.pages.markdown import code, table
from scenarios import load
from sim.study.balance import TYPES
from sim.study.meters import METERS

Found = Mapping[str, Any]
MANY = 4
"""From so many best postures on, a cell says how many and not which."""
SHOWN = {
    "territory": "{:.3f}",
    "autonomy": "{:.3f}",
    "prosperity": "{:.3f}",
    "lives": "{:,.0f}",
    "legitimacy": "{:.3f}",
}


def meters() -> str:
    """Return what the five meters are."""
    return "\n".join(f"- *{meter.title}* ({meter.unit}): {meter.text}." for meter in METERS)


def scenario(row: Found) -> list[str]:
    """Return what the postures come to in one scenario."""
    low, high = row["greed"]
    seats = load(row["scenario"]).seats
    seat, opponent = (seats[row[name]].label for name in ("seat", "opponent"))
    return [
        f"### Postures in {row['scenario']}",
        f"{seat}, means over all doctrines of {opponent}.",
        _meters(row),
        f"Against `{row['usual']}`, by {opponent}'s greed as drawn, low up to {low:.2f} and high from {high:.2f}: the "
        "postures that no other dominates, and those that come out best under a tenth of the weights or more.",
        _types(row["types"]),
        f"{seat}'s best replies to each doctrine of {opponent}: postures than which none is better on that meter, "
        "beyond noise.",
        _replies(row["replies"], len(row["postures"])),
    ]


def _meters(row: Found) -> str:
    head = ["posture", *(f"{meter.title}:" for meter in METERS), "dominated", "weights, %:"]
    lines = (
        [
            f"`{name}`",
            *(SHOWN[meter.name].format(held[meter.name]) for meter in METERS),
            "" if name in row["undominated"] else "yes",
            f"{100 * row['weights'][name]:.0f}",
        ]
        for name, held in row["postures"].items()
    )
    return table(head, lines)


def _types(types: Found) -> str:
    head = ["greed", "undominated", "best under random weights"]
    lines = ([name, code(types[name]["undominated"]), _most(types[name]["weights"])] for name in TYPES)
    return table(head, lines)


def _most(weights: Mapping[str, float]) -> str:
    """Return the postures that come out best in a tenth of the weightings or more."""
    ranked = sorted(weights.items(), key=lambda item: -item[1])
    return ", ".join(f"`{name}` {100 * share:.0f} %" for name, share in ranked if share >= 0.1)


def _replies(replies: Found, postures: int) -> str:
    head = ["against", *(meter.title for meter in METERS)]
    lines = (
        [f"`{reply}`", *(_best(held["best"][m.name], postures) for m in METERS)] for reply, held in replies.items()
    )
    return table(head, lines)


def _best(names: Sequence[str], postures: int) -> str:
    if len(names) == postures:
        return "all alike"
    return code(names) if len(names) < MANY else f"{len(names)} of {postures}"
