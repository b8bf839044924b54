"""Predictions scored kindly: Brier's score of each, their mean, what a coin would have scored, and a plain sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sim.game.debrief.data import Scored, Scores
from sim.game.predictions import EVENTS, Prediction, brier
from sim.game.record import QuarterRecord, Record, TurnRecord
from sim.language import _, plural

COIN = 0.5
GOOD, FAIR = 0.1, 0.25
FEW = 5
"""Predictions below which a mean says little."""


def scores(record: Record, seat: str) -> Scores:
    """Return a seat's predictions of turns that have been resolved; a later one about the same replaces an earlier."""
    quarters = {row.quarter: row for row in record.quarters}
    rows = []
    for turn in record.turns:
        mine = [each for each in record.expected if (each.seat, each.turn) == (seat, turn.number)]
        latest = {each.prediction.about: each.prediction for each in mine}
        rows += [_scored(prediction, turn, quarters) for prediction in latest.values()]
    return told(rows)


def unscored(record: Record, seat: str) -> Scores:
    """Return a seat's predictions before anybody may know what came of them."""
    count = sum(each.seat == seat for each in record.expected)
    words = plural(
        "You wrote down {count} expectation; it is scored when the game is over.",
        "You wrote down {count} expectations; they are scored when the game is over.",
        count,
    )
    return Scores((), None, None, words.format(count=count) if count else "")


def told(rows: Sequence[Scored]) -> Scores:
    """Return scored predictions with their mean and words."""
    if not rows:
        return Scores((), None, None, _("You wrote down no expectations. A guess with a number to it is worth a try."))
    mean = sum(row.score for row in rows) / len(rows)
    coin = sum(brier(COIN, row.happened) for row in rows) / len(rows)
    return Scores(tuple(rows), mean, coin, " ".join(_words(rows, mean)))


def _scored(prediction: Prediction, turn: TurnRecord, quarters: dict[int, QuarterRecord]) -> Scored:
    before, after = quarters[turn.quarters[0]].before, quarters[turn.quarters[-1]].after
    happened = prediction.happened(before, after)
    event = next(each.text for each in EVENTS if each.name == prediction.about)
    score = brier(prediction.probability, happened)
    return Scored(turn.date, event, prediction.text, prediction.probability, happened, score)


def _words(rows: Sequence[Scored], mean: float) -> Iterable[str]:
    count = len(rows)
    yield plural("You wrote down {count} expectation.", "You wrote down {count} expectations.", count).format(
        count=count
    )
    yield _("Their mean score is {mean}; 0 is best, 1 worst, and a coin scores 0.25 whatever comes.").format(
        mean=f"{mean:.2f}"
    )
    if count < FEW:
        yield _("So few say little about how well you judge; a habit of writing them down says more.")
    elif mean <= GOOD:
        yield _("What you thought likely mostly came, and what you thought unlikely mostly did not.")
    elif mean <= FAIR:
        yield _("You did better than a coin, as a forecaster who is sometimes sure and sometimes wrong.")
    else:
        yield _("A coin would have done better here: it happens to those who are sure when the world is not.")
    sure = [row for row in rows if abs(row.probability - COIN) >= 0.35]
    wrong = [row for row in sure if (row.probability > COIN) != row.happened]
    if wrong:
        yield _("You were nearly sure {sure} times and wrong {wrong} of them: those are worth a second look.").format(
            sure=len(sure), wrong=len(wrong)
        )
