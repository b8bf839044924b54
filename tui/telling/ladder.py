"""The ladder of the conflict: its rungs, what each means, and where things stand."""

from __future__ import annotations

from dataclasses import dataclass

from sim.effect_words import quarters
from sim.game.views import View
from sim.language import _
from sim.plots.words import named, rung_texts
from sim.scenario import Scenario
from sim.seats import RUNGS

MEANINGS = (
    _("No open quarrel: moves work slowly, and a turn may be a year."),
    _("{challenger} presses below the level of force: patrols, coercion by trade, harassment."),
    _("Both sides may use force; what each answers decides whether they do."),
    _("Open war on the border, with attacks and people dying on both sides."),
    _("The front does not move; shelling and raids go on, and the war wears both sides down."),
    _("{challenger} holds land of {target} and fights to keep it."),
    _("A deal has been made and is young; the quarrel may come back."),
)
"""What each rung means, in the order of `sim.seats.RUNGS`."""


@dataclass(frozen=True)
class RungRow:
    """One rung: its code, its name, what it means, and whether things stand on it."""

    code: int
    name: str
    title: str
    text: str
    here: bool

    @property
    def short(self) -> str:
        """The name in a word or two."""
        return self.title.partition(":")[0]


def ladder(view: View, scenario: Scenario) -> tuple[RungRow, ...]:
    """Return all rungs, from peace to settlement."""
    now, titles = int(view.sees.rung[0]), rung_texts(scenario)
    return tuple(
        RungRow(code, name, titles[code], named(MEANINGS[code], scenario), code == now)
        for code, name in enumerate(RUNGS)
    )


def standing(view: View, scenario: Scenario) -> str:
    """Return where on the ladder things stand and for how long, as a sentence."""
    here = next(row for row in ladder(view, scenario) if row.here)
    since = int(view.sees.quarters_on_rung[0])
    if not since:
        return f"{here.title}. {here.text}"
    return _("{rung}, {span} now. {text}").format(rung=here.title, span=quarters(since), text=here.text)
