"""All that the plain text game tells a player of an open game: another seat's secrets change no letter of it."""

from __future__ import annotations

import difflib
import io
from collections.abc import Callable, Iterator

import pytest

import scenarios
from sim.game.beliefs import Beliefs
from sim.game.setup import Setup
from sim.game.table import Table
from sim.moves import table as moves
from sim.world import World
from tests.hidden import corrupt
from tui.plain.commands import do
from tui.plain.loop import Play
from tui.plain.stream import Stream
from tui.play_options import PlayOptions
from tui.session import Session
from tui.telling.charts import CHARTED

SEATS = ("vietnam", "china", "us", "russia")
ASKED = (
    *("briefing", "situation", "seats", "others", "advise denial", "forecast", "break no-bases", "moved", "moved 1"),
    *("log", "log china", "debrief", "menu", "undo 99", "sit china", "postcard", "truth", "rows"),
    *(f"values {name}" for name in CHARTED),
)
"""What a player can ask for; not why and luck, which work with the truth once a quarter is over."""


def everything(table: Table, seat: str, asked: tuple[str, ...] = ASKED) -> str:
    """Return all that a player who asks for everything is told."""
    out = io.StringIO()
    session = Session(table, seat)
    play = Play(session, Stream(io.StringIO(""), out), PlayOptions())
    from tui.plain import results

    results.news(play)
    for line in asked:
        out.write(f"\n> {line}\n")
        try:
            do(play, line)
        except Exception as error:  # whatever it is, it is told
            out.write(f"{type(error).__name__}: {error}\n")
    return out.getvalue()


def worlds(table: Table) -> list[World]:
    found = {id(world): world for row in table.record.quarters for world in (row.before, row.after)}
    return [*found.values(), table.played.model.world]


@pytest.fixture(scope="module")
def shared() -> Iterator[Table]:
    """A game of four persons, three quarters old, in which the other seats have just handed in."""
    with Table.create(Setup.of(scenarios.load("border-war-1979"), dict.fromkeys(SEATS, "person"), 11)) as made:
        while len(made.record.quarters) < 3:
            made.close_phase()
        yield made


def same(before: str, after: str) -> None:
    """Compare two long texts; where they differ, show the first lines that do."""
    if before != after:
        gap = [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[:1] in "+-"]
        pytest.fail("\n".join(gap[:12]), pytrace=False)


def without_change(table: Table, seat: str, change: Callable[[], None], back: Callable[[], None]) -> None:
    """Check that a change alters nothing that a seat is told."""
    before = everything(table, seat)
    assert len(before) > 5_000
    try:
        change()
        renew(table)
        same(before, everything(table, seat))
    finally:
        back()
        renew(table)


def renew(table: Table) -> None:
    """Let all seats believe anew, from what they observe."""
    table.beliefs.close()
    table.beliefs = Beliefs(table.played)


@pytest.mark.parametrize(
    "seat", ["vietnam", "china", *(pytest.param(seat, marks=pytest.mark.soak) for seat in ("us", "russia"))]
)
def test_hidden_state_of_others_changes_no_letter(shared: Table, seat: str) -> None:
    role = shared.setup.scenario.role_of(seat)
    held = [(world, world.block.copy(), world.agenda.block.copy()) for world in worlds(shared)]

    def change() -> None:
        for number, world in enumerate(worlds(shared)):
            for _time in range(1 + number % 2):  # so that what was and what became of it differ otherwise, too
                corrupt(world, role)

    def back() -> None:
        for world, block, agenda in held:
            world.block[...], world.agenda.block[...] = block, agenda

    without_change(shared, seat, change, back)


def test_what_others_have_handed_in_and_thought_changes_no_letter(shared: Table) -> None:
    seat = "vietnam"
    others = [each for each in shared.turn().acting if each != seat]
    for each in others:
        shared.seal(each, "")
    turn = shared.record.turns[-1]
    reasons, handed = dict(turn.reasons), dict(turn.sealed)

    def change() -> None:
        for each in others:
            offer = next(o.id for o in shared.view(each).choices.moves if o.legal)
            shared.seal(each, offer if shared.turn().phase != "signal" else "say firm")
            turn.reasons[each] = "THE PLAN IS THIS"  # type: ignore[index]
            turn.sealed[each] = {"order": "THE ORDER IS THIS"}  # type: ignore[index]
        shared._thoughts[shared.turn().number, shared.turn().phase] = {"china": ("seize-sea", "THE PLAN IS THIS")}

    def back() -> None:
        turn.reasons.clear()  # type: ignore[attr-defined]
        turn.reasons.update(reasons)  # type: ignore[attr-defined]
        turn.sealed.clear()  # type: ignore[attr-defined]
        turn.sealed.update(handed)  # type: ignore[attr-defined]
        shared._thoughts.clear()

    without_change(shared, seat, change, back)


def test_a_move_that_shows_to_its_own_seat_alone_is_named_to_no_other_whatever_is_asked() -> None:
    """Reasons and luck included, of every quantity that a seat may ask for."""
    hidden = [row for row in moves().values() if row.seen == "own" and not row.seats]
    assert hidden
    with Table.create(Setup.of(scenarios.load("border-war-1979"), dict.fromkeys(SEATS, "person"), 11)) as table:
        given: dict[str, set[str]] = {}
        while len(table.record.quarters) < 2:
            now = table.turn()
            for seat in now.acting if now.phase != "signal" else ():
                role = table.setup.scenario.role_of(seat)
                mine = {row.id for row in hidden if row.role is role}
                legal = [o.choice for o in table.view(seat).choices.moves if o.legal and o.id in mine]
                if legal:
                    table.seal(seat, legal[0].id)
                    given.setdefault(seat, set()).add(legal[0].title)  # type: ignore[union-attr]
            table.close_phase()
        assert given, "nobody had anything to hide"
        names = ("grievance", "trust", "legitimacy", "autonomy", "support_a", "support_b", "challenger_dead")
        asked = (*(f"why {name} {quarter}" for name in names for quarter in (1, 2)), "luck", "log", "moved")
        for seat in SEATS:
            told = everything(table, seat, asked)
            for other, titles in given.items():
                if other != seat:
                    assert not [title for title in titles if title in told], (seat, other)
                else:
                    assert any(title in told for title in titles), seat
