"""Which way results move, on the same luck: the few directions that the model stands on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.outcome import ENDINGS
from tests.engine import play, scenario

ALLIED = {"vietnam": "ally-us", "us": "full"}
SEASONED = {"patron_a.level": 1.0, "patron_a.credibility": 1.0}


def mean(measure: str, name: str, **options: Any) -> float:
    return float(
        play(name, options.pop("quarters", None), **{"runs": 1_000, "seed": 4} | options).outcomes[measure].mean()
    )


def check_a_dearer_war_is_rarer() -> None:
    cheap, dear = (mean("war", "four-nos", doctrines=ALLIED, parameters={"c_lim": cost}) for cost in (0.34, 0.54))
    assert dear < cheap - 0.1


def test_war_is_rarer_the_dearer_a_limited_war_is() -> None:
    check_a_dearer_war_is_rarer()


@pytest.mark.parametrize("quarters", [4, 12, 20])
def test_the_dearer_the_war_footing_the_slower_the_growth(quarters: int) -> None:
    """For as long as most runs bleed; a dear war also ends sooner, and output comes back."""
    options: dict[str, Any] = {"name": "bleeding-white", "quarters": quarters}
    light, heavy = (mean("growth_pct", parameters={"mob": rate}, **options) for rate in (0.015, 0.05))
    assert heavy < light - 0.3


def test_a_challenger_to_whom_the_quarrel_is_worth_nothing_leaves_the_bleed() -> None:
    """With no stake, staying pays nothing: in ten years hardly a run still bleeds, and most were left for nothing."""
    worthless = play("bleeding-white", runs=1_000, parameters={"v_g": 0.0, "v_E": 0.0}).outcomes["ending"]
    usual = play("bleeding-white", runs=1_000).outcomes["ending"]
    fights, left = ENDINGS.index("still_fighting"), ENDINGS.index("challenger_left")
    assert (worthless == fights).mean() < 0.02 < (usual == fights).mean()
    assert (worthless == left).mean() > 2 * (usual == left).mean()


@pytest.mark.parametrize(("asked", "low", "high"), [(True, 0.1, 1.0), (False, 0.0, 0.0)], ids=["asked", "not-asked"])
def test_a_run_that_opens_in_war_asks_the_patrons(asked: bool, low: float, high: float) -> None:
    """With a seasoned treaty, general war is then possible; a history in which no patron fought does not ask."""
    base = scenario("bleeding-white")
    quarrel = base.opening.quarrel.model_copy(update={"patrons_asked": asked})
    base = base.model_copy(update={"opening": base.opening.model_copy(update={"quarrel": quarrel})})
    played = play(base, 1, runs=1_000, doctrines=ALLIED, opening=SEASONED)
    assert low <= played.outcomes["general_war"].mean() <= high


def test_the_bleed_bleeds() -> None:
    """Most runs still fight after two years, and the endings spread."""
    played = play("bleeding-white", runs=1_000, keep=True)
    rung = played.path("rung")[8]
    assert ((rung >= 3) & (rung <= 5)).mean() > 0.8
    shares = np.bincount(played.outcomes["ending"].astype(int), minlength=6) / 1_000
    assert (shares > 0.05).sum() >= 3 and shares.max() < 0.7


def test_tireless_patrons_keep_the_target_from_the_challengers_terms() -> None:
    """The claim at the heart of the scenario: fatigue of patrons decides the bleed; less with the mends."""
    never = {"f_t": 0.0, "opinion_fatigue": 0.0, "m_min": 0.0}
    for mends, gap in (("none", 0.3), ("default", 0.05)):
        tired, tireless = (
            mean("challenger_terms", "bleeding-white", parameters=given, mends=mends) for given in ({}, never)
        )
        assert tireless < tired - gap


def test_a_clash_at_sea_is_stood_down_within_a_year() -> None:
    rung = play("rig-crisis", 4, runs=1_000, keep=True).path("rung")[4]
    assert (rung < 2).mean() > 0.8


def test_self_help_costs_growth_and_saves_land() -> None:
    taken: dict[str, Any] = {"china": "seize"}
    plain = play("four-nos", runs=1_000, doctrines=taken | {"vietnam": "bamboo"}).outcomes
    armed = play("four-nos", runs=1_000, doctrines=taken | {"vietnam": "porcupine"}).outcomes
    assert armed["growth_pct"].mean() < plain["growth_pct"].mean() - 0.3
    assert armed["peak_land_lost"].mean() < plain["peak_land_lost"].mean()
