"""The turn log of a game for people, with tags as PGN has them: what everybody ordered, quarter by quarter.

It holds the truth of the game, every seat's orders included: for after the game, or for the facilitator.
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.errors import shown
from sim.game.committed import Committed
from sim.game.export import tags
from sim.game.journal import Journal
from sim.game.predictions import EVENTS, NAMES
from sim.game.record import Intervention, QuarterRecord, Record, TurnRecord
from sim.game.setup import Setup
from sim.language import _
from sim.plots.words import RUNG_TEXTS, named
from sim.scenario import Scenario


def turn_log(journal: Journal) -> str:
    """Return the turn log of a game.

    Raises
    ------
    FournosError
        If the game cannot be played again by this release.
    """
    setup = Setup.from_data(journal.events()[0].body)
    game = Committed(journal, setup)
    record = game.played.record
    try:
        found = [*_tags(journal, setup), "", *_turns(record, setup), *_rest(record, setup)]
    finally:
        game.beliefs.close()
        game.played.close()
    return "".join(f"{line}\n" for line in found)


def _tags(journal: Journal, setup: Setup) -> Iterator[str]:
    """Yield one tag a line: its name is fixed, its value on one line."""
    players = {f"player {seat}": str(player) for seat, player in setup.players.items()}
    for name, text in {**tags(journal), **players}.items():
        quoted = shown(text, 400).replace("\\", "\\\\").replace('"', '\\"')
        yield f'[{name.title().replace(" ", "")} "{quoted}"]'


def _turns(record: Record, setup: Setup) -> Iterator[str]:
    if not record.turns:
        yield _("Nothing has been played yet.")
    for turn in record.turns:
        yield from _turn(turn, record, setup)


def _turn(turn: TurnRecord, record: Record, setup: Setup) -> Iterator[str]:
    scenario = setup.scenario
    yield f"{turn.number + 1}. {turn.date}, {named(RUNG_TEXTS[_rung(turn, record)], scenario)}"
    for row in record.interventions:
        if row.turn == turn.number:
            yield f"   {_intervention(row)}"
    for expected in record.expected:
        if expected.turn == turn.number:
            said = expected.prediction
            words = _("{seat} expects: {what}, {percent:.0f} %. {text}")
            what = EVENTS[NAMES.index(said.about)].text
            text = shown(said.text, 500)
            label = scenario.seats[expected.seat].label
            yield f"   {words.format(seat=label, what=what, percent=100 * said.probability, text=text)}".rstrip()
    for seat in (each for each in turn.absent if not any(turn.sealed.get(each, {}).values())):
        yield f"   {_('{seat} handed in nothing.').format(seat=scenario.seats[seat].label)}"
    for quarter in turn.quarters:
        yield from _quarter(record.quarters[quarter], scenario)
    for seat, reason in turn.reasons.items():
        yield f"   ({scenario.seats[seat].label}: {shown(reason, 500)})"


def _rung(turn: TurnRecord, record: Record) -> int:
    return int(record.quarters[turn.quarters.start].before.rung[0])


def _quarter(row: QuarterRecord, scenario: Scenario) -> Iterator[str]:
    """Yield what was ordered in a quarter, in text notation, and where the conflict then stood."""
    if row.card:
        yield f"   {row.date}  {_('card: {card}').format(card=row.card)}"
    for seat, order in row.did.items():
        if text := str(order):
            yield f"   {row.date}  {scenario.seats[seat].label}: {text}"
    before, after = int(row.before.rung[0]), int(row.after.rung[0])
    if before != after:
        words = _("from {before} to {after}")
        rungs = [named(RUNG_TEXTS[code], scenario) for code in (before, after)]
        yield f"   {row.date}  {words.format(before=rungs[0], after=rungs[1])}"


def _intervention(row: Intervention) -> str:
    changes = ", ".join(f"{name} {old:.4g} -> {new:.4g}" for name, old, new in row.rows)
    head = _("Facilitator, an event: {text}") if row.kind == "injected" else _("Facilitator, a result changed: {text}")
    return f"{head.format(text=shown(row.text, 500))} ({changes})"


def _rest(record: Record, setup: Setup) -> Iterator[str]:
    """Yield what was done to the open turn, what was taken back, and what was noted."""
    yield from (_intervention(row) for row in record.interventions if row.turn == len(record.turns))
    for goal, came, reason in record.undone:
        words = _("Went back from turn {came} to turn {goal}: {reason}")
        yield words.format(came=came + 1, goal=goal + 1, reason=shown(reason, 500))
    for actor, turn, text in record.notes:
        label = setup.scenario.seats[actor].label if actor in setup.scenario.seats else shown(actor)
        yield _("Turn {n}, noted by {actor}: {text}").format(n=turn + 1, actor=label, text=shown(text, 1_000))
