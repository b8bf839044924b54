"""What the facilitator is asked before something is changed: which turn, which row, which event, when, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.language import _
from tui.telling.white_cell import MANY, catalogue, rows_to_change, turns_back
from tui.widgets.choice_list import TEXT, Row
from tui.widgets.pick import Pick
from tui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from textual.app import App

    from sim.game.record import Inject
    from tui.session import Session

LONGEST_TURN = 180
"""Minutes of a turn at most."""


async def asked_time(app: App[Any], budget: float | None) -> float | None:
    """Return how many seconds a turn gets, 0 for no limit; None if nothing is to change."""
    text = _("Minutes for each turn, 1 to {most}; 0 for no limit.").format(most=LONGEST_TURN)
    given = f"{budget / 60:g}" if budget else "10"
    answer = await app.push_screen_wait(Prompt(_("Time for a turn"), text, given, check=_minutes, longest=5))
    return None if answer is None else _minutes(answer) * 60.0


async def asked_step_back(app: App[Any], session: Session) -> tuple[int, str] | None:
    """Return to the start of which turn to go back, and why; None for not at all."""
    rows = [Row(str(turn), text, TEXT) for turn, text in turns_back(session)]
    picked = await app.push_screen_wait(Pick(_("Back to the start of which turn?"), rows))
    if picked is None:
        return None
    reason = await app.push_screen_wait(Prompt(_("Why?"), _("The reason stands in the debrief.")))
    return None if reason is None else (int(picked), reason)


async def asked_override(app: App[Any], session: Session) -> tuple[dict[str, float], str] | None:
    """Return which row of the state gets which value, and why; None for nothing."""
    from sim.game.changes import meaning, set_to, value

    world = session.table.played.model.world
    rows = [Row(name, text, TEXT) for name, text in rows_to_change(session)]
    name = await app.push_screen_wait(Pick(_("Which result?"), rows))
    if name is None:
        return None

    def checked(text: str) -> object:
        return set_to(world.fork(), {name: asked_number(text)})

    own = f"{value(world, name):g}"
    text = _("The model's own result is {own}. It stays beside yours.").format(own=own)
    answer = await app.push_screen_wait(Prompt(meaning(name), text, own, check=checked, longest=20))
    if answer is None:
        return None
    reason = await app.push_screen_wait(
        Prompt(_("Why?"), _("The reason stands in the debrief beside the model's own result."), check=_given)
    )
    return None if reason is None else ({name: asked_number(answer)}, reason)


async def asked_inject(app: App[Any], session: Session, name: str) -> tuple[Inject, int | None] | None:
    """Return an event with its effect, and the turn that it is for, None for now; None for nothing.

    Parameters
    ----------
    name : of the catalogue; "" to write one by hand.
    """
    inject = (
        await _written(app, session)
        if not name
        else next(each.inject for each in catalogue(session) if each.id == name)
    )
    if inject is None:
        return None
    now, last = session.table.turn().number, session.table.setup.scenario.quarters - 1
    rows = [Row("now", _("Now"), TEXT)]
    words = _("When turn {n} begins")
    rows += [Row(str(turn), words.format(n=turn + 1), TEXT) for turn in range(now + 1, min(now + MANY, last) + 1)]
    picked = await app.push_screen_wait(Pick(_("When?"), rows, "now"))
    if picked is None:
        return None
    return inject, None if picked == "now" else int(picked)


async def _written(app: App[Any], session: Session) -> Inject | None:
    from sim.game.changes import add_to
    from sim.game.injects import by_hand
    from sim.game.record import Inject

    world = session.table.played.model.world

    def checked(text: str) -> object:
        return add_to(world.fork(), by_hand(text))

    told = await app.push_screen_wait(Prompt(_("What are all seats told?"), check=_given))
    if told is None:
        return None
    text = _("Rows and numbers, such as trust -0.05, stocks 0.2; leave it empty for a message alone.")
    changes = await app.push_screen_wait(Prompt(_("What does it add?"), text, check=checked, longest=300))
    return None if changes is None else Inject("", told, by_hand(changes))


def asked_number(text: str) -> float:
    """Return a number that was typed.

    Raises
    ------
    InputError
        If it is none.
    """
    try:
        return float(text.replace("−", "-").replace(",", "."))
    except ValueError:
        raise InputError(_("Write a number, such as 0.25."), field="value", got=text) from None


def _minutes(text: str) -> float:
    found = asked_number(text)
    if not 0.0 <= found <= LONGEST_TURN:
        message = _("Write a number of minutes from 0 to {most}.").format(most=LONGEST_TURN)
        raise InputError(message, field="minutes", got=text)
    return found


def _given(text: str) -> None:
    if not text:
        raise InputError(_("Write something."), field="text", got=text)
