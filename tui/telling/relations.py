"""Relations of the target with the powers: treaty level, belief in it, rivalry and trust; and what carries a patron."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.game.views import View
from sim.language import _
from sim.observation import Observation
from sim.parameters import Values
from sim.plots.words import named
from sim.scenario import Scenario
from sim.seats import PATRONS, Role
from sim.setting import setting
from sim.world import World
from tui.telling.amounts import own_name, plain, share
from tui.telling.figures import signed

RANKS = (
    (0.05, _("no ties")),
    (0.15, _("ordinary relations")),
    (0.30, _("strategic partner")),
    (0.50, _("comprehensive strategic partner")),
    (0.70, _("comprehensive strategic partner with defence ties")),
    (0.95, _("close defence ties, short of a treaty")),
    (1.01, _("defence treaty")),
)
"""Words for a partnership level: each goes with levels below its number. One step is 0.2; 0.4 is the third rank."""
TIES = (
    (0.05, _("no ties")),
    (0.20, _("thin ties")),
    (0.50, _("comprehensive strategic partner")),
    (0.75, _("close ties of party and trade")),
    (1.01, _("bound in all respects")),
)
"""Words for the tie with the challenger."""
FULL_TRUST = ((0.15, _("next to none")), (0.35, _("little")), (0.6, _("some")), (0.8, _("much")), (1.01, _("deep")))


@dataclass(frozen=True)
class Relation:
    """What stands between the target and one power.

    Attributes
    ----------
    seat, label, role : which power.
    level, rank : the tie as a share, and in words.
    credibility, credibility_note : how far it is believed, NaN where that is not known; how it is known, "" if it is.
    rivalry : of a patron with the challenger, NaN for the challenger itself.
    trust, grievance : of the challenger, NaN for patrons.
    support : of a patron, NaN for the challenger.
    rival : what the challenger is called, inside a sentence.
    state : "fights at its side", "has left" and the like; "" for nothing special.
    """

    seat: str
    label: str
    role: Role
    level: float
    rank: str
    credibility: float = math.nan
    credibility_note: str = ""
    rivalry: float = math.nan
    trust: float = math.nan
    grievance: float = math.nan
    support: float = math.nan
    rival: str = ""
    state: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The relation as short sentences, each value with its scale."""
        if self.role is Role.CHALLENGER:
            return self._quarrel()
        believed = (
            _("not published")
            if math.isnan(self.credibility)
            else share(self.credibility) + (f" ({self.credibility_note})" if self.credibility_note else "")
        )
        found = [
            _("{rank}: level {level}").format(rank=self.rank, level=share(self.level)),
            _("believed: {credibility}").format(credibility=believed),
            _("its support: {support}").format(support=share(self.support)),
            _("its rivalry with {rival}: {rivalry}").format(rival=self.rival, rivalry=share(self.rivalry)),
        ]
        return (*found, self.state) if self.state else tuple(found)

    def _quarrel(self) -> tuple[str, ...]:
        words = next(text for below, text in FULL_TRUST if self.trust < below)
        return (
            _("{rank}: tie {level}").format(rank=self.rank, level=share(self.level)),
            _("trust: {words}, {trust}").format(words=words, trust=share(self.trust)),
            _("its grievance: {grievance}").format(grievance=share(self.grievance)),
            *((self.state,) if self.state else ()),
        )

    @property
    def line(self) -> str:
        """The relation as one line."""
        return f"{self.label}: " + "; ".join(self.lines)


def relations(view: View, scenario: Scenario, worlds: World | None = None) -> tuple[Relation, ...]:
    """Return the target's relations with the challenger and both patrons.

    Parameters
    ----------
    worlds : worlds drawn from the seat's belief, from which what it does not see is estimated; None for no estimate.
    """
    sees, challenger = view.sees, scenario.seat_of(Role.CHALLENGER)
    quarrel = Relation(
        challenger,
        scenario.seats[challenger].label,
        Role.CHALLENGER,
        float(sees.tie[0]),
        _in_words(float(sees.tie[0]), TIES),
        trust=float(sees.trust[0]),
        grievance=float(sees.grievance[0]),
        state=_("coerces by trade") if sees.coerced[0] else "",
    )
    return (quarrel, *(_patron(view, scenario, place, worlds) for place in range(len(PATRONS))))


def rank_of(level: float) -> str:
    """Return a partnership level in words: "comprehensive strategic partner"."""
    return _in_words(level, RANKS)


def _in_words(value: float, words: tuple[tuple[float, str], ...]) -> str:
    return next(text for below, text in words if value < below)


def _patron(view: View, scenario: Scenario, place: int, worlds: World | None) -> Relation:
    sees, role = view.sees, PATRONS[place]
    seat = scenario.seat_of(role)
    level, known, note = float(sees.level[place, 0]), math.nan, ""
    if view.role is role:
        known = float(sees.credibility[0])
    elif worlds is not None:
        known, note = float(np.median(worlds.credibility[place])), _("an estimate")
    return Relation(
        seat,
        scenario.seats[seat].label,
        role,
        level,
        rank_of(level),
        credibility=known,
        credibility_note=note,
        rivalry=float(sees.rivalry[place, 0]),
        support=float(sees.support[place, 0]),
        rival=own_name(scenario, scenario.seat_of(Role.CHALLENGER)),
        state=_standing(sees, place),
    )


def _standing(sees: Observation, place: int) -> str:
    if sees.gone[place, 0]:
        return _("has left the target to itself")
    if sees.fighting[place, 0]:
        return _("fights at its side")
    return _("another theatre pulls on it") if sees.distraction[place, 0] > 0.1 else ""


# ---------------------------------------------------------------------------------------------- what carries a patron


@dataclass(frozen=True)
class Factor:
    """One part of a patron's support: what it is, how much it adds, and whether it is what is left over."""

    name: str
    title: str
    value: float
    rest: bool = False

    @property
    def line(self) -> str:
        """The factor as one line: "+0.20 partnership"."""
        return f"{signed(self.value, 2)} {self.title}"


@dataclass(frozen=True)
class Support:
    """A patron's support for the target, split into what the rules add up.

    Attributes
    ----------
    seat, label, place : which patron.
    value, change : support as a share, and since last quarter (NaN at the opening).
    factors : they add up to the value.
    """

    seat: str
    label: str
    place: int
    value: float
    change: float
    factors: tuple[Factor, ...]

    @property
    def heading(self) -> str:
        """Whose support, how much, and its change."""
        told = _("{label}: support {value}").format(label=self.label, value=share(self.value))
        if math.isnan(self.change):
            return told
        gap = signed(self.change, 2) if round(self.change, 2) else _("unchanged")
        return _("{told}, {change} since last quarter").format(told=told, change=gap)

    @property
    def lines(self) -> tuple[str, ...]:
        """The heading, and each factor on a line."""
        return (self.heading, *(f"  {factor.line}" for factor in self.factors))


def supports(view: View, scenario: Scenario, p: Values) -> tuple[Support, ...]:
    """Return the support of both patrons with its parts, as `sim.rules.perception` adds them up.

    Fatigue and mood are a patron's own affair: other seats are told them together, as what is left.
    """
    return tuple(_support(view, scenario, p, place) for place in range(len(PATRONS)))


def _support(view: View, scenario: Scenario, p: Values, place: int) -> Support:
    sees, role = view.sees, PATRONS[place]
    seat, value = scenario.seat_of(role), float(sees.support[place, 0])
    change = value - float(view.past[-1].before.support[place, 0]) if view.past else math.nan
    if sees.gone[place, 0]:
        left = Factor("gone", _("it has left: nothing is added up any more"), 0.0, True)
        return Support(seat, scenario.seats[seat].label, place, value, change, (left,))
    known = _known(view, scenario, p, place)
    rest = value - sum(factor.value for factor in known)
    title = _rest_title(value, view.role is role)
    factors = (*(factor for factor in known if round(factor.value, 2) != 0), Factor("rest", title, rest, True))
    shown = factors if round(rest, 2) else factors[:-1]
    return Support(seat, scenario.seats[seat].label, place, value, change, shown)


def _known(view: View, scenario: Scenario, p: Values, place: int) -> list[Factor]:
    """Return the parts that this seat can work out."""
    sees = view.sees
    before = view.past[-1].before if view.past else sees
    numbers: Mapping[str, float] = {name: float(np.mean(p[name])) for name in ("muk", "muR", "hdg", "hedge_tie")}
    other = 1 - place
    wish = max(float(sees.level[other, 0]) - float(np.mean(p["hedge_level"])), 0.0)
    polarised = float(np.mean(setting(scenario).polarisation))
    greed = float(before.agenda.belief[0, 0] - before.agenda.thought[0])
    words = {
        "partnership": _("partnership with {target}"),
        "rivalry": _("its rivalry with {challenger}"),
        "hedging": _("{target}'s tie with {challenger}: the price of hedging"),
        "other": _("{target}'s ties with the other patron, in a world of camps"),
        "intent": _("what all make of the aims of {challenger}"),
    }
    values = {
        "partnership": numbers["muk"] * float(sees.level[place, 0]),
        "rivalry": numbers["muR"] * float(sees.rivalry[place, 0]),
        "hedging": -numbers["hdg"] * max(float(sees.tie[0]) - numbers["hedge_tie"], 0.0),
        "other": -numbers["hdg"] * polarised * wish,
        "intent": float(np.mean(p["intent_alarm"])) * greed,
    }
    if view.role is PATRONS[place]:
        words |= {"fatigue": _("fatigue with aiding"), "mood": _("mood after elections and successions")}
        values |= {"fatigue": -float(before.fatigue[0]), "mood": float(sees.mood[0])}
    return [Factor(name, named(text, scenario), values[name]) for name, text in words.items()]


def _rest_title(value: float, own: bool) -> str:
    if value <= 0.0:
        return _("the rest; support does not fall below 0")
    if value >= 1.0:
        return _("the rest; support does not rise above 1")
    if own:
        return _("the rest: orders of the quarter, and what the war alarms")
    return _("its fatigue, its mood and orders of the quarter: not published, worked out as the rest")


def level_line(level: float) -> str:
    """Return a level with its scale: "0.40 on a scale from 0, none, to 1, a treaty"."""
    return _("{level} on a scale from 0, none, to 1, a treaty").format(level=plain(level))
