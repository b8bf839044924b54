"""Hostile text in games: through every door, and in a file written past all of them, it stays text or is refused."""

from __future__ import annotations

import html.parser
import json
import os
from pathlib import Path

import pytest

import scenarios
from sim.errors import FournosError
from sim.game import export, saves
from sim.game.class_list import codes
from sim.game.classroom import gathered
from sim.game.debrief import debrief
from sim.game.debrief import export as pages
from sim.game.predictions import Prediction
from sim.game.record import Inject
from sim.game.setup import Setup
from sim.game.table import MEMORY, Table
from sim.game.turn_log import turn_log
from tests.command_line import environment, started, typed
from tests.game.hostile import ALL, KEPT, PAYLOADS, TITLE, harmless, scenario_with, written_by_hand
from tests.game.offered import everybody

LONG = "x" * 100_000


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_by_hand(tmp_path_factory.mktemp("by hand") / "game.fournos")


class Parts(html.parser.HTMLParser):
    """What of a page is more than text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [tag] if tag in ("script", "iframe", "object", "embed", "link", "form", "base") else []
        self.found += [name for name, _value in attrs if name.startswith("on")]
        self.found += [str(value) for name, value in attrs if name in ("src", "href") and _elsewhere(str(value))]


def _elsewhere(address: str) -> bool:
    return not address.startswith(("#", "data:image/", "https://", "http://"))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_words_given_to_the_table_are_kept_clean(payload: str) -> None:
    text = f"{PAYLOADS[payload]} {KEPT}"
    with Table.create(everybody("rig-crisis")) as table:
        table.close_phase()
        table.note(text)
        table.predict("vietnam", Prediction("crisis", 0.5, text))
        table.inject(Inject("", text, {"trust": 0.01}))
        table.override({"trust": 0.3}, text)
        table.pause(text)
        table.undo(0, text)
        words = [str(event.body.get("text", KEPT)) for event in table.journal.events()[1:]]
    assert len(words) >= 6
    assert all(harmless(each) for each in words)
    assert sum(KEPT in each for each in words) >= 6


@pytest.mark.parametrize("text", [LONG, f"{LONG}\x1b"])
def test_endless_words_are_refused_and_nothing_is_committed(text: str) -> None:
    with Table.create(everybody("rig-crisis")) as table:
        commands = (
            lambda: table.note(text),
            lambda: table.predict("vietnam", Prediction("crisis", 0.5, text)),
            lambda: table.inject(Inject("", text, {"trust": 0.01})),
            lambda: table.override({"trust": 0.3}, text),
            lambda: table.pause(text),
            lambda: table.undo(0, text),
            lambda: table.seal("vietnam", text),
            lambda: Setup.of(table.setup.scenario, {}, 1, title=text),
        )
        for command in commands:
            with pytest.raises(FournosError) as refusal:
                command()
            assert len(str(refusal.value)) < 500
        assert len(table.journal.events()) == 1


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb"])
def test_halves_of_signs_break_nothing(text: str) -> None:
    with Table.create(everybody("rig-crisis")) as table:
        table.note(text)
        table.seal("vietnam", f"say calm{text[1:-1]}")
    with Table.create(Setup.of(table.setup.scenario, {}, 1, title=text), MEMORY) as table:
        assert harmless(turn_log(table.journal))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_order_of_nonsense_is_refused_in_words_that_are_harmless(payload: str) -> None:
    with Table.create(everybody("rig-crisis")) as table:
        table.close_phase()
        for text in (PAYLOADS[payload], f"card {PAYLOADS[payload]}", f"answer war={PAYLOADS[payload]}"):
            try:
                table.seal("vietnam", text)
            except FournosError as refusal:
                assert harmless(str(refusal))
            else:  # what is left of it when it is clean says nothing
                assert not table.played.sealed["vietnam"]


def test_labels_and_titles_of_a_scenario_are_clean() -> None:
    scenario = scenario_with(TITLE)
    words = [scenario.title, scenario.moment or "", *(seat.label for seat in scenario.seats.values())]
    assert all(harmless(word) for word in words)
    assert KEPT in scenario.title


@pytest.mark.parametrize("payload", [*PAYLOADS, "path", "device", "long", "dots", "all"])
def test_a_title_makes_a_file_name_inside_its_folder(payload: str, tmp_path: Path) -> None:
    odd = {"path": "../../etc/passwd", "device": "CON", "long": LONG[:15_000], "dots": "...", "all": ALL}
    path = saves.new_path(odd.get(payload) or PAYLOADS[payload], tmp_path)
    assert path.parent == tmp_path
    assert harmless(path.name)
    assert "\n" not in path.name
    assert len(path.name.encode()) < 200
    Table.create(everybody("rig-crisis"), path).close()
    assert [save.path for save in saves.listed(tmp_path)] == [path]


def test_a_file_with_a_hostile_name_is_listed_harmlessly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(saves.VARIABLE, str(tmp_path))
    saves.folder().mkdir()
    for number, payload in enumerate(PAYLOADS.values()):
        name = payload.replace("/", "-").replace("\x00", "")
        (saves.folder() / f"{number}{name}.fournos").write_bytes(b"noise")
    (saves.folder() / os.fsdecode(b"\xff\xfe.fournos")).write_bytes(b"noise")
    for words in (("games",), ("games", "--json"), ("games", "nothing"), ("replay", "nothing")):
        found = typed(*words)
        assert harmless(found.stdout)
        assert harmless(found.stderr)
        assert found.exit_code in (0, 2)


def test_a_game_written_by_hand_opens_and_its_exports_are_harmless(by_hand: Path, tmp_path: Path) -> None:
    with Table.open(by_hand) as table:
        assert not table.deviations
        log = turn_log(table.journal)
        jsonl = export.write_jsonl(table.journal, tmp_path / "x.jsonl").read_text("utf-8")
        assert harmless(log)
        assert KEPT in log
        assert all(json.loads(line) for line in jsonl.split("\n")[:-1])
        while not table.over:
            table.close_phase()
        found = debrief(table, "vietnam")
        page, text = pages.html([found]), pages.text([found])
    assert harmless(text)
    assert harmless(page)
    assert KEPT in page
    parts = Parts()
    parts.feed(page)
    assert parts.found == []
    assert KEPT in text


def test_a_game_written_by_hand_is_told_harmlessly_by_every_command(by_hand: Path, tmp_path: Path) -> None:
    game = str(by_hand)
    for words in (
        ("games", game),
        ("replay", game),
        ("replay", game, "--json"),
        ("games", game, "--export", str(tmp_path / "out")),
        ("postcard", game),
        ("why", game, "--quarter", "1", "--of", "trust"),
        ("debrief", game, "-o", str(tmp_path / "d.txt")),
    ):
        found = typed(*words)
        assert found.exit_code in (0, 1), (words, found.stderr)
        assert harmless(found.stdout), words
        assert harmless(found.stderr), words
    for path in (*(tmp_path / "out").glob("*.txt"), tmp_path / "d.txt"):
        assert harmless(path.read_text("utf-8")), path


def test_a_class_list_of_nonsense_is_refused_harmlessly() -> None:
    with pytest.raises(FournosError) as refusal:
        gathered(codes("\n".join([ALL, *PAYLOADS.values(), LONG])), scenarios.load)
    assert harmless(str(refusal.value))
    assert len(str(refusal.value)) < 20_000


@pytest.mark.parametrize(
    "odd",
    [
        {"COLUMNS": "-5", "LINES": "0", "LANG": ALL.replace("\x00", ""), "SHELL": "\x1b[2J"},
        {"COLUMNS": "9" * 40, "LC_ALL": "xx_XX.nothing", "FOURNOS_DEBUG": "\x1b[2J", "NO_COLOR": "\x1b"},
        {"COLUMNS": "abc", "LANGUAGE": "../../..", "TERM": "\x1b[2J", "TEXTUAL_THEME": "[bold]", "PYTHONUTF8": "0"},
    ],
    ids=["columns", "numbers", "words"],
)
def test_a_hostile_environment_reaches_no_stream(odd: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "a\x1b[2J\nb \u202e[bold]"
    env = environment(FOURNOS_DATA=str(folder), FOURNOS_CONFIG=str(folder), **odd)
    found = started("play", "--plain", "rig-crisis", "--seed", "1", env=env, input="", encoding="utf-8")
    assert found.returncode == 0, found.stderr
    assert harmless(found.stdout)
    assert harmless(found.stderr)
    listed = started("games", env=env, encoding="utf-8")
    assert "rig" in listed.stdout.casefold()
    assert harmless(listed.stdout)
    assert harmless(listed.stderr)
