"""The essays' claims and what carries their world: complete, mutual, and true to what the engine has."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from scenarios import names as scenario_names
from sim import cards, mends, moves
from sim import claims as book
from sim.claims import Claim, claim, claims, coverage, essays
from sim.doctrines import names as doctrine_names
from sim.errors import InputError, UnknownName
from sim.parameters import table
from sim.pledges import NAMES as PLEDGES
from sim.scenario import EventKind
from sim.seats import Role

FIRST_CODING = {"A": 31, "B": 17, "C": 9, "D": 6}
PARAGRAPHS = {"A": 13, "B": 19, "C": 22, "D": 15}
CONTRADICTIONS = {"A8 A12", "A28 D5", "A31 B16", "A31 B17", "A31 D3", "A39 B3", "B15 C9", "B7 C5", "C3 D3"}
# fmt: off
EASY_TO_FORGET = {
    "peoples-defence", "asean", "torn-net", "khmer-rouge", "foreign-bases", "atacms", "f-16",
    "western-ammunition", "israel-gaza", "wang-yi-warning", "no-ceasefire-free", "carrier-visits",
    "visit-refused", "guiding-rules-2023", "laos-first", "cptpp", "evfta", "rcep", "us-market", "dong-nai",
    "trade-goal", "own-currencies", "peacekeeping", "security-council", "soft-power", "party-ties", "valdai-2020",
    "leaders-rapport", "successors", "clashes-1969", "central-asia", "amur-ussuri", "vladivostok", "himalaya",
    "neighbours-pushed", "un-votes", "lang-son", "provincial-capitals", "three-nos", "white-paper-2019",
    "shared-future", "nato-north", "doi-moi", "growth-forecast",
}
# fmt: on

GOOD = {
    "id": '"A1"',
    "essay": '"A"',
    "paragraph": '"1"',
    "paraphrase": '"p"',
    "mechanism": '"m"',
    "parameters": "[]",
    "proposition": '"q"',
    "contradicts": "[]",
    "flags": "[]",
    "standing": '"tested"',
    "note": '""',
}


def written(name: str, *rows: dict[str, str]) -> str:
    """Return rows of TOML values as the text of one array of tables."""
    return "\n".join(f"[[{name}]]\n" + "\n".join(f"{key} = {value}" for key, value in row.items()) for row in rows)


def fault_of(read: Callable[[], object]) -> str:
    with pytest.raises(InputError) as caught:
        read()
    return str(caught.value)


# ------------------------------------------------------------------------------------------------ the claims themselves


def test_every_claim_of_the_first_coding_is_there_and_ids_run_on_without_gaps() -> None:
    for essay, first in FIRST_CODING.items():
        numbers = [int(row.id[1:]) for row in claims().values() if row.essay == essay]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) >= first


def test_what_the_second_coder_added_says_so() -> None:
    added = {row.id for row in claims().values() if int(row.id[1:]) > FIRST_CODING[row.essay]}
    assert added == {row.id for row in claims().values() if "Added in second coding" in row.note}


def test_contradictions_are_mutual_and_those_of_the_map() -> None:
    rows = claims()
    pairs = {tuple(sorted((row.id, other), key=list(rows).index)) for row in rows.values() for other in row.contradicts}
    assert {" ".join(pair) for pair in pairs} == CONTRADICTIONS
    assert all(row.id in rows[other].contradicts for row in rows.values() for other in row.contradicts)


@pytest.mark.parametrize("row", claims().values(), ids=claims())
def test_a_claim_is_complete(row: Claim) -> None:
    assert re.fullmatch(r"\d+(-\d+)?(, \d+(-\d+)?)*", row.paragraph)
    assert max(int(number) for number in re.findall(r"\d+", row.paragraph)) <= PARAGRAPHS[row.essay]
    assert row.standing in book.STANDINGS
    assert ("contradiction" in row.kind) == bool(row.contradicts)
    assert row.proposition.startswith("None") == (row.standing in ("input", *book.HOLLOW))
    assert all(text.endswith(".") and text == text.strip() for text in (row.paraphrase, row.mechanism, row.proposition))


def test_claims_name_only_parameters_that_exist_and_parameters_only_claims_that_exist() -> None:
    book.check_parameters(table())
    assert not {name for row in table().values() for name in row.claims} - set(claims())


def test_no_verdict_is_stored() -> None:
    prototype = re.compile(r"\bT\d\d|[+-]\.\d|\bposterior\b|\bprototype\b")
    assert not [row.id for row in claims().values() if prototype.search(" ".join((row.proposition, row.note)))]


def test_a_claim_cannot_be_changed_and_is_read_once() -> None:
    assert claims() is claims()
    assert claim("a8") is claims()["A8"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        claim("A8").note = "x"  # type: ignore[misc]


@pytest.mark.parametrize(("asked", "near"), [("A99", "A9"), ("B21", "B2"), ("", None), ("bamboo", None)])
def test_an_unknown_claim_is_refused_with_the_nearest_one(asked: str, near: str | None) -> None:
    with pytest.raises(UnknownName) as caught:
        claim(asked)
    assert caught.value.nearest == near
    assert caught.value.field == "claim"


def test_the_essays_are_four() -> None:
    assert "".join(essays()) == "ABCD"
    assert {row.key for row in essays().values()} == {"EssayA", "EssayB", "EssayC", "EssayD"}
    assert essays()["A"].author == "Khang Vu"


# --------------------------------------------------------------------------------------------------------- faulty files


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"standing": '"testd"'}, "did you mean 'tested'"),
        ({"flags": '["speculativ"]'}, "did you mean 'speculative'"),
        ({"flags": '["normative", "normative"]'}, "twice"),
        ({"essay": '"E"'}, "allowed: A, B, C, D"),
        ({"id": '"B1"'}, "has to be A and a number"),
        ({"id": '"Ax"'}, "has to be A and a number"),
        ({"paraphrase": '" "'}, "A1.paraphrase: is empty"),
        ({"paraphrase": "3"}, "A1.paraphrase: has to be a text"),
        ({"parameters": '"psi"'}, "A1.parameters: has to be a list of texts"),
        ({"contradicts": '["A1"]'}, "does not name it back"),
        ({"contradicts": '["A7"]'}, "unknown claim 'A7' (did you mean 'A1'?)"),
        ({"verdict": '"supported"'}, "A1.verdict: is not a field"),
    ],
)
def test_a_faulty_claim_is_refused(change: dict[str, str], words: str) -> None:
    assert words in fault_of(lambda: book.parse_claims(written("claim", GOOD | change), "mine.toml"))


def test_all_faults_of_a_file_are_listed_at_once() -> None:
    first, second = dict(GOOD, standing='"x"'), dict(GOOD, id='"A2"', contradicts='["A1"]')
    del second["note"]
    message = fault_of(lambda: book.parse_claims(written("claim", first, second), "mine.toml"))
    assert message.startswith("mine.toml: 3 faults")
    assert "A1.standing" in message and "A2.note" in message and "A2: contradicts A1" in message


@pytest.mark.parametrize("text", ["claim = 3", "claim = [3]", "", "[[claim]", "\x00"])
def test_what_is_no_list_of_claims_is_refused(text: str) -> None:
    assert fault_of(lambda: book.parse_claims(text, "mine.toml")).startswith("mine.toml")


def test_the_same_id_twice_is_refused() -> None:
    assert "given twice" in fault_of(lambda: book.parse_claims(written("claim", GOOD, GOOD)))


def test_an_unknown_parameter_is_refused_with_the_nearest_one() -> None:
    rows = book.parse_claims(written("claim", dict(GOOD, parameters='["psy", "lam"]')))
    book.check_parameters(["psy", "lam"], rows)
    assert "A1: unknown parameter 'psy' (did you mean 'psi'?)" in fault_of(
        lambda: book.check_parameters(["psi", "lam"], rows)
    )


def test_a_missing_essay_is_refused() -> None:
    row = {"letter": '"A"', "title": '"t"', "author": '"a"', "date": '"d"', "key": '"k"'}
    assert "D: this essay has no row" in fault_of(lambda: book.parse_essays(written("essay", row)))


# ------------------------------------------------------------------------------------------------------------- coverage


def covered(**change: str) -> str:
    row = {
        "id": '"x"',
        "name": '"X"',
        "essays": '["A"]',
        "kind": '"place"',
        "carried_by": '[{ kind = "claim", id = "A1" }]',
        "not_yet": '""',
    }
    return written("row", row | change)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"carried_by": '[{ kind = "claim", id = "A99" }]'}, "unknown claim 'A99'"),
        ({"carried_by": '[{ kind = "clam", id = "A1" }]'}, "did you mean 'claim'"),
        ({"carried_by": '[{ kind = "rule" }]'}, "x.carried_by.id: has to be a text"),
        ({"carried_by": '[{ kind = "rule", id = "ladder", why = "" }]'}, "x.carried_by.why: is not a field"),
        ({"carried_by": "[]"}, "not_yet does not say"),
        ({"carried_by": '[{ kind = "claim", id = "A2" }]'}, "not_yet does not say"),
        ({"essays": '["F"]'}, "allowed: A, B, C, D"),
        ({"kind": '"person"'}, "allowed: system"),
    ],
)
def test_a_faulty_row_of_coverage_is_refused(change: dict[str, str], words: str) -> None:
    known = book.parse_claims(written("claim", GOOD, dict(GOOD, id='"A2"', standing='"flavour"')))
    assert list(book.parse_coverage(covered(), known)) == ["x"]
    assert words in fault_of(lambda: book.parse_coverage(covered(**change), known))


def test_every_essay_is_covered_and_nothing_easy_to_forget_is_forgotten() -> None:
    assert {letter for row in coverage().values() for letter in row.essays} == set(book.ESSAYS)
    assert not EASY_TO_FORGET - set(coverage())


def test_a_row_names_claims_of_its_own_essays() -> None:
    strangers = {
        row.id: row.essays
        for row in coverage().values()
        for carrier in row.carried_by
        if carrier.kind == "claim" and not any(c.kind == "claim" and c.id[0] in row.essays for c in row.carried_by)
    }
    assert not strangers


def known_carriers(kind: str, root: Path) -> set[str]:
    """Return what the engine has of one kind of carrier."""
    roles = [role for role in Role if role is not Role.TARGET]
    found: dict[str, Callable[[], set[str]]] = {
        "claim": lambda: set(claims()),
        "rule": lambda: {path.stem for path in (root / "sim" / "rules").glob("*.py")},
        "posture": lambda: set(doctrine_names(Role.TARGET)),
        "pledge": lambda: set(PLEDGES),
        "parameter": lambda: set(table()),
        "event": lambda: {*get_args(EventKind), "succession"},
        "scenario": lambda: set(scenario_names()),
        "mend": lambda: set(mends.table()),
        "move": lambda: set(moves.table()),
        "answer": lambda: {f"{asks}={row.id}" for (_role, asks), rows in moves.answers().items() for row in rows},
        "card": lambda: set(cards.table()),
        "doctrine": lambda: {name for role in roles for name in doctrine_names(role)},
    }
    return found[kind]()


@pytest.mark.parametrize("kind", book.CARRIERS)
def test_what_is_said_to_carry_something_exists_in_the_engine(kind: str, root: Path) -> None:
    named = {carrier.id for row in coverage().values() for carrier in row.carried_by if carrier.kind == kind}
    assert named
    assert not named - known_carriers(kind, root)
