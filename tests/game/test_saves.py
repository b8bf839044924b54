from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from scenarios import load
from sim.errors import FournosError, InputError, UnknownName
from sim.game import saves, store
from sim.game.receipts import GameError, GameInUse
from sim.game.saves import delete, doubtful, file_name, folder, found, listed, new_path, rename
from sim.game.setup import Setup
from sim.game.table import Table

HOSTILE = (
    "\x1b[2Jgone",
    "a/b\\c:d*?",
    "../../up",
    "Trận Lạng Sơn",
    "\u202eevil",
    "[@click=app.quit]x[/]",
    "CON",
    ".hidden.",
    "x" * 5_000,
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(saves.VARIABLE, str(tmp_path))
    return folder()


def made(title: str = "A long bleed", turns: int = 0, **seats: str) -> Path:
    path = new_path(title)
    setup = Setup.of(load("rig-crisis"), seats or {"vietnam": "person"}, seed=3, title=title[:80])
    with Table.create(setup, path) as table:
        while table.turn().number < turns:
            table.close_phase()
    return path


def test_games_are_kept_where_the_variable_says_or_the_system_keeps_such_data(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert here.is_relative_to(tmp_path)
    monkeypatch.delenv(saves.VARIABLE)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert folder().is_relative_to(tmp_path)
    assert "fournos" in folder().parts
    assert listed() == []


def test_a_list_tells_title_scenario_seats_turn_and_date_the_last_written_first(here: Path) -> None:
    first, second = made("First"), made("Second", turns=2)
    os.utime(first, (1, 1))
    rows = listed()
    assert [row.path for row in rows] == [second, first]
    assert [(row.title, row.scenario, row.seats, row.over, row.fault) for row in rows] == [
        ("Second", "rig-crisis", ("vietnam",), False, ""),
        ("First", "rig-crisis", ("vietnam",), False, ""),
    ]
    with Table.open(second) as table:
        now = table.turn()
    assert (rows[0].turn, rows[0].date) == (now.number, now.date)
    assert (rows[1].turn, rows[1].date) == (0, load("rig-crisis").start)


def test_a_game_that_was_taken_back_is_listed_where_it_stands(here: Path) -> None:
    path = made(turns=3)
    with Table.open(path) as table:
        table.undo(1, "we misread the rules")
    assert listed()[0].turn == 1


def test_a_game_that_is_over_says_so(here: Path) -> None:
    path = made()
    with Table.open(path) as table:
        while not table.over:
            table.close_phase()
    assert listed()[0].over


def test_a_broken_file_is_listed_with_its_fault_and_the_others_stay(here: Path) -> None:
    made("Sound")
    (here / "noise.fournos").write_bytes(os.urandom(5_000))
    (here / "empty.fournos").touch()
    (here / "folder.fournos").mkdir()
    (here / "dangling.fournos").symlink_to(here / "nowhere")
    (here / "notes.txt").write_text("not a game")
    rows = {row.title: row.fault for row in listed()}
    assert rows.pop("Sound") == ""
    assert sorted(rows) == ["dangling", "empty", "folder", "noise"]
    assert all(rows.values())


def test_a_game_open_elsewhere_is_listed_as_that_and_at_once(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made()
    monkeypatch.setattr(store, "WAIT", 0.05)
    with Table.open(path) as table:
        started = time.monotonic()
        (row,) = listed()
        assert time.monotonic() - started < 1.0
        assert "open elsewhere" in row.fault
        for change in (lambda: rename(row.title, "Other"), lambda: delete(row.title)):
            with pytest.raises(GameInUse):
                change()
        table.close_phase()
    assert listed()[0].fault == ""


@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_title_becomes_a_plain_name_inside_the_folder(here: Path, title: str) -> None:
    path = made(title)
    assert path.parent == here
    assert path.is_file()
    assert path.name.isprintable()
    assert len(path.name) < 80
    (row,) = listed()
    assert row.fault == ""
    assert row.title.isprintable()
    assert found(row.title) == path


def test_a_title_taken_gets_a_number(here: Path) -> None:
    assert [made("Same").name, made("Same").name, made("Same").name] == [
        "Same.fournos",
        "Same 2.fournos",
        "Same 3.fournos",
    ]
    assert file_name("   ") == file_name("...") == "game"


def test_a_game_is_found_by_title_or_path_and_the_nearest_is_offered(here: Path) -> None:
    path = made("A long bleed")
    assert found("A long bleed") == found("A long bleed.fournos") == found(str(path)) == path
    with pytest.raises(UnknownName, match="Did you mean 'A long bleed'"):
        found("A long blead")


def test_a_game_is_renamed_and_stays_the_same_game(here: Path) -> None:
    path = made("Old", turns=1)
    other = made("Other")
    new = rename("Old", "Hà Nội: 1979")
    assert new.name == "Hà Nội- 1979.fournos"
    assert not path.exists()
    with Table.open(new) as table:
        assert table.turn().number == 1
        assert table.journal.verify() == []
    assert sorted(p.name for p in here.iterdir()) == sorted([new.name, other.name])
    with pytest.raises(GameError, match="exists already"):
        rename("Other", "Hà Nội: 1979")
    with pytest.raises(InputError, match="title"):
        rename("Other", " ")


def test_a_game_is_deleted_and_so_is_a_file_that_is_broken(here: Path) -> None:
    made("Gone")
    (here / "noise.fournos").write_bytes(os.urandom(5_000))
    (here / "noise.fournos-journal").write_bytes(b"")
    assert delete("Gone").name == "Gone.fournos"
    delete("noise")
    assert list(here.iterdir()) == []
    with pytest.raises(UnknownName):
        delete("Gone")


def test_what_is_not_called_a_game_is_not_deleted(here: Path, tmp_path: Path) -> None:
    other = tmp_path / "thesis.txt"
    other.write_text("mine")
    with pytest.raises(FournosError, match="is not called like a game"):
        delete(str(other))
    assert other.exists()


def test_folders_that_are_copied_or_far_away_are_doubtful(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert doubtful(tmp_path / "game.fournos") == ""
    assert "copied by a service" in doubtful(tmp_path / "Dropbox" / "game.fournos")
    monkeypatch.setattr(saves, "_file_system", lambda _path: "nfs4")
    assert "another machine" in doubtful(tmp_path / "game.fournos")


def test_a_game_is_put_where_somebody_says_or_beside_the_others(here: Path, tmp_path: Path) -> None:
    assert saves.place(str(tmp_path / "mine.fournos")) == tmp_path / "mine.fournos"
    assert saves.place("A/B") == here / "A-B.fournos"
