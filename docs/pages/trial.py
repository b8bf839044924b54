"""The part of README.md on the essays' trial: what moves the bleed in one figure, verdicts, and the back-test."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from docs.gather import read
from docs.pages.backtest import like_for_like
from docs.pages.bleeding import PICTURE
from docs.pages.markdown import link
from sim.claims import claims as known
from sim.study.findings import VERDICTS

TESTED = VERDICTS[:4]
"""Verdicts that runs have come to."""
WORST = ("not supported", "undecided")


def render() -> str:
    """Return the part."""
    verdicts, directions, backtest = (read(name) for name in ("verdicts", "directions", "backtest"))
    assert verdicts and directions and backtest, "gather the evidence first: make evidence"
    return "\n\n".join(
        [
            f"![How endings move with aid, with the bleeding and with posture](docs/figures/{PICTURE.name})",
            _directions(directions["directions"], directions["about"]),
            _verdicts(verdicts),
            _failed(verdicts["claims"]),
            _backtest(backtest),
        ]
    )


def _directions(rows: Iterable[Mapping[str, Any]], about: Mapping[str, Any]) -> str:
    agree = [row["agree"] for row in rows]
    return (
        f"Over {about['sets']} calibrated parameter sets, {agree.count('yes')} of {len(agree)} directions in which "
        f"aid, bleeding and posture move the endings are those that the essays lead one to expect, "
        f"{agree.count('no')} is not, and {agree.count('undecided')} are undecided "
        "([which](docs/bleeding.md#directions))."
    )


def _verdicts(found: Mapping[str, Any]) -> str:
    counts, about, halves = found["counts"], found["about"], found["halves"]
    said = ", ".join(f"{counts.get(verdict, 0)} {verdict}" for verdict in TESTED)
    rest = ", ".join(f"{counts.get(verdict, 0)} {verdict}" for verdict in VERDICTS[4:])
    return (
        f"Of the {sum(counts.values())} claims of the essays {sum(counts.get(v, 0) for v in TESTED)} are tested, on "
        f"{about['sets']} sets and {about['runs']} runs of each: {said}. The others: {rest}. Two samples of "
        f"{halves['sets']} sets that share none agree on {halves['agree']} of {halves['tested']} "
        "([verdicts](docs/verdicts.md))."
    )


def _failed(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the claims that the model does not bear out."""
    found: dict[str, list[str]] = {verdict: [] for verdict in WORST}
    for row in rows:
        if row["verdict"] in found:
            found[row["verdict"]].append(row["id"])
    linked = {one: link(one, "docs/claims.md", one.lower()) for ids in found.values() for one in ids}
    failed, open_ = ([linked[one] for one in found[verdict]] for verdict in WORST)
    told = [f"- {each} {known()[one].paraphrase}" for each, one in zip(failed, found[WORST[0]], strict=True)]
    return "\n".join(["The model does not support:\n", *told, f"\nIt leaves undecided: {', '.join(open_)}."])


def _backtest(found: Mapping[str, Any]) -> str:
    summary = found["summaries"]["model"]
    return (
        f"Against the record it hits {summary['hits']} of {summary['checks']} targets that chose nothing in it, and "
        f"{summary['fits_hit']} of {summary['fits']} that it was fitted to. {like_for_like(found['targets'])} The "
        "misses are listed in the [back-test](docs/backtest.md)."
    )
