"""docs/planner.md: how the computer opponent `planner` searches, what it wants, and whether that beats its doctrine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from docs.gather import read
from docs.pages.markdown import code, link, not_gathered, page, table
from sim.game.planner import CLEAR, LEVELS
from sim.game.planner_wants import WANTS
from sim.seats import Role
from sim.study.meters import METERS

SOURCE = "docs/evidence/planner.json"
INTRODUCTION = """A computer seat follows a doctrine: a posture, and a plan of orders. A `planner` starts from such a
doctrine and searches its own orders, turn by turn, from what its seat may know: its observation and its belief
([signals and belief](belief.md)). It never reads the hidden truth or the luck of the game, and changing what the seat
cannot see changes no byte of what it does."""
SEARCH = """## How it searches

{steps}

All orders of a round start in the same worlds and meet the same luck (namespace `planner`), so that what is compared
is the difference that the order makes. The last round stands on worlds that the first rounds have not seen: what came
out best by chance there gets no credit for it. The number of futures is fixed by the level, not by the clock, so that a
game can be played again; a time budget, where one is set, can end the search only after a round, and is told."""
STEPS = (
    "It takes the order that its posture's plan would give this turn, and changes one thing of it at a time: each legal"
    " move, each answer to what the situation asks, nothing at all; from level 2 each posture that it can take up, each"
    " option of the card and each statement; at level 3 also the planned order with a move left out, and each pledge"
    " broken, by itself and with what that opens.",
    "It plays every one of them out in worlds drawn from its belief. After the turn it is taken to follow its posture"
    " and its plan; the other seats are taken to keep the postures that they hold, which are public, and to follow the"
    " plans that go with them.",
    "From level 2 it joins the best changes by twos, at level 3 also by threes, and plays those out in other worlds.",
    "The few best are compared with the planned order in fresh worlds. It departs from its plan only if the best is"
    " better there by {clear:g} paired standard error or more.",
)
BLIND = """It looks one order ahead: it does not think of what it might order in later turns, nor of what others would
do otherwise because of it, beyond what their plans answer. What it believes of a person at another seat is the posture
that this person holds."""
WANTED = """## What it wants

To rank its orders a planner needs one number. This is a choice of ours about an opponent, published here so that it can
be disputed; it is no score of the game. The five meters stay five, and no game is judged by
these weights. A part counts one point for each unit named, upwards or downwards; the units are round figures near the
spread of each quantity over games of the usual policies."""
FOUND = """## Whether it beats the doctrine that it starts from

A planner plays one seat of a game against computer seats with types drawn from the prior, for {quarters}; then every
seat follows its posture to the scenario's horizon. Beside it stands the same game in which that seat follows its
doctrine from the start. Both are carried on {carried} times from where they stand, on the same luck, and their means
are compared, game by game. *Gain* is in points of the planner's own objective at the horizon; intervals are 95 %
(Student's t over games). *Better* counts the games in which the planner did better; *departed* the share of turns in
which it left its plan."""
METERS_READING = """The same on the five meters, the mean difference to the doctrine and half the width of its 95 %
interval. What a planner at another seat wants is not what the target's meters measure, so that they can move either
way: a challenger that presses by trade instead of shelling costs the target autonomy, and fewer lives."""
ORDERS_READING = "What it ordered beside its plan, the commonest first (how often, over all turns of a row's games):"


def render() -> str:
    """Return the page."""
    steps = "\n".join(f"- {step.format(clear=CLEAR)}" for step in STEPS)
    parts = [INTRODUCTION, SEARCH.format(steps=steps), _levels(), BLIND, WANTED, *_wants()]
    found = read("planner")
    if found is None:
        return page("The planner", SOURCE, [*parts, not_gathered("planner")])
    rows, about = found["rows"], found["about"]
    quarters = " and ".join(f"{count} quarters in `{name}`" for name, count in about["quarters"].items())
    parts += [
        FOUND.format(quarters=quarters, carried=about["carried"]),
        _gains(rows),
        _verdict(rows),
        METERS_READING,
        _meters(rows),
        ORDERS_READING,
        _orders(rows),
        "`python -m docs.gather planner` plays the games anew.",
    ]
    return page("The planner", SOURCE, parts)


def _levels() -> str:
    """Return the three levels as a table."""
    head = ["level:", "futures of each order:", "of joined ones:", "in the last round:", "orders there:", "quarters:"]
    body = [
        [level, row.first, row.second or "none", row.last, row.finalists, row.quarters] for level, row in LEVELS.items()
    ]
    return table(head, body)


def _wants() -> Iterable[str]:
    for role, rows in WANTS.items():
        body = [[row.text, "up" if row.weight > 0 else "down", f"{row.scale / abs(row.weight):g}"] for row in rows]
        yield f"The {_role(role)}:"
        yield table(["what", "way", "a point for each:"], body)


def _role(role: Role | str) -> str:
    names = {"patron_a": "first patron", "patron_b": "second patron"}
    return names.get(str(role), str(role))


def _gains(rows: Iterable[Mapping[str, Any]]) -> str:
    head = ["scenario", "seat", "level:", "games:", "gain:", "95 % interval:", "better:", "departed:"]
    body = []
    for row in rows:
        gain = row["found"]["value"]
        body.append(
            [
                link(code([row["scenario"]]), "scenarios.md", row["scenario"]),
                _role(row["role"]),
                row["level"],
                row["games"],
                f"{gain['mean']:+.2f}",
                f"{gain['low']:+.2f} to {gain['high']:+.2f}",
                f"{row['better']} of {row['games']}",
                f"{100 * row['departed'] / row['turns']:.0f} %",
            ]
        )
    return table(head, body)


def _verdict(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return in words in how many rows the planner beats its doctrine, and in which it is not shown to."""
    kept = list(rows)
    clear = [row for row in kept if row["found"]["value"]["low"] > 0]
    ahead = [row for row in kept if row["found"]["value"]["mean"] > 0]
    worse = [row for row in kept if row["found"]["value"]["high"] < 0]
    unclear = [row for row in kept if row not in clear]
    listed = "; ".join(f"{_role(row['role'])} at level {row['level']} in `{row['scenario']}`" for row in unclear)
    text = (
        f"The planner comes out ahead in {len(ahead)} of {len(kept)} rows, and in {len(clear)} the interval lies above"
        f" 0; in {len(worse)} it lies below."
    )
    small = "Where gains are near 0, the seat's orders hardly reach what it wants; elsewhere the games are few."
    return f"{text} Not shown to beat its doctrine with these games: {listed}. {small}" if unclear else text


def _meters(rows: Iterable[Mapping[str, Any]]) -> str:
    head = ["scenario", "seat", "level:", *(f"{meter.title}:" for meter in METERS)]
    body = [
        [code([row["scenario"]]), _role(row["role"]), row["level"], *(_gap(row["found"], m.name) for m in METERS)]
        for row in rows
    ]
    return table(head, body)


def _gap(found: Mapping[str, Any], name: str) -> str:
    """Return a difference and half the width of its interval."""
    each = found[name]
    mean, half = each["mean"], 0.5 * (each["high"] - each["low"])
    return f"{mean:+,.0f} ± {half:,.0f}" if name == "lives" else f"{mean:+.3f} ± {half:.3f}"


def _orders(rows: Iterable[Mapping[str, Any]]) -> str:
    head = ["scenario", "seat", "level:", "orders"]
    body = [
        [
            code([row["scenario"]]),
            _role(row["role"]),
            row["level"],
            ", ".join(f"`{name}` ({count})" for name, count in row["orders"]) or "none",
        ]
        for row in rows
    ]
    return table(head, body)
