"""Propositions: complete against the claims, sound as data, and every slip in the file told at once."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from scenarios import load
from sim.claims import claims
from sim.doctrines import REGISTRY
from sim.errors import InputError
from sim.posterior import posterior
from sim.propositions import Proposition, of_claim, propositions, read
from sim.study.findings import STANDING
from sim.study.statistics import DOMINATED, KINDS
from sim.study.verdicts import battery

TESTED = [claim.id for claim in claims().values() if claim.standing == "tested"]
GOOD = """
[cells.one]
title = "one"
scenario = "four-nos"
quarters = 8

[cells.other]
like = "one"
title = "other"
doctrines = { vietnam = "bamboo" }

[[proposition]]
id = "P"
claims = ["A1"]
text = "what is measured"
cells = ["one", "other"]
kind = "mean"
of = "crises"
holds = "> 0"
not_shown = "much"
"""


def rows() -> tuple[Proposition, ...]:
    return propositions(load)


@cache
def by_id() -> dict[str, Proposition]:
    return {row.id: row for row in rows()}


def fault_of(text: str) -> str:
    with pytest.raises(InputError) as caught:
        read(text, load, "mine.toml")
    return str(caught.value)


# ---------------------------------------------------------------- the propositions themselves


@pytest.mark.parametrize("claim", TESTED)
def test_every_tested_claim_has_a_proposition_that_decides_it(claim: str) -> None:
    mine = of_claim(claim, rows())
    assert mine and not mine[0].beside
    assert [row.beside for row in mine] == sorted(row.beside for row in mine)


def test_no_other_claim_has_one() -> None:
    assert {claim for row in rows() for claim in row.claims} == set(TESTED)
    assert set(TESTED) == {claim.id for claim in claims().values() if claim.standing not in STANDING}


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.id)
def test_a_proposition_is_whole(row: Proposition) -> None:
    assert row.id.partition("-")[0] in row.claims
    assert row.not_shown.endswith(".") and not row.text.endswith(".") and all(row.titles)
    assert row.statistic.kind in (*KINDS, DOMINATED)
    assert row.statistic.probes
    assert len(row.cells) in (1, 2) or row.statistic.kind == DOMINATED


def test_two_cells_of_a_proposition_differ_and_a_text_tells_them_apart() -> None:
    for row in rows():
        assert len(set(row.cells)) == len(row.cells) and len(set(row.titles)) == len(row.titles), row.id


def test_postures_of_the_reference_battery_differ_from_presets_in_the_levers_named() -> None:
    found = {name: dict(by_id()[row].cells[place].doctrines)["vietnam"] for name, (row, place) in POSTURES.items()}
    assert found == {
        "without reassurance": "ally-us",
        "with reassurance": "ally-us:tie=0.4:reassurance=0.6",
        "rushed": "bamboo:level_a=0.6:level_b=0.4:reassurance=0.2:paced=0",
        "paced": "bamboo:level_a=0.6:level_b=0.4",
        "no tie to Russia": "bamboo:level_b=0",
    }


POSTURES = {
    "without reassurance": ("B12", 0),
    "with reassurance": ("B12", 1),
    "rushed": ("B8-crises", 0),
    "paced": ("B8-crises", 1),
    "no tie to Russia": ("C8-crises", 1),
}


def test_the_profiles_of_a_dominance_hold_every_pair_of_the_opponents_doctrines() -> None:
    row = by_id()["C1"]
    scenario = load("four-nos")
    width = row.statistic.width
    assert width == len(scenario.seats["vietnam"].doctrines)
    profiles = [row.cells[start : start + width] for start in range(0, len(row.cells), width)]
    played = [dict(cells[0].doctrines) for cells in profiles]
    for one, other in (("china", "us"), ("china", "russia"), ("us", "russia")):
        pairs = {(each[one], each[other]) for each in played}
        assert pairs == {(a, b) for a in scenario.seats[one].doctrines for b in scenario.seats[other].doctrines}
    for cells in profiles:
        postures = [dict(cell.doctrines)["vietnam"] for cell in cells]
        assert postures[0] == "bamboo" and set(postures) == set(scenario.seats["vietnam"].doctrines)
        assert len({tuple(pair for pair in cell.doctrines if pair[0] != "vietnam") for cell in cells}) == 1


def test_incidents_are_as_frequent_as_the_sets_say() -> None:
    values = posterior("none").sample(40)
    found = battery([by_id()["D5"]], values, load=load, runs=25, mends="none")["D5"]
    hazard = values[:, list(posterior("none").names).index("h_fe")]
    expected = 1.0 - (1.0 - hazard) ** 40
    assert found.effect == pytest.approx(expected.mean(), abs=0.04)
    assert np.corrcoef(found.values, expected)[0, 1] > 0.6


def test_every_doctrine_a_claim_speaks_of_is_in_some_cell() -> None:
    played = {text.partition(":")[0] for row in rows() for cell in row.cells for _seat, text in cell.doctrines}
    assert {row.name for held in REGISTRY.values() for row in held} - played <= {"as-history"}


# ---------------------------------------------------------------- faulty files


def test_a_sound_file_is_read() -> None:
    (row,) = read(GOOD, load)
    assert (row.id, row.claims, row.titles, str(row.holds)) == ("P", ("A1",), ("one", "other"), "> 0")
    assert [cell.quarters for cell in row.cells] == [8, 8]
    assert dict(row.cells[1].doctrines) == {"vietnam": "bamboo"} and not row.cells[0].doctrines


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"four-nos"', '"four-noes"', "cells.one: Unknown scenario 'four-noes'. Did you mean 'four-nos'"),
        ('"bamboo"', '"bambu"', "cells.other: Unknown doctrine of the target 'bambu'. Did you mean 'bamboo'"),
        ('like = "one"', 'like = "on"', "cells.other: Unknown cell 'on'. Did you mean 'one'"),
        ('like = "one"', 'like = "other"', "cells.other: It is like itself in the end"),
        ('title = "other"', "", "cells.other: title is 'None'"),
        ('["one", "other"]', '["one", "others"]', "P.cells: Unknown cell 'others'. Did you mean 'other'"),
        ('["one", "other"]', '["one"]', "cells.other: no proposition uses it"),
        ('"crises"', '"crisis"', "P.of: Unknown quantity of a probe 'crisis'. Did you mean 'crises'"),
        ('"crises"', '"land_held@9"', "P.of: The probe 'land_held@9' asks for a quarter beyond the last, 8"),
        ('"crises"', '"crises > 1"', "P.of: The probe 'crises > 1' cannot be read"),
        ('"mean"', '"maen"', "P.kind: is 'maen' (did you mean 'mean'?)"),
        ('"mean"', '"share"', "P.of: The condition 'crises' cannot be read"),
        ('"mean"', '"ratio"', "P.to: has to be a text"),
        ('"> 0"', '">= 0"', "P.holds: The threshold '>= 0' cannot be read"),
        ('"> 0"', '"within -1"', "P.holds: The threshold 'within -1' cannot be read"),
        ('["A1"]', '["A99"]', "P.claims: unknown claim 'A99' (did you mean 'A9'?)"),
        ('not_shown = "much"', "", "P.not_shown: has to be a text"),
        ('not_shown = "much"', 'not_shown = " "', "P.not_shown: is empty"),
        ('not_shown = "much"', 'not_shown = "x"\nthin = 0', "P.thin: has to be a whole number from 1 to 100"),
        ('not_shown = "much"', 'not_shown = "x"\nbeside = "no"', "P.beside: has to be true or false"),
        ('not_shown = "much"', 'not_shown = "x"\ngivn = "war = 1"', "P.givn: is not a field of this table"),
        ('not_shown = "much"', 'not_shown = "x"\ngiven = "war == 1"', "P.given: The condition 'war == 1' cannot"),
        ("[[proposition]]", "[[propositions]]", "propositions: is not a table of this file"),
        ("[cells.one]", "[cells.one", "mine.toml is no TOML"),
    ],
)
def test_a_slip_is_told_with_its_place_and_what_would_be_right(old: str, new: str, words: str) -> None:
    assert old in GOOD
    assert words in fault_of(GOOD.replace(old, new, 1))


def test_all_faults_are_listed_at_once() -> None:
    text = GOOD.replace('"bamboo"', '"bambu"').replace('"crises"', '"crisis"').replace('"> 0"', '"> x"')
    message = fault_of(text.replace('"A1"', '"Z1"'))
    assert message.startswith("mine.toml: 4 faults")
    assert all(place in message for place in ("cells.other", "P.of", "P.holds", "P.claims"))


def test_an_id_given_twice_is_a_fault() -> None:
    second = GOOD[GOOD.index("[[proposition]]") :]
    assert "P.id: is given twice" in fault_of(GOOD + second)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ('meters = ["war"]\nseat = "vietnm"\ndoctrine = "bamboo"', "Did you mean 'vietnam'"),
        ('meters = ["war"]\nseat = "vietnam"\ndoctrine = "seize"', "Unknown doctrine offered to vietnam 'seize'"),
        ('meters = ["wars"]\nseat = "vietnam"\ndoctrine = "bamboo"', "P.meters: Unknown quantity"),
        ('meters = []\nseat = "vietnam"\ndoctrine = "bamboo"', "P.cells: has to name one cell, and meters"),
    ],
)
def test_a_slip_in_a_dominance_is_told(more: str, words: str) -> None:
    text = GOOD.replace('["one", "other"]', '["other"]').replace('kind = "mean"', f'kind = "dominated"\n{more}')
    assert words in fault_of(text.replace('of = "crises"\n', ""))
