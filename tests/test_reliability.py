"""Reliability of probabilities: bins and intervals by hand, what chance makes of them, and the picture."""

from __future__ import annotations

import numpy as np
import pytest

from docs.gather import read
from sim.plots.reliability import draw, titles
from sim.study.reliability import reliability, wilson


def test_bins_scores_and_their_reference_by_hand() -> None:
    said = np.array([0.05, 0.05, 0.72, 0.78, 1.0])
    came = np.array([False, True, True, True, True])
    found = reliability(said, came)
    assert [each.count for each in found.bins] == [2, 0, 0, 0, 0, 0, 0, 2, 0, 1]
    assert found.bins[7].said == pytest.approx(0.75) and found.bins[7].share == 1.0 and found.bins[1].share is None
    assert found.brier == pytest.approx(np.mean((said - came) ** 2))
    assert (found.rate, found.reference) == (pytest.approx(0.8), pytest.approx(0.16))
    spread = np.sqrt((said * (1 - said)).sum())
    assert found.stray == pytest.approx((came.sum() - said.sum()) / spread)


@pytest.mark.parametrize(
    ("share", "count", "least", "most"),
    [(0.5, 10, 0.2366, 0.7634), (0.0, 10, 0.0, 0.2775), (1.0, 10, 0.7225, 1.0), (0.81, 263, 0.7584, 0.8526)],
)
def test_wilsons_interval(share: float, count: int, least: float, most: float) -> None:
    assert wilson(share, count) == pytest.approx((least, most), abs=5e-4)


def test_what_is_as_said_strays_as_chance_does_and_what_is_too_sure_strays_more() -> None:
    luck = np.random.default_rng(3)
    said = luck.random(20_000)
    came = luck.random(20_000) < said
    honest = reliability(said, came)
    assert abs(honest.stray) < 3 and honest.ratio < 2.5
    sure = np.clip(0.5 + 1.4 * (said - 0.5), 0.0, 1.0)
    assert reliability(sure, came).ratio > 10 and reliability(sure, came).brier > honest.brier
    assert abs(reliability(said**2, came).stray) > 10


def test_the_picture_shows_every_type_after_each_time() -> None:
    found = read("belief")
    assert found is not None, "run: python -m docs.gather belief"
    figure = draw(found)
    heads = [axes.get_title("left").replace("\n", " ") for axes in figure.axes]
    assert len(heads) == len(found["together"]) == 2 * len(titles())
    for head, row in zip(heads, found["together"], strict=True):
        assert head.startswith(titles()[row["type"]]) and f"after {row['quarter']} quarters" in head
