"""A study folder keeps whether seats made moves, and by which plans: the same runs come of it again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sim.ensemble import run_case
from sim.errors import InputError, UnknownName
from sim.plans import plan
from sim.seats import Role
from sim.study.folder import StudyFolder, open_study, write
from tests.studies import case, same

PLANS = {"vietnam": "outlast\nany every 4: appeal", "china": "stalemate every 2: shell"}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> StudyFolder:
    cases = [
        case(moves="on", plans=PLANS),
        case(doctrines={"vietnam": "porcupine+outlast"}, moves="on"),
        case(doctrines={"vietnam": "porcupine"}),
    ]
    made = [run_case(each, 40, trajectories=10) for each in cases]
    return open_study(write(tmp_path_factory.mktemp("made") / "study", made))


def test_the_manifest_has_moves_and_plans(study: StudyFolder) -> None:
    moved, named, still = study.manifest["cells"]
    lines = str(plan(Role.TARGET, "outlast"))
    assert (moved["moves"], moved["plans"]["vietnam"]) == ("on", f"{lines}\nany every 4: appeal")
    assert moved["plans"]["china"] == PLANS["china"]
    assert (named["moves"], named["plans"]) == ("on", {})
    assert "vietnam=porcupine+outlast" in named["policy"]
    assert (still["moves"], still["plans"]) == ("off", {})


def test_the_same_runs_come_of_it_again(study: StudyFolder) -> None:
    firsts = [run_case(each, 40, trajectories=10) for each in study.cases()]
    for cell, again in zip(study.manifest["cells"], firsts, strict=True):
        mine = study.runs()
        mine = mine[mine["policy"] == cell["policy"]]
        for name in ("target_dead_thousand", "autonomy", "growth_pct"):
            assert mine[name].tolist() == again.outcomes[name].tolist()
    assert not same(firsts[0], firsts[2])


def test_the_plans_matter(study: StudyFolder) -> None:
    given, _named, _still = study.cases()
    assert not same(run_case(given, 40), run_case(case(moves="on"), 40))


def test_studies_written_before_there_were_plans_still_open(study: StudyFolder, tmp_path: Path) -> None:
    manifest = json.loads((study.path / "manifest.json").read_text("utf-8"))
    for cell in manifest["cells"]:
        cell.pop("plans")
    older = tmp_path / "older"
    older.mkdir()
    for path in study.path.rglob("*"):
        if path.is_file():
            (older / path.relative_to(study.path)).parent.mkdir(parents=True, exist_ok=True)
            (older / path.relative_to(study.path)).write_bytes(path.read_bytes())
    (older / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    cases = open_study(older).cases()
    assert [each.plans for each in cases] == [{}, {}, {}]
    assert same(run_case(cases[2], 40), run_case(study.cases()[2], 40))


def test_plans_by_name_are_those_lines() -> None:
    named, written = case(moves="on", plans={"vietnam": "outlast"}), str(plan(Role.TARGET, "outlast"))
    assert named.plans == {"vietnam": written} == case(moves="on", plans={"vietnam": written}).plans
    assert case(moves="on", plans={"russia": "stand-aside"}).plans == {"russia": ""}


@pytest.mark.parametrize(
    ("plans", "words"),
    [
        ({"vietnm": "outlast"}, "Did you mean 'vietnam'"),
        ({"vietnam": "outlst"}, "Did you mean 'outlast'"),
        ({"vietnam": "shell-on"}, "Unknown plan of the target"),
        ({"vietnam": "war every 3 denial"}, "cannot be read"),
        ({"vietnam": "wr: denial"}, "Did you mean 'war'"),
        ({"vietnam": "war: denail"}, "Did you mean 'denial'"),
        ({"vietnam": 3}, "expected the name of a plan"),
        ({"vietnam": "war: denial\n" * 61}, "at most 60 lines"),
        ({"vietnam": "a" * 100_000}, "at most"),
        ("outlast", "values by name"),
    ],
)
def test_a_faulty_plan_is_refused(plans: object, words: str) -> None:
    with pytest.raises(InputError) as caught:
        case(moves="on", plans=plans)
    assert words in str(caught.value)
    assert str(caught.value).isprintable()


def test_plans_need_moves() -> None:
    asked: list[dict[str, Any]] = [{"plans": {"vietnam": "outlast"}}, {"doctrines": {"vietnam": "porcupine+outlast"}}]
    for given in asked:
        with pytest.raises(InputError, match="--moves on"):
            case(**given)
    with pytest.raises(UnknownName, match="choice of moves"):
        case(moves="maybe")
