"""The tools of the white cell as rows, and what each of them does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.language import _
from tui.widgets.choice_list import HEAD, TEXT, Row

if TYPE_CHECKING:
    from tui.session import Session

CLOSED = _(
    "This page shows what every seat hides from the others. It is for a facilitator who plays no seat. That it was "
    "opened goes on record, and stands in the debrief."
)
OPENED = "white cell opened"
"""The note that goes on record; the debrief says what it means."""


DETAILS = {
    "close": _("Ends the open phase. Seats that have handed in nothing keep their posture and make no move."),
    "pause": _("Stops the clock for everybody, or lets it run again. The players see that the game is paused."),
    "more": _("Adds two minutes to the turn."),
    "limit": _("Gives every turn so many minutes, and starts the clock. When time is up the phase is closed."),
    "back": _("Goes back to the start of a turn. What was played from there stays in the journal, and counts no more."),
    "override": _("Puts another value in place of what the model has worked out, with your reason beside both."),
    "note": _("Puts your words on record for the debrief."),
    "hand": _("Your own words, and what they change: rows and numbers such as trust -0.05, stocks 0.2; or nothing."),
}


def tools(session: Session) -> list[Row]:
    """Return the tools as rows."""
    from tui.telling.white_cell import about, catalogue, prepared

    over = _("the game is over") if session.table.over else ""
    none = "" if session.table.record.quarters else _("nothing has been played yet")
    paused = session.table.played.paused
    words = _("Let the clock run again") if paused else _("Pause")
    words = words if paused or session.clock.running else _("Start the clock")
    rows = [
        Row("turn", _("The turn"), HEAD),
        Row("close", _("e  Close the phase"), TEXT, hindrance=over, detail=DETAILS["close"]),
        Row("pause", f"p  {words}", TEXT, detail=DETAILS["pause"]),
        Row("more", _("+  Give two minutes more"), TEXT, detail=DETAILS["more"]),
        Row("limit", _("   Set the time for a turn"), TEXT, detail=DETAILS["limit"]),
        Row("back", _("   Step back to an earlier turn"), TEXT, hindrance=none, detail=DETAILS["back"]),
        Row("override", _("   Set a result by hand"), TEXT, hindrance=none, detail=DETAILS["override"]),
        Row("note", _("   Put a note on record"), TEXT, detail=DETAILS["note"]),
        Row("injects", _("Events with their effect"), HEAD),
        Row("hand", _("   Write one by hand"), TEXT, hindrance=over, detail=DETAILS["hand"]),
    ]
    for each in catalogue(session):
        title = f"   {each.title}"
        rows.append(Row(f"inject:{each.id}", title, TEXT, hindrance=over, detail=about(each, session)))
    waiting = prepared(session)
    if waiting:
        rows.append(Row("waiting", _("Prepared for later: Enter takes one back"), HEAD))
        rows += [Row(f"waiting:{key}", f"   {text}", TEXT, detail=text) for key, text in waiting]
    return rows
