"""A class: postcards of many games, put beside each other on the five meters, as a page, a table and two pictures."""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from pathlib import Path

import pytest

import scenarios
from sim import scenario_file
from sim.errors import InputError, OutOfRange
from sim.game import class_page, classroom
from sim.game.class_list import codes
from sim.game.classroom import gathered, undominated
from sim.game.postcards import postcard
from sim.game.setup import Setup
from sim.game.table import Table
from sim.plots.classroom import Played, Scale, cloud
from sim.scenario import Scenario
from sim.study.meters import METERS
from tests.command_line import refused, typed

OPENINGS = ("", "denial; answer war=dig-in", "man-the-border, appeal", "posture bamboo", "accept-factions")


QUARTERS = 3


@lru_cache
def load(name: str, start: str | None = None) -> Scenario:
    """Return a scenario with an early end."""
    text = re.sub(r"(?m)^quarters = \d+", f"quarters = {QUARTERS}", scenarios.load(name, start).text)
    return scenario_file.parse(text, name)


@lru_cache
def card(
    opening: str = "",
    *,
    seed: int = 7,
    name: str = "tutorial",
    turns: int = 99,
    seat: str = "vietnam",
    whole: bool = False,
) -> str:
    """Return the postcard of a game with an order in its first turn and nothing after it."""
    scenario = scenarios.load(name) if whole else load(name)
    with Table.create(Setup.of(scenario, {seat: "person"}, seed)) as table:
        while not table.over and table.turn().number < turns:
            turn = table.turn()
            if turn.number == 0 and turn.phase != "signal" and seat in turn.acting:
                table.seal(seat, opening)
            table.close_phase()
        return postcard(table)


@pytest.fixture(scope="module")
def listed() -> str:
    return "# a class\n\n" + "\n".join(f"Player {place},{card(order)}" for place, order in enumerate(OPENINGS))


@pytest.fixture(scope="module")
def found(listed: str) -> classroom.Class:
    return gathered(codes(listed), load)


def test_labels_stand_before_a_tab_or_a_comma_and_comments_are_left_out() -> None:
    text = "# note\nFN1-a\nLan, 3b,FN1-b\nMinh\tFN1-c\n\n  =SUM(A1) , FN1-d  \r\n\x1b[31mRed\tFN1-e"
    found = [(row.line, row.label, row.code) for row in codes(text)]
    assert found == [
        (2, "", "FN1-a"),
        (3, "Lan, 3b", "FN1-b"),
        (4, "Minh", "FN1-c"),
        (6, "=SUM(A1)", "FN1-d"),
        (7, "[31mRed", "FN1-e"),
    ]


def test_a_list_is_taken_as_thirty_people_send_it() -> None:
    one, other = card(), card(OPENINGS[1])
    half = len(one) // 2
    rows = [f"An: {one}", f"Binh {other}", f"Chi – “{one}”", f'"Dung",\t"{other}"\r', f"Em, {one[:half]}", one[half:]]
    found = [(row.label, row.code) for row in codes("\n".join([*rows, "Thanks"]))]
    assert found[:5] == [("An", one), ("Binh", other), ("Chi", one), ("Dung", other), ("Em", one)]
    assert found[5] == ("", "Thanks")


def test_what_is_sent_twice_is_counted_once_and_said() -> None:
    one, other = card(turns=1), card(OPENINGS[1], turns=1)
    found = gathered(codes(f"An, {one}\nBinh, {other}\nAn, {one}\n{one}\n{one}"), load)
    assert [game.label for game in found.games] == ["An", "Binh", "game 3", "game 4"]
    assert found.differ[-1] == "Sent twice, and counted once: An."


def test_each_game_has_its_meters_at_the_end_and_on_the_way(found: classroom.Class) -> None:
    assert [game.label for game in found.games] == [f"Player {place}" for place in range(len(OPENINGS))]
    assert found.differ == ()
    assert found.faults == ()
    for game, order in zip(found.games, OPENINGS, strict=True):
        assert set(game.meters) == {meter.name for meter in METERS}
        assert all(len(course) == found.scenario.quarters + 1 for course in game.courses.values())
        assert game.courses["lives"][-1] == pytest.approx(game.meters["lives"])
        assert game.orders == bool(order)
    assert len({game.meters["lives"] for game in found.games}) > 1


def test_a_game_is_undominated_where_none_is_as_good_on_all_meters_and_better_on_one() -> None:
    def row(territory: float, autonomy: float, lives: float) -> dict[str, float]:
        return {"territory": territory, "autonomy": autonomy, "prosperity": 1.0, "lives": lives, "legitimacy": 0.5}

    rows = [row(1.0, 0.5, 100.0), row(0.9, 0.6, 100.0), row(1.0, 0.5, 200.0), row(0.9, 0.6, 100.0), row(0.8, 0.4, 10.0)]
    assert undominated(rows) == [True, True, False, True, True]
    assert undominated(rows[:1]) == [True]


def test_all_faulty_lines_are_listed_at_once_with_their_numbers() -> None:
    text = "\n".join([card(), "Bad, FN1-zzz", "# fine", f"Short, {card(turns=0)}", "nothing", card(OPENINGS[1])])
    with pytest.raises(InputError) as refusal:
        gathered(codes(text), load)
    lines = str(refusal.value).splitlines()
    assert lines[0] == "3 lines cannot be used:"
    assert [line.split(":")[0].strip() for line in lines[1:]] == ["line 2", "line 4", "line 5"]
    assert "Bad: " in lines[1]
    assert "no quarter" in lines[2]
    kept = gathered(codes(text), load, skip_bad=True)
    assert len(kept.games) == 2
    assert len(kept.faults) == 3


def test_games_that_are_not_over_are_compared_as_far_as_the_shortest_goes() -> None:
    text = "\n".join([card(OPENINGS[1]), card(turns=2), f"An, {card(turns=1)}"])
    found = gathered(codes(text), load)
    assert found.after == 1
    assert [game.quarters for game in found.games] == [QUARTERS, 2, 1]
    assert [bool(game.ending) for game in found.games] == [True, False, False]
    assert all(len(course) == 2 for game in found.games for course in game.courses.values())
    assert all(game.meters == {name: course[1] for name, course in game.courses.items()} for game in found.games)
    assert "2 games went on for longer" in found.differ[0]
    assert class_page.when(found) == "Compared after one quarter, 1979Q1."
    later = gathered(codes(text), load, after=2, skip_bad=True)
    assert [game.quarters for game in later.games] == [QUARTERS, 2]
    assert "line 3: An: it has 1 of the 2 quarters after which the class is compared." in map(str, later.faults)
    with pytest.raises(OutOfRange):
        gathered(codes(text), load, after=QUARTERS + 1)


def test_a_list_of_which_nothing_can_be_used_is_refused_whatever_is_asked() -> None:
    with pytest.raises(InputError, match="One line cannot be used"):
        gathered(codes("FN1-zzz"), load, skip_bad=True)
    with pytest.raises(InputError, match="no postcard in this list"):
        codes("# nothing\n\n")


def test_games_of_another_scenario_are_faults_and_other_seeds_and_players_are_told() -> None:
    other = card(name="rig-crisis", turns=1)
    text = "\n".join([card(), card(seed=8), card(seat="us"), other])
    found = gathered(codes(text), load, skip_bad=True)
    assert len(found.games) == 3
    assert "it was played on rig-crisis, and the others on tutorial" in str(found.faults[0])
    seeds, players = found.differ
    assert "7 (2); 8 (1)" in seeds
    assert "us=person" in players


def test_a_class_is_written_as_a_page_a_table_and_pictures(tmp_path: Path) -> None:
    source, out = tmp_path / "codes.txt", tmp_path / "class"
    cards = [card(order, whole=True) for order in OPENINGS[:2]]
    source.write_text(f"An, {cards[0]}\nBinh, {cards[1]}\n", encoding="utf-8")
    done = typed("class", str(source), "-o", str(out))
    assert done.exit_code == 0, done.stderr
    assert "2 games of Tutorial" in done.stdout
    assert sorted(path.name for path in out.iterdir()) == [
        *("class.csv", "class.html", "cloud.png", "cloud.svg", "courses.png", "courses.svg"),
    ]
    rows = list(csv.DictReader((out / "class.csv").read_text("utf-8").splitlines()))
    assert [(row["number"], row["label"], row["postcard"]) for row in rows] == [
        ("1", "An", cards[0]),
        ("2", "Binh", cards[1]),
    ]
    assert all(0.0 <= float(row["autonomy"]) <= 1.0 for row in rows)
    assert {row["undominated"] for row in rows} <= {"0", "1"}
    page = (out / "class.html").read_text("utf-8")
    assert page.count("data:image/svg+xml;base64,") == 2
    assert not re.search(r"<script|https?://(?!www\.w3\.org)|onerror|javascript:", page)
    again = typed("class", str(source), "-o", str(out))
    assert "--overwrite" in refused(again.exit_code, again.stdout, again.stderr)


def test_hostile_labels_reach_neither_the_page_nor_a_formula() -> None:
    labels = ("<script>alert(1)</script> {{7*7}},", "=HYPERLINK(1)\t", "\x1b[31m\u202eRed,")
    text = "\n".join(f"{label}{card(order)}" for label, order in zip(labels, OPENINGS, strict=False))
    found = gathered(codes(text), load)
    page = class_page.page(found, {})
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "{{7*7}}" in page
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "'=HYPERLINK(1)" in class_page.table(found)


def test_the_cloud_shows_every_game_in_every_pair_of_meters() -> None:
    scales = [Scale(meter.name, meter.title, meter.unit, meter.sign) for meter in METERS]
    names = [scale.name for scale in scales]
    games = [
        Played(place + 1, place % 2 == 0, {name: 0.1 * place + at for at, name in enumerate(names)}, {})
        for place in range(30)
    ]
    figure = cloud("A class", "At the end.", scales, games)
    assert len(figure.axes) == 10
    for axes in figure.axes:
        assert sum(len(dots.get_offsets()) for dots in axes.collections) == 30
        x, y = axes.get_xlabel(), axes.get_ylabel()
        assert axes.xaxis_inverted() == x.startswith("lives")
        assert axes.yaxis_inverted() == y.startswith("lives")


def test_games_of_a_scenario_of_ones_own_are_found_in_its_file(tmp_path: Path) -> None:
    source, file = tmp_path / "codes.txt", tmp_path / "ours.toml"
    source.write_text(card(), encoding="utf-8")
    file.write_text(load("tutorial").text, encoding="utf-8")
    done = typed("class", str(source), "-o", str(tmp_path / "out"))
    assert "another version" in refused(done.exit_code, done.stdout, done.stderr)
    assert not (tmp_path / "out").exists()
    with_file = gathered(codes(card()), lambda _name, start: scenarios.load(str(file), start))
    assert len(with_file.games) == 1


def test_a_list_that_cannot_be_read_is_one_clear_message(tmp_path: Path) -> None:
    done = typed("class", str(tmp_path / "none.txt"), "-o", str(tmp_path / "out"))
    assert "cannot be read" in refused(done.exit_code, done.stdout, done.stderr)
