"""Numbers as people read them: always with their scale in words, and changes with their sign."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from sim.game.losses import counted
from sim.language import _
from sim.plots.words import seat_label, with_article
from sim.scenario import Scenario
from sim.seats import Role
from tui.telling.figures import signed

ROLES = {
    Role.TARGET: _("the target"),
    Role.CHALLENGER: _("the challenger"),
    Role.PATRON_A: _("the first patron"),
    Role.PATRON_B: _("the second patron"),
}
"""How the tables of moves, cards and doctrines speak of the seats."""
NEIGHBOURS = _("challenger and target")
"""How the tables speak of the two neighbours together."""
CHANCES = (
    (0.05, _("almost no chance")),
    (0.20, _("very unlikely")),
    (0.45, _("unlikely")),
    (0.55, _("about even")),
    (0.80, _("likely")),
    (0.95, _("very likely")),
    (1.01, _("almost certain")),
)
"""Words for a probability: each goes with probabilities below its number."""


def share(value: float, places: int = 2) -> str:
    """Return a share with its scale: "0.62 of 1"."""
    return _("{value} of 1").format(value=plain(value, places))


def plain(value: float, places: int = 2) -> str:
    """Return a number; a rounded zero has no sign, and what is unknown is a dash."""
    if not math.isfinite(value):
        return "–"
    return f"{round(value, places) + 0.0:,.{places}f}".replace("-", "−")


def moved(value: float, places: int = 2) -> str:
    """Return a change in words: "+0.03", or "unchanged" where nothing of it would be seen."""
    return _("unchanged") if round(value, places) == 0 else signed(value, places)


def people(number: float) -> str:
    """Return a number of people in words: "about 4,000 people"."""
    return _("{number} people").format(number=counted(number)) if number >= 1.0 else _("nobody")


def likelihood(probability: float) -> str:
    """Return a probability in words, beside which its number belongs: "likely"."""
    return next(words for below, words in CHANCES if probability < below)


def in_futures(share_of: float, count: int) -> str:
    """Return a share of simulated futures as a count of them: "31 of 500"."""
    return _("{number} of {count}").format(number=round(share_of * count), count=count)


def with_names(text: str, scenario: Scenario) -> str:
    """Return a sentence of the tables with the seats' names for "the target", "the first patron" and so on."""
    return in_names(text, names_of(scenario))


def names_of(scenario: Scenario) -> tuple[str, ...]:
    """Return what the seats are called inside a sentence, in the order of the roles."""
    if scenario.digest not in _names or not scenario.digest:
        _names[scenario.digest] = tuple(with_article(seat_label(scenario, role.value)) for role in ROLES)
    return _names[scenario.digest]


_names: dict[str, tuple[str, ...]] = {}
"""The seats' names by the digest of the scenario: a screen asks for them hundreds of times."""


@lru_cache(maxsize=4096)
def in_names(text: str, labels: tuple[str, ...]) -> str:
    """Return a sentence of the tables with the seats' names in it (`names_of`)."""
    names = dict(zip((words.casefold() for words in ROLES.values()), labels, strict=True))
    both = _("{challenger} and {target}").format(challenger=labels[1], target=labels[0])

    def label(found: re.Match[str]) -> str:
        name = names[found[0].casefold()]
        return name[:1].upper() + name[1:] if found[0][:1].isupper() else name

    return _pattern().sub(label, text.replace(NEIGHBOURS, both))


@lru_cache(maxsize=4)
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{re.escape(words)}\b" for words in ROLES.values()), re.IGNORECASE)


def own_name(scenario: Scenario, seat: str) -> str:
    """Return what a seat is called inside a sentence: "the United States", but "Vietnam"."""
    return with_article(scenario.seats[seat].label)
