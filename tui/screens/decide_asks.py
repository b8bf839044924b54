"""What the Decide screen asks in a dialog: the terms of a settlement, and what the player expects of the turn."""

from __future__ import annotations

from functools import partial

from textual.app import App

from sim.language import _
from sim.orders import order as read_order
from tui.session import Session
from tui.telling.decide import expectation, expectations, take, terms_of
from tui.telling.offers import EVEN_TERMS
from tui.widgets.choice_list import TEXT, Row
from tui.widgets.pick import Pick
from tui.widgets.prompt import Prompt


async def ask_terms(app: App[int], session: Session, row: Row) -> None:
    """Ask for the terms of a settlement, and give the answer with them; Esc leaves the draft as it was."""
    view, asked = session.view, row.id.partition(":")[2]
    now = terms_of(session.draft.order, asked.partition("=")[0])
    prompt = Prompt(
        _("Terms of the settlement"),
        _("From 0, wholly your way, to 1, wholly theirs; 0.5 is half way."),
        f"{EVEN_TERMS if now is None else now:g}",
        check=lambda text: read_order(f"answer {asked} at {text}", view.role, view.seat),
    )
    answer = await app.push_screen_wait(prompt)
    if answer is not None:
        take(session.draft, row.id, terms=float(answer))


async def ask_expectation(app: App[int], session: Session) -> None:
    """Ask what the player expects of the turn: the event, then how likely it is and why; Esc changes nothing."""
    scenario, held = session.table.setup.scenario, session.draft.prediction
    rows = [Row("", _("Nothing: write no expectation down"), TEXT)]
    rows += [Row(name, text, TEXT) for name, text in expectations(scenario)]
    about = await app.push_screen_wait(Pick(_("What do you expect of this turn?"), rows))
    if about is None:
        return
    if not about:
        session.draft.prediction = None
        return
    words = _("How likely is it, from 0 to 1? Then, if you like, why: 0.7 because ... The debrief reads it.")
    value = f"{held.probability:g} {held.text}".strip() if held is not None and held.about == about else ""
    title = next(row.text for row in rows if row.id == about)
    ask = Prompt(title, words, value, check=partial(expectation, about), longest=400)
    text = await app.push_screen_wait(ask)
    if text is not None:
        session.draft.prediction = expectation(about, text)
