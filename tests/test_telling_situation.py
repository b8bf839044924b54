"""What the situation says: numbers with their scale, what a seat may not know, and support that adds up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import scenarios
from sim.game.setup import Setup
from sim.game.views import View
from sim.parameters import Values
from tui.session import Session
from tui.telling.ladder import ladder
from tui.telling.meters import ESTIMATED, HIDDEN, OWN, PUBLISHED, history, meters
from tui.telling.relations import RANKS, rank_of, relations, supports
from tui.telling.situation import QUESTIONS, asks, events, situation

EVERYBODY = {"vietnam": "person", "china": "person", "us": "person", "russia": "person"}


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    """A war of two quarters, watched from all seats."""
    made = Session.new(Setup.of(scenarios.load("bleeding-white"), EVERYBODY, 7))
    for _turn in range(2):
        made.close_phase()
    yield made
    made.close()


@pytest.fixture(scope="module")
def p(session: Session) -> Values:
    return session.table.played.model.p


def seat(session: Session, name: str) -> View:
    session.sit_down(name)
    return session.view


def test_the_target_knows_its_meters_and_the_change_since_last_turn(session: Session, p: Values) -> None:
    scenario = session.table.setup.scenario
    rows = {row.name: row for row in meters(seat(session, "vietnam"), scenario, p)}
    assert list(rows) == ["territory", "autonomy", "prosperity", "lives", "legitimacy"]
    assert all(row.known == OWN for row in rows.values())
    assert rows["territory"].amount == "1.00 of 1"
    assert "1 is the usual path" in rows["prosperity"].amount
    assert rows["lives"].amount.startswith("about")
    assert rows["lives"].amount.endswith("people")
    assert "since last turn" in rows["legitimacy"].change
    assert len(history(session.view, scenario, p)["legitimacy"]) == 3


@pytest.mark.parametrize("name", ["china", "us", "russia"])
def test_other_seats_are_told_that_two_meters_are_not_published(session: Session, p: Values, name: str) -> None:
    scenario = session.table.setup.scenario
    view = seat(session, name)
    rows = {row.name: row for row in meters(view, scenario, p)}
    assert {name for name, row in rows.items() if row.known == HIDDEN} == {"prosperity", "legitimacy"}
    assert rows["territory"].known == PUBLISHED
    assert rows["legitimacy"].line == "legitimacy: not known (not published)"
    _worlds, estimates = session.forecasts.likely()
    guessed = {row.name: row for row in meters(view, scenario, p, estimates)}
    assert guessed["legitimacy"].known == ESTIMATED
    assert "estimated, 9 in 10 from" in guessed["legitimacy"].line
    assert history(view, scenario, p)["legitimacy"] == []


@pytest.mark.parametrize("name", ["vietnam", "us", "russia"])
def test_the_parts_of_a_patrons_support_add_up_to_it(session: Session, p: Values, name: str) -> None:
    scenario = session.table.setup.scenario
    for row in supports(seat(session, name), scenario, p):
        assert sum(part.value for part in row.factors) == pytest.approx(row.value, abs=0.02)
        assert row.heading.startswith(f"{row.label}: support {row.value:.2f} of 1")
    own = next((row for row in supports(session.view, scenario, p) if row.seat == name), None)
    if own is not None:  # a patron knows all of its own: next to nothing is left over
        assert sum(abs(part.value) for part in own.factors if part.rest) < 0.05


def test_relations_are_told_in_words_and_what_is_not_published_is_said_to_be(session: Session) -> None:
    scenario = session.table.setup.scenario
    rows = relations(seat(session, "vietnam"), scenario)
    assert [row.label for row in rows] == ["China", "United States", "Russia"]
    assert "believed: not published" in rows[1].lines
    worlds, _estimates = session.forecasts.likely()
    assert "(an estimate)" in relations(session.view, scenario, worlds)[1].line
    assert "an estimate" not in relations(seat(session, "us"), scenario)[1].line
    assert rank_of(0.4) == "comprehensive strategic partner"
    assert (rank_of(0.0), rank_of(1.0)) == (RANKS[0][1], RANKS[-1][1])


def test_one_rung_is_here_and_each_says_what_it_means(session: Session) -> None:
    rows = ladder(seat(session, "vietnam"), session.table.setup.scenario)
    assert [row.name for row in rows if row.here] == [session.view.turn.rung]
    assert all(row.text.endswith(".") and "{" not in row.text for row in rows)


def test_every_question_that_can_be_asked_has_its_words(session: Session) -> None:
    from sim.moves import answers

    assert set(answers()) == set(QUESTIONS)
    for name in session.seats():
        told = asks(seat(session, name), session.table.setup.scenario)
        assert told
        assert not [text for text in told if "{" in text]


def test_the_whole_situation_is_text_under_headings(session: Session, p: Values) -> None:
    scenario = session.table.setup.scenario
    picture = situation(seat(session, "vietnam"), scenario, p)
    text = "\n".join(picture.lines)
    for words in ("Five meters:", "Relations:", "What carries the patrons:", "Losses so far:", "Soldiers dead"):
        assert words in text
    assert events(session.view, scenario)[0].date == "2024Q2"
