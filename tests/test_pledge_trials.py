"""Pledges: what they bind comes from the tables, their price from the rules, what breaking does from paired runs."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios import load
from sim.ensemble import simulate
from sim.model import CrisisModel
from sim.moves import move as move_of
from sim.orders import order
from sim.outcome import ENDINGS
from sim.pledges import NAMES, PLEDGES
from sim.seats import Role
from sim.study.pledge_trials import MEASURES, label, opened_by, pledge_trials, price

CALM = load("four-nos")
RUNS = 60


def test_what_a_pledge_binds_is_read_from_the_tables() -> None:
    bound = {pledge.name: [label(row) for row in opened_by(CALM, pledge)] for pledge in PLEDGES}
    assert set(bound) == set(NAMES) and all(bound.values()), "every pledge forbids something"
    assert "treaty-us" in bound["no-alliance"] and "vote=for" in bound["no-siding"]
    assert bound["no-bases"] == ["open-cam-ranh"] and "beyond-the-border" in bound["no-first-force"]
    assert move_of("treaty-us").breaks == "no-alliance"


def test_moves_of_another_seat_are_not_among_them() -> None:
    bound = {label(row) for pledge in PLEDGES for row in opened_by(load("ukraine-analogue"), pledge)}
    assert "open-cam-ranh" not in bound and "treaty-us" in bound


@pytest.mark.parametrize("pledge", PLEDGES, ids=NAMES)
@pytest.mark.parametrize("name", ["bleeding-white", "four-nos"])
def test_the_price_is_what_breaking_it_takes_in_a_quarter(name: str, pledge: object) -> None:
    scenario = load(name)
    row = next(each for each in PLEDGES if each is pledge)
    models = [CrisisModel(scenario, runs=4, moves="on") for _arm in range(2)]
    try:
        for model, text in zip(models, ("", f"break {row.name}"), strict=True):
            model.step({"vietnam": order(text, Role.TARGET)})
        kept, broken = (model.world for model in models)
        guiding = models[0].setting.guiding_in(0)
        expected = price(scenario, row, guiding=guiding)
        assert broken.breach - kept.breach == pytest.approx(expected.fear, abs=0.02)
        assert (broken.pledge_wait[NAMES.index(row.name)] == expected.quarters).all()
        assert (broken.legitimacy < kept.legitimacy).all()
    finally:
        for model in models:
            model.close()


def test_it_is_dearer_since_the_pledges_became_guiding_rules() -> None:
    for pledge in PLEDGES:
        before, after = (price(CALM, pledge, guiding=guiding) for guiding in (False, True))
        assert after.fear > before.fear > 0 > before.trust > after.trust and before.standing > after.standing
        assert before.quarters == after.quarters > 0


def test_kept_broken_and_used_are_the_runs_of_those_plans() -> None:
    from sim.plans import usual

    found = {trial.pledge.name: trial for trial in pledge_trials(CALM, runs=RUNS)}
    plan = str(usual(Role.TARGET, CALM.seats["vietnam"].doctrine))

    def alone(lines: str) -> dict[str, np.ndarray]:
        return dict(simulate(CALM, runs=RUNS, moves="on", plans={"vietnam": f"{lines}\n{plan}"}).outcomes)

    kept, broken = alone("any: keep no-siding"), alone("any: break no-siding")
    used = alone("any: break no-siding\nany every 4: name-china")
    trial = found["no-siding"]
    assert trial.kept is not None and trial.broken is not None
    for name in MEASURES:
        assert trial.kept.measures[name] == pytest.approx(np.nanmean(kept[name]))
        assert trial.broken.measures[name].mean == pytest.approx(np.mean(broken[name] - kept[name]))
        assert trial.used["name-china"].measures[name].mean == pytest.approx(np.mean(used[name] - kept[name]))
    for code, name in enumerate(ENDINGS):
        assert trial.broken.outcome.endings[name] == pytest.approx(np.mean(broken["ending"] == code))
    assert set(trial.used) == {label(row) for row in opened_by(CALM, trial.pledge)}


def test_keeping_a_pledge_that_the_posture_keeps_is_the_usual_game() -> None:
    trial = next(iter(pledge_trials(CALM, runs=RUNS)))
    usual = simulate(CALM, runs=RUNS, moves="on").outcomes
    assert trial.kept is not None
    assert trial.kept.measures["autonomy"] == pytest.approx(usual["autonomy"].mean())


def test_a_pledge_that_is_not_in_force_is_not_run() -> None:
    found = {trial.pledge.name: trial for trial in pledge_trials(load("mature-ally"), runs=10)}
    assert not found["no-alliance"].in_force and found["no-alliance"].kept is None and not found["no-alliance"].used
    assert found["no-bases"].in_force and found["no-bases"].broken is not None
    nothing = pledge_trials(load("border-war-1979"), runs=10)
    assert [trial.in_force for trial in nothing] == [False] * len(PLEDGES)
    assert all(trial.price.fear > 0 for trial in nothing)


def test_the_same_on_two_workers() -> None:
    one, two = (pledge_trials(CALM, runs=40, workers=workers) for workers in (1, 2))
    assert one == two
