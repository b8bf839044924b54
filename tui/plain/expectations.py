"""Expectations: what a player writes down before a turn is resolved."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.errors import InputError, shown
from sim.game.predictions import Prediction
from sim.language import _
from tui.telling import decide

if TYPE_CHECKING:
    from tui.plain.loop import Play

PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)%?")


def expect(play: Play, rest: str) -> None:
    """Write down what the seat that is asked expects of the open turn; without words, list what can be expected.

    Raises
    ------
    FournosError
        If it cannot be read, or could not be committed.
    """
    if not rest:
        play.stream.title(_("What can be expected of this turn"))
        for name, text in decide.expectations(play.scenario):
            play.stream.pair(name, text, 1)
        play.stream.say(_("Write: expect NAME PERCENT, as in expect {name} 70").format(name="eases"))
        return
    name, _space, more = rest.partition(" ")
    name = name.lower()
    number, _space, words = more.strip().partition(" ")
    found = PERCENT.fullmatch(number)
    if not found or float(found[1]) > 100:
        message = _("Write how likely it is in per cent, from 0 to 100: expect {name} 70").format(name=shown(name))
        raise InputError(message, field="probability", got=number, allowed="0 to 100")
    prediction = Prediction(name, float(found[1]) / 100.0, words)
    play.session.table.predict(play.session.seat, prediction)
    told = decide.prediction_line(prediction, play.scenario)
    play.stream.say(_("Written down: {expectation}").format(expectation=told))
