"""Dilemma cards: their table, which of them can come where, and how they are dealt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from scenarios import load, names
from sim import cards
from sim.agenda import LONG_AGO, Agenda
from sim.cards import Card, Option
from sim.errors import InputError, UnknownName
from sim.outcome import MEASURES
from sim.randomness import Draws
from sim.rules import deck
from sim.seats import BORDER_WAR, CRISIS, GREY, OCCUPATION, PEACE, RUNGS, SETTLEMENT, STALEMATE, Role
from sim.setting import setting
from sim.situations import SITUATIONS, holds
from sim.world import ROWS, World
from tests.engine import opened, scenario

TABLE = cards.table()
EVERY = list(TABLE.values())
OPTIONS = [(card, option) for card in EVERY for options in card.options.values() for option in options]
BIBLIOGRAPHY = (Path(__file__).resolve().parent.parent / "docs" / "bibliography.md").read_text(encoding="utf-8")
PLACES = re.compile(
    r"Vietnam|Hanoi|Chin|Beijing|Russia|Moscow|Soviet|Americ|Washington|Ukrain|Kyiv|Europe|Cambodia|Laos"
)
LITTLE = 0.005
"""What a usual option may bring at no price at all."""
FEWEST = 4
"""Cards that could come, at least, in any scenario and situation."""

GOOD = {
    Role.TARGET: (
        "legitimacy gdp_path output stocks trust tie mood.a mood.b reliability.b cohesion self_help optimism.target "
        "burden.challenger -grievance -conceded -trade_dependence -burden.target -reliability.a"
    ),
    Role.CHALLENGER: (
        "conceded trade_dependence tie trust burden.target optimism.challenger -cohesion -mood.a -mood.b -rivalry.a "
        "-rivalry.b -rivalry_structural.b -burden.challenger -stocks -output -grievance -gdp_path"
    ),
    Role.PATRON_A: (
        "mood.a reliability.a stocks cohesion gdp_path trust aid capacity.a legitimacy rivalry.b -rivalry.a "
        "-distraction.a -burden.target -trade_dependence"
    ),
    Role.PATRON_B: (
        "mood.b mood.a reliability.b stocks output gdp_path trust legitimacy aid pin -rivalry.b -rivalry_structural.b "
        "-reliance -burden.target -grievance -lean"
    ),
}
"""What each role would have more of, or with a minus less, as far as its options change it."""


def gains(option: Option) -> dict[str, float]:
    """Return what an option changes, with a plus where its role would have it so; what it costs among them."""
    wanted = {name.lstrip("-"): -1.0 if name.startswith("-") else 1.0 for name in GOOD[option.role].split()}
    found = {"capital": -float(option.cost), "pledges": -float(bool(option.breaks))}
    for effect in option.effects:
        place = {0: ("a", "target"), 1: ("b", "challenger"), None: ("",)}[effect.path.place]
        full = [f"{effect.path.name}.{part}".rstrip(".") for part in place]
        name = next(name for name in full if name in wanted)
        found[name] = found.get(name, 0.0) + wanted[name] * effect.size
    return found


@pytest.mark.parametrize("card", EVERY, ids=list(TABLE))
def test_no_option_is_best_in_every_respect(card: Card) -> None:
    for options in card.options.values():
        for one, other in permutations(options, 2):
            mine, theirs = gains(one), gains(other)
            respects = {*mine, *theirs}
            worse = [name for name in respects if mine.get(name, 0.0) < theirs.get(name, 0.0)]
            assert worse, f"{one.id} is nowhere worse than {other.id}"


@pytest.mark.parametrize("card", EVERY, ids=list(TABLE))
def test_every_option_has_a_price_or_brings_next_to_nothing(card: Card) -> None:
    for option in (option for options in card.options.values() for option in options):
        found = gains(option)
        assert min(found.values()) < 0 or (option.usual and max(found.values()) <= LITTLE), option.id


@pytest.mark.parametrize("card", EVERY, ids=list(TABLE))
def test_a_card_says_what_it_is(card: Card) -> None:
    for text in (card.text, *(option.text for options in card.options.values() for option in options)):
        assert text.endswith(".") and 1 <= len(re.findall(r"[.?](?: |$)", text)) <= 2
    keys = re.findall(r"\[([A-Za-z0-9-]+)\]", card.source)
    assert not [key for key in keys if f"[{key}]" not in BIBLIOGRAPHY]
    assert set(card.only) <= set(names())


@pytest.mark.parametrize("card", EVERY, ids=list(TABLE))
def test_what_is_expected_can_be_measured(card: Card) -> None:
    known = {measure.name for measure in MEASURES} | {row.name for row in ROWS}
    outcomes = {measure.name for measure in MEASURES}
    for about in (card.expects, card.against):
        assert about.measure.partition(".")[0] in known and about.scenario in names()
        facts = setting(load(about.scenario)).facts
        assert not card.only or about.scenario in card.only
        assert all(SITUATIONS[name].holds or name in facts for name in card.when)
    assert {card.expects.measure, card.against.measure} & outcomes, "no outcome measure hears of it"
    assert card.expects.role is card.against.role and card.expects.option == card.against.option


def test_cards_that_can_come_anywhere_name_no_country() -> None:
    anywhere = [card for card in EVERY if not card.only and not {"ukraine-war", "soviet-era"} & set(card.when)]
    texts = [(card.id, card.title, card.text) for card in anywhere]
    texts += [(option.id, option.title, option.text) for card, option in OPTIONS if card in anywhere]
    assert len(anywhere) >= 10
    assert not [row for row in texts if PLACES.search(" ".join(row[1:]))]


def at(rung: int, runs: int = 1, *, dealt_in: float = LONG_AGO) -> tuple[World, Agenda]:
    """Return a world on a rung of the ladder and an agenda on which all cards came last at a given time."""
    world, agenda = World(runs), Agenda(runs, {"dealt_in": len(EVERY)})
    world.rung = float(rung)
    agenda.dealt_in = dealt_in
    return world, agenda


@pytest.mark.parametrize("rung", [PEACE, GREY, CRISIS, BORDER_WAR, STALEMATE, OCCUPATION, SETTLEMENT], ids=RUNGS)
@pytest.mark.parametrize("name", names())
def test_every_scenario_has_cards_for_every_situation(name: str, rung: int) -> None:
    world, agenda = at(rung)
    facts = setting(load(name)).facts_in(0)
    could = np.array(list(deck.eligible(world, agenda, facts, name, 0)))
    assert could.sum() >= FEWEST


def dealing(name: str, rung: int, runs: int = 600, quarters: int = 40) -> Iterator[np.ndarray]:
    """Yield the cards of one quarter after another, on a world that stays as it is."""
    world, agenda = at(rung, runs)
    place, draws = setting(load(name)), Draws(5, runs)
    for quarter in range(quarters):
        luck = draws.uniform("test/card", quarter)
        dealt = deck.deal(world, agenda, place.facts_in(quarter), name, quarter, luck)
        for number in np.unique(dealt[dealt >= 0]).astype(int):
            agenda.dealt_in[number, dealt == number] = quarter
        yield dealt


@pytest.mark.parametrize("rung", [PEACE, GREY, CRISIS, STALEMATE, SETTLEMENT], ids=lambda rung: RUNGS[rung])
@pytest.mark.parametrize("name", names())
def test_nine_quarters_in_ten_bring_a_card_that_fits(name: str, rung: int) -> None:
    path = np.array(list(dealing(name, rung)))
    assert 0.89 < (path >= 0).mean() < 0.91
    place, (world, _agenda) = setting(load(name)), at(rung)
    for quarter, number in {(q, int(n)) for q in range(40) for n in np.unique(path[q]) if n >= 0}:
        card = EVERY[number]
        assert holds(card.when, world, place.facts_in(quarter)).all()
        assert quarter >= card.first and (not card.only or name in card.only)


def gaps(path: np.ndarray, number: int) -> list[int]:
    """Return the quarters between one coming of a card and the next, of all runs."""
    return [gap for run in path.T for gap in np.diff(np.flatnonzero(run == number)).tolist()]


@pytest.mark.parametrize("name", ["four-nos", "border-war-1979", "amur"])
def test_no_card_comes_again_before_its_time(name: str) -> None:
    path = np.array(list(dealing(name, GREY)))
    shortest = {card.id: min(gaps(path, card.number), default=card.again) for card in EVERY}
    assert all(shortest[card.id] >= card.again for card in EVERY)
    assert any(shortest[card.id] == card.again for card in EVERY), "no card comes as soon as it could"


def test_a_chain_keeps_its_order_and_comes_once() -> None:
    path = np.array(list(dealing("amur", PEACE)))
    chain = [cards.card(name) for name in ("old-name", "central-asia", "island-shots")]
    assert [card.after for card in chain] == ["", chain[0].id, chain[1].id]
    first = np.array(
        [[np.argmax(run == card.number) if (run == card.number).any() else 99 for run in path.T] for card in chain]
    )
    assert (np.diff(first, axis=0) > 0).all()
    assert (first.max(0) < 99).mean() > 0.99
    assert all((path == card.number).sum(0).max() == 1 for card in chain)
    elsewhere = np.array(list(dealing("four-nos", PEACE)))
    assert not np.isin(elsewhere, [card.number for card in chain]).any()


def test_a_heavier_card_comes_more_often() -> None:
    first = next(dealing("border-war-1979", STALEMATE, runs=20_000))
    shares = {card.id: (first == card.number).mean() for card in EVERY}
    heavy, light = cards.card("envoy"), cards.card("intrusion")
    assert shares[heavy.id] / shares[light.id] == pytest.approx(heavy.weight / light.weight, rel=0.1)


def test_a_run_is_dealt_the_same_card_alone_and_among_others() -> None:
    world, agenda = at(PEACE, 400)
    world.rung = np.arange(400) % 7
    agenda.dealt_in = np.where(np.arange(400 * len(EVERY)).reshape(len(EVERY), 400) % 3 == 0, 6.0, LONG_AGO)
    luck = Draws(9, 400).uniform("test/card", 8)
    facts = setting(load("amur")).facts_in(8)
    together = deck.deal(world, agenda, facts, "amur", 8, luck)
    for part in (slice(0, 7), slice(7, 250), slice(250, 400), *(slice(run, run + 1) for run in range(60))):
        alone = deck.deal(world.part(part), agenda.part(part), facts, "amur", 8, luck[part])
        assert np.array_equal(alone, together[part])


def test_where_nothing_could_come_nothing_does() -> None:
    world, agenda = at(PEACE, 50, dealt_in=7.0)
    assert (deck.deal(world, agenda, frozenset(), "four-nos", 8, np.linspace(0.0, 0.99, 50)) == -1).all()


def test_cards_reach_the_table_in_a_played_run_and_change_what_follows() -> None:
    card = cards.card("survey-ship")
    played = {}
    for option in ("survey-put-off", "survey-allowed"):
        with opened(scenario("four-nos"), runs=200, moves="on", plans={"vietnam": f"any: card {option}"}) as model:
            share = []
            for _quarter in range(20):
                share.append((model.world.agenda.card >= 0).mean())
                model.step()
            came = model.world.agenda.dealt_in[card.number] > LONG_AGO
            played[option] = model.world.grievance.copy(), came
            assert 0.8 < np.mean(share) < 0.97
    (calm, came), (fed, also) = played.values()
    assert np.array_equal(calm[~came & ~also], fed[~came & ~also])
    assert (fed - calm)[came & also].mean() > 0.005


def test_an_unknown_card_or_option_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="survey-ship"):
        cards.card("survey-shp")
    with pytest.raises(UnknownName, match="survey-allowed"):
        cards.card("survey-ship").option(Role.TARGET, "survey-allow")
    assert cards.card("survey-ship").usual(Role.TARGET).id == "survey-put-off"


ONE = """
[[card]]
id = "one"
title = "One"
text = "Something comes up."
when = ["any"]
only = []
after = ""
source = "assumed"
claims = []
expects = { role = "target", option = "t1", scenario = "four-nos", measure = "trust", direction = "up" }
against = { role = "target", option = "t1", scenario = "four-nos", measure = "trust", direction = "down" }
""" + "".join(
    f"""
[[card.option]]
role = "{role}"
id = "{role[0]}{role[-1]}{number}"
title = "Do"
text = "It is done."
usual = {str(number == 0).lower()}
effects = [{{ on = "state.trust", add = 0.01 }}]
"""
    for role in cards.ROLES
    for number in (0, 1)
).replace('id = "tt', 'id = "t')


def test_a_whole_card_is_read() -> None:
    found = cards.parse(ONE)["one"]
    assert [len(options) for options in found.options.values()] == [2, 2, 2, 2]
    assert (found.expects.option, found.expects.than, found.weight, found.first) == ("t1", "t0", 1, 0)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('when = ["any"]', 'when = ["anny"]', "did you mean 'any'"),
        ('after = ""', 'after = "two"', "no card before it"),
        ('option = "t1"', 'option = "t2"', "allowed: t0, t1"),
        ('option = "t1"', 'option = "t0"', "against itself"),
        ("usual = true", "usual = false", "exactly one option of the target"),
        ("usual = true", "usual = true\ncost = 1", "is free"),
        ("usual = false", 'usual = false\nbreaks = "no-bases"\nlasts = 9', "longer than the 8 quarters"),
        ('id = "t1"', 'id = "t0"', "given twice"),
        ("state.trust", "state.truss", "did you mean 'trust'"),
        ('[{ on = "state.trust", add = 0.01 }]', "[]", "every option changes something"),
        ('role = "patron_b"', 'role = "patron_a"', "needs 2 or 3 options, not 1"),
        ("claims = []", 'claims = ["Z9"]', "Z9"),
    ],
)
def test_a_faulty_card_is_refused_with_the_fault_named(old: str, new: str, message: str) -> None:
    assert old in ONE
    with pytest.raises(InputError, match=message):
        cards.parse(ONE.replace(old, new, 1))


def test_only_the_target_can_break_a_pledge_and_names_of_options_are_its_own() -> None:
    broken = ONE.replace('id = "cr1"', 'id = "cr1"\nbreaks = "no-siding"')
    with pytest.raises(InputError, match="only the target has pledges"):
        cards.parse(broken)
    with pytest.raises(InputError, match="the card one has an option of that name"):
        cards.parse(ONE + ONE.replace('id = "one"', 'id = "two"'))
