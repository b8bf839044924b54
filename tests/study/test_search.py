"""The search for plans: a known front is found, members are legal and come to what is said, fresh worlds decide."""

from __future__ import annotations

import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from scenarios import load
from sim.case import prepare
from sim.ensemble import run_case
from sim.errors import Cancelled, InputError, OutOfRange, UnknownName
from sim.executors import lane
from sim.plots import pareto
from sim.progress import Meter, Progress
from sim.study.answers import Answer
from sim.study.meters import METERS
from sim.study.questions.search import Size, ask, spec_of
from sim.study.questions.search_checked import DOMINATED, ESTABLISHED, OPEN, Checked
from sim.study.questions.search_genes import Genes
from sim.study.questions.search_sides import Side
from sim.study.questions.search_worlds import FRESH, Trials, worlds_of
from sim.study.running import How
from sim.study.spec_file import parse
from sim.study.uncertainties import SET
from tests.command_line import refused, typed

STUDY = """
name = "short"
title = "Short"
question = "What does best?"
scenarios = ["bleeding-white"]
quarters = 8
types = "prior"
[policies.bleed]
doctrines = { china = "bleed-white" }
[policies.leave]
doctrines = { china = "charm" }
[uncertainties.psi]
[uncertainties.aid]
doctrine = "us"
levels = ["full", "offshore"]
[outcomes.autonomy]
better = "more"
"""
SPEC = parse(STUDY, "short", load)
SMALL = Size(population=8, generations=2, worlds=12, fresh=30)


@pytest.fixture(scope="module")
def answer() -> Answer:
    return ask(SPEC, "vietnam", size=SMALL, seed=3)


# ---------------------------------------------------------------- sides and worlds


@pytest.mark.parametrize(("seat", "types"), [("vietnam", "prior"), ("china", "doctrine")])
def test_a_side_comes_to_the_same_beside_others_as_alone(seat: str, types: str) -> None:
    scenario = load("bleeding-white")
    offered = list(scenario.seats[seat].doctrines)
    mine = Genes.of([scenario], seat, 40)
    drawn = mine.drawn(9, np.random.default_rng(2))
    sides = [Side(name, mine.side(row).plan) for name, row in zip(offered, drawn, strict=False)]
    sides += [Side(f"{offered[0]},{offered[3]}@2", sides[1].plan), Side(offered[2], "")]
    spec = parse(STUDY.replace('"prior"', f'"{types}"'), "short", load)
    worlds = worlds_of(spec, "bleed", 10, seed=4, seat=seat)
    with lane() as here:
        found = Trials(seat, worlds, here).values(sides, Meter(1, ""))
    assert not np.isnan(found).any()
    for group in worlds.groups:
        for luck, place in zip(group.luck, group.places, strict=True):
            at = list(group.places).index(place)
            psi = float(np.asarray(group.case.parameters["psi"])[at])
            for number in (0, 3, len(sides) - 2, len(sides) - 1):
                side = sides[number]
                held = {**group.case.doctrines, seat: side.posture}
                about = {"types": types, "moves": "on", "plans": {seat: side.plan}, "quarters": 8}
                alone = run_case(prepare(scenario, held, {"psi": psi}, SPEC.seed, **about), 1, first=int(luck))
                for row, meter in enumerate(METERS):
                    ground = scenario.model_copy(update={"quarters": 8})
                    assert meter.of(alone.outcomes[meter.probe], ground)[0] == found[number, row, place]
        break


def test_worlds_of_the_check_share_neither_luck_nor_sets_with_those_of_the_search() -> None:
    spec = spec_of("bleeding-white", load)
    search = worlds_of(spec, "usual", 100, seed=1)
    fresh = worlds_of(spec, "usual", 300, seed=2, first=FRESH, apart=100)
    assert not set(search.groups[0].luck) & set(fresh.groups[0].luck)
    one, other = (np.column_stack(list(w.groups[0].case.each_run.values())) for w in (search, fresh))
    assert not {row.tobytes() for row in one} & {row.tobytes() for row in other}
    assert SET in spec.by_name and len({row.tobytes() for row in other}) == 300


def test_categories_part_worlds_and_the_seats_own_doctrine_is_no_condition() -> None:
    worlds = worlds_of(SPEC, "leave", 12, seed=1)
    assert sorted(place for group in worlds.groups for place in group.places) == list(range(12))
    assert {group.case.doctrines["us"] for group in worlds.groups} == {"full", "offshore"}
    assert {group.case.doctrines["china"] for group in worlds.groups} == {"charm"}
    assert len(worlds_of(SPEC, "leave", 12, seed=1, seat="us").groups) == 1


# ---------------------------------------------------------------- the check


def test_dominance_on_hand_numbers() -> None:
    noise = np.tile([-1.0, 1.0], 50)
    base = np.stack([noise, -noise])  # two meters, 100 worlds
    rows = {
        "a": base + 10.0,
        "b": base + np.array([[9.0], [10.0]]),  # worse than a on one meter, the same on the other
        "c": base + np.array([[0.0], [20.0]]),
        "d": np.stack([np.roll(noise, 1), noise]) + np.array([[0.0], [20.0]]),  # cannot be told from c
        "e": np.stack([5 * np.roll(noise, 1), -noise]) + np.array([[11.0], [9.0]]),
    }
    held = Checked(np.array(list(rows.values())))
    assert held.dominates[0, 1] and held.dominates.sum() == 1
    assert held.standing(0) == ESTABLISHED
    assert held.standing(1) == DOMINATED and held.clearest(1, range(5)) == 0
    assert held.standing(2) == held.standing(3) == OPEN
    assert held.unresolved[2, 3] and held.unresolved[3, 2]
    assert not held.better[4, 0, 0], "one unit more with a standard error of a half is no more than noise"
    assert held.better[0, 4, 1]
    assert not held.dominates[0, 4], "that it is not shown to be worse does not show that it is no worse"


def test_what_is_told_comes_from_fresh_worlds_and_every_member_can_be_played(answer: Answer) -> None:
    scenario = load("bleeding-white").model_copy(update={"quarters": 8})
    fresh = worlds_of(SPEC, "bleed", SMALL.fresh, seed=4, first=FRESH, apart=SMALL.worlds, seat="vietnam")
    rows = answer.tables["front"].records()
    assert rows and answer.data["fresh"] == SMALL.fresh
    for row in rows:
        plan = answer.data["plans"][row["name"]]
        values = {meter.name: [] for meter in METERS}
        for group in fresh.groups:
            case = Side(plan["posture"], "\n".join(plan["plan"])).case(group.case, "vietnam")
            for at, luck in enumerate(group.luck):
                alone = run_case(case.part(at, at + 1), 1, first=int(luck))
                assert not alone.failures
                for meter in METERS:
                    values[meter.name].append(meter.of(alone.outcomes[meter.probe], scenario)[0])
        for name, found in values.items():
            assert row[name] == pytest.approx(np.mean(found), rel=1e-12)
        break
    words = " ".join(answer.sentences)
    assert "30 fresh worlds" in words and "Vietnam" in words and "The meters are the target's" not in words
    assert not answer.standing.established, "30 worlds establish nothing"
    assert next(reason.code for reason in answer.standing.reasons) == "few-runs"


def test_no_member_says_what_changes_nothing(answer: Answer) -> None:
    worlds = worlds_of(SPEC, "bleed", SMALL.worlds, seed=3, seat="vietnam")
    with lane() as here:
        trials, meter = Trials("vietnam", worlds, here), Meter(1, "")
        for plan in answer.data["plans"].values():
            lines = plan["plan"]
            thin = [Side(plan["posture"], "\n".join(lines[:k] + lines[k + 1 :])) for k in range(len(lines))]
            whole, *less = trials.values([Side(plan["posture"], "\n".join(lines)), *thin], meter)
            assert not any(np.array_equal(whole, each) for each in less)


def test_the_same_seed_finds_the_same_on_any_workers(answer: Answer) -> None:
    with ThreadPoolExecutor(2) as threads:
        again = ask(SPEC, "vietnam", size=SMALL, seed=3, how=How(2, threads))
    assert json.dumps(again.to_data()) == json.dumps(answer.to_data())


def test_a_search_that_is_stopped_keeps_the_best_so_far_and_says_so() -> None:
    cancel, told = threading.Event(), []

    def watch(state: Progress) -> None:
        if state.label == "searching" and state.done > 60 * SMALL.worlds:
            cancel.set()

    size = Size(population=8, generations=50, worlds=12, fresh=30)
    how = How(1, None, watch, cancel)
    found = ask(SPEC, "vietnam", size=size, seed=3, how=how, tell=told.append)
    assert "400 sides on 12 worlds" in told[0] and "runs a second" in told[0]
    assert [reason.code for reason in found.standing.reasons] == ["stopped"]
    assert found.tables["front"].rows and found.data["fresh"] == 0
    assert {row["standing"] for row in found.tables["front"].records()} == {OPEN}
    assert 2 < len(found.tables["generations"].rows) < 50
    cancel.set()
    with pytest.raises(Cancelled):
        ask(SPEC, "vietnam", size=size, how=How(1, None, None, cancel))


# ---------------------------------------------------------------- words and pictures


def test_the_picture_and_its_text_show_every_side(answer: Answer) -> None:
    figure = pareto.draw(Answer.from_data(answer.to_data()))
    FigureCanvasAgg(figure).draw()
    shown = [axes for axes in figure.axes if axes.get_visible()]
    assert len(shown) == 10
    count = len(answer.data["sides"])
    for axes in shown:
        assert sum(line.get_marker() not in ("None", None, "") for line in axes.lines) == count
    deaths = next(axes for axes in shown if axes.get_xlabel().startswith("lives lost"))
    assert deaths.xaxis_inverted()
    text = pareto.describe(answer)
    for side in answer.data["sides"]:
        assert side["name"] in text
    assert "not established" in text


def test_the_command_tells_and_keeps_an_answer(tmp_path: Path) -> None:
    small = ["--population", "4", "--generations", "1", "--worlds", "4", "--fresh", "6"]
    done = typed("study", "search", "tutorial", "--seat", "china", *small, "-o", str(tmp_path / "found"))
    assert done.exit_code == 0, done.stderr
    assert "not established" in done.stdout and "fresh worlds" in done.stdout
    assert "not those that serve China" in " ".join(done.stdout.split())
    assert len(list((tmp_path / "found" / "analysis").glob("search*.json"))) == 1
    assert len(list((tmp_path / "found" / "figures").glob("search*.png"))) == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["bleeding-whit", "--seat", "vietnam"], "Did you mean 'bleeding-white'"),
        (["bleeding-white"], "--seat"),
        (["bleeding-white", "--seat", "ukraine"], "Unknown seat"),
        (["bleeding-white", "--seat", "vietnam", "--policy", "usua"], "Did you mean 'usual'"),
        (["bleeding-white", "--seat", "vietnam", "--population", "2"], "a whole number from 4"),
        (["bleeding-white", "--seat", "vietnam", "--executor", "dask"], "--address"),
    ],
)
def test_wrong_words_are_refused(words: list[str], message: str) -> None:
    done = typed("study", "search", *words)
    assert message in refused(done.exit_code, done.stdout, done.stderr)


def test_wrong_wishes_and_a_missing_library_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnknownName):
        ask(SPEC, "vietnam", policy="bleeed")
    with pytest.raises(OutOfRange):
        Size(population=3)
    monkeypatch.setitem(sys.modules, "pymoo", None)
    with pytest.raises(InputError, match=r"pip install 'fournos\[study\]'"):
        ask(SPEC, "vietnam")
