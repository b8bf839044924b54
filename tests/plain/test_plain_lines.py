"""What a line of input does in the plain text game, and how the game is left: by its end, a fault, a key or a pipe."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.game.table import Table
from sim.moves import table as moves
from tests.command_line import started
from tests.plain.typist import lines, readable, shortened, typed_at
from tui.plain.commands import COMMANDS, SHORT

OPENING = ("say firm", "denial; answer war=dig-in")
HOSTILE = "\x1b[31mred\x1b[0m [@click=app.quit] [/] \u202e\x9b31m \x00\x07 {x} %s"


@pytest.fixture
def game(tmp_path: Path) -> Path:
    return tmp_path / "game.fournos"


def orders_in(game: Path) -> list[tuple[str, str]]:
    """Return what was handed in, by phase."""
    with Table.open(game) as table:
        return [
            (event.body["phase"], event.body["order"]) for event in table.journal.events() if event.kind == "sealed"
        ]


def test_a_game_is_played_from_a_file_and_the_end_of_the_file_keeps_it(game: Path) -> None:
    script = "# the first hour\nsay firm\n\ndenial; answer war=dig-in\n# nothing more\n"
    script = script.replace("\n\n", "\n")
    words = ("play", "--plain", "tutorial", "--seat", "vietnam", "--seed", "7", "--save", str(game))
    done = started(*words, input=script)
    assert (done.returncode, done.stderr) == (0, "")
    readable(done.stdout)
    assert orders_in(game) == [("signal", "say firm"), ("answer", "denial; answer war=dig-in")]
    assert "(end of input)" in done.stdout
    assert "play --plain --resume" in done.stdout


def test_an_empty_line_keeps_the_posture_and_hands_in_nothing(game: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed_at(monkeypatch, ["tutorial", "--seed", "7", "--save", str(game)], lines("", "", ""))
    assert orders_in(game) == [("signal", ""), ("answer", ""), ("order", "")]


def test_without_a_scenario_a_file_plays_the_tutorial(game: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, printed, _complaints = typed_at(monkeypatch, ["--save", str(game)], lines())
    assert code == 0
    assert "Tutorial: the first hour of the war of 1979" in printed


WRONG = {
    "denail": "'denial'",
    "answer war=dance": "dig-in",
    "upgrade-us, leap-us, denial": "political capital",
    "posture nowhere": "nowhere",
    "say loudly": "firm",
    "why": "legitimacy",
    "break no-sense": "no-bases",
    "expect rain 50": "rain",
    "expect war 150": "0 to 100",
    "undo 9": "1 to 1",
    "fork": "1 to 2",
    "truth": "--white-cell",
    "values nothing": "legitimacy",
    "log atlantis": "atlantis",
    "sit china": "when the game is over",
    "compare say firm | say firm": "same order",
    "debrief notes.doc": ".html",
    "99": "1 to",
    "x" * 3_000: "2000",
    HOSTILE: "red",
    "order": "",
}


@pytest.mark.parametrize("line", ["denail", "undo 9", HOSTILE])
def test_a_line_of_a_file_that_cannot_be_taken_is_named_and_nothing_handed_in_is_lost(
    line: str, game: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["tutorial", "--seed", "7", "--save", str(game)]
    code, printed, complaints = typed_at(monkeypatch, words, lines(*OPENING, line, "say firm"))
    assert code == 2
    assert "Error: Line 3 of the input: " in complaints
    assert WRONG[line] in complaints
    assert "Traceback" not in complaints
    assert "is kept in" in complaints
    readable(printed)
    assert all(letter == "\n" or letter.isprintable() for letter in complaints)
    assert [order for _phase, order in orders_in(game)] == list(OPENING)


def test_each_wrong_line_typed_at_a_terminal_is_told_in_words_and_the_game_goes_on(
    game: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["tutorial", "--seed", "7", "--save", str(game)]
    told: list[str] = []
    typist, wrong = lines(*OPENING), iter(WRONG)

    def answer(seen: str) -> str | None:
        told.append(" ".join(seen.split()))
        return typist(seen) or next(wrong, "quit")

    code, _printed, complaints = typed_at(monkeypatch, words, answer, tty=True)
    assert (code, complaints) == (0, "")
    heard = told[len(OPENING) + 1 :]
    assert not [line for line, text in zip(WRONG, heard, strict=False) if WRONG[line] not in text]


def test_at_a_terminal_a_wrong_line_is_told_and_another_can_be_typed(
    game: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["tutorial", "--seed", "7", "--save", str(game)]
    typist = lines("say loudly", "say firm", "denail", "denial", "quit")
    code, printed, complaints = typed_at(monkeypatch, words, typist, tty=True)
    assert (code, complaints) == (0, "")
    assert "Did you mean 'denial'?" in printed
    assert [order for _phase, order in orders_in(game)] == ["say firm", "denial"]


def test_at_a_terminal_scenario_seat_opponents_and_seed_are_asked(game: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typist = lines("nine", "1", "2", "2", "", "3", "8", "", "", "77", "quit")
    code, printed, _complaints = typed_at(monkeypatch, ["--save", str(game)], typist, tty=True)
    assert code == 0
    assert "You may decline this seat" in printed
    with Table.open(game) as table:
        setup = table.setup
        assert (setup.scenario.name, setup.seed, setup.persons, setup.declined) == (
            "tutorial",
            77,
            ("vietnam",),
            ("china",),
        )
        assert [str(setup.players[seat]) for seat in ("china", "us")] == ["planner:2", "burden-shifting"]


def test_a_saved_game_is_offered_at_the_beginning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOURNOS_DATA", str(tmp_path))
    typed_at(monkeypatch, ["tutorial", "--seed", "7", "--title", "Class 3b"], lines(*OPENING))
    code, printed, _complaints = typed_at(monkeypatch, [], lines("10", "quit"), tty=True)
    assert code == 0
    assert "10. go on with Class 3b: turn 2, 1979Q2" in printed
    assert "Going on with: Class 3b" in printed


def test_a_game_is_resumed_where_it_was_left(game: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed_at(monkeypatch, ["tutorial", "--seed", "7", "--save", str(game)], lines(*OPENING))
    code, printed, _complaints = typed_at(monkeypatch, ["--resume", str(game)], lines("posture bamboo"))
    assert code == 0
    assert "Turn 2, 1979Q2, quarter 2 of 8" in printed
    assert "Result of turn 2" in printed
    assert len(orders_in(game)) == 3


def test_a_step_back_and_a_fork_keep_what_was_played(game: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    branch = game.with_name("branch.fournos")
    typist = lines(*OPENING, "undo", "say calm", "", f"fork 1 {branch}", "say firm")
    code, printed, _complaints = typed_at(monkeypatch, ["tutorial", "--seed", "7", "--save", str(game)], typist)
    assert code == 0
    assert "Back at the start of turn 1." in printed
    assert [order for _phase, order in orders_in(game)] == [*OPENING, "say calm", ""]
    assert [order for _phase, order in orders_in(branch)] == ["say firm"]


def test_a_file_may_hold_more_empty_lines_than_the_game_has_turns(
    game: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = [shortened("tutorial", 2, tmp_path), "--seed", "7", "--save", str(game)]
    debrief = tmp_path / "debrief.txt"
    code, printed, complaints = typed_at(monkeypatch, words, lines(*[""] * 30, f"debrief {debrief}", "", "denial"))
    assert code == 2
    assert "Line 33 of the input: No order is asked for now." in complaints
    assert printed.count("The game is over:") == 2
    assert debrief.exists()


def test_in_the_hot_seat_nobody_reads_what_another_has_written(
    game: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = [
        shortened("four-nos", 8, tmp_path),
        "--seat",
        "vietnam",
        "--seat",
        "china",
        "--seed",
        "3",
        "--save",
        str(game),
    ]
    code, printed, complaints = typed_at(
        monkeypatch, words, lines("expect climbs 90 they will come", "keep no-bases; say firm", "log", "")
    )
    assert (code, complaints) == (0, "")
    readable(printed)
    _before, vietnam, china, *_rest = printed.split("The next player is ")
    assert vietnam.startswith("Vietnam")
    assert china.startswith("China")
    assert "they will come" in vietnam
    assert "they will come" not in china
    assert "keep no-bases" not in china


def test_in_the_hot_seat_only_a_facilitator_goes_back(game: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["tutorial", "--hotseat", "--seed", "3", "--save", str(game)]
    code, _printed, complaints = typed_at(monkeypatch, words, lines("say firm", "undo 1"))
    assert code == 2
    assert "--white-cell" in complaints
    code, _printed, complaints = typed_at(
        monkeypatch, ["--resume", str(game), "--white-cell"], lines("undo 1 a slip of the hand")
    )
    assert (code, complaints) == (0, "")


def test_who_looks_on_goes_from_phase_to_phase(game: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = [shortened("tutorial", 2, tmp_path), "--observe", "--seed", "3", "--save", str(game)]
    code, printed, complaints = typed_at(monkeypatch, words, lines("", "sit china", "", "", "", "sit us", "denial"))
    assert code == 2
    assert "looking on" in printed
    assert "You look on as China now." in printed
    assert "No order is asked for now." in complaints
    assert "The game is over." in printed


def test_a_facilitator_sees_all_and_changes_results_with_a_reason(game: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = ["truth", "rows", "inject", "schedule 5 typhoon", "schedule", "withdraw 1", "schedule"]
    before += ["event trust -0.05: A fishing boat is rammed.", "pause tea", "resume", "extend 60"]
    after = ["override trust 0.3: The umpire saw it otherwise.", "note well played"]
    typist = lines(*before, OPENING[0], "", OPENING[1], "", "", *after)
    words = ["tutorial", "--white-cell", "--seed", "3", "--save", str(game)]
    code, printed, complaints = typed_at(monkeypatch, words, typist)
    assert (code, complaints) == (0, "")
    readable(printed)
    assert "type:" in printed
    assert "A fishing boat is rammed." in printed
    with Table.open(game) as table:
        kinds = [(row.kind, row.text) for row in table.record.interventions]
        assert kinds == [
            ("injected", "A fishing boat is rammed."),
            ("overridden", "The umpire saw it otherwise."),
        ]


def test_hostile_text_of_a_file_reaches_no_line(game: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path(shortened("tutorial", 2, tmp_path))
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace('label = "China"', 'label = "Ch\\u001b[31m\\u009b[@click=app.quit]\\u202eina"'), "utf-8"
    )
    code, printed, complaints = typed_at(
        monkeypatch, [str(path), "--seed", "1", "--save", str(game)], lines("", "", "")
    )
    assert code in (0, 2)
    assert "\x1b" not in printed + complaints
    assert "\x9b" not in printed + complaints
    readable(printed)


def test_no_command_has_the_name_of_a_move_so_that_orders_are_told_from_commands() -> None:
    assert not {*COMMANDS, *SHORT} & set(moves())


def test_signs_outside_ascii_are_replaced_where_that_is_asked_for(game: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["tutorial", "--ascii", "--seed", "7", "--save", str(game)]
    _code, printed, _complaints = typed_at(monkeypatch, words, lines(*OPENING, "why legitimacy"))
    assert printed.isascii()


def test_a_skin_holds_from_the_first_line_to_the_last(game: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["tutorial", "--skin", "country-t", "--seed", "7", "--save", str(game)]
    code, printed, complaints = typed_at(monkeypatch, words, lines(*OPENING, "log", "others", "menu"))
    assert (code, complaints) == (0, "")
    told = printed.split("The game is kept in:")[0]
    assert not [word for word in ("Vietnam", "China", "Hanoi", "Beijing", "Soviet") if word in told]
