"""`fournos study init`, `check` and `add-policy`: a study begun, checked, and given one policy more."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scenarios import load, names, studies
from sim.study.results import open_results
from sim.study.running import run
from sim.study.spec_file import parse
from sim.study.starting import text_for
from tests.command_line import answer, refused, typed
from tests.small_studies import POLICIES, bytes_in, design, in_order, spec, text


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(tmp_path_factory.mktemp("made") / "study", spec(), rows=24).path


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "study"))


# ---------------------------------------------------------------- init


@pytest.mark.parametrize("name", names())
def test_the_first_text_of_every_scenario_is_a_sound_study(name: str) -> None:
    found = parse(text_for(load(name)), "study.toml", load)
    assert tuple(found.scenarios) == (name,) and len(found.policies) >= 1 and len(found.uncertainties) == 3


def test_init_writes_a_study_that_runs_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "Mein Bild 2.toml"
    done = typed("study", "init", "tutorial", "-o", str(file))
    assert done.exit_code == 0 and "study check" in done.stderr
    assert typed("study", "check", str(file)).exit_code == 0
    assert answer("study", "run", str(file), "-o", str(tmp_path / "out"), "--dry-run")["missing"] > 0
    assert typed("study", "init").stdout.startswith("# A study: policies")


def test_init_copies_a_study_that_comes_with_the_program(tmp_path: Path) -> None:
    for name in studies():
        file = tmp_path / f"{name}.toml"
        assert typed("study", "init", "--from", name, "-o", str(file)).exit_code == 0
        assert parse(file.read_text(), str(file), load).name == name


def test_init_replaces_a_file_only_on_request(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("mine")
    words = ("study", "init", "-o", str(tmp_path / "mine.toml"))
    result = typed(*words)
    assert "--overwrite" in refused(result.exit_code, result.stdout, result.stderr)
    assert (tmp_path / "mine.toml").read_text() == "mine"
    assert typed(*words, "--overwrite").exit_code == 0 and len((tmp_path / "mine.toml").read_text()) > 500


SLIPS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "scenario": (("init", "bleding-white"), ("Did you mean 'bleeding-white'",)),
    "study": (("init", "--from", "bleding-white"), ("Did you mean 'bleeding-white'",)),
    "both": (("init", "four-nos", "--from", "bleeding-white"), ("not both",)),
    "a folder": (("init", "-o", "{here}"), ("is a folder",)),
    "no folder": (("init", "-o", "{here}/no/such.toml"), ("cannot be written",)),
    "nothing to check": (("check",), ("FILE",)),
    "study to check": (("check", "bleding-white"), ("Did you mean 'bleeding-white'",)),
    "no policy named": (("add-policy", "{study}"), ("NAME",)),
    "policy of nothing": (("add-policy", "{study}", "late"), ("-d SEAT=DOCTRINE",)),
    "policy that is there": (
        ("add-policy", "{study}", "bleed", "-d", "china=coerce"),
        ("has a policy 'bleed' already",),
    ),
    "name with signs": (("add-policy", "{study}", "a b]", "-d", "china=coerce"), ("no name of a policy",)),
    "name of a key": (("add-policy", "{study}", "9", "-d", "china=coerce"), ("no name of a policy",)),
    "seat": (("add-policy", "{study}", "late", "-d", "chna=coerce"), ("Did you mean 'china'",)),
    "doctrine": (("add-policy", "{study}", "late", "-d", "china=coerc"), ("Did you mean 'coerce'",)),
    "assignment": (("add-policy", "{study}", "late", "-d", "china"), ("SEAT=DOCTRINE",)),
    "parameter": (("add-policy", "{study}", "late", "--set", "lm=3"), ("Did you mean 'lam'",)),
    "parameter outside": (("add-policy", "{study}", "late", "--set", "lam=-3"), ("lam is -3",)),
    "uncertainty": (("add-policy", "{study}", "late", "--set", "psi=0.3"), ("nothing may be both",)),
    "folder": (("add-policy", "{here}", "late", "-d", "china=coerce"), ("holds no study",)),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_and_nothing_is_written(slip: str, folder: Path, tmp_path: Path) -> None:
    words, expected = SLIPS[slip]
    before = bytes_in(tmp_path, apart=())
    known = {"here": str(tmp_path), "study": str(folder)}
    result = typed("study", *(word.format(**known) for word in words))
    assert (result.exit_code, result.stdout) == (2, "")
    assert all(part in result.stderr for part in expected), result.stderr
    assert "Traceback" not in result.stderr and bytes_in(tmp_path, apart=()) == before


# ---------------------------------------------------------------- check


def test_check_tells_every_fault_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(text(seed=-1).replace('"psi"', '"psy"'))
    (tmp_path / "sound.toml").write_text(text())
    result = typed("study", "check", str(tmp_path / "mine.toml"), str(tmp_path / "sound.toml"))
    assert result.exit_code == 2 and "line 6: seed: is -1" in result.stdout + result.stderr
    assert typed("study", "check", str(tmp_path / "sound.toml"), *studies()).exit_code == 0


# ---------------------------------------------------------------- add-policy


def test_a_policy_that_is_added_costs_only_its_own_runs_and_equals_one_from_the_start(
    folder: Path, tmp_path: Path
) -> None:
    before = {name: value for name, value in bytes_in(folder).items() if name.endswith(".parquet")}
    words = ("late", "-d", "china=coerce", "-d", "russia=supplier", "--set", "lam=9.5", "--title", 'A "late" [b]turn')
    found = answer("study", "add-policy", str(folder), *words)
    assert (found["done"], found["policies"]) == (96, ["bleed", "punish", "late"])
    assert before.items() <= bytes_in(folder).items()
    grown = open_results(folder)
    assert grown.spec.policies["late"].title == 'A "late" [b]turn'
    late = {"doctrines": {"china": "coerce", "russia": "supplier"}, "parameters": {"lam": 9.5}}
    at_once = run(tmp_path / "once", spec(policies={**POLICIES, "late": late}))
    assert in_order(grown.runs()).equals(in_order(open_results(at_once.path).runs()))
    assert answer("study", "resume", str(folder))["done"] == 96


def test_a_policy_may_have_any_name_of_a_key(folder: Path) -> None:
    assert "late.v2_b-c" in answer("study", "add-policy", str(folder), "late.v2_b-c", "-d", "china=coerce")["policies"]
    assert "late.v2_b-c" in open_results(folder).policies


def test_a_study_with_its_policies_on_one_line_says_what_to_do(tmp_path: Path) -> None:
    inline = text(policies={}) + 'policies = { bleed = { doctrines = { china = "bleed-white" } } }\n'
    made = run(tmp_path / "study", parse(inline, "study.toml", load))
    result = typed("study", "add-policy", str(made.path), "late", "-d", "china=coerce")
    assert "[policies.NAME]" in refused(result.exit_code, result.stdout, result.stderr)


@pytest.mark.parametrize("kind", ["rows", "posterior", "point"])
def test_a_policy_can_be_added_to_any_kind_of_study(kind: str, tmp_path: Path) -> None:
    rows = {"rows": {"design": {"kind": "rows", "rows": "rows.csv", "replications": 2}}}
    (tmp_path / "rows.csv").write_text("psi,trust,aid\n0.3,0.1,full\n0.4,0.2,offshore\n")
    kinds = {"posterior": {"design": design(kind="posterior", points=3, replications=1), "uncertainties": {}}}
    kinds |= {"point": {"design": {"kind": "point", "replications": 3}, "uncertainties": {}}}
    (tmp_path / "study.toml").write_text(text(**{**rows, **kinds}[kind]))
    out = str(tmp_path / "out")
    first = answer("study", "run", str(tmp_path / "study.toml"), "-o", out)
    more = answer("study", "add-policy", out, "late", "-d", "china=coerce")
    assert (more["done"], more["status"]) == (first["done"] * 3 // 2, "complete")
