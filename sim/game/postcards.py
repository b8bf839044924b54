"""Postcards: a whole game as one short line of text, which anyone with the same release can replay.

A card holds the scenario by name, start and hash, who played, the seed, every order handed in, and what a facilitator
changed; not the notes and expectations of its players. Replayed, it leads to the same states, and says so if it does
not.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import FournosError, InputError, shown
from sim.game.card_code import unwritten, written
from sim.game.card_words import HASH, Reader, Writer, words_hash
from sim.game.events import Event, in_force
from sim.game.setup import Player, Setup
from sim.language import _, clean
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.game.table import Table

Load = Callable[[str, str | None], Scenario]
"""Finds a scenario by name and start, as `scenarios.load` does."""

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
"""What a card may name: never a path."""
DIGEST = 8
"""Letters of the scenario's hash, and of the last state's."""
MOST_STEPS = 5_000
MEMORY = ":memory:"
KINDS = ("closed", "injected", "overridden")
"""What a card holds of a game, in the order of their numbers."""


@dataclass(frozen=True)
class Step:
    """One thing done in a game: a phase closed with its orders, or a change by the facilitator; `body` as in events."""

    kind: str
    body: dict[str, Any]


@dataclass(frozen=True)
class Card:
    """A game as a postcard holds it.

    Attributes
    ----------
    setup : what the game is.
    steps : what was done in it, in order.
    digest : beginning of the last state's hash.
    """

    setup: Setup
    steps: tuple[Step, ...]
    digest: str


def postcard(table: Table) -> str:
    """Return a game as one line of text, as far as it has been played; an order for the open phase is left out.

    Raises
    ------
    InputError
        If it is a run of a study, whose case no card holds.
    """
    setup, out = table.setup, Writer()
    if setup.origin is not None:
        raise _fault(
            _("This game is a run of a study, which no postcard holds: its file, or its study and number, does.")
        )
    seats = tuple(setup.scenario.seats)
    out.raw(words_hash())
    out.plain(setup.scenario.name)
    out.plain(setup.scenario.begins or "")
    out.raw(bytes.fromhex(setup.scenario.digest[:DIGEST]))
    out.number(setup.seed)
    out.plain(setup.skin)
    for seat in seats:
        out.text(str(setup.players[seat]))
    out.number(_mask(setup.declined, seats))
    for event in in_force(table.journal.events()):
        if event.kind in KINDS:
            _write(out, event, seats)
    out.number(0)
    out.raw(bytes.fromhex(table.played.model.world.digest()[:DIGEST]))
    return written(bytes(out.bytes))


def read(text: str, load: Load) -> Card:
    """Return the game that a postcard holds.

    Parameters
    ----------
    load : finds the scenario by its name and its start.

    Raises
    ------
    FournosError
        If it is no postcard, damaged, of another release, or of a scenario that is not to be had here or has changed.
    """
    held = Reader(unwritten(text))
    try:
        if held.raw(HASH) != words_hash():
            raise _fault(_("This postcard was written by a release with other moves or names; it cannot be read here."))
        setup = _setup(held, load)
        seats = tuple(setup.scenario.seats)
        steps = tuple(_steps(held, seats))
        digest = held.raw(DIGEST // 2).hex()
    except (ValueError, UnicodeError) as error:
        raise _fault(_("The postcard is damaged: what is in it makes no game.")) from error
    return Card(setup, steps, digest)


def replayed(card: Card, path: str | os.PathLike[str] = MEMORY) -> Table:
    """Return the game of a card, played again up to where the card ends; it can be played on from there.

    Raises
    ------
    FournosError
        If an order is not legal, the game comes out otherwise than the card says, or it cannot be written; then no
        file is left behind.
    """
    from sim.game.scheduling import FACILITATOR
    from sim.game.table import TABLE, Table

    table = Table.create(card.setup, path)
    try:
        for step in card.steps:
            _relayed(table, step, TABLE if step.kind == "closed" else FACILITATOR)
        if table.played.model.world.digest()[:DIGEST] != card.digest:
            raise _fault(
                _("The postcard's game comes out otherwise under the rules of this release: it cannot be replayed.")
            )
        return table
    except BaseException:
        table.close()
        if str(path) != MEMORY:
            Path(path).unlink(missing_ok=True)
        raise


def _relayed(table: Table, step: Step, actor: str) -> None:
    """Do one step; say in which turn a card asks for what the rules refuse."""
    turn = table.turn().number + 1
    try:
        table.relay(step.kind, actor, step.body)
    except FournosError as error:
        words = _("The postcard cannot be replayed: in turn {turn}: {reason}")
        raise _fault(words.format(turn=turn, reason=error)) from error


def _write(out: Writer, event: Event, seats: tuple[str, ...]) -> None:
    out.number(KINDS.index(event.kind) + 1)
    if event.kind == "closed":
        given = event.body["given"]
        out.number(_mask(given, seats))
        out.number(_mask(event.body.get("absent", ()), seats))
        for seat in seats:
            if seat in given:
                out.text(given[seat])
        return
    out.plain(str(event.body.get("id", "")))
    out.plain(str(event.body["text"]))
    out.number(len(event.body["changes"]))
    for name, value in event.body["changes"].items():
        out.text(name)
        out.plain(repr(float(value)))


def _steps(held: Reader, seats: tuple[str, ...]) -> Iterator[Step]:
    for _place in range(MOST_STEPS):
        number = held.number()
        if not number:
            return
        kind = KINDS[number - 1] if number <= len(KINDS) else ""
        if not kind:
            raise ValueError("an unknown kind of step")
        yield Step(kind, _closed(held, seats) if kind == "closed" else _changed(held))
    raise ValueError("too many steps")


def _closed(held: Reader, seats: tuple[str, ...]) -> dict[str, Any]:
    given, absent = held.number(), held.number()
    return {
        "given": {seat: held.text() for seat in _seats(given, seats)},
        "reasons": {},
        "absent": list(_seats(absent, seats)),
    }


def _changed(held: Reader) -> dict[str, Any]:
    from sim.game.scheduling import LONGEST_TEXT

    name, text = (clean(held.plain(), field="text", limit=LONGEST_TEXT) for _part in range(2))
    return {"id": name, "text": text, "changes": {held.text(): float(held.plain()) for _row in range(held.number())}}


def _setup(held: Reader, load: Load) -> Setup:
    name, start, digest = held.plain(), held.plain(), held.raw(DIGEST // 2).hex()
    if not NAME.fullmatch(name) or (start and not NAME.fullmatch(start)):
        raise ValueError("not the name of a scenario")
    scenario = load(name, start or None)
    if scenario.digest[:DIGEST] != digest:
        words = _("The postcard was played on another version of the scenario {name}: it cannot be replayed here.")
        raise _fault(words.format(name=repr(shown(name))))
    seed, skin = held.number(), held.plain()
    players = {seat: Player.parse(held.text(), seat, scenario) for seat in scenario.seats}
    setup = Setup(scenario, players, seed, skin)
    return replace(setup, declined=_seats(held.number(), tuple(scenario.seats)))


def _mask(chosen: Any, seats: tuple[str, ...]) -> int:
    return sum(1 << place for place, seat in enumerate(seats) if seat in chosen)


def _seats(mask: int, seats: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(seat for place, seat in enumerate(seats) if mask >> place & 1)


def _fault(message: str) -> InputError:
    return InputError(message, field="postcard")
