"""The commands on saved games: `fournos games`, `fournos replay`, `fournos fork`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scenarios import load
from sim.game import saves, store
from sim.game.export import read_jsonl
from sim.game.journal import Journal
from sim.game.onward import cases_of, onward
from sim.game.setup import Setup
from sim.game.table import Table
from sim.study.folder import open_study
from sim.study.results import open_results
from tests.command_line import answer, refused, typed


def fault(*words: str, expected: int = 2) -> str:
    found = typed(*words)
    return refused(found.exit_code, found.stdout, found.stderr, expected=expected)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the file of a game of which a yearly turn and one more have been played."""
    path = tmp_path_factory.mktemp("played") / "game.fournos"
    setup = Setup.of(load("four-nos"), {"vietnam": "person"}, seed=11, title="A long peace")
    with Table.create(setup, path) as table:
        while table.turn().number < 2:
            table.close_phase()
    return path.read_bytes()


@pytest.fixture
def path(played: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(saves.VARIABLE, str(tmp_path / "data"))
    saves.folder().mkdir(parents=True)
    copy = saves.folder() / "A long peace.fournos"
    copy.write_bytes(played)
    return copy


# ---------------------------------------------------------------- games


def test_games_are_listed_with_where_they_stand(path: Path) -> None:
    (path.parent / "noise.fournos").write_bytes(b"noise")
    text = typed("games").stdout
    assert "A long peace" in text
    assert "four-nos" in text
    assert "is not a game" in text
    rows = {row["title"]: row for row in answer("games")}
    row = rows["A long peace"]
    assert (row["scenario"], row["seats"], row["turn"], row["over"], row["fault"]) == (
        "four-nos",
        ["vietnam"],
        2,
        False,
        "",
    )
    assert rows["noise"]["fault"] == "is not a game of this program."


def test_without_games_the_list_says_where_they_would_be(path: Path) -> None:
    path.unlink()
    assert str(path.parent) in typed("games").stdout.replace("\n", "")
    assert answer("games") == []


def test_one_game_is_shown_with_its_tags(path: Path) -> None:
    with Journal.open(path) as journal:
        head = journal.head.hash
    found = answer("games", "a long peace")
    assert found["tags"]["head"] == head
    assert found["tags"]["digest"] == load("four-nos").digest
    assert head in typed("games", str(path)).stdout


def test_a_game_is_renamed_and_deleted(path: Path) -> None:
    assert typed("games", "A long peace", "--rename", "Second/try").exit_code == 0
    assert [row["title"] for row in answer("games")] == ["Second-try"]
    assert "--yes" in fault("games", "Second-try", "--delete")
    assert typed("games", "Second-try", "--delete", "--yes").exit_code == 0
    assert list(path.parent.iterdir()) == []


def test_a_game_is_exported_whole_as_lines_and_as_a_log(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "handed in"
    files = [Path(file) for file in answer("games", "A long peace", "--export", str(folder))["files"]]
    assert sorted(p.name for p in folder.iterdir()) == [f"A long peace.{end}" for end in ("fournos", "jsonl", "txt")]
    with Journal.open(path) as journal, Journal.open(files[0]) as copy:
        assert list(read_jsonl(files[1]).events) == journal.events() == copy.events()
        assert journal.head.hash in files[2].read_text()
    assert "exists already" in fault("games", "A long peace", "--export", str(folder))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("games", "a long pace"), "Did you mean 'A long peace'"),
        (("games", "--delete"), "Name the game"),
        (("games", "A long peace", "--delete", "--rename", "x"), "Only one of"),
        (("games", "A long peace", "--rename", " "), "Give the game a title"),
        (("games", "A long peace", "--rename", "A long peace"), "exists already"),
        (("replay", "no such game"), "Unknown saved game"),
        (("fork", "A long peace", "--quarter", "99"), "--quarter is 99"),
        (("fork", "A long peace", "--quarter", "0"), "0"),
        (("fork", "A long peace"), "--quarter"),
        (("fork", "A long peace", "--quarter", "1", "--policies", "held"), "--runs"),
        (("fork", "A long peace", "--quarter", "1", "--seat", "china"), "--runs"),
        (("fork", "A long peace", "--quarter", "1", "--runs", "2", "--policies", "bambo"), "bamboo"),
        (("fork", "A long peace", "--quarter", "1", "--runs", "2", "--seat", "mars"), "mars"),
    ],
)
def test_what_cannot_be_is_refused_in_one_message(path: Path, words: tuple[str, ...], message: str) -> None:
    assert message in fault(*words)


def test_a_game_open_elsewhere_is_left_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "WAIT", 0.05)
    with Table.open(path):
        for words in (
            ("replay",),
            ("fork", "--quarter", "1"),
            ("games", "--delete", "--yes"),
            ("games", "--rename", "x"),
        ):
            assert "open elsewhere" in fault(words[0], "A long peace", *words[1:])
    assert path.exists()


# ---------------------------------------------------------------- replay


def test_a_game_is_told_turn_by_turn_and_found_sound(path: Path) -> None:
    found = typed("replay", "A long peace")
    assert found.exit_code == 0
    assert '[Title "A long peace"]' in found.stdout
    assert "2. " in found.stdout
    assert "all came out as they were stored" in " ".join(found.stdout.split())
    assert "[Title" not in typed("replay", "A long peace", "--verify").stdout
    data = answer("replay", "A long peace")
    assert data["sound"]
    assert [each["seq"] for each in data["journal"]] == list(range(1, data["head"]["seq"] + 1))
    assert "journal" not in answer("replay", "A long peace", "--verify")


def test_a_difference_is_listed_and_the_exit_code_says_so(path: Path) -> None:
    from dataclasses import replace

    other = path.with_name("Other.fournos")
    with Journal.open(path) as journal:
        first = [(each.event, journal.snapshots(each.seq)) for each in journal.events()]
        states = next(states for _event, states in first if states)
        states[0].state["world"]["trust"][0] = 0.75
        states[0] = replace(states[0], digest="another")
        Journal.create(other, journal.meta, first).close()
    found = typed("replay", "Other", "--verify")
    assert found.exit_code == 1
    assert "trust" in found.stdout
    assert "0.75" in found.stdout
    assert "What was stored stands." in " ".join(found.stdout.split())
    found = typed("replay", "Other", "--json")
    row = json.loads(found.stdout)["mismatches"][0]
    assert (row["field"], row["stored"], row["quarter"]) == ("trust", "0.75", states[0].quarter - 1)


def test_a_game_of_several_persons_is_told_only_when_it_is_over(path: Path) -> None:
    shared = path.with_name("Shared.fournos")
    setup = Setup.of(load("rig-crisis"), {"vietnam": "person", "china": "person"}, seed=2)
    with Table.create(setup, shared) as table:
        table.close_phase()
    found = typed("replay", "Shared")
    assert found.exit_code == 0
    assert "[Title" not in found.stdout
    assert "when it is over" in found.stderr
    assert "journal" not in json.loads(typed("replay", "Shared", "--json").stdout)
    with Table.open(shared) as table:
        while not table.over:
            table.close_phase()
    assert "[Title" in typed("replay", "Shared").stdout


# ---------------------------------------------------------------- fork


def test_a_new_game_goes_on_from_the_turn_of_a_quarter_and_the_old_one_stays(path: Path) -> None:
    before = path.read_bytes()
    with Table.open(path) as table:
        rows = table.record.quarters
        second = next(row.quarter for row in rows if row.turn == 1)
        start = rows[second].before.digest()
    for quarter in (second + 1, table.turn().quarter):  # its first quarter, and its last
        found = answer("fork", "A long peace", "--quarter", str(quarter), "-o", f"From {quarter}")
        assert (found["turn"], found["quarter"]) == (1, second + 1)
        with Table.open(found["file"]) as forked:
            assert forked.sitting.model.world.digest() == start
            assert forked.journal.meta["scenario"] == "four-nos"
            forked.close_phase()
        assert answer("replay", found["file"], "--verify")["sound"]
    assert path.read_bytes() == before
    named = answer("fork", "A long peace", "--quarter", "1")["file"]
    assert Path(named).parent == path.parent
    assert answer("fork", "A long peace", "--quarter", "1", "-o", str(path.with_name("mine.fournos")))["turn"] == 0


def test_many_runs_go_on_from_the_true_state_and_are_kept_as_a_study(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "onward"
    words = ("fork", "A long peace", "--quarter", "3", "--runs", "25", "--seed", "4", "--policies", "held,bamboo")
    found = answer(*words, "-o", str(folder))
    assert sum(found["outcomes"]["ending"].values()) == pytest.approx(1.0)
    assert (found["quarter"], found["seed"], found["runs"], found["seat"]) == (3, 4, 25, "vietnam")
    results = open_results(folder)
    assert results.policies == tuple(found["policies"]) == ("four-nos", "four-nos,bamboo@2")
    assert len(results.runs()) == 50
    assert results.manifest["start"]["source"]["scenario"] == "four-nos"
    assert answer(*words) == found, "the same seed gives the same runs"
    assert "holds a study already" in fault(*words, "-o", str(folder))
    assert "How the runs end" in typed(*words).stdout
    with Table.open(path) as table:
        every = cases_of(table.played, table.journal.snapshots(), 2, seed=1)
    assert len({case.policy for case in every}) == len(load("four-nos").seats["vietnam"].doctrines)


def test_a_study_of_a_game_holds_the_state_it_starts_from_and_no_other(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "onward"
    words = ("fork", "A long peace", "--quarter", "3", "--runs", "4", "--policies", "held", "-o", str(folder))
    assert typed(*words).exit_code == 0
    with Table.open(path) as table:
        stood = table.record.quarters[2].before.digest()
    start = open_study(folder).cases()[0].start
    assert start is not None
    assert (start.world.digest(), start.world.quarter, start.namespace) == (stood, 2, "fork")
    assert typed("why", str(folder), "--run", "3", "--quarter", "9", "--of", "autonomy").exit_code == 0
    assert "from 3 to" in fault("why", str(folder), "--run", "3", "--quarter", "2", "--of", "autonomy")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["start"]["state"]["world"]["trust"][0] += 0.01
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert "was changed" in fault("why", str(folder), "--run", "3", "--quarter", "9", "--of", "autonomy")


def test_runs_go_on_from_where_the_game_stood_and_each_is_the_same_in_any_batch(path: Path) -> None:
    with Table.open(path) as table:
        states, quarter = table.journal.snapshots(), table.turn().quarter
        world = table.played.model.world.digest()
        cases = cases_of(table.played, states, quarter, 2, policies=["held"])
        many, few = (onward(cases, runs, "vietnam").ensembles[0] for runs in (12, 5))
        assert table.played.model.world.digest() == world
    for name, values in few.outcomes.items():
        assert values.tolist() == pytest.approx(many.outcomes[name][:5].tolist(), nan_ok=True)
    assert many.outcomes["growth_pct"].std() > 0
