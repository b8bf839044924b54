"""docs/belief.md: what a seat may believe of the hidden types, how it comes to it, and whether it is right as often."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from docs.gather import read
from docs.pages.markdown import code, figure, link, not_gathered, page, table
from sim.belief import CELLS, LUCKS, NODES
from sim.parameters import table as parameters
from sim.plots.reliability import titles

SOURCE = "docs/evidence/belief.json"
PICTURE = "belief-reliability.png"
INTRODUCTION = """Three things are drawn at the opening of a game and told to nobody but their own seat until the
debrief: the challenger's type, from security seeker (greed 0) to expansionist (1), and how resolute each patron is.
All else that a seat does not see (the others' weariness, stocks, moods) follows from what happens."""
PUBLIC = """## What all hear, and what all make of it

Each quarter brings a public statement of the challenger and of each patron, and what the challenger's patrols show.
All of it is noisy: statements very, patrols less, and the less the busier they are. What the challenger does in a
crisis in which nobody gives way, and who fights when asked, tells something too. All who watch hold one belief of each
type, a mean and a variance, and update it by these signals ([the rules](model.md#signals)). It is no ornament:

{uses}

A seat can put on a statement (`say firm`, `say calm`). It is taken at face value, and it is weighed by how good that
seat's word is. A statement has to be borne out for a year: a patron that spoke firmly and keeps out of a war, or a
challenger that spoke calmly and then presses harder, loses {price} of its word's credit, which comes back by {heals}
of what is missing a quarter. The target has no hidden type, so that what it says moves no belief. Reassurance by the
target soothes a security seeker, each further effort less than the one before; a greedy challenger takes it for
softness, and crises become more frequent. Tests hold both, with moves on."""
USES = (
    "The challenger reckons with the patrons' resolve as all believe it, since it cannot know it; whether a patron "
    "fights goes by what it is.",
    "Patrons lend the target more support where the challenger looks greedier than was thought at the opening, and "
    "less where it looks tamer.",
)
OWN = """## What one seat may believe

Beside the public belief each seat can have its own (`sim.belief.Belief`), built from its observations alone:

{steps}

Nothing of the true state enters it: changing what the seat does not see changes no byte of the belief. A player's
forecast is run from worlds drawn from it, in which everything that the seat sees is as it sees it. The belief knows the
postures and plans of computer seats and sees what is ordered in public; what people at other seats answer in secret it
takes to be what their posture would do. The three types are held to be independent of one another."""
STEPS = (
    "signals are weighed exactly, and what a staged statement adds is taken off again, since everybody heard that it "
    "was staged;",
    "the challenger's steps on the ladder and the course of its grievance are weighed by {particles} worlds a game, "
    "carried along by the same rules under luck of their own, {lucks} at each of {nodes} values of greed [Wood2010]; "
    "after each quarter what the seat observes is written over them, and worlds that went another way make room for "
    "copies of those that did not;",
    "a patron's answer to a war is weighed by the rule's own chances.",
)
CHECK = """## Whether it is right as often as it says

Computer seats play with moves on, each game with types drawn from the scenario's prior; after some quarters
Vietnam's belief is asked with which probability each type is above the median of its prior. If it is calibrated,
then of the games in which it says 70 %, about 70 % are so."""
READING = """The Brier score is the mean squared error of the probabilities, the lower the better; *always the base
rate* is what one gets who always says the share of all games. *Public* is the same asked of what all believe.
*Stray* is the sum of what came less what was said, in standard errors; *ratio* is the mean of the same squared, bin
by bin, and about 1 where the belief is calibrated. *Error* is the mean and the standard deviation of the true value
less the belief's mean, in standard deviations of the belief: 0 and 1 where it is as sure as it should be."""
MENDED = """The first version failed this check for greed, and the likelihood was mended, not the check. It took the
share of worlds that took a step at its word even where few did, and the spread of grievance from worlds that share
their luck and so are fewer than they seem. Now a step counts as far as its share can be told from noise, and where
few worlds came the same way the rule's own noise stands in for their spread."""


def render() -> str:
    """Return the page."""
    p = parameters()
    words = {"price": f"{100 * p['word_price'].central:.0f} %", "heals": f"{100 * p['word_heals'].central:.0f} %"}
    steps = _listed(STEPS).format(particles=NODES * LUCKS, lucks=LUCKS, nodes=NODES)
    found = read("belief")
    parts = [INTRODUCTION, PUBLIC.format(**words, uses=_listed(USES)), _signals(), OWN.format(steps=steps), CHECK]
    if found is None:
        return page("Signals and belief", SOURCE, [*parts, not_gathered("belief")])
    parts += [
        _size(found),
        f"![Of the games in which the belief said so much, the share in which it was so](figures/{PICTURE})",
        READING,
        "Over all scenarios:",
        _together(found["together"]),
        "Scenario by scenario:",
        _rows(found["rows"]),
        _outside(found["together"]),
        MENDED,
        "`python -m docs.gather belief` plays the games anew.",
    ]
    return page("Signals and belief", SOURCE, parts)


def _listed(entries: Iterable[str]) -> str:
    return "\n".join(f"- {entry}" for entry in entries)


def _signals() -> str:
    """Return the constants of signals."""
    names = ("statement_noise", "patrol_noise", "patrol_calm", "statement_shift", "word_price", "word_heals")
    rows = [parameters()[name] for name in (*names, "intent_alarm")]
    body = [
        [link(code([row.name]), "parameters.md", row.name), figure(row.central), row.unit, row.meaning] for row in rows
    ]
    return table(["constant", "value:", "unit", "meaning"], body)


def _size(found: Mapping[str, Any]) -> str:
    about = found["about"]
    after = " and ".join(map(str, about["after"]))
    return (
        f"{about['games']} games of each of {code(about['scenarios'])}, after {after} quarters, seed {about['seed']}; "
        f"each prior is cut into {CELLS} cells."
    )


def _together(rows: Iterable[Mapping[str, Any]]) -> str:
    head = ["asked", "quarters:", "games:", "Brier score:", "always the base rate:", "stray:", "ratio:"]
    body = [
        [
            titles()[row["type"]],
            row["quarter"],
            f"{row['games']:,}",
            f"{row['brier']:.3f}",
            f"{row['reference']:.3f}",
            f"{row['stray']:+.1f}",
            f"{row['ratio']:.2f}",
        ]
        for row in rows
    ]
    return table(head, body)


def _rows(rows: Iterable[Mapping[str, Any]]) -> str:
    head = ["scenario", "asked", "quarters:", "Brier score:", "public:", "always the base rate:", "stray:", "error:"]
    body = [
        [
            link(code([row["scenario"]]), "scenarios.md", row["scenario"]),
            titles()[row["type"]],
            row["quarter"],
            f"{row['brier']:.3f}",
            f"{row['public_brier']:.3f}",
            f"{row['reference']:.3f}",
            f"{row['stray']:+.1f}",
            f"{row['error_mean']:+.2f} ± {row['error_spread']:.2f}",
        ]
        for row in rows
    ]
    return table(head, body)


def _outside(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return in words in how many bins the interval misses what was said."""
    bins = [each for row in rows for each in row["bins"] if each["count"]]
    missed = sum(not each["least"] <= each["said"] <= each["most"] for each in bins)
    return (
        f"In {missed} of the {len(bins)} bins of the picture the 95 % interval misses what was said; "
        f"{0.05 * len(bins):.0f} would by chance alone."
    )
