"""The ladder, by hand: pressure, crisis, the decision for war, and who is asked to fight."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.rules import ladder
from sim.seats import BORDER_WAR, CRISIS, GREY, PEACE, RUNGS
from tests.engine import resolved, scenario, stage

PRESENT = scenario("four-nos")
YES, NO = 0.0, 0.999999
"""A draw that makes anything possible happen, and one that lets nothing happen."""
REASSURED = 0.525
QUIET = {"grievance": 0.38, "trust": 0.35}


def before_ladder(rows: dict[str, Any], **options: Any) -> Any:
    """Return world and turn before the ladder, the stake set to 0.4 and the odds to 0.49 (their root is 0.7)."""
    world, turn = stage(QUIET | rows, before="ladder", base=options.pop("base", PRESENT), **options)
    runs = world.runs
    turn.before = world.rung.copy()
    turn.stake, turn.odds, turn.aid_total = np.full(runs, 0.4), np.full(runs, 0.49), np.full(runs, 0.2)
    turn.review = np.ones(runs, bool)
    return world, turn


@pytest.mark.parametrize(
    ("russia", "pressing", "opening"),
    [
        ("supplier", 0.095, 0.434 - 0.05 * REASSURED * 0.0625),
        ("lean-china", 0.075, 0.394 - 0.05 * REASSURED * 0.0625),
    ],
    ids=["no-cover", "cover"],
)
def test_a_patron_that_leans_makes_pressure_cheaper(russia: str, pressing: float, opening: float) -> None:
    world, turn = before_ladder({"greed": 0.25}, doctrines={"russia": russia})
    assert ladder.pressure_cost(turn) == pytest.approx(pressing)
    assert ladder.crisis_cost(world, turn) == pytest.approx(opening)


@pytest.mark.parametrize(("greed", "softness"), [(0.0, 0.0), (0.5, 0.25), (1.0, 1.0)])
def test_a_greedy_challenger_reads_reassurance_as_softness(greed: float, softness: float) -> None:
    world, turn = before_ladder({"greed": greed})
    assert ladder.crisis_cost(world, turn) == pytest.approx(0.434 - 0.05 * REASSURED * softness)


@pytest.mark.parametrize(
    ("china", "trade", "utilities"),
    [
        ("adaptive", 0.15, (0.0, 0.4 * 0.15 * 2 - 0.08, 0.4 * 0.5 - 0.095)),
        ("coerce", 0.15, (0.0, 0.4 * 0.15 * 2 - 0.08 + 0.10, 0.4 * 0.5 - 0.095 + 0.03)),
        ("charm", 0.40, (0.0, 0.4 * 0.40 * 2 - 0.08 - 0.10, 0.4 * 0.5 - 0.095 - 0.08)),
    ],
)
def test_the_opening_move(china: str, trade: float, utilities: tuple[float, ...]) -> None:
    weights = np.cumsum(np.exp(12.0 * np.array(utilities)))
    bars = weights[:-1] / weights[-1]
    for luck, move in ((bars[0] - 1e-6, 0), (bars[0] + 1e-6, 1), (bars[1] - 1e-6, 1), (bars[1] + 1e-6, 2)):
        options = {"doctrines": {"china": china}, "luck": {"ladder/opening-move": luck}}
        world, turn = before_ladder({"trade_dependence": trade}, **options)
        assert ladder.opening_move(world, turn) == move


@pytest.mark.parametrize(
    ("rung", "going", "move", "lasts", "coerced"),
    [
        (PEACE, False, 1, NO, True),
        (PEACE, False, 2, NO, False),
        (PEACE, True, 0, 0.74, True),
        (PEACE, True, 0, 0.76, False),
        (GREY, True, 1, NO, True),
        (GREY, True, 0, 0.74, True),
        (CRISIS, True, 0, NO, True),
        (CRISIS, False, 1, YES, False),
        (BORDER_WAR, True, 1, YES, False),
    ],
    ids=[
        *("begun", "not-chosen", "lasts", "ends", "begun-anew", "lasts-in-grey", "crisis-keeps-it"),
        *("none-begun-in-crisis", "over-in-war"),
    ],
)
def test_coercion_by_trade(rung: int, going: bool, move: int, lasts: float, coerced: bool) -> None:
    world, turn = before_ladder({"rung": rung, "coerced": float(going)}, luck={"ladder/coercion-lasts": lasts})
    assert ladder.coercion(world, turn, np.array([move])).tolist() == [coerced]


CONCESSION = 0.4 - 0.25 * 0.4
"""What a concession costs the four no's, whose government stands at 0.6."""


@pytest.mark.parametrize(
    ("vietnam", "standing", "worth"),
    [
        ("four-nos", 0.6, CONCESSION),
        ("accommodate", 0.6, 0.15),
        ("ally-us", 0.6, 0.375),
        ("four-nos", 0.1, CONCESSION - 0.1),
    ],
)
def test_what_a_concession_costs(vietnam: str, standing: float, worth: float) -> None:
    world, turn = before_ladder({"legitimacy": standing}, doctrines={"vietnam": vietnam})
    assert ladder.autonomy_worth(world, turn) == pytest.approx(worth)


def test_the_target_gives_way_as_often_as_the_odds_say() -> None:
    danger = 0.5 * 0.49 * (1 - 0.5 * 0.2)
    bar = 1 / (1 + np.exp(-12.0 * (danger - CONCESSION)))
    world, turn = before_ladder(
        {"rung": CRISIS, "legitimacy": 0.6}, runs=2, luck={"ladder/concede": [bar - 1e-6, bar + 1e-6]}
    )
    assert ladder.concession_in_crisis(world, turn).tolist() == [True, False]


def test_trade_presses_concessions_out_below_a_crisis_alone() -> None:
    bar = 0.25 / (1 + np.exp(-12.0 * (1.2 * 0.15 - CONCESSION)))
    rows = {"rung": [0, 1, 0, 2, 0], "legitimacy": 0.6, "trade_dependence": 0.15}
    luck = {"ladder/concede": [bar - 1e-6, bar - 1e-6, bar + 1e-6, 0.0, 0.0]}
    world, turn = before_ladder(rows, runs=5, luck=luck)
    coerced = np.array([True, True, True, True, False])
    assert ladder.concession_to_trade(world, turn, coerced).tolist() == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("base", "china", "utilities"),
    [
        ("four-nos", "adaptive", (-0.09, 0.0, 0.4 * 0.7 - 0.463, 0.74 * 0.49 - 0.78)),
        ("four-nos", "seize", (-0.09, 0.0, 0.4 * 0.7 - 0.463, 0.74 * 0.49 - 0.78 + 0.2)),
        ("rig-crisis", "punitive", (-0.027, 0.0, 0.4 * 0.7 - 0.463 - 0.08 + 0.1, -9.0)),
    ],
    ids=["land", "seize", "sea"],
)
def test_the_answer_in_a_crisis(base: str, china: str, utilities: tuple[float, ...]) -> None:
    """No patron would fight here, so that no intervention is feared."""
    bars = np.cumsum(np.exp(12.0 * (np.array(utilities) - max(utilities))))
    bars = bars[:-1] / bars[-1]
    for option, bar in enumerate(bars):
        for luck, answer in ((bar - 1e-7, option), (bar + 1e-7, option + 1)):
            if not 0 < luck < 1 or (option == 2 and base == "rig-crisis"):
                continue
            options = {"doctrines": {"china": china}, "luck": {"ladder/crisis-answer": luck}}
            world, turn = before_ladder({"rung": CRISIS, "gone": 1.0}, base=scenario(base), **options)
            assert ladder.crisis_answer(world, turn) == answer


MOVES: dict[str, tuple[str, dict[str, float], str]] = {
    "peace stays": ("peace", {"ladder/review": YES, "ladder/opening-move": YES}, "peace"),
    "peace to grey": ("peace", {"ladder/review": YES, "ladder/opening-move": NO}, "grey"),
    "no review, no pressure": ("peace", {"ladder/review": 0.56, "ladder/opening-move": NO}, "peace"),
    "grey stays": ("grey", {"ladder/review": YES}, "grey"),
    "grey to crisis": ("grey", {"ladder/review": YES, "ladder/grey-zone": 0.0079}, "crisis"),
    "grey to peace": ("grey", {"ladder/review": YES, "ladder/grey-zone": 0.2}, "peace"),
    "up goes before down": ("grey", {"ladder/review": YES, "ladder/grey-zone": YES}, "crisis"),
    "accident without review": ("grey", {"ladder/grey-zone": 0.0077}, "crisis"),
    "trust prevents it": ("grey", {"ladder/grey-zone": 0.0079}, "grey"),
    "crisis to grey by concession": ("crisis", {"ladder/concede": YES, "ladder/crisis-answer": NO}, "grey"),
    "crisis to grey by backing down": ("crisis", {"ladder/crisis-answer": YES}, "grey"),
    "crisis holds": ("crisis", {"ladder/crisis-answer": 0.5}, "crisis"),
    "crisis to war": ("crisis", {"ladder/crisis-answer": NO}, "border-war"),
    "border war stays": ("border-war", {"ladder/review": YES}, "border-war"),
    "stalemate stays": ("stalemate", {"ladder/review": YES}, "stalemate"),
    "occupation stays": ("occupation", {"ladder/review": YES}, "occupation"),
    "settlement stays": ("settlement", {"ladder/review": YES}, "settlement"),
}


@pytest.mark.parametrize("name", MOVES)
def test_moves_on_the_ladder(name: str) -> None:
    start, luck, end = MOVES[name]
    rows = QUIET | {"rung": RUNGS.index(start), "trust": 0.35}
    world, _turn = resolved("ladder", rows, base=PRESENT, luck=luck)
    assert RUNGS[int(world.rung[0])] == end


def test_a_concession_eases_the_quarrel() -> None:
    rows = {"rung": CRISIS, "grievance": 0.5, "conceded": 0.1, "coerced": 1.0}
    world, _turn = resolved("ladder", rows, base=PRESENT, luck={"ladder/concede": YES})
    assert (world.rung, world.conceded, world.concessions, world.coerced) == (GREY, pytest.approx(0.18), 1, 0)
    assert world.grievance == pytest.approx(0.25)


def test_entering_a_crisis_counts_once() -> None:
    world, turn = resolved("ladder", {"rung": GREY}, base=PRESENT, luck={"ladder/grey-zone": YES})
    assert (world.crises, world.rung) == (1, CRISIS)
    turn.before = world.rung.copy()
    ladder.resolve(world, turn)
    assert world.crises == 1


def test_a_war_begins_with_its_date_aim_optimism_and_grievance() -> None:
    rows = {"rung": CRISIS, "grievance": 0.5, "first_war": -1.0}
    options = {"base": PRESENT, "doctrines": {"china": "seize"}, "quarter": 7}
    world, turn = resolved("ladder", rows, luck={"ladder/crisis-answer": NO}, **options)
    assert (world.rung, world.first_war, world.ever_war, world.aim) == (BORDER_WAR, 7, 1, 1)
    assert world.optimism[:, 0].tolist() == [0.3, 0.3]
    assert world.grievance_onset == world.grievance
    assert turn.at_war and turn.in_border_war and turn.intensity == 1.0


@pytest.mark.parametrize(
    ("quarter", "asked", "rung", "luck", "fights"),
    [
        (0, True, "stalemate", YES, [1, 1]),
        (0, True, "stalemate", NO, [0, 0]),
        (0, False, "stalemate", YES, [0, 0]),
        (1, True, "stalemate", YES, [0, 0]),
        (0, True, "grey", YES, [0, 0]),
    ],
    ids=["opens-in-war", "they-decline", "not-asked", "asked-once", "no-war"],
)
def test_patrons_are_asked_in_the_first_quarter_of_a_run_that_opens_in_war(
    quarter: int, asked: bool, rung: str, luck: float, fights: list[int]
) -> None:
    quarrel = PRESENT.opening.quarrel.model_copy(update={"patrons_asked": asked})
    base = PRESENT.model_copy(update={"opening": PRESENT.opening.model_copy(update={"quarrel": quarrel})})
    rows = {"rung": RUNGS.index(rung), "fighting": 0.0}
    draws = {"ladder/intervene/patron-a": luck, "ladder/intervene/patron-b": luck}
    world, _turn = resolved("ladder", rows, base=base, quarter=quarter, luck=draws)
    assert world.fighting[:, 0].tolist() == fights
    assert world.ever_general_war == max(fights)


def test_patrons_are_half_as_ready_in_a_punitive_war_and_stay_once_in() -> None:
    from sim.rules.backing import honour

    rows = {"rung": BORDER_WAR, "aim": [0.0, 1.0, 0.0], "credibility": 1.0, "fighting": [[0, 0, 1], [0, 0, 0]]}
    world, turn = before_ladder(rows, runs=3)
    chance = float(honour(world, turn)[0, 0])
    turn.draws.by_name = {"ladder/intervene/patron-a": 0.75 * chance, "ladder/intervene/patron-b": NO}
    joins = ladder.intervention(world, turn, np.array([True, True, False]))
    assert joins[0].tolist() == [False, True, True] and not joins[1].any()
