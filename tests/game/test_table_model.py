"""The table against a plain model: whatever is commanded in whatever order, what it says is what a dictionary says."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from sim.errors import FournosError
from sim.game.predictions import Prediction
from sim.game.record import Inject
from sim.game.table import CLOCK, Table
from tests.game.offered import everybody, order_of, rows

SEATS = ("vietnam", "china", "us", "russia")
NONSENSE = ("denail", "posture posture", "answer war", "break break", "say", ";;;=", "x" * 3_000, "\x1b[2J", "card x")
RULING = {"trust": 0.25}
Done = tuple[Any, ...]


class Model(RuleBasedStateMachine):
    """A table, and beside it what a person would write down of it on paper."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.names = (Path(self.folder.name) / f"{n}.fournos" for n in itertools.count())
        self.table = Table.create(everybody("rig-crisis"), next(self.names))
        self.sealed: dict[str, str] = {}
        self.done: list[tuple[int, Done]] = []
        self.expected: list[tuple[str, int, float]] = []
        self.steps_back: list[tuple[int, int]] = []
        self.paused, self.extended, self.wishes = False, 0.0, 0
        self.known: dict[tuple[Done, ...], str] = {}

    @initialize()
    def begin(self) -> None:
        self.same()

    def teardown(self) -> None:
        self.table.close()
        self.folder.cleanup()

    # ------------------------------------------------------------------------------------------------- the commands

    @rule(seat=st.sampled_from(SEATS), number=st.integers(0, 200), twice=st.booleans())
    def seal(self, seat: str, number: int, twice: bool) -> None:
        """Hand in something that is offered; sent twice, it counts once."""
        legal = [row for row in rows(self.table, seat) if not row.hindrance]
        if not legal:
            self.nothing(lambda: self.table.seal(seat, ""))
            return
        order, self.wishes = order_of(self.table, seat, legal[number % len(legal)]), self.wishes + 1
        before = len(self.table.journal.events())
        receipt = self.table.seal(seat, order, f"w{self.wishes}")
        if twice:
            assert self.table.seal(seat, "", f"w{self.wishes}") == receipt
        assert len(self.table.journal.events()) == before + 1
        self.sealed[seat] = order
        self.same()

    @rule(seat=st.sampled_from((*SEATS, "nobody")), text=st.sampled_from(NONSENSE))
    def refuse(self, seat: str, text: str) -> None:
        """Hand in what is none."""
        self.nothing(lambda: self.table.seal(seat, text))

    @rule(seat=st.sampled_from(SEATS), chance=st.sampled_from((0.0, 0.3, 1.0)))
    def predict(self, seat: str, chance: float) -> None:
        if self.table.over:
            self.nothing(lambda: self.table.predict(seat, Prediction("crisis", chance)))
            return
        self.table.predict(seat, Prediction("crisis", chance))
        self.expected.append((seat, self.table.turn().number, chance))
        self.same()

    @rule(actor=st.sampled_from(("table", CLOCK)))
    def close(self, actor: str) -> None:
        if self.table.over or (self.paused and actor == CLOCK):
            self.nothing(lambda: self.table.close_phase(actor))
            return
        now = self.table.turn()
        self.table.close_phase(actor)
        given = tuple(sorted((seat, self.sealed.get(seat, "")) for seat in now.acting))
        self.did(now.number, ("closed", given))
        self.sealed = {}
        if self.table.turn().number > now.number:
            self.extended = 0.0
        self.same()

    @rule()
    def inject(self) -> None:
        inject = Inject("", "An envoy [b]comes[/b].", {"trust": 0.03})
        if self.table.over:
            self.nothing(lambda: self.table.inject(inject))
            return
        self.table.inject(inject)
        self.did(self.table.turn().number, ("injected",))
        self.same()

    @rule(reason=st.sampled_from(("", "  ", "a ruling")))
    def override(self, reason: str) -> None:
        if not reason.strip():
            self.nothing(lambda: self.table.override(RULING, reason))
            return
        own = float(self.table.played.model.world.trust[0])
        self.table.override(RULING, reason)
        assert self.table.record.interventions[-1].rows == (("trust", own, 0.25),)
        self.did(self.table.turn().number, ("overridden",))
        self.same()

    @rule(turn=st.integers(-1, 6))
    def undo(self, turn: int) -> None:
        now = self.table.turn().number
        if not 0 <= turn <= now:
            self.nothing(lambda: self.table.undo(turn))
            return
        self.table.undo(turn, "again")
        self.steps_back.append((turn, now))
        self.back_to(turn)
        self.same()

    @rule(turn=st.integers(-1, 6), stay=st.booleans())
    def fork(self, turn: int, stay: bool) -> None:
        """Go on with the fork, or let go of it and stay; the old game is what it was."""
        if not 0 <= turn <= self.table.turn().number:
            self.nothing(lambda: self.table.fork(turn))
            return
        before = self.stands()
        fork = self.table.fork(turn, next(self.names))
        assert self.stands() == before
        if stay:
            fork.close()
            return
        self.table.close()
        self.table, self.steps_back, self.paused = fork, [], False
        self.back_to(turn)
        self.same()

    @rule()
    def reopen(self) -> None:
        path = str(self.table.journal.path)
        self.table.close()
        self.table = Table.open(path)
        assert not self.table.deviations
        self.same()

    @rule(paused=st.booleans())
    def pause(self, paused: bool) -> None:
        self.table.pause() if paused else self.table.resume()
        self.paused = paused
        self.same()

    @precondition(lambda self: not self.table.over)
    @rule(seconds=st.sampled_from((0.0, 60.0, 1e9, float("nan"))))
    def extend(self, seconds: float) -> None:
        if seconds != 60.0:
            self.nothing(lambda: self.table.extend(seconds))
            return
        self.table.extend(seconds)
        self.extended += seconds
        self.same()

    # ----------------------------------------------------------------------------------------------- the paper model

    def did(self, turn: int, what: Done) -> None:
        self.done.append((turn, what))

    def back_to(self, turn: int) -> None:
        self.done = [each for each in self.done if each[0] < turn]
        self.expected = [each for each in self.expected if each[1] < turn]
        self.sealed, self.extended = {}, 0.0
        assert self.table.turn().number == turn

    def nothing(self, what: Any) -> None:
        """Check that a command is refused, and that nothing at all came of it."""
        before = self.stands()
        with pytest.raises(FournosError):
            what()
        assert self.stands() == before

    def stands(self) -> tuple[object, ...]:
        table = self.table
        return len(table.journal.events()), table.played.model.world.digest(), table.turn(), dict(table.played.sealed)

    def same(self) -> None:
        """Check the table against the paper, and that the same things done led to the same state, bit by bit."""
        table = self.table
        assert table.played.sealed == self.sealed
        assert {seat for seat in SEATS if table.view(seat).sealed} == {s for s, text in self.sealed.items() if text}
        assert (table.played.paused, table.played.extended) == (self.paused, self.extended)
        told = [(e.seat, e.turn, e.prediction.probability) for e in table.record.expected]
        assert told == self.expected
        assert [(goal, came) for goal, came, _reason in table.record.undone] == self.steps_back
        kinds = [what[0] for _turn, what in self.done if what[0] != "closed"]
        assert [row.kind for row in table.record.interventions] == kinds
        assert set(table.waiting()) == set(table.turn().acting) - set(self.sealed)
        way, state = tuple(what for _turn, what in self.done), table.played.model.world.digest()
        assert self.known.setdefault(way, state) == state


def prove(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Model,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_table_does_what_a_plain_model_says() -> None:
    prove(6, 20)


@pytest.mark.soak
def test_the_table_does_what_a_plain_model_says_at_length() -> None:
    prove(150, 50)


def test_more_time_for_a_turn_goes_with_the_turn_when_it_is_taken_back() -> None:
    with Table.create(everybody("rig-crisis")) as table:
        while table.turn().number < 1:
            table.close_phase()
        table.extend(60.0)
        table.undo(0)
        assert table.played.extended == 0.0
