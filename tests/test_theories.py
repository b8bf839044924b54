"""Rival codings: what they set, what the rules make of their switches, and how a slip in the table is told."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios import load, names
from sim import mends, theories
from sim.case import prepare
from sim.claims import claims
from sim.ensemble import simulate
from sim.errors import InputError, OutOfRange, UnknownName, WrongType
from sim.parameters import table
from sim.rules import perception
from sim.setting import known_openings, opening_names, usual_opening
from sim.theories import SWITCHES, Coding, coded, questions, read, rivals
from tests.engine import opened, resolved, scenario, stage

RULES = Path(__file__).resolve().parent.parent / "sim" / "rules"
EVERY = [f"{question}={coding}" for question, coding in rivals()]


def choice(text: str) -> dict[str, str]:
    return dict([theories.parse(text)])


def row(**changes: Any) -> dict[str, Any]:
    """Return a table of one question whose rival coding has some fields changed."""
    usual = {"text": "as it is", "switches": [], "source": "none", "claims": []}
    return {"q": {"question": "?", "usual": "a", "codings": {"a": usual, "b": {**usual, **changes}}}}


# ---------------------------------------------------------------- the table


def asked_by_rules() -> set[str]:
    """Return every literal that a rule hands to `on(...)`, read from the rules' syntax."""
    trees = (ast.parse(path.read_text("utf-8")) for path in RULES.glob("*.py"))
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    asked = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "on"]
    assert all(isinstance(call.args[0], ast.Constant) for call in asked), "a switch has to be asked for by its name"
    return {call.args[0].value for call in asked if isinstance(call.args[0], ast.Constant)}


def test_every_switch_is_read_by_a_rule_and_every_rule_asks_for_a_declared_one() -> None:
    used = {switch for name, coding in rivals() for switch in questions()[name].codings[coding].switches}
    assert used == set(SWITCHES)
    assert asked_by_rules() == set(SWITCHES) | set(mends.table())
    assert not set(SWITCHES) & set(mends.table())


@pytest.mark.parametrize("name", questions())
def test_a_question_has_a_usual_coding_that_changes_nothing_and_rivals_that_do(name: str) -> None:
    question = questions()[name]
    assert question.question.endswith("?")
    assert not question.codings[question.usual].changes
    assert len(question.codings) > 1
    for coding in question.codings.values():
        assert coding.text.endswith(".") and coding.source
        assert set(coding.claims) <= set(claims())
        assert coding.changes == (coding.name != question.usual)


@pytest.mark.parametrize("text", EVERY)
def test_what_a_coding_sets_lies_in_the_plausible_range_or_is_an_end_of_a_switch(text: str) -> None:
    question, coding = theories.parse(text)
    for name, value in questions()[question].codings[coding].parameters.items():
        parameter = table()[name]
        assert parameter.is_plausible(value) or name == "quality_power", f"{name} is {value:g}"


@pytest.mark.parametrize("text", EVERY)
def test_every_coding_makes_sense_in_every_scenario(text: str) -> None:
    for place in names():
        assert prepare(load(place), theories=choice(text)).theories == choice(text)
    with opened(scenario("rig-crisis"), runs=4, theories=choice(text)) as model:
        model.run(4)
        assert model.world.faults() == []


LIVELY = {"vietnam": "ally-us", "us": "full", "russia": "balance-china"}


@pytest.mark.parametrize("text", EVERY)
def test_each_coding_changes_what_happens(text: str) -> None:
    """In the bleed or in peace, on the same luck: a coding that moves nothing would be none."""
    for place in ("bleeding-white", "four-nos"):
        blocks = []
        for chosen in (None, choice(text)):
            with opened(scenario(place), runs=16, doctrines=LIVELY, theories=chosen) as model:
                model.run(24)
                blocks.append(model.world.block)
        if not np.array_equal(*blocks):
            return
    raise AssertionError(f"{text} changes nothing")


def test_the_usual_codings_are_the_model_without_codings() -> None:
    usual = {name: question.usual for name, question in questions().items()}
    with opened(scenario(), runs=20) as plain, opened(scenario(), runs=20, theories=usual) as named:
        plain.run(12)
        named.run(12)
        assert np.array_equal(plain.world.block, named.world.block)


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"swiches": []}, UnknownName, "switches"),
        ({"switches": ["fire-ralies"]}, UnknownName, "fire-rallies"),
        ({"parameters": {"fear_clyent": 1.0}}, UnknownName, "fear_client"),
        ({"parameters": {"fear_client": 2.0}}, OutOfRange, "fear_client"),
        ({"parameters": {"fear_client": "high"}}, WrongType, "fear_client"),
        ({"opening": {"quarrel.frunt": 4.0}}, UnknownName, "quarrel.front"),
        ({"opening_times": {"quarrel.frunt": 0.4}}, UnknownName, "quarrel.front"),
        ({"opening_times": {"quarrel.front": True}}, WrongType, "quarrel.front"),
        ({"opening": {"quarrel.front": 4.0}, "opening_times": {"quarrel.front": 0.4}}, InputError, "both sets"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_slip_in_the_table_is_told(changes: dict[str, Any], error: type[InputError], words: str) -> None:
    with pytest.raises(error, match=words):
        read(row(**changes))


def test_a_usual_coding_that_changes_something_and_a_switch_used_twice_are_refused() -> None:
    with pytest.raises(InputError, match="usual coding of q changes"):
        read({"q": {**row(parameters={"lam": 10.0})["q"], "usual": "b"}})
    with pytest.raises(UnknownName, match="coding of q"):
        read({"q": {**row()["q"], "usual": "c"}})
    with pytest.raises(InputError, match="serves two codings"):
        read({**row(switches=["fire-rallies"]), "other": row(switches=["fire-rallies"])["q"]})


def test_the_names_of_openings_are_those_of_every_scenario() -> None:
    assert all(opening_names(load(place)) == list(known_openings()) for place in names())


# ---------------------------------------------------------------- values


def test_openings_are_multiplied_in_every_scenario_by_what_it_has() -> None:
    for place in names():
        opening = coded({"throughput": "low"}).opened(load(place))
        assert opening == {"quarrel.front": pytest.approx(0.4 * usual_opening(load(place), "quarrel.front"))}
    with pytest.raises(UnknownName, match="front"):
        usual_opening(scenario(), "quarrel.frunt")


def test_the_text_on_throughput_tells_what_the_scenarios_have() -> None:
    text = questions()["throughput"].codings["coded"].text
    for place, moment in (
        ("border-war-1979", "in 1979"),
        ("four-nos", "today"),
        ("ukraine-analogue", "in the analogue"),
    ):
        assert f"{100 * usual_opening(load(place), 'quarrel.front'):.0f} 000 {moment}" in text


def test_what_a_run_is_given_by_name_stands_against_a_coding_and_survives_a_fork() -> None:
    with opened(scenario(), runs=2, theories={"throughput": "low"}) as model:
        assert model.setting.front == pytest.approx(0.4 * 4.5)
        fork = model.fork()
        assert fork.setting.front == model.setting.front
        fork.close()
    with opened(scenario(), theories={"throughput": "low"}, opening={"quarrel.front": 3.0}) as model:
        assert model.setting.front == 3.0


def test_a_multiple_that_leads_out_of_the_limits_is_refused() -> None:
    with pytest.raises(InputError, match=r"quarrel\.trust is 3\.5"):
        Coding("too far", opening_times={"quarrel.trust": 10.0}).opened(scenario())


def test_codings_of_several_questions_go_together_and_those_that_set_the_same_do_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    both = coded({"bleeding": "hardens", "throughput": "high", "treaty": "failed"})
    assert (both.switches, dict(both.opening_times)) == (("fire-rallies",), {"quarrel.front": 1.2})
    assert both.parameters["c_int"] == 1.0
    clash = {**row(opening={"quarrel.front": 3.0}), "r": row(opening_times={"quarrel.front": 0.5})["q"]}
    monkeypatch.setattr(theories, "questions", lambda: read(clash))
    with pytest.raises(InputError, match=r"Two of the chosen codings set quarrel\.front"):
        coded({"q": "b", "r": "b"})


# ---------------------------------------------------------------- the rules' switches


def test_under_fire_the_target_bears_more_the_harder_it_is_fired_at() -> None:
    rows = {"rung": 4, "dead[0]": 40.0, "burden[0]": 0.3}
    weary = {
        (coding, bleed): resolved("weariness", rows, theories={"bleeding": coding}, parameters={"u_lo": bleed})[0]
        for coding in ("exhausts", "hardens")
        for bleed in (0.02, 0.06)
    }
    told = {key: float(world.weariness[0, 0]) for key, world in weary.items()}
    assert told["hardens", 0.06] < told["hardens", 0.02] < told["exhausts", 0.02] < told["exhausts", 0.06]
    challenger = {key: float(world.weariness[1, 0]) for key, world in weary.items()}
    assert challenger["hardens", 0.06] == challenger["exhausts", 0.06]


def test_fire_rallies_nobody_where_there_is_no_static_front() -> None:
    for rung in (1, 5):
        rows = {"rung": rung, "dead[0]": 40.0, "burden[0]": 0.3, "land_held": 0.3 * (rung == 5)}
        plain, hard = (resolved("weariness", rows, theories=t)[0] for t in (None, {"bleeding": "hardens"}))
        assert np.array_equal(plain.weariness, hard.weariness)


def test_the_dead_alarm_patrons_in_war_alone() -> None:
    for rung, moves in ((4, True), (1, False)):
        rows = {"rung": rung, "dead[0]": 90.0}
        plain, stirred = (resolved("perception", rows, theories=t)[0] for t in (None, {"bleeding": "draws-in"}))
        assert bool((stirred.support > plain.support).all()) is moves
        assert bool((stirred.rivalry > plain.rivalry).all()) is moves
        assert moves or np.array_equal(stirred.block, plain.block)


def test_alarm_grows_with_each_tenfold_of_the_dead_and_with_the_share_of_the_people() -> None:
    from sim.rules.toll import alarm, tenfolds

    world, turn = stage({"rung": 4, "dead[0]": 90.0}, theories={"bleeding": "draws-in"})
    people = float(turn.setting.target_population)
    assert tenfolds(np.array([0.0, 90.0]), people, turn.p) == pytest.approx([0.0, 1.0])
    assert alarm(world, turn) == pytest.approx(turn.p.alarm * 1.0)
    assert tenfolds(np.array([90.0]), people / 10, turn.p) > 1.9


@pytest.mark.parametrize(("rivalry", "soothes"), [(0.1, True), (0.9, False)])
def test_a_tie_with_moscow_soothes_as_far_as_moscow_is_no_rival(rivalry: float, soothes: bool) -> None:
    """With the tie and without it, under both codings; what encircles under one calms under the other."""
    felt = {}
    for coding in ("encircles", "mediates"):
        for level in (0.0, 0.5):
            rows = {"rung": 0, "level[1]": level, "rivalry[1]": rivalry, "level[0]": 0.8, "tie": 0.0}
            world, turn = stage(rows, theories={"russia-tie": coding})
            turn.target_level = world.level
            felt[coding, level] = float(perception.encirclement(world, turn)[0])
    assert felt["encircles", 0.5] - felt["encircles", 0.0] == pytest.approx(0.5 * rivalry)
    assert felt["mediates", 0.5] - felt["mediates", 0.0] == pytest.approx(0.5 * (2 * rivalry - 1))
    assert (felt["mediates", 0.5] < felt["mediates", 0.0]) is soothes


@pytest.mark.parametrize(("coding", "power"), [("size", 0.0), ("both", 1.0), ("quality", 2.0)])
def test_quality_counts_as_often_as_the_coding_says(coding: str, power: float) -> None:
    world, turn = stage({"rung": 4}, before="perception", theories={"numbers": coding})
    usual = float(turn.setting.target_quality)
    assert turn.target_quality == pytest.approx(usual**power)
    perception.resolve(world, turn)
    assert turn.target_strength == pytest.approx(usual**power * world.force[0] * turn.supply)


# ---------------------------------------------------------------- what comes of them


def test_bleeding_that_hardens_or_draws_others_in_wins_less() -> None:
    found = {
        coding: simulate(scenario(), runs=200, theories={"bleeding": coding}, quarters=32).outcomes["challenger_terms"]
        for coding in ("exhausts", "hardens", "draws-in")
    }
    usual = found["exhausts"].mean()
    assert found["hardens"].mean() < usual and found["draws-in"].mean() < usual


def test_a_moscow_that_mediates_makes_for_fewer_crises() -> None:
    usual, calm = (
        simulate(scenario("four-nos"), runs=400, theories={"russia-tie": coding}, quarters=30).outcomes["crises"].mean()
        for coding in ("encircles", "mediates")
    )
    assert calm < usual


def test_a_coding_in_words_names_its_place() -> None:
    assert re.fullmatch(r"[a-z0-9=-]+", EVERY[0])
    with pytest.raises(UnknownName, match="bleeding"):
        theories.question("bleding")
