"""A study's tables as files of other programs hold what the study holds, whole or not at all."""

from __future__ import annotations

import csv
import json
import sqlite3
from pathlib import Path

import duckdb
import numpy as np
import pytest
import xarray as xr

import scenarios
from sim import Study
from sim.errors import InputError, StoreError, UnknownName
from sim.outcome import ENDINGS
from sim.study import tidy
from sim.study.export import KINDS, export, wished
from sim.study.results import Results, open_results
from tests.command_line import typed

TEXT = """
name = "small"
title = "=1+1 and @nothing"
question = "Does it export?"
scenarios = ["bleeding-white"]
quarters = 6
[policies.bleed]
doctrines = { china = "bleed-white" }
[policies.punish]
doctrines = { china = "punitive" }
[uncertainties.psi]
title = "=psi()"
[uncertainties.aid]
doctrine = "us"
levels = ["full", "offshore"]
[uncertainties.trust]
opening = "quarrel.trust"
low = 0.1
high = 0.5
[design]
points = 16
replications = 4
trajectories = 5
[outcomes.crises]
better = "less"
[outcomes.long]
when = "war_quarters > 3"
[outcomes.terms]
of = "settlement_terms"
given = "settled = 1"
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return Study.parse(TEXT, scenarios.load).run(tmp_path_factory.mktemp("small") / "small")


def written(study: Results, kind: str, table: str, goal: Path) -> tuple[Path, ...]:
    return export(study, wished(study, kind, table, goal))


def test_a_csv_holds_every_run_with_its_conditions_and_outcomes(study: Results, tmp_path: Path) -> None:
    (path,) = written(study, "csv", "runs", tmp_path / "runs.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["run"]) for row in rows] == list(range(2 * 16 * 4))
    frame = study.to_pandas()
    assert list(rows[0]) == list(frame.columns)
    for name in ("psi", "trust", "crises", "autonomy", "long"):
        np.testing.assert_array_equal([float(row[name]) for row in rows], frame[name].to_numpy(float))
    assert [row["aid"] for row in rows] == study.points.values["aid"][frame["design_id"]].tolist()
    assert all((row["terms"] == "") == (row["settled"] == "0.0") for row in rows)
    psi = study.points.values["psi"]
    assert [float(row["psi"]) for row in rows] == [psi[int(row["design_id"])] for row in rows]


def test_no_text_begins_like_a_formula(study: Results, tmp_path: Path) -> None:
    files = written(study, "csv", "all", tmp_path / "out")
    assert [path.name for path in files] == ["runs.csv", "trajectories.csv", "design.csv", "columns.csv"]
    for path in files:
        with path.open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row if cell]
        assert not [cell for cell in cells if cell.startswith(tidy.FORMULAS) and not _is_number(cell)]
    assert "'=psi()" in files[-1].read_text("utf-8")


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_every_column_of_every_table_has_a_meaning(study: Results, tmp_path: Path) -> None:
    *tables, codes = written(study, "csv", "all", tmp_path / "out")
    with codes.open(encoding="utf-8", newline="") as file:
        known = {(row["table"], row["column"]): row["meaning"] for row in csv.DictReader(file)}
    heads = [(path.stem, head) for path in tables for head in path.read_text("utf-8").split("\n")[0].split(",")]
    assert set(heads) == set(known) and all(known.values())
    assert ("trajectories", "trust_") in known and ("trajectories", "trust") in known


def test_parquet_and_database_hold_the_same_rows(study: Results, tmp_path: Path) -> None:
    (parquet,) = written(study, "parquet", "runs", tmp_path / "runs.parquet")
    (database,) = written(study, "sql", "all", tmp_path / "study.duckdb")
    with duckdb.connect(str(database), read_only=True) as held:
        tables = {row[0] for row in held.execute("SHOW TABLES").fetchall()}
        rows = held.execute("SELECT * FROM runs ORDER BY run").fetchall()
        quarters = held.execute("SELECT max(quarter) FROM trajectories").fetchone()
    assert tables == {"runs", "trajectories", "design"} and quarters == (6,)
    with duckdb.connect() as other:
        assert other.execute("SELECT * FROM read_parquet(?)", [str(parquet)]).fetchall() == rows


def test_the_text_in_sql_is_read_by_another_database(study: Results, tmp_path: Path) -> None:
    (path,) = written(study, "sql", "runs", tmp_path / "runs.sql")
    with sqlite3.connect(":memory:") as held:
        held.executescript(path.read_text("utf-8"))
        found = held.execute("SELECT policy, avg(crises), count(terms) FROM runs GROUP BY policy").fetchall()
    frame = study.to_pandas()
    for policy, mean, settled in found:
        own = frame[frame["policy"] == policy]
        assert mean == pytest.approx(own["crises"].mean()) and settled == own["settled"].sum()


def test_netcdf_has_the_dimensions_of_the_study(study: Results, tmp_path: Path) -> None:
    files = written(study, "netcdf", "all", tmp_path / "out")
    assert [path.name for path in files] == ["runs.nc", "trajectories.nc"]
    with xr.open_dataset(files[0], engine="scipy") as held:
        assert dict(held.sizes) == {"policy": 2, "scenario": 1, "point": 16, "replication": 4}
        np.testing.assert_array_equal(held["crises"], study.array("crises"))
        assert held["policy"].values.tolist() == ["bleed", "punish"]
        assert held["aid"].values.tolist() == study.points.values["aid"].tolist()
        assert held["ending"].attrs["flag_meanings"].split() == list(ENDINGS)
        assert held.attrs["question"] == "Does it export?"
    with xr.open_dataset(files[1], engine="scipy") as held:
        frame = study.trajectories()
        one = frame[frame["run"] == int(held["run"][3])]
        np.testing.assert_allclose(held["grievance"][3], one["grievance"], rtol=1e-6)


def test_a_run_that_is_missing_has_no_ending_and_no_outcome(study: Results) -> None:
    held = study.to_xarray()
    assert int((held["ending"] < 0).sum()) == 0
    names = [ENDINGS[code] for code in held["ending"].values.reshape(2, -1)[0]]
    frame = study.to_pandas(policy="bleed").sort_values(["design_id", "replication"])
    assert names == frame["ending"].astype(str).tolist()


def test_nothing_is_replaced_unless_it_is_asked_for(study: Results, tmp_path: Path) -> None:
    goal = tmp_path / "runs.csv"
    goal.write_text("mine")
    with pytest.raises(StoreError, match="is there already"):
        wished(study, "csv", "runs", goal)
    export(study, wished(study, "csv", "runs", goal, overwrite=True))
    assert goal.read_text("utf-8").startswith("run,")


def test_what_cannot_be_written_leaves_nothing_behind(study: Results, tmp_path: Path) -> None:
    wish = wished(study, "csv", "runs", tmp_path / "runs.csv")
    part = study.path / study.files["runs"][0]
    kept = part.read_bytes()
    part.write_bytes(kept[:100])
    try:
        with pytest.raises(StoreError):
            export(study, wish)
    finally:
        part.write_bytes(kept)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("kind", "table", "name", "fault"),
    [
        ("xml", "runs", "a.xml", "kind of file 'xml'"),
        ("csv", "run", "a.csv", "Did you mean 'runs'"),
        ("csv", "runs", "a.nc", "must end in .csv"),
        ("netcdf", "design", "a.nc", "stands beside the runs"),
        ("csv", "runs", "none/a.csv", "There is no folder"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(
    study: Results, tmp_path: Path, kind: str, table: str, name: str, fault: str
) -> None:
    with pytest.raises((InputError, UnknownName, StoreError), match=fault):
        wished(study, kind, table, tmp_path / name)


def test_the_command_writes_each_kind_and_says_where(study: Results, tmp_path: Path) -> None:
    for kind in KINDS:
        done = typed("study", "export", str(study.path), f"--{kind}", "--json")
        assert done.exit_code == 0, done.stderr
        (row,) = json.loads(done.stdout)["files"]
        assert Path(row["file"]).parent == study.path / "export" and row["bytes"] > 0
    none = typed("study", "export", str(study.path))
    both = typed("study", "export", str(study.path), "--csv", "--sql")
    again = typed("study", "export", str(study.path), "--csv")
    assert (none.exit_code, both.exit_code, again.exit_code) == (2, 2, 2)
    assert "--overwrite" in again.stderr and "one of" in none.stderr


def test_runs_that_were_saved_without_a_study_are_exported_as_well(tmp_path: Path) -> None:
    done = typed(
        "run", "rig-crisis", "--runs", "8", "--quarters", "3", "--trajectories", "2", "-o", str(tmp_path / "r")
    )
    assert done.exit_code == 0, done.stderr
    results = open_results(tmp_path / "r")
    (path,) = written(results, "csv", "runs", tmp_path / "runs.csv")
    assert len(path.read_text("utf-8").splitlines()) == 9
    assert dict(results.to_xarray().sizes) == {"policy": 1, "scenario": 1, "point": 1, "replication": 8}
