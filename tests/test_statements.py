"""What a word is worth, and reassurance: statements that acts belie, their price, diminishing returns, softness."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.rules import signals
from sim.rules.turn import lever
from sim.seats import BORDER_WAR, CRISIS, GREY, PEACE, STALEMATE
from tests.engine import opened, play, scenario
from tests.hidden import BASE, staged

FloatArray = NDArray[np.float64]

# ------------------------------------------------------------------------------------------------- what a word is worth


@pytest.mark.parametrize(
    ("said", "rows", "broken"),
    [
        ((-1, 0, 0), {"rung": GREY, "before": PEACE}, [True, False, False]),
        ((-1, 0, 0), {"rung": CRISIS, "before": GREY}, [True, False, False]),
        ((-1, 0, 0), {"rung": PEACE, "before": PEACE, "coerced": 1.0}, [True, False, False]),
        ((-1, 0, 0), {"rung": PEACE, "before": GREY}, [False, False, False]),
        ((1, 0, 0), {"rung": GREY, "before": CRISIS}, [True, False, False]),
        ((1, 0, 0), {"rung": GREY, "before": CRISIS, "gave_way": True}, [False, False, False]),
        ((1, 0, 0), {"rung": GREY, "before": STALEMATE, "at_war": True}, [True, False, False]),
        ((1, 0, 0), {"rung": CRISIS, "before": GREY}, [False, False, False]),
        ((0, 1, 1), {"rung": STALEMATE, "before": STALEMATE, "at_war": True}, [False, True, True]),
        ((0, 1, -1), {"rung": STALEMATE, "before": STALEMATE, "at_war": True, "fighting": 1.0}, [False, False, True]),
        ((0, -1, 1), {"rung": CRISIS, "before": CRISIS}, [False, False, False]),
        ((0, 0, 0), {"rung": BORDER_WAR, "before": CRISIS, "at_war": True}, [False, False, False]),
    ],
)
def test_whose_acts_belie_its_word(said: tuple[int, int, int], rows: dict[str, Any], broken: list[bool]) -> None:
    given = {"gave_way": False, "at_war": False, "coerced": 0.0, "fighting": 0.0} | rows
    world, turn = staged({name: given[name] for name in ("rung", "coerced", "fighting")}, says=said)
    turn.before = np.array([float(given["before"])])
    turn.gave_way, turn.at_war = np.array([given["gave_way"]]), np.array([given["at_war"]])
    signals.keep_words(world, turn)
    assert (world.agenda.word[:, 0] < 1).tolist() == broken
    assert world.agenda.word[broken, 0] == pytest.approx(1.0 - turn.p.word_price)


def test_a_word_is_punished_once_held_to_for_a_year_and_heals() -> None:
    world, turn = staged({"rung": PEACE}, says=(0, 1, 0))
    turn.before, turn.gave_way = np.array([0.0]), np.array([False])
    quiet, war = np.array([False]), np.array([True])
    words = []
    for at_war in (quiet, quiet, quiet, war, war, quiet):
        turn.at_war = at_war
        signals.keep_words(world, turn)
        turn.acts.says[:] = 0  # type: ignore[union-attr]
        words.append(world.agenda.word[1, 0])
    assert words[:3] == [1.0, 1.0, 1.0] and words[3] == 1.0 - turn.p.word_price
    assert words[4] == pytest.approx(words[3] + turn.p.word_heals * turn.p.word_price) and words[5] > words[4]
    turn.at_war = war
    turn.acts.says[2] = 1  # type: ignore[union-attr]
    for _quarter in range(5):
        turn.at_war = quiet
        signals.keep_words(world, turn)
        turn.acts.says[:] = 0  # type: ignore[union-attr]
    turn.at_war, before = war, world.agenda.word[1, 0]
    signals.keep_words(world, turn)
    assert world.agenda.word[1, 0] >= before, "a statement of more than a year ago binds nobody"


def test_a_staged_statement_moves_belief_and_less_so_when_the_word_is_spent() -> None:
    moved = []
    for word in (1.0, 0.4):
        plain, turn = staged({"word": word})
        signals.hear(plain, turn)
        firm, other = staged({"word": word}, says=(0, 1, 0))
        signals.hear(firm, other)
        moved.append(firm.agenda.belief[1, 0] - plain.agenda.belief[1, 0])
    assert moved[0] > 2 * moved[1] > 0


def test_firm_words_of_a_patron_deter_until_a_war_calls_them() -> None:
    lines = ("any until 0: say firm", "any: say firm")
    silent, firm = (play(BASE, 60, runs=1000, moves="on", plans={"us": line}) for line in lines)
    fewer = silent.outcomes["crises"] - firm.outcomes["crises"]
    assert fewer.mean() > 3 * fewer.std(ddof=1) / np.sqrt(fewer.size)
    spent = firm.world.agenda.word[1] < 1
    assert spent.any() and (firm.world.ever_war[spent] > 0).all()


# ---------------------------------------------------------------------------------------------------------- reassurance


def crises(greed: float, doctrine: str, plan: str = "any until 0: reassure-beijing") -> FloatArray:
    """Return the crises of each run, with moves on, where the challenger is so greedy."""
    with opened(
        scenario(BASE), runs=700, moves="on", doctrines={"vietnam": doctrine}, plans={"vietnam": plan}
    ) as model:
        model.world.greed = greed
        return model.run(40)["crises"]


def test_reassurance_has_diminishing_returns_with_moves_on() -> None:
    felt = np.diff(lever(np.array([0.0, 0.3, 0.6, 0.9])))
    assert (np.diff(felt) < 0).all() and (felt > 0).all()
    levels = [crises(0.0, f"four-nos:reassurance={level}").mean() for level in (0.0, 0.3, 0.6, 0.9)]
    gains = -np.diff(levels)
    assert (gains > 0).all() and gains[0] > gains[1] > gains[2]


@pytest.mark.parametrize(
    ("less", "more", "plan"),
    [
        ("four-nos:reassurance=0.3", "four-nos:reassurance=0.9", "any until 0: reassure-beijing"),
        ("four-nos", "four-nos", "calm every 4: reassure-beijing"),
    ],
    ids=["posture", "move"],
)
@pytest.mark.parametrize(("greed", "sign"), [(0.0, -1), (1.0, 1)], ids=["seeker", "greedy"])
def test_a_greedy_challenger_reads_reassurance_as_softness_with_moves_on(
    less: str, more: str, plan: str, greed: float, sign: int
) -> None:
    change = crises(greed, more, plan) - crises(greed, less)
    assert sign * change.mean() > 3 * change.std(ddof=1) / np.sqrt(change.size)
