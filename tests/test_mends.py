"""Mends and rival codings: how they are chosen, what they change, and that without them nothing is changed."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from sim import mends, theories
from sim.claims import claims
from sim.ensemble import prepare, simulate
from sim.errors import InputError, UnknownName, WrongType
from sim.model import CrisisModel
from sim.study import folder
from sim.study.manifest import case_of, cell
from tests.engine import opened, scenario, stage

RULES = Path(__file__).resolve().parent.parent / "sim" / "rules"
EVERY = list(mends.table())


def read_by_rules() -> set[str]:
    """Return every switch that some rule asks for."""
    return {name for path in RULES.glob("*.py") for name in re.findall(r'\.on\(\s*"([a-z-]+)"', path.read_text())}


def test_every_switch_is_read_by_a_rule_and_every_rule_reads_a_declared_one() -> None:
    coded = {name for q in theories.questions().values() for c in q.codings.values() for name in c.switches}
    assert read_by_rules() == set(EVERY) | coded
    assert not set(EVERY) & coded


@pytest.mark.parametrize("name", EVERY)
def test_a_mend_says_what_fails_and_what_it_rests_on(name: str) -> None:
    mend = mends.table()[name]
    assert all((mend.title, mend.problem, mend.rule, mend.source))
    assert set(mend.claims) <= set(claims())
    assert all(re.fullmatch(r"R(1[01]|[1-9])[a-h]?", target) for target in mend.targets)


def test_choices_in_words() -> None:
    first, last = EVERY[0], EVERY[-1]
    assert mends.chosen("none") == () and mends.chosen("all") == tuple(EVERY)
    assert mends.chosen("default") == mends.default()
    assert mends.chosen(f"{last},{first}") == mends.chosen([first, last]) == mends.chosen(f"none,{first},+{last}")
    assert first not in mends.chosen(f"all,-{first}") and len(mends.chosen(f"all,-{first}")) == len(EVERY) - 1
    assert mends.chosen([]) == ()
    for choice in ("none", "default", "all", f"all,-{first}"):
        assert mends.chosen(mends.text(mends.chosen(choice))) == mends.chosen(choice)


def test_a_wrong_choice_names_the_nearest_mend() -> None:
    with pytest.raises(UnknownName, match=EVERY[0]):
        mends.chosen(EVERY[0] + "s")
    with pytest.raises(UnknownName, match="default"):
        mends.chosen("defualt")
    with pytest.raises(WrongType, match="mends"):
        mends.chosen(3)  # type: ignore[arg-type]
    with pytest.raises(UnknownName):
        prepare(scenario(), mends="scarr")


@pytest.mark.parametrize("name", EVERY)
def test_each_mend_changes_something(name: str) -> None:
    """In one of the scenarios that come with the project: a mend that moves nothing would be none."""
    for place in ("ukraine-analogue", "border-war-1979", "bleeding-white", "four-nos", "rig-crisis"):
        states = []
        for choice in ("none", name):
            with opened(scenario(place), runs=300, mends=choice, doctrines=LIVELY.get(place)) as model:
                model.run()
                states.append(model.world.block)
        if not np.array_equal(*states):
            return
    raise AssertionError(f"{name} changes nothing in any scenario")


LIVELY = {
    "four-nos": {"vietnam": "ally-us", "us": "full", "china": "seize", "russia": "lean-china"},
    "bleeding-white": {"vietnam": "one-depend", "us": "full", "russia": "balance-china"},
}
"""Doctrines under which patrons fight, leave and lean, so that each mend has something to work on."""


def test_mends_are_part_of_a_case_and_of_what_is_saved(tmp_path: Path) -> None:
    ensemble = simulate(scenario(), runs=3, quarters=2, mends=[EVERY[0]], theories={"client-fear": "fears"})
    assert ensemble.case.mends == (EVERY[0],) and ensemble.case.theories == {"client-fear": "fears"}
    folder.write(tmp_path / "study", [ensemble], ["test"])
    (case,) = folder.open_study(tmp_path / "study").cases()
    assert (case.mends, case.theories) == (ensemble.case.mends, ensemble.case.theories)


def test_a_study_from_before_the_mends_had_none() -> None:
    row = cell(simulate(scenario(), runs=2, quarters=1))
    assert row.pop("mends") == list(mends.default()) and row.pop("theories") == {}
    case = case_of(row, scenario())
    assert (case.mends, case.theories) == ((), {})


def test_a_coding_sets_values_that_a_run_may_still_override() -> None:
    with opened(scenario(), theories={"client-fear": "ignores"}) as model:
        assert model.p.fear_client == 0.0
    with opened(scenario(), theories={"client-fear": "ignores"}, parameters={"fear_client": 0.3}) as model:
        assert model.p.fear_client == 0.3
    with opened(scenario(), theories={"client-fear": "open"}) as model:
        assert model.theories == {} and model.p.fear_client == 0.5


def test_a_fork_keeps_mends_and_codings() -> None:
    with opened(scenario(), runs=2, mends="none", theories={"client-fear": "fears"}) as model:
        model.step()
        fork = model.fork()
        assert (fork.mends, fork.theories, fork.p.fear_client) == ((), {"client-fear": "fears"}, 1.0)
        assert fork.setting.switches == model.setting.switches
        fork.close()


@pytest.mark.parametrize(
    ("theories_given", "error", "words"),
    [
        ({"client-feer": "fears"}, UnknownName, "client-fear"),
        ({"client-fear": "feers"}, UnknownName, "fears"),
        (["client-fear"], WrongType, "theories"),
    ],
)
def test_a_wrong_coding_is_refused(theories_given: object, error: type[InputError], words: str) -> None:
    with pytest.raises(error, match=words):
        CrisisModel(scenario(), theories=theories_given)  # type: ignore[arg-type]


def test_a_coding_in_words() -> None:
    assert theories.parse("client-fear = fears") == ("client-fear", "fears")
    with pytest.raises(InputError, match="QUESTION=CODING"):
        theories.parse("client-fear")


@pytest.mark.parametrize("mend", ["none", "left-stops-fighting"])
def test_a_patron_that_has_left_no_longer_fights(mend: str) -> None:
    rows = {"rung": 5, "war_spell": 4, "fighting[0]": 1.0, "gone[0]": 1.0, "fighting[1]": 1.0}
    world, turn = stage(rows, before="ladder", mends=mend)
    from sim.rules import ladder

    ladder.resolve(world, turn)
    assert world.fighting[:, 0].tolist() == ([1.0, 1.0] if mend == "none" else [0.0, 1.0])
