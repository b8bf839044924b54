"""The study folder: what it holds, that it makes its runs again, and what it refuses."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from sim import open_study
from sim.ensemble import Ensemble, run_case
from sim.errors import InputError, StoreError, UnknownName, WrongType
from sim.outcome import ENDINGS, MEASURES
from sim.recorder import COLUMNS
from sim.study import parts
from sim.study.folder import write
from tests.studies import case, faulty, made_up, same, scenario

COMMAND = ["fournos", "run", "bleeding-white", "-o", "a folder"]


@pytest.fixture(scope="module")
def ensembles() -> list[Ensemble]:
    cases = [case(doctrines={"vietnam": name}, seed=7) for name in ("four-nos", "bamboo")]
    return [run_case(one, 150, first=20, trajectories=30) for one in cases]


@pytest.fixture(scope="module")
def folder(ensembles: list[Ensemble], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("made") / "study", ensembles, COMMAND)


@pytest.fixture
def copied(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "study"))


def files(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by name."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def asked(query: str) -> list[tuple[Any, ...]]:
    """Return what DuckDB answers."""
    with duckdb.connect(":memory:") as database:
        return database.execute(query).fetchall()


# ---------------------------------------------------------------- what it holds


def test_the_layout_is_the_published_one(folder: Path) -> None:
    held = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    tables = ["runs", "runs/part-00000.parquet", "timings.jsonl", "trajectories", "trajectories/part-00000.parquet"]
    assert held == ["design.csv", "failures.jsonl", "figures", "manifest.json", *tables]


def test_other_programs_can_read_the_tables(folder: Path) -> None:
    kinds = asked(f"DESCRIBE FROM '{folder}/runs/*.parquet'")
    columns = {name: kind for name, kind, *_rest in kinds}
    named = {"replication": "BIGINT", "scenario": "VARCHAR", "seed": "BIGINT", "policy": "VARCHAR"}
    measures = {m.name: "VARCHAR" if m.name == "ending" else "DOUBLE" for m in MEASURES}
    assert list(columns.items()) == list({**named, **measures}.items())
    kinds = asked(f"DESCRIBE FROM '{folder}/trajectories/*.parquet'")
    columns = {name: kind for name, kind, *_rest in kinds}
    assert list(columns) == ["policy", "replication", "quarter", *COLUMNS]
    assert {columns[name] for name in COLUMNS} == {"FLOAT"}
    ((rows, with_terms, settled),) = asked(
        f"SELECT count(*), count(settlement_terms), sum(settled) FROM '{folder}/runs/*.parquet'"
    )
    assert (rows, with_terms) == (300, settled), "a measure that does not exist is NULL"


def test_the_rows_are_the_runs(folder: Path, ensembles: list[Ensemble]) -> None:
    study = open_study(folder)
    runs = study.runs()
    assert runs["replication"].tolist() == list(range(20, 170)) * 2
    assert set(runs["scenario"]) == {"bleeding-white"} and set(runs["seed"]) == {7}
    assert study.policies() == [ensemble.policy for ensemble in ensembles] == list(dict.fromkeys(runs["policy"]))
    for ensemble, (_policy, rows) in zip(ensembles, runs.groupby("policy", sort=False), strict=True):
        for measure in MEASURES:
            mine = ensemble.outcomes[measure.name]
            if measure.name == "ending":
                assert rows["ending"].tolist() == [ENDINGS[code] for code in mine]
            else:
                assert np.array_equal(rows[measure.name].to_numpy(float), mine, equal_nan=True)


def test_the_trajectories_are_those_recorded(folder: Path, ensembles: list[Ensemble]) -> None:
    paths = open_study(folder).trajectories()
    assert len(paths) == 2 * 30 * 7
    for ensemble, (_policy, rows) in zip(ensembles, paths.groupby("policy", sort=False), strict=True):
        assert ensemble.trajectories is not None
        assert rows["replication"].tolist() == np.repeat(np.arange(20, 50), 7).tolist()
        assert rows["quarter"].tolist() == [*range(7)] * 30
        for name, values in ensemble.trajectories.values.items():
            assert np.array_equal(rows[name].to_numpy(np.float32), values.T.ravel(), equal_nan=True)


def test_some_columns_can_be_read_alone(folder: Path) -> None:
    study = open_study(folder)
    assert list(study.runs(["ending", "policy"]).columns) == ["ending", "policy"]
    with pytest.raises(UnknownName, match="Did you mean 'ending'"):
        study.runs(["endings"])


def test_a_study_without_trajectories_has_an_empty_table(tmp_path: Path) -> None:
    study = open_study(write(tmp_path / "study", [made_up(5)]))
    assert len(study.trajectories()) == 0 and "rung" in study.trajectories().columns


def test_the_manifest_says_what_was_run(folder: Path) -> None:
    manifest = open_study(folder).manifest
    assert (manifest["format"], manifest["format_version"], manifest["status"]) == ("fournos-study", 1, "complete")
    assert manifest["command"] == COMMAND
    assert manifest["scenario"]["text"] == scenario().text and manifest["scenario"]["digest"] == scenario().digest
    assert {"python", "fournos", "numpy", "mesa"} <= set(manifest["software"])
    first = manifest["cells"][0]
    told = {"seed": 7, "first": 20, "runs": 150, "runs_done": 150, "recorded": 30, "quarters": 6}
    assert told.items() <= first.items() and (first["types"], first["moves"]) == ("doctrine", "off")
    assert [row["name"] for row in manifest["measures"]] == [measure.name for measure in MEASURES]
    assert all(row["unit"] for row in manifest["measures"])


def test_parts_are_bounded_and_only_the_last_is_short(tmp_path: Path) -> None:
    study = open_study(write(tmp_path / "study", [made_up(50_000), made_up(90_000, "bamboo")]))
    rows = [part["rows"] for part in study.manifest["parts"]]
    assert rows == [65_536, 65_536, 140_000 - 2 * 65_536]
    runs = study.runs(["policy", "replication"])
    assert runs["replication"].tolist() == [*range(50_000), *range(90_000)]


@pytest.mark.parametrize("lengths", [[], [3], [10], [4, 9, 1, 1, 25], [10, 10]])
def test_blocks_are_cut_anew(lengths: list[int]) -> None:
    ends = np.cumsum([0, *lengths])
    blocks = [{"x": np.arange(a, b), "y": -np.arange(a, b)} for a, b in pairwise(ends)]
    found = list(parts.cut(blocks, 10))
    assert all(len(block["x"]) == 10 for block in found[:-1])
    assert [x for block in found for x in block["x"].tolist()] == list(range(sum(lengths)))
    assert all((block["x"] == -block["y"]).all() for block in found)


# ---------------------------------------------------------------- the same again


def test_the_same_call_writes_the_same_bytes(folder: Path, ensembles: list[Ensemble], tmp_path: Path) -> None:
    again = [run_case(ensemble.case, 150, first=20, trajectories=30, batch=31) for ensemble in ensembles]
    one, other = files(folder), files(write(tmp_path / "again", again, COMMAND))
    assert one.keys() == other.keys()
    differ = [name for name in one if one[name] != other[name] and name not in ("timings.jsonl", "manifest.json")]
    assert not differ
    assert json.loads(one["manifest.json"])["parts"] == json.loads(other["manifest.json"])["parts"]


def test_the_manifest_makes_the_same_runs_again_without_the_scenarios(folder: Path, root: Path) -> None:
    program = (
        "import sys; sys.modules['scenarios'] = None\n"
        "from sim import open_study; from sim.ensemble import run_case; from sim.study.folder import write\n"
        "study = open_study(sys.argv[1]); cells = study.manifest['cells']\n"
        "made = [run_case(case, cell['runs'], first=cell['first'], trajectories=cell['recorded'])"
        " for case, cell in zip(study.cases(), cells)]\n"
        "write(sys.argv[2], made, study.manifest['command'])"
    )
    again = folder.parent / "again"
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder), str(again)], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for name in ("runs/part-00000.parquet", "trajectories/part-00000.parquet", "design.csv"):
        assert files(folder)[name] == files(again)[name]


def test_overrides_come_back_to_the_last_bit(tmp_path: Path) -> None:
    psi = np.random.default_rng(1).random(40)
    given = {"psi": psi, "lam": 9.1}
    opening = {"challenger.force": np.linspace(2, 4, 40) / 3, "quarrel.rung": "crisis", "target.drain": 0.1 + 0.2}
    made = run_case(case(parameters=given, opening=opening, types="prior"), 40)
    study = open_study(write(tmp_path / "study", [made]))
    (again,) = study.cases()
    assert same(made, run_case(again, 40))
    design = (study.path / "design.csv").read_text().splitlines()
    assert len(design) == 41
    assert design[0] == "design_id,policy,replication,challenger.force,lam,psi,quarrel.rung,target.drain"
    assert design[1].endswith(f",{2 / 3!r},9.1,{float(psi[0])!r},crisis,{0.1 + 0.2!r}")


def test_a_scenario_that_was_changed_in_python_comes_back_as_it_was_run(tmp_path: Path) -> None:
    from sim.ensemble import prepare

    changed = scenario().model_copy(update={"theatre": "sea", "quarters": 5})
    made = run_case(prepare(changed), 30)
    study = open_study(write(tmp_path / "study", [made]))
    assert study.scenario() == changed
    assert same(made, run_case(study.cases()[0], 30))


def test_failures_are_told_and_what_ran_is_kept(tmp_path: Path) -> None:
    made = run_case(faulty(range(3), 40), 40, batch=10)
    # a value that no run can have is not written: the folder tells it in the failures
    made.case.parameters["psi"][np.isnan(made.case.parameters["psi"])] = 0.5  # type: ignore[index]
    study = open_study(write(tmp_path / "study", [made]))
    assert study.manifest["status"] == "failed"
    assert study.manifest["cells"][0]["runs_done"] == 30 == len(study.runs())
    (failure,) = study.failures()
    assert (failure["first"], failure["count"]) == (0, 10) and "psi is nan" in failure["error"]


# ---------------------------------------------------------------- names and places


@pytest.mark.parametrize(
    "name", ["with space", "it's", 'a "quote"', "[x] {y} * ?", "Việt Nam 越南", "-o", "%s;--", "a" * 255]
)
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    for overwrite in (False, True):
        write(tmp_path / name, [made_up(20, recorded=2)], ["any"], overwrite=overwrite)
        study = open_study(tmp_path / name)
        assert (len(study.runs()), len(study.trajectories())) == (20, 14)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_folder_may_be_new_deep_empty_linked_or_the_one_we_stand_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir(mode=0o750)
    (tmp_path / "here").mkdir()
    (tmp_path / "behind").mkdir()
    (tmp_path / "link").symlink_to("behind")
    monkeypatch.chdir(tmp_path / "here")
    for name in ("../empty", "../deep/er/still", ".", "../link"):
        assert len(open_study(write(name, [made_up(5)])).runs()) == 5
    assert (tmp_path / "empty").stat().st_mode & 0o777 == 0o750
    assert (tmp_path / "link").is_symlink() and Path.cwd().samefile(tmp_path / "here")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["behind", "deep", "empty", "here", "link"]


def test_words_that_are_no_text_do_not_stop_the_writer(tmp_path: Path) -> None:
    study = open_study(write(tmp_path / "study", [made_up(5)], ["run", "\udcff", "\x1b[31m"]))
    assert study.manifest["command"][1:] == ["\udcff", "\x1b[31m"]


def test_overwriting_replaces_the_study_and_nothing_else(copied: Path) -> None:
    (copied / "figures" / "fan.png").write_bytes(b"picture")
    (copied / "notes.txt").write_text("mine")
    with pytest.raises(StoreError, match="holds a study already"):
        write(copied, [made_up(5)])
    assert len(open_study(copied).runs()) == 300
    write(copied, [made_up(5)], overwrite=True)
    assert len(open_study(copied).runs()) == 5
    assert len(list(copied.glob("runs/*"))) == 1 and not list(copied.glob("trajectories/*"))
    assert (copied / "figures" / "fan.png").exists() and (copied / "notes.txt").read_text() == "mine"


# ---------------------------------------------------------------- what does not belong together


def test_a_study_holds_one_scenario_and_each_policy_once(tmp_path: Path) -> None:
    from sim.ensemble import prepare

    other = run_case(prepare(scenario("four-nos"), quarters=1), 5)
    for wrong in ([made_up(5), other], [made_up(5), made_up(5, seed=2)]):
        with pytest.raises(InputError, match="A study holds"):
            write(tmp_path / "study", wrong)
    with pytest.raises(WrongType):
        write(tmp_path / "study", [])
    assert not list(tmp_path.iterdir())
