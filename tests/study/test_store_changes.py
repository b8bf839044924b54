"""What would change runs that are there is refused by name, and the folder is left as it was."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from sim.study.results import open_results
from sim.study.running import resume, run
from tests.small_studies import (
    POLICIES,
    UNCERTAINTIES,
    change,
    design,
    refused,
    spec,
)

ROWS = 24


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(tmp_path_factory.mktemp("made") / "study", spec(), rows=ROWS).path


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "study"))


COERCE = {"doctrines": {"china": "coerce"}}


PUNISH_MORE = {**POLICIES, "punish": {"doctrines": {"china": "punitive", "us": "full"}}}
OTHERS: dict[str, tuple[dict[str, Any], str]] = {
    "seed": ({"seed": 2}, "its seed was 1 and is 2"),
    "quarters": ({"quarters": 5}, "its quarters were 4 and are 5"),
    "types": ({"types": "prior"}, "its types was doctrine and is prior"),
    "moves": ({"moves": "on"}, "its moves was off and is on"),
    "mends": ({"mends": "none"}, "its mends was default and is none"),
    "luck": ({"design": design(luck="common")}, "its luck was own and is common"),
    "recorded": ({"design": design(trajectories=7)}, "its trajectories was 6 and is 7"),
    "policy": ({"policies": {**POLICIES, "bleed": COERCE}}, "the policy bleed has changed"),
    "parameter": (
        {"policies": {**POLICIES, "bleed": {**POLICIES["bleed"], "parameters": {"lam": 9.0}}}},
        "the policy bleed has changed",
    ),
    "policy gone": ({"policies": {"bleed": POLICIES["bleed"]}}, "the policy punish is gone"),
    "scenario gone": ({"scenarios": ["border-war-1979"]}, "the scenario bleeding-white is gone"),
    "range": ({"uncertainties": {**UNCERTAINTIES, "psi": {"high": 0.5}}}, "the uncertainty psi has another range"),
    "levels": (
        {"uncertainties": {**UNCERTAINTIES, "aid": {"doctrine": "us", "levels": ["full", "limited"]}}},
        "the uncertainty aid has another range or other levels",
    ),
    "uncertainty gone": ({"uncertainties": {"psi": {}}}, "the uncertainty aid is gone"),
    "uncertainty new": ({"uncertainties": {**UNCERTAINTIES, "lam": {}}}, "the uncertainty lam is new"),
    "target": (
        {"uncertainties": {**UNCERTAINTIES, "trust": {"opening": "quarrel.front", "low": 1.0, "high": 2.0}}},
        "the uncertainty trust sets something else",
    ),
    "kind": ({"design": design(kind="lhs")}, "the kind of its design was sobol and is lhs"),
    "design seed": ({"design": design(seed=5)}, "the seed of its design was 1 and is 5"),
    "fewer points": ({"design": design(points=7)}, "other points"),
    "outcome": ({"outcomes": {"x": {"of": "peak aid@1-3"}}}, "its outcomes read other things"),
}


@pytest.mark.parametrize("what", OTHERS)
def test_what_would_change_runs_is_refused_by_name(folder: Path, what: str) -> None:
    changes, words = OTHERS[what]
    message = refused(folder, lambda: run(folder, spec(**changes)))
    assert words in message and "holds runs of another study" in message


def test_a_scenario_whose_text_has_changed_is_refused_by_name(folder: Path, tmp_path: Path, root: Path) -> None:
    other = (root / "scenarios" / "bleeding-white.toml").read_text() + "\n# a note\n"
    (tmp_path / "own.toml").write_text(other)
    changed = spec(scenarios=[str(tmp_path / "own.toml")])
    assert "the scenario bleeding-white has changed" in refused(folder, lambda: run(folder, changed))


def test_a_hypercube_of_another_size_is_another_one_and_the_message_says_so(tmp_path: Path) -> None:
    small = design(kind="lhs", points=2, replications=1)
    run(tmp_path / "study", spec(design=small))
    larger = spec(design={**small, "points": 3})
    assert "Sobol points can grow" in refused(tmp_path / "study", lambda: run(tmp_path / "study", larger))


def test_other_rules_are_refused(folder: Path) -> None:
    change(engine="0" * 32)(folder)
    assert "by other rules" in refused(folder, lambda: resume(folder))
    assert len(open_results(folder).runs()) == 64, "what is there can still be read"
