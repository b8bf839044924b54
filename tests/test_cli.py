"""The command line: what each command prints, as text for people and as JSON for programs."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from scenarios import load, names
from sim.claims import claims
from sim.outcome import ENDINGS, MEASURES
from sim.parameters import table
from tests.command_line import SMALL, answer, started, strict, typed

RUN_KEYS = ["scenario", "start", "seed", "runs", "quarters", "doctrines", "parameters", "mends", "theories", "moves"]
RUN_KEYS += ["plans", "outcomes"]
NUMBERS = ["mean", "se", "p05", "p50", "p95", "n"]


# ---------------------------------------------------------------- lists


def test_scenarios_lists_all_with_their_default_doctrines() -> None:
    rows = answer("scenarios")
    assert [row["name"] for row in rows] == names()
    for row in rows:
        scenario = load(row["name"])
        assert list(row) == ["name", "title", "seats", "quarters", "doctrines"]
        assert row["doctrines"] == {name: seat.doctrine for name, seat in scenario.seats.items()}
        assert (row["title"], row["quarters"], row["seats"]) == (
            scenario.title,
            scenario.quarters,
            list(row["doctrines"]),
        )


@pytest.mark.usefixtures("lengths_once")
@pytest.mark.parametrize("name", names())
def test_one_scenario_shows_seats_doctrines_and_the_source_of_every_opening_value(name: str) -> None:
    scenario = load(name)
    shown = " ".join(typed("scenarios", name).stdout.split())
    for part in (scenario.title, scenario.period, str(scenario.quarters), *scenario.seats):
        assert " ".join(part.split()) in shown
    for seat in scenario.seats.values():
        assert all(doctrine in shown for doctrine in seat.doctrines)
        assert f"* {seat.doctrine}" in shown
    data = answer("scenarios", name)
    assert data["opening"]["target"]["force"]["source"] == scenario.opening.target.force.source
    assert data["offered"]["us"] == list(scenario.seats["us"].doctrines)
    assert all(f"{group}.{entry}" in shown for group in ("target", "patron_b") for entry in data["opening"][group])
    assert "text" not in data


def test_parameters_lists_the_whole_table() -> None:
    rows = answer("parameters")
    keys = ["name", "unit", "central", "low", "high", "meaning", "source", "standing", "claims", "fixed"]
    assert [row["name"] for row in rows] == list(table())
    assert all(list(row) == keys for row in rows)
    shown = typed("parameters").stdout
    assert all(re.search(rf"^{name} ", shown, re.MULTILINE) for name in table())


def test_one_parameter_shows_its_source_limits_and_claims() -> None:
    row = table()["psi"]
    data = answer("parameters", "psi")
    assert (data["source"], data["claims"], data["maximum"]) == (row.source, list(row.claims), row.maximum)
    shown = typed("parameters", "psi").stdout
    assert row.source in shown
    assert f"{row.low:g} – {row.high:g}" in shown


def test_a_limit_that_is_none_is_null_in_json() -> None:
    free = next(row for row in table().values() if math.isinf(row.maximum))
    assert answer("parameters", free.name)["maximum"] is None
    assert "no limit" in typed("parameters", free.name).stdout


def test_claims_lists_all_and_shows_one() -> None:
    rows = answer("claims")
    keys = ["id", "essay", "paragraph", "paraphrase", "parameters", "proposition", "contradicts"]
    assert [row["id"] for row in rows] == list(claims())
    assert all(list(row) == keys for row in rows)
    one = answer("claims", "a12")
    assert one["id"] == "A12"
    assert one["mechanism"] == claims()["A12"].mechanism
    shown = " ".join(typed("claims", "A12").stdout.split())
    assert "A8" in shown
    assert claims()["A12"].standing in shown


def test_check_tells_sound_files_from_faulty_ones(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text(load("four-nos").text, "utf-8")
    bad.write_text(load("four-nos").text.replace('doctrine = "adaptive"', 'doctrine = "adaptiv"'), "utf-8")
    assert typed("check", str(good)).exit_code == 0
    result = typed("check", str(good), str(bad))
    assert result.exit_code == 2
    assert result.stdout == f"{good}: sound\n" or result.stdout.replace("\n", "") == f"{good}: sound"
    line = next(n for n, text in enumerate(bad.read_text("utf-8").split("\n"), 1) if '"adaptiv"' in text)
    assert f"line {line}: seats.china.doctrine" in result.stderr
    assert "adaptive" in result.stderr
    listed = strict(typed("check", str(good), str(bad), "--json").stdout)
    assert [(row["sound"], len(row["faults"]) > 0) for row in listed] == [(True, False), (False, True)]
    assert listed[1]["faults"][0]["line"] == line


def test_check_lists_the_faults_of_a_study(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text('name = "mine"\n[policies.a]\nvietnam = "bamboo"\n', "utf-8")
    result = typed("check", str(tmp_path / "study.toml"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "policies.a.vietnam: is not a key of this table" in " ".join(result.stderr.split())


# ---------------------------------------------------------------- run


def test_run_prints_one_object_with_every_measure() -> None:
    data = answer("run", "bleeding-white", *SMALL, "--set", "psi=0.3", "-d", "us=offshore", "--seed", "7")
    assert list(data) == RUN_KEYS
    assert (data["scenario"], data["seed"], data["runs"], data["quarters"]) == ("bleeding-white", 7, 40, 3)
    assert data["doctrines"] == {"vietnam": "four-nos", "china": "bleed-white", "us": "offshore", "russia": "supplier"}
    assert data["parameters"]["psi"] == 0.3
    assert list(data["outcomes"]) == [measure.name for measure in MEASURES]
    for measure in MEASURES:
        found = data["outcomes"][measure.name]
        if measure.name == "ending":
            assert list(found) == list(ENDINGS)
            assert sum(found.values()) == pytest.approx(1.0)
        else:
            assert list(found) == NUMBERS
            assert measure.conditional or found["n"] == 40
            assert (found["mean"] is None) == (found["n"] == 0)


def test_the_same_words_give_the_same_bytes_and_another_seed_gives_others() -> None:
    first, again, other = (
        typed("run", "four-nos", *SMALL, "--json", "--seed", seed).stdout for seed in ("3", "3", "4")
    )
    assert first == again
    assert strict(first)["outcomes"] != strict(other)["outcomes"]


def test_run_shows_endings_first_and_closes_with_what_it_is_not() -> None:
    result = typed("run", "bleeding-white", *SMALL)
    assert result.exit_code == 0
    assert result.stderr == ""
    shown = result.stdout
    assert 0 < shown.index("How the runs end") < shown.index("What was measured")
    for words in ("China's terms", "Vietnam's terms", "still fighting", "general war"):
        assert words in shown
    assert all(measure.name in shown for measure in MEASURES if measure.name != "ending")
    assert "not a forecast" in shown.splitlines()[-1]
    assert "read the endings" in " ".join(shown.split())


def test_a_schedule_of_doctrines_is_run_and_shown() -> None:
    schedule = "four-nos,ally-us@2"
    assert answer("run", "bleeding-white", *SMALL, "-d", f"vietnam={schedule}")["doctrines"]["vietnam"] == schedule


def test_types_can_be_drawn_from_the_prior() -> None:
    by_doctrine, by_prior = (answer("run", "rig-crisis", *SMALL, "--types", kind) for kind in ("doctrine", "prior"))
    assert by_doctrine["outcomes"] != by_prior["outcomes"]


def test_a_value_outside_its_plausible_range_is_run_with_a_warning() -> None:
    result = typed("run", "bleeding-white", *SMALL, "--set", "psi=0.9", "--json")
    assert result.exit_code == 0
    assert result.stderr == "Warning: psi = 0.9 lies outside its plausible range 0.15 to 0.6.\n"
    assert strict(result.stdout)["parameters"]["psi"] == 0.9


def test_a_scenario_may_be_a_file_and_its_text_is_no_markup(tmp_path: Path) -> None:
    text = load("rig-crisis").text
    title = re.search(r'^title = "(.*)"$', text, re.MULTILINE)
    assert title
    file = tmp_path / "mine.toml"
    file.write_text(text.replace(title[1], "[bold red]Rig[/] [@click=x]:smile: \\u001b[31m"), "utf-8")
    for words in (("run", str(file), *SMALL), ("scenarios", str(file))):
        result = typed(*words)
        assert result.exit_code == 0, result.stderr
        assert "[bold red]Rig[/] [@click=x]:smile:" in result.stdout
        assert "\x1b" not in result.stdout


# ---------------------------------------------------------------- compare


def test_compare_has_one_row_a_doctrine_on_the_same_luck() -> None:
    rows = answer("compare", "bleeding-white", *SMALL)
    offered = load("bleeding-white").seats["vietnam"].doctrines
    assert [row["doctrine"] for row in rows] == list(offered)
    alone = answer("run", "bleeding-white", *SMALL, "-d", "vietnam=ally-us")
    row = next(row for row in rows if row["doctrine"] == "ally-us")
    assert {key: row[key] for key in RUN_KEYS} == alone
    gap = row["difference"]["war_quarters"]
    assert gap["mean"] == pytest.approx(
        row["outcomes"]["war_quarters"]["mean"] - rows[0]["outcomes"]["war_quarters"]["mean"]
    )
    assert gap["low"] <= gap["mean"] <= gap["high"]
    assert set(row["difference"]["ending"]) == set(ENDINGS)
    assert rows[0]["difference"] is None
    assert {row["reference"] for row in rows} == {"four-nos"}


@pytest.mark.parametrize(
    ("words", "seat", "count"),
    [
        (("four-nos",), "vietnam", 9),
        (("border-war-1979",), "vietnam", 10),
        (("ukraine-analogue",), "russia", 6),
        (("four-nos", "--seat", "us"), "us", 4),
    ],
    ids=["Vietnam", "Vietnam in 1979", "the challenger without Vietnam", "a seat named"],
)
def test_compare_takes_every_doctrine_of_a_seat(words: tuple[str, ...], seat: str, count: int) -> None:
    rows = answer("compare", *words, "--runs", "4", "--quarters", "1")
    assert {row["seat"] for row in rows} == {seat}
    assert len({row["doctrine"] for row in rows}) == count == len(rows)


def test_a_doctrine_given_to_the_seat_is_what_the_others_are_held_against() -> None:
    words = ("compare", "rig-crisis", "--runs", "4", "--quarters", "2", "-d", "vietnam=four-nos,ally-us@1")
    rows = answer(*words)
    assert rows[0]["doctrine"] == "four-nos,ally-us@1"
    assert len(rows) == 1 + len(load("rig-crisis").seats["vietnam"].doctrines)


def test_compare_shows_endings_measures_and_differences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    result = typed("compare", "bleeding-white", *SMALL)
    assert result.exit_code == 0
    shown = result.stdout
    assert max(map(len, shown.splitlines())) <= 80
    for doctrine in load("bleeding-white").seats["vietnam"].doctrines:
        found = len(re.findall(rf"^{doctrine} +\S", shown, re.MULTILINE))
        assert found == (2 if doctrine == "four-nos" else 3)
    assert "Difference to four-nos on the same luck" in shown
    assert "±" in shown
    assert "not a forecast" in shown.splitlines()[-1]


@pytest.mark.parametrize("width", ["10", "40", "79"])
def test_no_name_is_cut_or_broken_on_a_narrow_terminal(width: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", width)
    shown = typed("compare", "ukraine-analogue", "--seat", "us", "--runs", "4", "--quarters", "1").stdout
    assert shown.count("burden-shifting") == 3
    assert "…" not in shown
    for words in ("Ukraine", "thousand", "fighting", "autonomy"):
        assert re.search(rf"\b{words}\b", shown)


# ---------------------------------------------------------------- folders and plots


def test_a_saved_comparison_is_a_study_that_plots_are_drawn_from(tmp_path: Path) -> None:
    from sim.study.folder import open_study

    folder = tmp_path / "a folder"
    words = ["compare", "bleeding-white", "--seat", "us", *SMALL, "-o", str(folder), "--trajectories", "10"]
    result = typed(*words, "--json")
    assert result.exit_code == 0, result.stderr
    rows = strict(result.stdout)
    assert result.stderr == f"The runs are in {folder}\n"
    study = open_study(folder)
    assert len(study.runs()) == 40 * len(rows)
    assert study.trajectories()["replication"].nunique() == 10
    assert study.manifest["command"] == ["fournos", *words, "--json"]
    drawn = typed("plot", str(folder))
    assert (drawn.exit_code, drawn.stdout) == (0, "")
    assert drawn.stderr == f"The plot is in {folder / 'figures' / 'fan.png'}\n"
    assert (folder / "figures" / "fan.png").read_bytes().startswith(b"\x89PNG")
    other = typed("plot", str(folder), "--kind", "endings", "-o", str(tmp_path / "endings.svg"), "--json")
    assert other.exit_code == 0, other.stderr
    assert strict(other.stdout)["file"] == str(tmp_path / "endings.svg")
    assert b"<svg" in (tmp_path / "endings.svg").read_bytes()
    told = typed("plot", str(folder), "--kind", "endings", "--text")
    assert told.exit_code == 0
    assert "burden-shifting" in told.stdout
    one_policy = typed("plot", str(folder), "--kind", "bleed", "--policy", "offshore", "-o", str(tmp_path / "b.pdf"))
    assert one_policy.exit_code == 0, one_policy.stderr


def test_overwrite_replaces_a_study_of_ours(tmp_path: Path) -> None:
    from sim.study.folder import open_study

    words = ["run", "rig-crisis", *SMALL, "-o", str(tmp_path / "out")]
    assert typed(*words).exit_code == 0
    assert typed(*words, "--seed", "2").exit_code == 2
    assert typed(*words, "--seed", "2", "--overwrite").exit_code == 0
    assert set(open_study(tmp_path / "out").runs()["seed"]) == {2}


def test_workers_change_nothing(tmp_path: Path) -> None:
    words = ("run", "rig-crisis", "--runs", "60", "--quarters", "4", "--json")
    alone, shared = started(*words), started(*words, "--workers", "2")
    assert (shared.returncode, shared.stderr) == (0, "")
    assert alone.stdout == shared.stdout
