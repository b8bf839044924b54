"""`fournos why`: a saved run made again, its accounts as text and as JSON, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sim.ledger import QUANTITIES
from sim.outcome import MEASURES
from sim.study import why
from sim.study.folder import open_study
from tests.accounts import GOLDEN
from tests.command_line import answer, refused, typed
from tests.golden.accounts import ACCOUNTS, written

RUN = ("--run", "3", "--quarter", "5")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a study of two policies, with types drawn for each run and moves."""
    folder = str(tmp_path_factory.mktemp("why") / "study")
    words = ("--runs", "6", "--quarters", "8", "--seed", "5", "--types", "prior", "--moves", "on")
    told = typed("compare", "bleeding-white", "--seat", "us", "-d", "vietnam=bamboo,ally-us@4", *words, "-o", folder)
    assert told.exit_code == 0, told.stderr
    return folder


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a study in which parameters differ from run to run."""
    import numpy as np

    from sim.ensemble import simulate
    from sim.study.folder import write
    from tests.engine import scenario

    folder = str(tmp_path_factory.mktemp("why") / "sets")
    values = {"standing_speed": np.linspace(0.05, 0.2, 6)}
    found = simulate(scenario(), parameters=values, runs=6, quarters=6, seed=2)
    write(folder, [found], ["fournos"])
    return folder


def test_the_lines_add_up_and_lead_to_rules_and_claims(study: str) -> None:
    found = answer("why", study, *RUN, "--of", "legitimacy")
    assert (found["run"], found["quarter"], found["seat"], found["label"]) == (3, 5, "vietnam", "Vietnam")
    assert sum(row["grains"] for row in found["lines"]) == round(1e9 * found["after"]) - round(1e9 * found["before"])
    assert sum(row["grains"] for row in found["course"]) == found["lines"][0]["grains"]
    assert [row["line"] for row in found["lines"]][:2] == ["course", "own_policy"]
    steps = {step["id"]: step for step in found["steps"]}
    used = [
        step for part in ("lines", "course") for row in found[part] for each in row["inputs"] for step in each["steps"]
    ]
    assert set(used) == set(steps) and "standing" in steps
    speed = next(row for row in steps["standing"]["parameters"] if row["name"] == "standing_speed")
    assert speed["low"] <= speed["value"] <= speed["high"] and speed["source"]
    against = {claim["id"]: [other["id"] for other in claim["opposite"]] for claim in steps["standing"]["claims"]}
    assert against["C9"] == ["B15"]


def test_it_accounts_for_the_run_that_was_saved(study: str) -> None:
    """The states that accounts go through are those of the saved trajectories, in every quarter."""
    folder = open_study(study)
    policy = folder.policies()[0]
    saved = folder.trajectories()
    path = saved[(saved["replication"] == 3) & (saved["policy"] == policy)].set_index("quarter")
    for quarter in (1, 5, 8):
        for name in ("legitimacy", "support_a", "target_dead"):
            found = answer("why", study, "--run", "3", "--quarter", str(quarter), "--of", name)
            assert found["after"] == pytest.approx(float(path[name][quarter]), abs=1e-5)
            if quarter > 1:
                assert found["before"] == pytest.approx(float(path[name][quarter - 1]), abs=1e-5)


def test_a_run_keeps_its_own_parameters(sets: str) -> None:
    for run in ("0", "5"):
        found = answer("why", sets, "--run", run, "--quarter", "3", "--of", "legitimacy")
        step = next(step for step in found["steps"] if step["id"] == "standing")
        speed = next(row for row in step["parameters"] if row["name"] == "standing_speed")
        assert speed["value"] == pytest.approx(0.05 if run == "0" else 0.2)


MADE_AGAIN = cache(lambda path, *asked: plainly_made_again(open_study(path), *asked))
plainly_made_again = why.made_again


@pytest.fixture
def made_again_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a run again the first time that something is asked of it, and not for every quantity."""
    monkeypatch.setattr(why, "made_again", lambda folder, *asked: MADE_AGAIN(folder.path, *asked))


@pytest.mark.usefixtures("made_again_once")
@pytest.mark.parametrize("name", QUANTITIES)
def test_every_quantity_can_be_asked_for(study: str, name: str) -> None:
    found = answer("why", study, *RUN, "--of", name)
    assert sum(row["grains"] for row in found["lines"]) == round(1e9 * found["after"]) - round(1e9 * found["before"])
    told = typed("why", study, *RUN, "--of", name)
    assert told.exit_code == 0 and "in all" in told.stdout and "{" not in told.stdout


def test_seat_and_policy_can_be_chosen(study: str) -> None:
    mine = answer("why", study, *RUN, "--of", "stocks", "--seat", "us", "--policy", "full")
    assert mine["seat"] == "us" and "us=full" in mine["policy"]
    whole = answer("why", study, *RUN, "--of", "stocks", "--policy", mine["policy"])
    assert whole["seat"] == "vietnam" and whole["after"] == mine["after"]


def test_no_line_of_the_text_is_wider_than_the_terminal(study: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("legitimacy", "stocks", "rung", "level_a"):
        text = typed("why", study, *RUN, "--of", name).stdout
        assert max(map(len, text.splitlines())) <= 80, name


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--run", "3", "--quarter", "5", "--of", "legitimcy"), "Did you mean 'legitimacy'?"),
        (
            ("--run", "6", "--quarter", "5", "--of", "trust"),
            "run of this study is 6; allowed is a finite number from 0 to 5",
        ),
        (("--run", "3", "--quarter", "9", "--of", "trust"), "quarter of this study is 9"),
        (("--run", "3", "--quarter", "0", "--of", "trust"), "--quarter is '0'"),
        (("--run", "x", "--quarter", "5", "--of", "trust"), "--run is 'x'"),
        (("--run", "3", "--quarter", "5", "--of", "trust", "--seat", "vietnm"), "Did you mean 'vietnam'?"),
        (("--run", "3", "--quarter", "5", "--of", "trust", "--policy", "ful"), "Did you mean 'full'?"),
        (("--run", "3", "--of", "trust"), "Missing option '--quarter'"),
        (("--run", "3", "--quarter", "5"), "Missing option '--of'"),
    ],
)
def test_bad_input_is_refused_in_plain_words(study: str, words: tuple[str, ...], expected: str) -> None:
    told = typed("why", study, *words)
    assert expected in refused(told.exit_code, told.stdout, told.stderr)


def test_what_stands_on_the_agenda_is_refused_of_a_run_without_moves(sets: str) -> None:
    told = typed("why", sets, "--quarter", "3", "--of", "cohesion")
    assert "stands still in a run without moves" in refused(told.exit_code, told.stdout, told.stderr)


def test_what_is_no_study_is_refused(tmp_path: Path) -> None:
    (tmp_path / "game.fournos").write_text("x")
    (tmp_path / "file.txt").write_text("x")
    for place, words in (
        ("", "holds no study"),
        ("none", "There is no folder"),
        ("game.fournos", "is not a game"),
        ("file.txt", "is a file"),
    ):
        told = typed("why", str(tmp_path / place), *RUN, "--of", "trust")
        assert words in refused(told.exit_code, told.stdout, told.stderr)


def _changed(study: str, tmp_path: Path, change: Callable[[dict[str, Any]], None]) -> str:
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(study, copy)
    manifest = json.loads((copy / "manifest.json").read_text("utf-8"))
    change(manifest)
    (copy / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return str(copy)


def test_a_run_that_comes_out_otherwise_is_not_accounted_for(study: str, tmp_path: Path) -> None:
    """As after a change of the rules: here the seed is another than the runs were made with."""
    copy = _changed(study, tmp_path, lambda manifest: manifest["cells"][0].update(seed=6))
    told = typed("why", copy, *RUN, "--of", "trust")
    message = refused(told.exit_code, told.stdout, told.stderr, expected=1)
    assert "comes out otherwise than it was saved" in message
    assert any(f"({measure.name})" in message for measure in MEASURES)


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.name)
def test_a_golden_account_is_told_again(account: Any) -> None:
    assert written(account) == account.path.read_text("utf-8"), "if it should: python -m tests.golden.update"


def test_every_golden_account_is_known() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {account.name for account in ACCOUNTS}
