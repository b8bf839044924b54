"""`fournos pledges` from end to end."""

from __future__ import annotations

import os

import pytest

from sim.outcome import ENDINGS
from sim.pledges import NAMES
from tests.command_line import answer, interrupted, refused, typed

FEW = ("--runs", "20")
KEYS = {"id", "binds", "price", "opens", "endings"}


def test_the_json_has_one_row_a_pledge_as_it_is_laid_down() -> None:
    rows = answer("pledges", "four-nos", *FEW)
    assert [row["id"] for row in rows] == list(NAMES)
    for row in rows:
        assert row.keys() >= KEYS and row["in_force"] and row["runs"] == 20
        assert set(row["endings"]) >= {"kept", "broken", *row["binds"]}
        for shares in row["endings"].values():
            assert list(shares) == list(ENDINGS) and sum(shares.values()) == pytest.approx(1.0)
        assert set(row["price"]) == {"feared_alignment", "trust", "standing", "quarters"}
        assert row["price"] in (row["price_before_guiding_rules"], row["price_since_guiding_rules"])
        assert row["price_since_guiding_rules"]["trust"] < row["price_before_guiding_rules"]["trust"] < 0
        gap = row["broken"]["differences"]["autonomy"]
        assert set(gap) == {"mean", "se", "n"} and gap["n"] == 20


def test_the_text_shows_binds_price_and_futures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    result = typed("pledges", "bleeding-white", *FEW)
    assert result.exit_code == 0, result.stderr
    text = " ".join(result.stdout.split())
    for name in NAMES:
        assert name in text
    assert "price now feared alignment +0.225" in text and "before October 2023 feared alignment +0.150" in text
    assert "broken, and" in text and "treaty-us" in text and "open-cam-ranh" in text
    assert "20 paired futures of 40 quarters, seed 1; moves on" in text
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_a_scenario_without_pledges_says_so() -> None:
    result = typed("pledges", "border-war-1979", *FEW)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.count("Not in force when border-war-1979 opens") == len(NAMES)
    rows = answer("pledges", "border-war-1979", *FEW)
    assert all(row["endings"] is None and row["kept"] is None and not row["used"] for row in rows)
    assert all(row["price"]["trust"] < 0 for row in rows)


def test_the_same_seed_gives_the_same_and_another_does_not() -> None:
    one, again, other = (answer("pledges", "four-nos", *FEW, "--seed", seed) for seed in ("1", "1", "2"))
    assert one == again != other


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("four-noos",), "Did you mean 'four-nos'?"),
        (("four-nos", "--runs", "1"), "--runs"),
        (("four-nos", "--seed", "-3"), "--seed"),
        (("four-nos", "--workers", "0"), "--workers"),
        ((), "SCENARIO"),
    ],
)
def test_bad_input_is_refused_in_one_message(words: tuple[str, ...], said: str) -> None:
    result = typed("pledges", *words)
    assert said in refused(result.exit_code, result.stdout, result.stderr)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_stops_it() -> None:
    assert "Stopped" in interrupted("pledges", "four-nos", "--runs", "400000")
