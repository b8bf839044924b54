"""What is typed wrong at the commands of the game: one clear message, the nearest name, and nothing written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import scenarios
from sim.game import saves
from sim.game.postcards import postcard
from sim.game.setup import Setup
from sim.game.table import Table
from tests.command_line import refused, typed

HOSTILE = "\x1b[2J\x9b\u202e[bold]\r[@click=app.quit]x"
LONG = "x" * 300


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a game of one person, one of four, and files that are none."""
    here, patch = tmp_path_factory.mktemp("kept"), pytest.MonkeyPatch()
    patch.setenv(saves.VARIABLE, str(here / "data"))
    patch.setenv("FOURNOS_CONFIG", str(here / "config"))
    patch.chdir(here)
    saves.folder().mkdir(parents=True)
    whole, scenario = ("vietnam", "china", "us", "russia"), scenarios.load("rig-crisis")
    for title, persons in (("alone", whole[:1]), ("shared", whole)):
        setup = Setup.of(scenario, dict.fromkeys(persons, "person"), 11)
        with Table.create(setup, saves.folder() / f"{title}.fournos") as table:
            while table.turn().number < 1:
                table.close_phase()
            if title == "alone":
                Path("one.txt").write_text(postcard(table)[:-3], "utf-8")
    Path("noise.fournos").write_bytes(b"noise" * 100)
    Path("half.fournos").write_bytes((saves.folder() / "alone.fournos").read_bytes()[:5_000])
    Path("empty.fournos").write_bytes(b"")
    Path("codes.txt").write_text(f"nonsense\n{HOSTILE}\nFN1-abc\n", "utf-8")
    Path("bytes.txt").write_bytes(bytes(range(256)) * 20)
    Path("none.txt").write_text("\n# nothing\n", "utf-8")
    Path("folder").mkdir()
    yield here
    patch.undo()


PLAY = ("play", "--plain")
TUTORIAL = (*PLAY, "tutorial")
CASES: tuple[tuple[tuple[str, ...], str], ...] = (
    ((*PLAY, "tutorail"), "'tutorial'"),
    ((*PLAY, HOSTILE), "Unknown scenario"),
    ((*TUTORIAL, "--seat", "vietnma"), "'vietnam'"),
    ((*TUTORIAL, "-d", "china=bleed-whit"), "'bleed-white'"),
    ((*TUTORIAL, "-d", "china"), "SEAT=PLAYER"),
    ((*TUTORIAL, "-d", "china=charm", "-d", "china=seize"), "once for each seat"),
    ((*TUTORIAL, "-d", "chna=charm"), "'china'"),
    ((*TUTORIAL, "-d", "china=planner:9"), "from 1 to 3"),
    ((*TUTORIAL, "--hotseat", "-d", "china=planner:2"), "Only one of --hotseat, -d china=planner:2"),
    ((*TUTORIAL, "--seat", "china", "-d", "china=planner"), "Only one of --seat china, -d china=planner"),
    ((*TUTORIAL, "--observe", "--seat", "china"), "Only one of --observe, --seat"),
    ((*TUTORIAL, "--observe", "--hotseat"), "Only one of --observe, --hotseat"),
    ((*TUTORIAL, "--seed", "-1"), "--seed"),
    ((*TUTORIAL, "--seed", "9" * 40), "--seed"),
    ((*TUTORIAL, "--start", "crisis"), "none is known"),
    ((*PLAY, "four-nos", "--start", "cris"), "'crisis'"),
    ((*TUTORIAL, "--skin", "country-x"), "'country-t'"),
    ((*TUTORIAL, "--title", LONG), "80 characters"),
    ((*TUTORIAL, "--save", "noise.fournos"), "exists already"),
    ((*TUTORIAL, "--save", "/proc/x.fournos"), "cannot be used"),
    ((*TUTORIAL, "--save", LONG), "no name of a file"),
    ((*TUTORIAL, "--resume", "alone"), "leave out SCENARIO"),
    ((*PLAY, "--resume", "alnoe"), "'alone'"),
    ((*PLAY, "--resume", "noise.fournos"), "is not a game"),
    ((*PLAY, "--resume", "half.fournos"), "damaged"),
    ((*PLAY, "--resume", "empty.fournos"), "empty"),
    ((*PLAY, "--resume", "folder"), "Unknown saved game"),
    ((*PLAY, "--postcard", "FN1-abc"), "checksum"),
    ((*PLAY, "--postcard", HOSTILE), "no postcard"),
    ((*PLAY, "--postcard", ""), "no postcard"),
    (("play", "tutorial"), "--plain"),
    (("games", "alnoe"), "'alone'"),
    (("games", "noise.fournos"), "is not a game"),
    (("games", "alone", "--rename", " \x1b "), "Give the game a title"),
    (("games", "alone", "--rename", "shared"), "exists already"),
    (("games", "alone", "--export", "/proc/x"), "/proc/x"),
    (("games", "alone", "--delete"), "--yes"),
    (("replay", "half.fournos"), "damaged"),
    (("replay", "empty.fournos"), "empty"),
    (("replay", HOSTILE), "Unknown saved game"),
    (("fork", "alone", "--quarter", "99"), "--quarter is 99"),
    (("fork", "alone", "--quarter", "1", "-o", "noise.fournos"), "exists already"),
    (("fork", "alone", "--quarter", "1", "--runs", "3", "-o", "codes.txt"), "codes.txt"),
    (("fork", "shared", "--quarter", "1", "--runs", "3"), "several persons"),
    (("debrief", "alnoe", "-o", "x.html"), "'alone'"),
    (("debrief", "alone", "-o", "x.pdf"), ".html, .txt"),
    (("debrief", "alone", "-o", "/proc/x.html"), "/proc/x.html"),
    (("debrief", "alone", "--seat", "vietnma", "-o", "x.html"), "'vietnam'"),
    (("debrief", "half.fournos", "-o", "x.html"), "damaged"),
    (("postcard", "alnoe"), "'alone'"),
    (("postcard", "half.fournos"), "damaged"),
    (("postcard", "shared"), "several persons"),
    (("why", "shared", "--quarter", "1", "--of", "trust"), "several persons"),
    (("why", "alone", "--quarter", "1", "--of", "trsut"), "'trust'"),
    (("class", "codes.txt", "-o", "class"), "4 lines cannot be used"),
    (("class", "one.txt", "-o", "class"), "checksum"),
    (("class", "bytes.txt", "-o", "class"), "lines cannot be used"),
    (("class", "none.txt", "-o", "class"), "no postcard"),
    (("class", "nope.txt", "-o", "class"), "nope.txt"),
    (("class", "codes.txt"), "--output"),
    (("serve", "--no-browser", "tutorail"), "'tutorial'"),
    (("serve", "--no-browser", "tutorial", "--seat", "vietnma"), "'vietnam'"),
    (("serve", "--no-browser", "--resume", "alnoe"), "'alone'"),
    (("serve", "--port", "99999999"), "port"),
    (("serve", "--port", "x"), "--port"),
)


def held(folder: Path) -> dict[str, tuple[int, int]]:
    """Return every file and folder with its size and when it was written."""
    return {
        str(path): (path.stat().st_size, path.stat().st_mtime_ns if path.is_file() else 0) for path in folder.rglob("*")
    }


@pytest.mark.parametrize(
    ("words", "message"), CASES, ids=[" ".join(words).encode("ascii", "replace").decode()[:60] for words, _ in CASES]
)
def test_what_cannot_be_is_told_in_one_message_and_nothing_is_written(
    kept: Path, words: tuple[str, ...], message: str
) -> None:
    before = held(kept)
    found = typed(*words)
    assert message in refused(found.exit_code, found.stdout, found.stderr)
    assert held(kept) == before


def test_no_place_to_save_means_the_usual_one(kept: Path) -> None:
    """`--save "$PLACE"` with a variable that is not set must not lose the game."""
    found = typed(*TUTORIAL, "--save", "")
    assert found.exit_code == 0
    assert len(list(saves.folder().iterdir())) == 3
    assert os.fspath(saves.folder()) in found.stdout
