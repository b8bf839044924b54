"""What the pictures call things: measures, recorded quantities, rungs and endings, with the seats' own names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sim.language import _
from sim.outcome import ENDING_TEXTS, ENDINGS
from sim.scenario import Scenario
from sim.seats import Role

LONGEST = 24
"""A seat's label is cut to this many characters in a picture."""
PLACES = r"\{(" + "|".join(role.value for role in Role) + r")\}"
SIDES = r"[Tt]he (challenger|target)\b"


@dataclass(frozen=True)
class Quantity:
    """A quantity in plain words: its title and its unit; `low` and `high` are its limits where it has any."""

    title: str
    unit: str
    low: float | None = None
    high: float | None = None


def _share(title: str, unit: str) -> Quantity:
    return Quantity(title, unit, 0.0, 1.0)


DEGREE = _("0 none, 1 complete")
REGION = _("share of the border region")

COLUMNS: dict[str, Quantity] = {
    "rung": Quantity(_("Rung of the ladder"), _("0 peace, 6 settlement"), 0.0, 6.0),
    "land_held": _share(_("Land held by {challenger}"), REGION),
    "land_ceded": _share(_("Land ceded to {challenger}"), REGION),
    "target_dead": Quantity(_("Military dead of {target}"), _("thousand"), 0.0),
    "challenger_dead": Quantity(_("Military dead of {challenger}"), _("thousand"), 0.0),
    "target_weariness": _share(_("War weariness of {target}"), DEGREE),
    "challenger_weariness": _share(_("War weariness of {challenger}"), DEGREE),
    "support_a": _share(_("Support for {target} in {patron_a}"), DEGREE),
    "support_b": _share(_("Support for {target} in {patron_b}"), DEGREE),
    "level_a": _share(_("Partnership of {target} with {patron_a}"), _("0 none, 1 defence treaty")),
    "level_b": _share(_("Partnership of {target} with {patron_b}"), _("0 none, 1 defence treaty")),
    "credibility_a": _share(_("Belief in the promise of {patron_a}"), DEGREE),
    "credibility_b": _share(_("Belief in the promise of {patron_b}"), DEGREE),
    "tie": _share(_("Tie of {target} with {challenger}"), DEGREE),
    "grievance": _share(_("Grievance of {challenger}"), DEGREE),
    "trust": _share(_("Trust of {target} and {challenger}"), DEGREE),
    "rivalry_a": _share(_("Rivalry of {patron_a} with {challenger}"), DEGREE),
    "rivalry_b": _share(_("Rivalry of {patron_b} with {challenger}"), DEGREE),
    "legitimacy": _share(_("Standing of the government of {target}"), DEGREE),
    "conceded": _share(_("Policy conceded by {target}"), DEGREE),
    "zone": Quantity(_("Bargaining zone"), _("share of the demands of {challenger}; above 0 a deal is open")),
    "aid": Quantity(_("Aid to {target} in the quarter"), _("share of its munitions need at full fire"), 0.0),
    "supply": _share(_("Munitions of {target}"), _("share of the need that is met")),
    "gdp": Quantity(_("GDP of {target}"), _("opening = 1"), 0.0),
}
"""Recorded quantities, by the names of `sim.recorder.COLUMNS`."""

MEASURES: dict[str, Quantity] = {
    "war": _share(_("War in any quarter"), _("share of runs")),
    "crises": Quantity(_("Crises"), _("number"), 0.0),
    "occupation": _share(_("Land ever occupied"), _("share of runs")),
    "general_war": _share(_("A patron ever fights"), _("share of runs")),
    "settled": _share(_("A settlement"), _("share of runs")),
    "challenger_terms": _share(_("Settled on the terms of {challenger}"), _("share of runs")),
    "settlement_terms": _share(_("Terms of the settlement"), _("0 of {target}, 1 of {challenger}")),
    "quarters_to_settlement": Quantity(_("From war to settlement"), _("quarters"), 0.0),
    "war_quarters": Quantity(_("Quarters at war"), _("quarters"), 0.0),
    "concessions": Quantity(_("Concessions of {target}"), _("number"), 0.0),
    "target_dead_thousand": Quantity(_("Military dead of {target}"), _("thousand"), 0.0),
    "challenger_dead_thousand": Quantity(_("Military dead of {challenger}"), _("thousand"), 0.0),
    "peak_land_lost": _share(_("Most land lost at any time"), REGION),
    "territory": _share(_("Land of {target} at the end"), REGION),
    "autonomy": _share(_("Autonomy of {target} at the end"), DEGREE),
    "growth_pct": Quantity(_("Growth of {target}"), _("per cent a year")),
    "legitimacy": _share(_("Standing of the government at the end"), DEGREE),
    "patron_a_abandoned": _share(_("{patron_a} abandons {target}"), _("share of runs")),
    "patron_b_abandoned": _share(_("{patron_b} abandons {target}"), _("share of runs")),
    "target_weariness": _share(_("Weariness of {target} at the end"), DEGREE),
    "challenger_weariness": _share(_("Weariness of {challenger} at the end"), DEGREE),
}
"""Outcome measures, by name, without the ending."""

SHARES = frozenset(name for name, row in MEASURES.items() if row.unit == _("share of runs"))
"""Measures that are yes or no in a run: they have a share and its error, not an interval."""

RUNG_TEXTS = (
    _("Peace"),
    _("Grey zone"),
    _("Crisis"),
    _("Border war"),
    _("Static front: shelling and raids"),
    _("Occupation: land held by {challenger}"),
    _("Settlement"),
)
"""The rungs of the ladder, by code."""

SHORT_ENDINGS = {
    "no_war": _("no war"),
    "challengers_terms": _("{challenger}'s terms"),
    "targets_terms": _("{target}'s terms"),
    "challenger_left": _("{challenger} left"),
    "still_fighting": _("still fighting"),
    "general_war": _("general war"),
}


def seat_label(scenario: Scenario, role: str) -> str:
    """Return what the seat of a role is called in a picture."""
    label = scenario.seats[scenario.seat_of(role)].label
    return label if len(label) <= LONGEST else label[: LONGEST - 1].rstrip() + "…"


def named(text: str, scenario: Scenario) -> str:
    """Return a text with the seats' labels in the place of {target}, {challenger}, {patron_a} and {patron_b}."""

    def label(place: re.Match[str]) -> str:
        name = seat_label(scenario, place[1])
        return with_article(name) if place.start() else name

    return re.sub(PLACES, label, text)


def sentence(text: str, scenario: Scenario) -> str:
    """Return a whole sentence with the seats' labels in their places, a capital at its beginning."""
    told = named(f" {text}", scenario).lstrip()
    return told[:1].upper() + told[1:]


def with_article(label: str) -> str:
    """Return a seat's label as it stands inside a sentence: the United States, but Vietnam."""
    return _("the {seat}").format(seat=label) if " " in label else label


def ending_texts(scenario: Scenario) -> dict[str, str]:
    """Return the endings in plain words, by name, in their published order."""
    return {name: re.sub(SIDES, lambda side: seat_label(scenario, side[1]), ENDING_TEXTS[name]) for name in ENDINGS}


def short_endings(scenario: Scenario) -> dict[str, str]:
    """Return the endings in two or three words, by name."""
    return {name: named(text, scenario) for name, text in SHORT_ENDINGS.items()}


def rung_texts(scenario: Scenario) -> tuple[str, ...]:
    """Return the rungs in plain words, by code."""
    return tuple(named(text, scenario) for text in RUNG_TEXTS)


def counted(number: int, one: str, many: str) -> str:
    """Return a number with its noun; `many` carries the place {n}."""
    return one if number == 1 else many.format(n=f"{number:,}")


def runs_text(number: int) -> str:
    """Return a number of runs in words."""
    return counted(number, _("1 run"), _("{n} runs"))


def percent(share: float) -> str:
    """Return a share as per cent; `<1 %` and `>99 %` keep what is rare from looking like never."""
    points = 100.0 * share
    if 0.0 < points < 1.0:
        return "<1\u00a0%"
    if 99.0 < points < 100.0:
        return ">99\u00a0%"
    return f"{points:.0f}\u00a0%"
