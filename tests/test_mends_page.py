"""The page of mends shows what was judged, and says so where nothing was."""

from __future__ import annotations

from typing import Any

import pytest

from docs.pages import mends, oracle_moves, shortfalls
from docs.pages.markdown import figure
from sim.mends import table

NAME = next(iter(table()))
JUDGED: dict[str, Any] = {
    "targets": [
        {"id": "R5a", "text": "land held", "low": 0.1, "high": 0.2, "status": "check"}
        | {"before": 0.3, "after": 0.15, "hit_before": False, "hit_after": True},
        {"id": "R2a", "text": "dead", "low": 7.0, "high": 26.0, "status": "fitted"}
        | {"before": 1234.5, "after": None, "hit_before": False, "hit_after": None},
        {"id": "R1a", "text": "length", "low": None, "high": None, "status": "not represented"}
        | {"before": None, "after": None, "hit_before": None, "hit_after": None},
    ],
    "mends": [
        {
            "name": NAME,
            "default": True,
            "targets": {
                "R5a": {"off": 0.3, "on": 0.15, "low": 0.1, "high": 0.2, "status": "check"},
                "R8f": {"off": None, "on": 4.0, "low": None, "high": None, "status": "fitted"},
            },
            "passing": {
                "off": {"draws": 61440, "first": 900, "both": 70, "accepted": 12},
                "on": {"draws": 61440, "first": 950, "both": 80, "accepted": 13},
            },
            "effects": [
                {"scenario": "four-nos", "doctrines": {"us": "full"}, "measure": "war"}
                | {"off": 0.02, "on": 0.03, "effect": 0.01, "se": 0.001}
            ],
        }
    ],
}
MOVED: dict[str, Any] = {
    "about": {"runs": 4000, "seed": 7, "rows": 2, "judged": 40, "apart": 4.0},
    "moved": [
        {"scenario": "four-nos", "doctrines": {"vietnam": "bamboo", "china": "seize"}, "measure": "crises"}
        | {"reference": 0.91, "before": 0.9, "after": 0.5, "se": 0.01234}
    ],
}


def rendered(monkeypatch: pytest.MonkeyPatch, **kept: Any) -> str:
    monkeypatch.setattr(mends, "read", kept.get)
    monkeypatch.setattr(oracle_moves, "read", kept.get)
    return mends.render()


def test_before_anything_is_gathered_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    text = rendered(monkeypatch)
    assert "python -m docs.gather mends" in text and "python -m docs.gather oracle" in text


def test_every_mend_stands_there_with_its_rule_source_and_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join(rendered(monkeypatch).split())
    for name, mend in table().items():
        section = text.split(f"### {name} ")[1].split("### ")[0]
        words = (mend.title, mend.problem, mend.rule, mend.source, "kept" if mend.default else "left out")
        assert all(" ".join(word.split()) in section for word in (*words, mend.decision))


def test_what_was_judged_is_shown_with_its_hits(monkeypatch: pytest.MonkeyPatch) -> None:
    text = rendered(monkeypatch, mends=JUDGED)
    section = text.split(f"### {NAME}\n")[1].split("\n##")[0]
    assert "| [R5a](backtest.md#r5a) | 0.1 to 0.2 | check | 0.3 | outside | 0.15 | within |" in section
    assert "| [R8f](backtest.md#r8f) | – | fitted | – | – | 4 | – |" in section
    assert "hold for 70 and 12 without it, and for 80 and 13 with it" in " ".join(section.split())
    row = "| [four-nos](scenarios.md#four-nos) `-d us=full` | `war` | 0.02 | 0.03 | 0.01 | 0.001 |"
    assert row in section
    assert "| [R5a](backtest.md#r5a) | land held | 0.1 to 0.2 | check | 0.3 | outside | 0.15 | within |" in text
    assert "| [R2a](backtest.md#r2a) | dead | 7 to 26 | fitted | 1234 | outside | – | – |" in text
    assert "| [R1a](backtest.md#r1a) | length | – | not represented | – | – | – | – |" in text
    counted = "Checked targets with a band: 1; within it before 0 (0 had no number then), after 1."
    assert counted in " ".join(text.split())


def test_what_is_missed_and_what_was_left_out_is_among_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    judged = JUDGED["targets"]
    monkeypatch.setattr(shortfalls, "read", {"mends": {"targets": [*judged, judged[0] | {"hit_after": False}]}}.get)
    text = " ".join(shortfalls.missed().split())
    assert "with a band and a number in the model: 2. Missed: 1. Not represented at all: 1 more." in text
    assert text.count("| [R5a](backtest.md#r5a) | land held | 0.1 to 0.2 | 0.15 | check |") == 1
    monkeypatch.setattr(shortfalls, "read", {}.get)
    assert "python -m docs.gather mends" in shortfalls.missed()
    left, kept = shortfalls.unmended().split("Other failings")
    for name, mend in table().items():
        assert f"(mends.md#{name})" in (kept if mend.default else left)


def test_the_moved_rows_of_the_reference_table_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    text = rendered(monkeypatch, oracle=MOVED)
    assert "Of 40 measures in 2 rows the mends move 1 by more than 4 standard errors" in " ".join(text.split())
    row = "| [`four-nos`](scenarios.md#four-nos) | `bamboo/seize` | `crises` | 0.91 | 0.9 | 0.5 | 0.0123 |"
    assert row in text
    assert "move 0 by more" in " ".join(rendered(monkeypatch, oracle=MOVED | {"moved": []}).split())


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "–"),
        (float("nan"), "–"),
        (0.123456, "0.123"),
        (-0.5, "-0.5"),
        (99.96, "100"),
        (1990.6, "1991"),
        (12345.6, "12,346"),
    ],
)
def test_figures_are_short(value: float | None, words: str) -> None:
    assert figure(value) == words
