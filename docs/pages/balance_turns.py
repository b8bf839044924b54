"""The part of docs/balance.md on turns: in how many of them a seat meets a choice that changes an outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from docs.pages.markdown import table
from sim.seats import PEACE, RUNGS
from sim.study.decisions import MEASURED

Found = Mapping[str, Any]
HALF = 0.5
"""Share of its turns in which a seat should meet such a choice."""
TURNS = """Games of the computer seats, with types from the prior, are stopped at {turns} quarters of each
scenario, each of a game of its own. From there the same world goes on {first} times, with and without each legal
move, each answer to what the situation asks, each option of the card on the table and each pledge broken in that
one quarter; where nothing comes of a seat's choices, {more} times more. A choice counts where it changes one of
{measures} outcome measures at the horizon beyond noise, by {smallest:g} points in a hundred or more (a point of
growth is 0.02 per cent a year, of dead 100 people, of time at war a tenth of a quarter). So many things are tried
in a turn that three standard errors would be passed by luck: the bar is set so that a turn in which nothing
matters counts in one of {risk:.0f} (Bonferroni), some four standard errors. As a control, every pair of futures is
swapped by the toss of a coin: {placebo} of {tried:,} choices pass then. Changes of posture are left out; they cost
two quarters' income and change a great deal."""


def turns(rows: Sequence[Found], about: Found) -> list[str]:
    """Return the share of turns that count, by scenario and seat."""
    first, more = about["futures"]
    _trace, smallest, _large = about["points"]
    words = TURNS.format(
        turns=about["turns"],
        first=first,
        more=more,
        measures=len(MEASURED),
        smallest=smallest,
        risk=1 / about["risk"],
        placebo=sum(row["placebo"] for row in rows),
        tried=sum(row["tried"] for row in rows),
    )
    return [words, _misses(rows, smallest), _table(rows, about["points"]), _examples(rows)]


def _groups(rows: Sequence[Found]) -> dict[tuple[str, str], list[Found]]:
    groups: dict[tuple[str, str], list[Found]] = {}
    for row in rows:
        groups.setdefault((row["scenario"], row["seat"]), []).append(row)
    return groups


def share(rows: Sequence[Found], points: float) -> float:
    """Return the share of turns in which a choice reaches so many points."""
    return sum(row["reaches"][f"{points:g}"] for row in rows) / len(rows)


def _misses(rows: Sequence[Found], points: float) -> str:
    groups = _groups(rows)
    late = [f"{seat} in `{name}`" for (name, seat), held in groups.items() if share(held, points) < HALF]
    met = len(groups) - len(late)
    words = f"Of {len(groups)} seats in scenarios, {met} meet such a choice in at least half of their turns"
    return f"{words}; these do not: {', '.join(late)}." if late else f"{words}."


def _table(rows: Sequence[Found], points: Sequence[float]) -> str:
    head = ["scenario", "seat", "turns:", "choices a turn:", *(f"{least:g} points:" for least in points), "in peace"]
    lines = (
        [
            f"`{name}`",
            seat,
            len(held),
            f"{sum(row['tried'] for row in held) / len(held):.0f}",
            *(f"{100 * share(held, least):.0f} %" for least in points),
            _peace(held, points[1]),
        ]
        for (name, seat), held in _groups(rows).items()
    )
    return table(head, lines)


def _peace(rows: Sequence[Found], points: float) -> str:
    quiet = [row for row in rows if row["rung"] == RUNGS[PEACE]]
    return f"{sum(row['reaches'][f'{points:g}'] for row in quiet)} of {len(quiet)}" if quiet else ""


def _examples(rows: Sequence[Found]) -> str:
    """Return the choice that changes most in each seat's first turn that counts."""
    found = []
    for (name, seat), held in _groups(rows).items():
        row = next((each for each in held if each["most"]), None)
        if row is not None:
            most = row["most"][0]
            found.append(
                [
                    f"`{name}`",
                    seat,
                    row["quarter"],
                    row["rung"],
                    f"`{most['choice']}`",
                    f"`{most['measure']}`",
                    _change(most),
                ]
            )
    head = ["scenario", "seat", "quarter:", "where it stood", "choice", "changes", "by:"]
    return "For example:\n\n" + table(head, found)


def _change(most: Found) -> str:
    return f"{most['mean']:+.3g}"
