"""The four authors at the table say only what their essay's claims carry, and always say something."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

import pytest

import scenarios
from sim.cards import table as cards
from sim.claims import claims
from sim.doctrines import names as doctrines
from sim.errors import InputError, UnknownName
from sim.game import advisers
from sim.game.adviser_rules import parse
from sim.game.advisers import Advice, advise, disagreements, line, policy
from sim.game.order_parts import CLAIMS_OF_PLEDGE, parts
from sim.model import CrisisModel
from sim.moves import answers, of_seat
from sim.observation import Observation, observe
from sim.orders import Order, Reply, order
from sim.pledges import NAMES as PLEDGES
from sim.scenario import Scenario
from sim.seats import RUNGS, Role


@pytest.fixture(scope="module")
def present() -> Scenario:
    return scenarios.load("four-nos")


def seen(scenario: Scenario, role: Role, rung: int | None = None, **rows: float) -> Observation:
    model = CrisisModel(scenario, moves="on", types="prior")
    try:
        if rung is not None:
            model.world.rung[:] = rung
        for name, value in rows.items():
            getattr(model.world, name)[...] = value
        return observe(model.world, role, model.setting, model.p)
    finally:
        model.close()


def everything_ordered(role: Role, seat: str) -> Iterator[Order]:
    """Yield orders of one part each: all that a seat can order."""
    yield Order()
    yield from (Order(moves=(row.id,)) for row in of_seat(role, seat))
    yield from (Order(posture=name) for name in doctrines(role))
    for (who, asks), rows in answers().items():
        if who is role:
            yield from (Order(answers=(Reply(asks, row.id, 0.5 if row.terms else None),)) for row in rows)
    for card in cards().values():
        yield from (Order(card=option.id) for option in card.options[role])
    if role is Role.TARGET:
        yield from (Order(breaks=(name,)) for name in PLEDGES)
        yield from (Order(keeps=(name,)) for name in PLEDGES)
    yield from (Order(says=word) for word in ("calm", "firm"))


def test_every_claim_that_an_adviser_names_is_one_of_its_own_essay() -> None:
    for adviser in advisers.table().values():
        named = [*adviser.holds]
        named += [name for rule in adviser.rules for name in (*rule.claims, *rule.of)]
        named += [name for course in adviser.courses.values() for name in course.claims]
        for name in named:
            assert name in claims(), name
            assert claims()[name].essay == adviser.id, name


def test_every_line_and_every_course_rests_on_a_claim() -> None:
    for adviser in advisers.table().values():
        assert all(rule.claims for rule in adviser.rules)
        assert all(course.claims for course in adviser.courses.values())


def test_every_adviser_has_something_to_say_in_every_scenario_seat_and_situation() -> None:
    for name in scenarios.names():
        scenario = scenarios.load(name)
        for seat in scenario.seats:
            role = scenario.role_of(seat)
            for rung in range(len(RUNGS)):
                found = advise(seen(scenario, role, rung), role, seat, Order(), scenario)
                assert [each.adviser for each in found] == ["A", "B", "C", "D"]
                assert all(each.text and each.claims and "{" not in each.text for each in found)


def test_every_adviser_answers_whatever_a_seat_can_order(present: Scenario) -> None:
    for seat in present.seats:
        role = present.role_of(seat)
        sees = seen(present, role)
        for given in everything_ordered(role, seat):
            assert len(advise(sees, role, seat, given, present)) == 4


@pytest.mark.parametrize("situation", [{"coerced": 1.0}, {"gone": 1.0}, {"expedition": 1.0}, {"taiwan": 1.0}])
def test_what_else_happens_leaves_nobody_without_words(present: Scenario, situation: dict[str, float]) -> None:
    sees = seen(present, Role.TARGET, 4, **situation)
    assert len(advise(sees, Role.TARGET, "vietnam", Order(), present)) == 4


@pytest.mark.parametrize(
    "text", ["break no-alliance; treaty-us", "break no-bases; open-cam-ranh", "break no-siding; name-china"]
)
def test_breaking_a_no_gets_opposed_views(present: Scenario, text: str) -> None:
    given = order(text, Role.TARGET, "vietnam")
    found = advise(seen(present, Role.TARGET), Role.TARGET, "vietnam", given, present)
    by_id = {each.adviser: each for each in found}
    assert by_id["A"].stance == "warn"
    assert by_id["C"].stance == "warn"
    assert len({each.stance for each in found}) >= 2
    assert disagreements(found), text


def test_arming_parts_the_essay_that_would_content_china_from_the_one_that_would_deter_it(present: Scenario) -> None:
    found = advise(seen(present, Role.TARGET), Role.TARGET, "vietnam", Order(moves=("denial",)), present)
    by_id = {each.adviser: each for each in found}
    assert by_id["B"].stance == "agree"
    assert by_id["A"].stance == "rather"
    assert "B" in by_id["A"].disagrees_with
    assert "A" in by_id["B"].disagrees_with
    pairs = {pair.claims for pair in disagreements(found)}
    assert ("A31", "B16") in pairs


def test_reassurance_is_praised_by_two_and_doubted_by_the_essay_on_china(present: Scenario) -> None:
    found = advise(seen(present, Role.TARGET), Role.TARGET, "vietnam", Order(moves=("reassure-beijing",)), present)
    by_id = {each.adviser: each for each in found}
    assert [by_id[name].stance for name in "ACD"] == ["agree", "agree", "warn"]
    assert by_id["D"].disagrees_with == ("A", "C")


def test_who_disagrees_follows_from_the_claims_alone() -> None:
    found = (
        Advice("A", "", ("A31",), "agree"),
        Advice("B", "", ("B16", "B3"), "agree"),
        Advice("C", "", ("C1",), "warn"),
    )
    assert [(pair.advisers, pair.claims) for pair in disagreements(found)] == [(("A", "B"), ("A31", "B16"))]


def test_a_step_west_is_judged_by_what_goes_with_it(present: Scenario) -> None:
    sees = seen(present, Role.TARGET)
    alone, paid = (
        advise(sees, Role.TARGET, "vietnam", order(text, Role.TARGET, "vietnam"), present)
        for text in ("upgrade-us", "upgrade-us, reassure-beijing")
    )
    assert [each.stance for each in alone[:2]] == ["rather", "rather"]
    assert [each.stance for each in paid[:2]] == ["agree", "agree"]


def test_digging_in_is_what_the_essay_on_ukraine_would_do_and_attacking_what_it_warns_of(present: Scenario) -> None:
    sees = seen(present, Role.TARGET, 4)
    dig, attack = (
        advise(sees, Role.TARGET, "vietnam", order(f"answer war={name}", Role.TARGET), present)[0]
        for name in ("dig-in", "counter-attack")
    )
    assert (dig.stance, attack.stance) == ("agree", "warn")
    assert "A3" in attack.claims


def test_no_essay_counsels_the_challenger_to_strike(present: Scenario) -> None:
    sees = seen(present, Role.CHALLENGER, 2)
    for name in ("strike", "seize", "shell"):
        found = advise(sees, Role.CHALLENGER, "china", Order(moves=(name,)), present)
        assert not [each for each in found if each.stance == "agree"]


def test_a_line_names_the_essay_the_stance_the_claims_and_who_is_against_it(present: Scenario) -> None:
    found = advise(seen(present, Role.TARGET), Role.TARGET, "vietnam", Order(moves=("denial",)), present)
    assert line(found[0]).startswith("The essay on the stalemate in Ukraine would rather: ")
    assert line(found[0]).endswith("[A31, A38] Against it: B, D.")


def test_seats_are_called_as_the_scenario_calls_them() -> None:
    scenario = scenarios.load("ukraine-analogue")
    found = advise(seen(scenario, Role.TARGET), Role.TARGET, "ukraine", Order(), scenario)
    assert not any("Vietnam" in each.text for each in found)


def test_every_course_can_be_played_in_every_scenario() -> None:
    for name in scenarios.names():
        scenario = scenarios.load(name)
        for seat in scenario.seats:
            for letter in advisers.table():
                held, plan = policy(letter, seat, scenario)
                lines = {seat: "\n".join(plan)} if plan else {}
                model = CrisisModel(scenario, moves="on", doctrines={seat: held}, plans=lines)
                try:
                    model.step()
                finally:
                    model.close()


def test_a_course_leaves_out_what_a_seat_does_not_have() -> None:
    ukraine = scenarios.load("ukraine-analogue")
    assert any("reassure-beijing" in text for text in policy("A", "vietnam", scenarios.load("four-nos"))[1])
    assert not any("reassure-beijing" in text for text in policy("A", "ukraine", ukraine)[1])


def test_advice_is_quick(present: Scenario) -> None:
    sees = seen(present, Role.TARGET)
    given = order("denial, reassure-beijing; break no-bases; say firm", Role.TARGET, "vietnam")
    advise(sees, Role.TARGET, "vietnam", given, present)
    began = perf_counter()
    for _time in range(20):
        advise(sees, Role.TARGET, "vietnam", given, present)
    assert (perf_counter() - began) / 20 < 0.01


def test_the_parts_of_an_order_carry_their_claims_and_what_they_are_held_to() -> None:
    given = order("denial; posture bamboo; break no-bases; answer war=dig-in; card crew-channel", Role.TARGET)
    found = {part.key: part for part in parts(given, Role.TARGET)}
    assert list(found) == ["break:no-bases", "posture:bamboo", "move:denial", "answer:war=dig-in", "card:crew-channel"]
    assert found["card:crew-channel"].claims == ("C3",)
    assert "growth_pct down" in found["move:denial"].does
    assert set(CLAIMS_OF_PLEDGE) == set(PLEDGES)
    assert all(name in claims() for names in CLAIMS_OF_PLEDGE.values() for name in names)


def test_unknown_advisers_and_seats_are_named() -> None:
    with pytest.raises(UnknownName):
        advisers.adviser("E")
    with pytest.raises(UnknownName):
        policy("A", "laos", scenarios.load("four-nos"))


def test_a_table_with_faults_lists_them_all() -> None:
    with pytest.raises(InputError) as told:
        parse('[[adviser]]\nid = "A"\ntitle = "x"\nnote = "y"\nholds = ["B1"]\n')
    text = str(told.value)
    assert "holds" in text
    assert "has none for the target" in text
    assert "this essay has no adviser" in text
