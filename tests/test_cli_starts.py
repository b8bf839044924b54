"""`--start`, and what `fournos scenarios` says of turns, minutes and first orders."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from scenarios import load, names
from sim.starts import base_rate
from sim.turns import expected
from tests.command_line import typed
from tests.lengths import length

SMALL = ("--runs", "20", "--quarters", "4")


def said(*words: str) -> str:
    done = typed(*words)
    assert done.exit_code == 0, done.stderr
    return " ".join(done.stdout.split())


@pytest.mark.usefixtures("lengths_once")
@pytest.mark.parametrize("name", names())
def test_a_scenario_is_shown_with_its_turns_and_minutes(name: str) -> None:
    found = length(name)
    text = said("scenarios", name)
    assert f"about {found.minutes} minutes for one person (an estimate, not timed in class)" in text
    assert f"{found.turns[1]}" in text.split("Turns of a game: ")[1].split(";")[0]
    assert ("three phases" in text) == load(name).phases
    assert ("A turn in peace is a year" in text) == (load(name).turns == "year")
    assert all(start in text and about.title in text for start, about in load(name).starts.items())


def test_the_tutorial_is_shown_with_its_hour_and_its_first_orders() -> None:
    text = said("scenarios", "tutorial")
    assert "8 quarters from 17 February 1979, 05:00" in text
    for first in load("tutorial").first_orders:
        assert f"- {first.order} {first.text}" in text


def test_a_start_is_shown_with_its_base_rate() -> None:
    rate = base_rate(load("four-nos"), "crisis")
    text = said("scenarios", "four-nos", "--start", "crisis")
    assert " ".join(str(rate).split()) in text
    assert " ".join(load("four-nos").starts["crisis"].briefing.split()) in text
    assert "The quarrel opens at: crisis" in text
    data = json.loads(typed("scenarios", "four-nos", "--start", "crisis", "--json").stdout)
    assert data["base_rate"] == asdict(rate)
    assert (data["begins"], data["opening"]["quarrel"]["rung"]) == ("crisis", "crisis")
    length = asdict(expected(load("four-nos", start="crisis")))
    assert data["length"] == {"turns": list(length["turns"]), "minutes": length["minutes"]}
    assert json.loads(typed("scenarios", "four-nos", "--json").stdout)["base_rate"] is None


@pytest.mark.parametrize("command", ["run", "compare"])
def test_runs_from_a_start_tell_its_base_rate_of_the_same_seed_beside_the_results(command: str) -> None:
    done = typed(command, "amur", "--start", "crisis", "--seed", "4", *SMALL)
    assert done.exit_code == 0
    rate = " ".join(str(base_rate(load("amur"), "crisis", seed=4)).split())
    assert rate in " ".join(done.stderr.split())
    assert "A crisis at the opening" in " ".join(done.stdout.split())


def test_runs_from_a_start_carry_it_in_their_json() -> None:
    begun = json.loads(typed("run", "amur", "--start", "crisis", "--json", *SMALL).stdout)
    usual = json.loads(typed("run", "amur", "--json", *SMALL).stdout)
    assert (begun["start"], usual["start"]) == ("crisis", None)
    assert begun["base_rate"] == asdict(base_rate(load("amur"), "crisis"))
    assert "base_rate" not in usual
    assert begun["outcomes"]["crises"] != usual["outcomes"]["crises"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("scenarios", "--start", "crisis"), "--start needs the scenario that it belongs to."),
        (("scenarios", "four-nos", "--start", "crises"), "Did you mean 'crisis'?"),
        (("run", "rig-crisis", "--start", "crisis"), "none is known"),
        (("compare", "amur", "--start", "peace"), "Unknown start of amur 'peace'"),
    ],
    ids=["no-scenario", "misspelt", "none", "unknown"],
)
def test_a_start_that_is_not_there_is_refused(words: tuple[str, ...], message: str) -> None:
    done = typed(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in " ".join(done.stderr.split())
