"""`fournos backtest` from end to end."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sim.record import targets
from tests.command_line import answer, interrupted, refused, strict, typed

FEW = ("--sets", "3", "--runs", "4")
KEYS = {"id", "text", "target", "low", "high", "unit", "status", "model", "hit", "mends"}


def test_the_json_has_one_row_a_target_as_it_is_laid_down() -> None:
    rows = answer("backtest", *FEW, "--mends", "none")
    assert [row["id"] for row in rows] == list(targets())
    for row in rows:
        held = targets()[row["id"]]
        assert row.keys() >= KEYS
        assert (row["target"], row["low"], row["high"]) == (held.value, held.low, held.high)
        assert row["status"] in ("fitted", "check", "not represented")
        if row["status"] == "not represented":
            assert row["model"] is row["hit"] is None
            assert row["note"]
        elif row["model"] is not None and row["low"] is not None:
            assert row["hit"] is (row["low"] <= row["model"] <= row["high"])
        assert row["mends"] == "none"


def test_mends_make_more_of_the_record_representable() -> None:
    plain = answer("backtest", *FEW, "--mends", "none")
    mended = answer("backtest", *FEW, "--mends", "none,+cambodia,+mobilisation")
    absent = [{row["id"] for row in rows if row["status"] == "not represented"} for rows in (plain, mended)]
    assert absent[1] < absent[0]
    assert absent[0] - absent[1] == {"R3a", "R3b", "R4b", "R5a", "R5b", "R5c", "R5d", "R6b"}
    assert {row["mends"] for row in mended} == {"cambodia,mobilisation"}


def test_the_table_names_every_target_counts_checks_and_keeps_fits_apart() -> None:
    result = typed("backtest", *FEW, "--mends", "none", "--seed", "3")
    assert result.exit_code == 0, result.stderr
    assert all(identity in result.stdout for identity in targets())
    assert "Not represented" in result.stdout
    assert "Fitted, and not counted: " in result.stdout
    assert "3 sets of the calibration 'none' x 4 runs, seed 3; mends: none" in result.stdout
    rows = answer("backtest", *FEW, "--mends", "none", "--seed", "3")
    checks = [row for row in rows if row["status"] == "check" and row["hit"] is not None]
    assert f"Checks: {sum(row['hit'] for row in checks)} of {len(checks)} hit." in result.stdout
    assert result.stdout.count("MISS") == sum(row["hit"] is False for row in rows)


def test_plots_and_numbers_go_into_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "held"
    result = typed("backtest", *FEW, "--mends", "none", "-o", str(folder))
    assert result.exit_code == 0, result.stderr
    assert sorted(path.name for path in folder.iterdir()) == [
        "backtest-1979.png",
        "backtest-targets.png",
        "backtest-ukraine.png",
        "backtest.json",
    ]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in folder.glob("*.png"))
    rows = strict((folder / "backtest.json").read_text("utf-8"))
    assert rows == answer("backtest", *FEW, "--mends", "none")


def test_a_rival_coding_is_named() -> None:
    from sim.theories import questions

    question, row = next(iter(questions().items()))
    coding = next(name for name in row.codings if name != row.usual)
    result = typed("backtest", *FEW, "--theory", f"{question}={coding}")
    assert result.exit_code == 0, result.stderr
    assert f"{question}={coding}" in result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--sets", "0"), "--sets"),
        (("--runs", "many"), "--runs"),
        (("--mends", "cambodja"), "cambodia"),
        (("--theory", "client-fear"), "QUESTION=CODING"),
        (("-o", "/no/such/place/here"), "no folder"),
    ],
)
def test_bad_input_is_refused_in_one_message(words: tuple[str, ...], said: str) -> None:
    result = typed("backtest", *FEW, *words)
    assert said in refused(result.exit_code, result.stdout, result.stderr)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    result = typed("backtest", *FEW, "-o", str(tmp_path / "file"))
    assert "is a file" in refused(result.exit_code, result.stdout, result.stderr)
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    assert "Stopped" in interrupted("backtest", "--sets", "400", "--runs", "200", "-o", str(tmp_path / "never"))
    assert not list(tmp_path.iterdir())


def test_help_says_what_a_fit_is_worth() -> None:
    result = typed("backtest", "--help")
    assert result.exit_code == 0
    assert "agreement proves nothing" in " ".join(result.stdout.split())
