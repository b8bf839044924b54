"""What the Situation screen says: meters, ladder, relations, patrons, events, and what asks for an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.effect_words import quarters
from sim.game.happenings import happened
from sim.game.losses import people as losses_of
from sim.game.views import View
from sim.language import _, plural
from sim.parameters import Values
from sim.plots.words import named
from sim.scenario import Scenario
from sim.seats import Role
from sim.world import World
from tui.telling.ladder import RungRow, ladder, standing
from tui.telling.meters import MeterRow, Spread, meters
from tui.telling.relations import Relation, Support, relations, supports

RECENT = 4
"""Quarters whose events are told."""
QUESTIONS: Mapping[tuple[Role, str], str] = {
    (Role.TARGET, "crisis"): _("A crisis: give way, hold, or stand firm?"),
    (Role.TARGET, "coercion"): _("{challenger} coerces by trade. Yield, or bear it?"),
    (Role.TARGET, "war"): _("War: dig in, strike back, or offer talks?"),
    (Role.TARGET, "vote"): _("How do you vote at the United Nations?"),
    (Role.CHALLENGER, "crisis"): _("What if {target} does not give way?"),
    (Role.CHALLENGER, "calm"): _("Calm: do you begin nothing this quarter?"),
    (Role.CHALLENGER, "grey"): _("Do you keep your pressure as it is?"),
    (Role.CHALLENGER, "war"): _("War: dig in, or attack?"),
    (Role.CHALLENGER, "demand"): _("What do you demand for an end of the war?"),
    (Role.CHALLENGER, "talks"): _("Talks: open, or only after a concession?"),
    (Role.PATRON_A, "war"): _("{target} at war: fight, arm, or stay out?"),
    (Role.PATRON_A, "theatre"): _("Another theatre burns: part your means?"),
    (Role.PATRON_A, "election"): _("Election near: rush aid before it, or wait?"),
    (Role.PATRON_B, "war"): _("{target} at war: fight, arm, or stay out?"),
    (Role.PATRON_B, "theatre"): _("Another theatre burns: part your means?"),
}
"""What each situation asks of each role."""


@dataclass(frozen=True)
class EventRow:
    """One event: when, what kind, and what happened."""

    date: str
    kind: str
    text: str

    @property
    def line(self) -> str:
        """The event as one line."""
        return f"{self.date}: {self.text}"


@dataclass(frozen=True)
class Picture:
    """The whole situation of a seat.

    Attributes
    ----------
    heading : the seat, the date and the turn, as a sentence.
    meters, ladder, relations, supports, events : its parts.
    standing : where on the ladder things stand.
    asks : what asks this seat for an answer, a sentence each; the card on the table among them.
    losses : who died and lost home so far, in sentences.
    """

    heading: str
    meters: tuple[MeterRow, ...]
    standing: str
    ladder: tuple[RungRow, ...]
    relations: tuple[Relation, ...]
    supports: tuple[Support, ...]
    events: tuple[EventRow, ...]
    asks: tuple[str, ...]
    losses: tuple[str, ...]

    @property
    def lines(self) -> list[str]:
        """All of it as lines of text, under headings."""
        parts: list[tuple[str, list[str]]] = [
            ("", [self.heading, self.standing]),
            (_("Five meters"), [row.line for row in self.meters]),
            (_("What asks for an answer"), list(self.asks) or [_("Nothing.")]),
            (_("Relations"), [row.line for row in self.relations]),
            (_("What carries the patrons"), [line for row in self.supports for line in row.lines]),
            (_("Events"), [row.line for row in self.events] or [_("None so far.")]),
            (_("Losses so far"), list(self.losses)),
        ]
        found: list[str] = []
        for head, lines in parts:
            found += ([f"{head}:"] if head else []) + lines + [""]
        return found[:-1]


def situation(
    view: View,
    scenario: Scenario,
    p: Values,
    *,
    worlds: World | None = None,
    estimates: Mapping[str, Spread] | None = None,
) -> Picture:
    """Return the situation as a seat knows it.

    Parameters
    ----------
    p : the parameters in force; the rules are known to all.
    worlds, estimates : drawn from the seat's belief, and what they say of the meters (`tui.telling.meters.estimated`);
        None before that has been worked out.
    """
    return Picture(
        heading(view, scenario),
        meters(view, scenario, p, estimates),
        standing(view, scenario),
        ladder(view, scenario),
        relations(view, scenario, worlds),
        supports(view, scenario, p),
        events(view, scenario),
        asks(view, scenario),
        losses_of(view.sees, scenario).lines,
    )


def heading(view: View, scenario: Scenario) -> str:
    """Return who looks, when, and how long the turn is."""
    label, turn = scenario.seats[view.seat].label, view.turn
    if view.over:
        return _("{seat}: the game is over.").format(seat=label)
    span = quarters(turn.quarters)
    words = _("{seat}, {date}: turn {number}, {span}; quarter {quarter} of {last}.")
    return words.format(
        seat=label,
        date=turn.date,
        number=turn.number + 1,
        span=span,
        quarter=turn.quarter + 1,
        last=scenario.quarters,
    )


def events(view: View, scenario: Scenario, last: int = RECENT) -> tuple[EventRow, ...]:
    """Return what happened in the last quarters as the seat saw it, the latest first."""
    found = []
    for seen in reversed(view.past[-last:] if last else ()):
        found += [EventRow(seen.date, row.kind, row.text) for row in happened(seen, scenario, view.notices)]
    fresh = [row for row in view.notices if row.quarter >= len(view.past)]
    return (*(EventRow(row.date, "notice", row.text) for row in fresh), *found)


def asks(view: View, scenario: Scenario) -> tuple[str, ...]:
    """Return what asks the seat for an answer now, a sentence each; the card on the table comes last."""
    if view.over:
        return ()
    found = [question(view.role, name, scenario) for name in view.turn.situations.get(view.seat, ())]
    if view.choices.card is not None:
        found.append(_("On the table: {card}").format(card=view.choices.card.title))
    return tuple(found)


def question(role: Role, situation: str, scenario: Scenario) -> str:
    """Return what a situation asks of a role, as a sentence with the seats' names."""
    text = QUESTIONS.get((role, situation), "")
    return named(text, scenario) if text else situation


def quarters_left(view: View, scenario: Scenario) -> str:
    """Return how much of the game is left."""
    left = scenario.quarters - view.turn.quarter
    return plural("{n} quarter left", "{n} quarters left", left).format(n=left)
