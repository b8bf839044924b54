"""Seeded faults of the game: each is a slip that somebody could make, and each is caught by the check named beside it.

The checks are those that the other test modules run on the game as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from textual.content import Content
from textual.widgets import Static

import tui.text
from sim.belief import Belief
from sim.errors import FournosError
from sim.game import acted, damage, events, forking, predictions, replay, scheduling, views
from sim.game import table as tables
from sim.game.committed import Committed
from sim.game.events import Event
from sim.game.journal import Journal
from sim.game.played import Played
from sim.game.receipts import Receipt
from sim.model import CrisisModel
from sim.observation import observe
from sim.seats import Role
from sim.world import World
from tests.game import game_checks, test_luck, test_views
from tests.mutations import Check, Patch, caught, setting, several, wrapped
from tests.screens import test_text


def acknowledged_first(plain: Any, journal: Journal, made: list[Event], states: Any = ()) -> list[Receipt]:
    """A receipt before anything is on the disk."""
    return [Receipt(1, "0") for _each in made]


def kept_in_spite(plain: Any, committed: Committed) -> None:
    """A game that goes on with what could not be committed."""


def seen_by_all(world: World, _role: Role, *rest: Any) -> Any:
    """A view that is the challenger's for everybody."""
    return observe(world, Role.CHALLENGER, *rest)


def told_all(plain: Any, played: Played, seat: str) -> Any:
    """A view with another's order in a field that is thought harmless."""
    return replace(plain(played, seat), sealed=str(sorted(played.sealed.items())))


def from_the_truth(plain: Any, belief: Belief, sees: Any, count: int) -> World:
    """Worlds of a forecast that are copies of the true one."""
    world: World = vars(sees)["_world"].part(np.zeros(count, np.int64))
    return world


def on_the_game_s_luck(plain: Any, *args: Any, **options: Any) -> None:
    """Luck of the game, wherever it is drawn."""
    plain(*args, **{**options, "namespace": "game"})


def unrecorded(plain: Any, played: Played, *rest: Any) -> Any:
    done = plain(played, *rest)
    played.record.interventions.pop()
    return done


def still_handed_in(plain: Any, played: Played, *rest: Any) -> Any:
    held = dict(played.sealed)
    done = plain(played, *rest)
    played.sealed = held
    return done


def by_its_plan(plain: Any, played: Played, given: Mapping[str, str], *rest: Any) -> Any:
    """A person who hands in nothing is played by the computer."""
    return plain(played, {seat: text for seat, text in given.items() if text}, *rest)


def undated(plain: Any, played: Played, event: Event) -> Any:
    """A game opened again that has forgotten what was handed in for the open phase."""
    return None if event.kind == "sealed" else plain(played, event)


def as_it_came(text: object, **_limits: Any) -> str:
    return str(text)


def with_markup(text: object, style: str = "") -> Content:
    return Content.from_markup(str(text))


def with_the_draft(plain: Any, curtain: Any) -> Any:
    yield from plain(curtain)
    session = curtain.app.session
    yield Static(Content(str(session.table.played.sealed)))


def _curtain(monkeypatch: pytest.MonkeyPatch) -> None:
    from tui.screens.curtain import CurtainScreen

    wrapped(CurtainScreen, "compose", with_the_draft)(monkeypatch)


def _one_draft(monkeypatch: pytest.MonkeyPatch) -> None:
    from tui.session import Draft, Session

    monkeypatch.setattr(Session, "draft", property(lambda self: self._drafts.setdefault("", Draft())))


FAULTS: dict[str, tuple[Patch, Check]] = {
    "a receipt before the commit": (wrapped(Journal, "append", acknowledged_first), game_checks.sealed_is_on_the_disk),
    "a game opened again without the orders of the open phase": (
        wrapped(Played, "apply", undated),
        game_checks.sealed_is_on_the_disk,
    ),
    "a refused commit that counts all the same": (
        wrapped(Committed, "_rebuild", kept_in_spite),
        game_checks.what_the_disk_refuses_has_not_been_done,
    ),
    "no mark of what was sent before": (
        setting(Journal, "receipt", lambda *_args: None),
        game_checks.a_wish_sent_twice_counts_once,
    ),
    "another seat's observation in a view": (
        setting(views, "observe", seen_by_all),
        game_checks.secrets_change_no_byte_of_a_view,
    ),
    "another seat's order in a view": (wrapped(tables, "view", told_all), game_checks.secrets_change_no_byte_of_a_view),
    "a secret move shown": (
        setting(acted, "seen_by", lambda order, *_roles: order),
        test_views.test_secret_moves_of_others_are_left_out_of_the_past,
    ),
    "a forecast from the truth": (wrapped(Belief, "sample", from_the_truth), game_checks.a_forecast_knows_no_truth),
    "a planner that reads the world": (wrapped(Belief, "sample", from_the_truth), game_checks.a_planner_knows_no_truth),
    "a forecast on the game's own luck": (
        wrapped(CrisisModel, "__init__", on_the_game_s_luck),
        game_checks.a_forecast_draws_luck_of_its_own,
    ),
    "a luck bar on the game's own luck": (
        wrapped(CrisisModel, "__init__", on_the_game_s_luck),
        game_checks.a_luck_bar_draws_luck_of_its_own,
    ),
    "ties that count whole": (
        setting(test_luck, "percentile", lambda value, among: float(100.0 * (np.asarray(among) <= value).mean())),
        test_luck.test_the_share_of_replays_below_is_the_percentile_and_ties_count_half,
    ),
    "an override without a record": (wrapped(Played, "intervene", unrecorded), game_checks.an_override_is_on_record),
    "a step back that keeps expectations": (
        setting(events, "OF_TURN", events.OF_TURN - {"predicted"}),
        game_checks.a_step_back_takes_back_its_turn,
    ),
    "a step back that keeps injects": (
        setting(events, "OF_TURN", events.OF_TURN - {"injected"}),
        game_checks.a_step_back_takes_back_its_turn,
    ),
    "a step back that keeps orders": (
        setting(events, "OF_TURN", events.OF_TURN - {"sealed"}),
        game_checks.a_step_back_takes_back_its_turn,
    ),
    "orders that are left over for the next phase": (
        wrapped(Played, "advance", still_handed_in),
        game_checks.a_new_phase_begins_with_nothing_handed_in,
    ),
    "the computer plays for who hands in nothing": (
        wrapped(Played, "advance", by_its_plan),
        game_checks.who_hands_in_nothing_makes_no_move,
    ),
    "a fork that goes on from the end": (
        setting(forking, "_stays", lambda *_args: True),
        game_checks.a_fork_stands_at_its_turn,
    ),
    "a replay that passes over mismatches": (
        setting(replay._Walk, "_held", lambda *_args: iter(())),
        game_checks.a_state_that_differs_is_a_mismatch,
    ),
    "a chain that nobody looks at": (
        several(
            setting(damage, "chain_damage", lambda *_args: []),
            lambda patch: patch.setattr("sim.game.journal.chain_damage", lambda *_args: []),
        ),
        game_checks.a_changed_event_is_found,
    ),
    "words that are not cleaned": (
        several(*(setting(place, "clean", as_it_came) for place in (tables, scheduling, predictions))),
        game_checks.words_are_clean_on_entry,
    ),
    "text read as markup": (
        several(setting(tui.text, "content", with_markup), setting(test_text, "content", with_markup)),
        test_text.test_brackets_stay_as_they_were_written,
    ),
    "a postcard that is believed": (
        setting(World, "digest", lambda _world: "00000000"),
        game_checks.a_postcard_that_comes_out_otherwise_is_refused,
    ),
    "a curtain that shows what was handed in": (_curtain, game_checks.the_curtain_shows_nothing_of_the_seat_before),
    "one draft for all seats": (_one_draft, game_checks.each_seat_has_a_draft_of_its_own),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_seeded_fault_is_caught(fault: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FOURNOS_DATA", str(tmp_path))
    monkeypatch.setenv("FOURNOS_CONFIG", str(tmp_path))
    caught(monkeypatch, *FAULTS[fault], ValueError, FournosError, pytest.fail.Exception)
