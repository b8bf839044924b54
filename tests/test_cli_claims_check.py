"""`fournos claims --check`: verdicts as tables and as JSON, one claim that explains itself, slips, and Ctrl+C."""

from __future__ import annotations

import math
import signal
import sys
import time
from dataclasses import replace
from typing import Any

import pytest

from scenarios import load
from sim import propositions as book
from sim.claims import claims
from sim.propositions import Proposition, of_claim
from sim.study.findings import REASONS, VERDICTS
from sim.study.statistics import DOMINATED
from sim.study.verdicts import battery, judge, sample
from tests.command_line import answer, refused, typed
from tests.test_cli_signals import STOPPED, members, running

SETS, RUNS = 6, 10
SMALL = ("--check", "--sets", str(SETS), "--runs", str(RUNS))
LISTED = ["id", "essay", "paragraph", "paraphrase", "parameters", "proposition", "contradicts"]
FOUND = ["effect", "low", "high", "share", "verdict"]
DETAILS = ["mechanism", "kind", "standing", "note"]


def flat(*words: str) -> str:
    """Return what a command prints for people, on one line."""
    result = typed(*words)
    assert result.exit_code == 0, result.stderr
    return " ".join(result.stdout.split())


def folded(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def fewer_profiles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold dominance against one profile of the opponents: the other 23 take longer than all else together."""
    plain = book.propositions

    def fewer(given: Any) -> tuple[Proposition, ...]:
        return tuple(
            replace(row, cells=row.cells[: row.statistic.width]) if row.statistic.kind == DOMINATED else row
            for row in plain(given)
        )

    monkeypatch.setattr(book, "propositions", fewer)


# ---------------------------------------------------------------- the whole battery


@pytest.mark.usefixtures("fewer_profiles")
def test_the_whole_battery_gives_every_claim_its_row_and_its_line() -> None:
    """One run of the battery, read as JSON; what people see comes from the same rows."""
    rows = answer("claims", "--check", "--sets", "6", "--runs", "10")
    assert [row["id"] for row in rows] == list(claims())
    for row in rows:
        claim = claims()[row["id"]]
        assert list(row) == [*LISTED, *FOUND]
        assert row["verdict"] in VERDICTS
        assert (row["effect"] is None) >= (claim.standing != "tested")
        assert row["share"] is None or 0.0 <= row["share"] <= 1.0
        if row["effect"] is not None:
            assert row["low"] <= row["high"]
    tested = [row for row in rows if claims()[row["id"]].standing == "tested"]
    assert sum(row["share"] is not None for row in tested) > 0.5 * len(tested)


def test_the_table_holds_each_claim_its_numbers_and_what_a_verdict_is(monkeypatch: pytest.MonkeyPatch) -> None:
    from tui.commands.verdicts import Check

    few = {name: claims()[name] for name in ("A1", "A21", "A29", "D7")}
    monkeypatch.setattr("sim.claims.claims", lambda: few)
    asked = Check(SETS, RUNS, 21, 1, "default", {}).judged(list(few.values()))
    text = flat("claims", *SMALL)
    for name, judged in asked.items():
        assert f" {name} " in f" {text} "
        assert judged.verdict in text
    assert "by construction 1" in text and "not represented 1" in text
    assert f"{SETS} calibrated parameter sets, {RUNS} runs of each; seed 21; mends: default." in text
    assert "It is no evidence about the world." in text


# ---------------------------------------------------------------- one claim


def test_one_claim_as_json_is_what_the_battery_finds() -> None:
    data = answer("claims", "a12", *SMALL)
    rows = [row for row in book.propositions(load) if {"A12", "A8"} & set(row.claims)]
    judged = judge(battery(rows, sample(SETS), load=load, runs=RUNS), ["A12", "A8"])
    assert list(data)[: len(LISTED)] == LISTED
    assert {name: data[name] for name in FOUND} == judged["A12"].row()
    assert all(name in data for name in DETAILS)
    (made,) = data["propositions"]
    assert (made["id"], made["holds"], made["sets"]) == ("A12", "> 0.4", SETS)
    assert made["effect"] == pytest.approx(made["levels"][0])
    assert [each["id"] for each in data["opposing"]] == ["A8"]
    assert data["opposing"][0]["verdict"] == judged["A8"].verdict
    assert (data["sets"], data["runs"], data["seed"], data["mends"], data["theories"]) == (
        SETS,
        RUNS,
        21,
        "default",
        {},
    )


def test_one_claim_explains_itself() -> None:
    text = flat("claims", "A31", *SMALL)
    claim = claims()["A31"]
    for part in (claim.paraphrase, claim.proposition, claim.note):
        assert folded(part) in text
    for row in of_claim("A31", book.propositions(load)):
        assert folded(row.text) in text and folded(row.not_shown) in text
        assert all(folded(title) in text for title in row.titles)
    for word in ("effect", "5-95 % of the sets", "standard error", "holds in", "luck of their 10 runs"):
        assert word in text
    for other in claim.contradicts:
        assert f"{other} {folded(claims()[other].paraphrase)[:40]}" in text
    assert text.count("(beside the claim)") == 2
    assert "The weakest proposition settles it" in text


@pytest.mark.parametrize("name", ["C5", "A29", "D7", "A11"])
def test_a_claim_that_is_not_tested_says_why(name: str) -> None:
    text, data = flat("claims", name, *SMALL), answer("claims", name, *SMALL)
    assert folded(REASONS[claims()[name].standing]) in text
    assert data["verdict"] in text and data["propositions"] == [] and data["effect"] is None
    assert data["verdict"] in ("by construction", "not represented")


def test_options_change_what_is_run_and_are_told() -> None:
    usual = answer("claims", "A21", *SMALL)
    for more, told in (
        (("--seed", "22"), {"seed": 22}),
        (("--mends", "none"), {"mends": "none"}),
        (("--theory", "client-fear=fears"), {"theories": {"client-fear": "fears"}}),
        (("--workers", "2"), {}),
    ):
        data = answer("claims", "A21", *SMALL, *more)
        assert all(data[name] == value for name, value in told.items())
        assert (data["effect"] == usual["effect"]) == (not told), more
        assert math.isfinite(data["effect"])
    text = flat("claims", "A21", *SMALL, "--mends", "none", "--theory", "client-fear=fears")
    assert "mends: none." in text and "Rival codings: client-fear=fears." in text


# ---------------------------------------------------------------- slips


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("claims", "A99", "--check"), "claim 'A99'"),
        (("claims", "--check", "--sets", "0"), "--sets is '0'"),
        (("claims", "--check", "--runs", "many"), "--runs is 'many'"),
        (("claims", "A5", "--check", "--mends", "scars"), "Did you mean 'scar'"),
        (("claims", "A5", "--check", "--theory", "client-fear"), "QUESTION=CODING"),
        (("claims", "A5", "--check", "--theory", "client-fear=feras"), "Did you mean 'fears'"),
        (("claims", "--sets", "5"), "--sets goes with --check"),
        (("claims", "A5", "--theory", "client-fear=fears"), "--theory goes with --check"),
    ],
)
def test_a_slip_is_told_in_one_line(words: tuple[str, ...], expected: str) -> None:
    result = typed(*words)
    message = refused(result.exit_code, result.stdout, result.stderr)
    assert message.count("\n") == 1 and expected in message


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_ends_the_battery_with_one_line_and_leaves_nobody_behind() -> None:
    with running("claims", "--check", "--workers", "2") as process:
        end = time.monotonic() + 60
        while len(members(process.pid)) < 3 and time.monotonic() < end:  # until the workers are there
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=60)
        assert (process.returncode, stdout, stderr) == (1, "", STOPPED)
        while members(process.pid) and time.monotonic() < end:
            time.sleep(0.05)
        assert not members(process.pid)
