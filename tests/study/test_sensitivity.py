"""The question and its command on a small real study, and the picture of its answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.text import Text

from scenarios import load
from sim.errors import Cancelled, InputError, UnknownName
from sim.plots import save, tornado
from sim.plots.style import lightness
from sim.study.answers import Answer
from sim.study.answers import load as load_answer
from sim.study.questions import luck
from sim.study.questions.sensitivity import Asked, ask, looked_at
from sim.study.results import Results, open_results
from sim.study.running import run
from sim.study.spec_file import parse
from tests.command_line import answer as printed
from tests.command_line import refused, typed

STUDY = """
name = "small"
title = "A small study"
question = "On what does it depend?"
scenarios = ["bleeding-white"]
quarters = 12
seed = 3
[policies.bleed]
doctrines = { china = "bleed-white" }
[policies.punish]
doctrines = { china = "punitive" }
[uncertainties.psi]
[uncertainties.aid]
title = "Aid [of] the United States"
doctrine = "us"
levels = ["full", "limited", "offshore"]
[design]
kind = "lhs"
points = 32
replications = 6
[outcomes.dead]
of = "target_dead_thousand"
[outcomes.terms]
of = "settlement_terms"
[outcomes.never]
when = "peak_land_lost > 2"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sensitivity") / "small"
    run(path, parse(STUDY, "study.toml", load))
    return path


@pytest.fixture(scope="module")
def results(folder: Path) -> Results:
    return open_results(folder)


@pytest.fixture(scope="module")
def whole(results: Results) -> Iterator[Answer]:
    yield ask(results, "dead", asked=Asked(size=256))


def test_an_answer_has_every_method_and_sets_luck_beside_the_conditions(whole: Answer):
    assert list(whole.tables) == ["sobol", "morris", "pawn", "tornado", "split"]
    inputs = {name: {row["input"] for row in table.records()} for name, table in whole.tables.items()}
    assert inputs["sobol"] == inputs["morris"] == {"psi", "aid", "luck"}
    assert inputs["pawn"] == inputs["tornado"] == {"psi", "aid"}
    assert inputs["split"] == {"luck", "conditions", "policy", "policy_by_conditions"}
    assert whole.data["warning"] in whole.sentences
    assert "simulated runs of bleed in bleeding-white" in whole.sentences[0]


def test_the_same_question_has_the_same_bytes(results: Results, whole: Answer, tmp_path: Path):
    again = ask(results, "dead", asked=Asked(size=256))
    assert again.save(tmp_path).read_bytes() == whole.save(tmp_path).read_bytes()
    assert load_answer(tmp_path / "analysis" / f"{whole.name}.json").to_data() == json.loads(
        json.dumps(whole.to_data())
    )


def test_an_outcome_that_is_not_there_in_every_run_is_not_established(results: Results):
    answer = ask(results, "terms", asked=Asked("morris", 128))
    assert not answer.standing.established
    assert "missing" in [reason.code for reason in answer.standing.reasons]
    assert "not established" in "\n".join(answer.sentences)
    assert all(row["size"] is None for row in answer.tables["morris"].records())


def test_an_outcome_that_never_varies_is_not_established(results: Results):
    answer = ask(results, "never", asked=Asked("sobol", 256))
    assert [reason.code for reason in answer.standing.reasons] == ["constant"]
    assert not looked_at(results, "never", "bleed", "bleeding-white", Asked())["split"].findings


def test_names_that_the_study_has_not_are_refused(results: Results):
    for wrong in ({"outcome": "deed"}, {"policy": "bled"}, {"scenario": "bleeding"}):
        with pytest.raises(UnknownName):
            ask(results, **wrong, asked=Asked("morris", 128))


def test_a_wish_to_stop_stops_it(results: Results):
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        ask(results, "dead", asked=Asked("morris", 128), cancel=cancel)


def test_a_study_without_uncertainties_is_refused(tmp_path: Path):
    before, after = STUDY.split("[uncertainties.psi]")
    point = before + "[design]\nkind = 'point'\nreplications = 4\n[outcomes" + after.split("[outcomes", 1)[1]
    run(tmp_path / "one", parse(point, "study.toml", load))
    with pytest.raises(InputError, match="no uncertainties"):
        ask(open_results(tmp_path / "one"))


def test_the_parts_of_a_variance_are_unbiased_with_two_replications():
    # y = policy + x (1 + (policy - 1) / 2) + luck, with policies 0, 1 and 2, x of variance 1 and luck of variance 4
    policy = np.array([0.0, 1.0, 2.0])[:, None, None]
    drawn = []
    for seed in range(300):
        chance = np.random.default_rng(seed)
        x, chances = chance.normal(size=(1, 40, 1)), 2.0 * chance.normal(size=(1, 40, 2))
        drawn.append(luck.split(policy + x * (1.0 + (policy - 1.0) / 2.0) + chances))
    parts = np.array([[each.luck, each.conditions, each.policy, each.policy_by_conditions] for each in drawn])
    assert parts.mean(axis=0) == pytest.approx([4.0, 1.0, 2.0 / 3.0, 1.0 / 6.0], abs=0.12)


def test_luck_that_all_points_share_is_luck_and_not_conditions():
    # the same, with luck that a replication has at all points; beside it some that it has at one alone
    drawn = []
    for seed in range(300):
        chance = np.random.default_rng(seed)
        x, shared = chance.normal(size=(1, 40, 1)), 2.0 * chance.normal(size=(1, 1, 16))
        drawn.append(luck.split(x + shared + chance.normal(size=(1, 40, 16)), common=True))
    parts = np.array([[each.luck, each.conditions, each.policy] for each in drawn])
    assert parts.mean(axis=0) == pytest.approx([5.0, 1.0, 0.0], abs=0.2)


def test_a_split_of_eight_points_or_of_one_replication_is_refused():
    values = np.random.default_rng(1).random((1, 8, 20))
    assert [r.code for r in luck.finding(values, "y", 1).standing.reasons] == ["few-points"]
    assert [r.code for r in luck.finding(values.reshape(1, 160, 1), "y", 1).standing.reasons] == ["few-samples"]
    shared = luck.finding(values.reshape(1, 20, 8), "y", 1, common=True)
    assert [r.code for r in shared.standing.reasons] == ["few-samples"]


def test_the_picture_shows_every_method_with_the_warning_and_the_same_bytes(whole: Answer, tmp_path: Path):
    figure = tornado.draw(whole)
    texts = "\n".join(text.get_text() for text in figure.findobj(Text)).replace("\n", " ")
    assert len(figure.axes) == 4
    for words in ("Sensitivity", "Aid [of] the United", "luck", "averaged out", "not established", "not a forecast"):
        assert words in texts
    assert whole.data["warning"][:60] in texts
    for name in ("one.png", "two.png"):
        save(tornado.draw(whole), tmp_path / name)
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()


def test_what_looked_at_other_inputs_stays_out_of_the_picture(whole: Answer):
    methods = dict(whole.data["methods"])
    methods["pawn"] = {**methods["pawn"], "rows": [{**methods["pawn"]["rows"][0], "input": "other"}]}
    apart = replace(whole, data={**whole.data, "methods": methods})
    assert len(tornado.draw(apart).axes) == 3
    assert "other" not in tornado.order(apart)


def test_bars_that_meet_differ_in_lightness():
    for one, other in (
        (tornado.TOTAL, tornado.ALONE),
        (tornado.AT_LOW, tornado.AT_HIGH),
        (tornado.LUCK_TOTAL, tornado.LUCK_ALONE),
    ):
        assert abs(lightness(one.colour) - lightness(other.colour)) >= 14.0


def test_the_text_of_the_picture_has_its_numbers_and_what_is_not_established(whole: Answer, results: Results):
    text = tornado.describe(whole)
    for table in whole.tables.values():
        if "Sobol" in table.title:
            assert all(f"{row['total']:.3g}" in text for row in table.records())
    assert whole.data["warning"] in text
    refused_one = ask(results, "never", asked=Asked("tornado", 256))
    assert "does not vary" in tornado.describe(refused_one)
    assert len(tornado.draw(refused_one).axes) == 2


def test_the_command_prints_and_keeps_the_answer(folder: Path):
    data = printed("study", "sensitivity", str(folder), "--outcome", "dead", "--method", "morris", "-n", "128")
    kept = folder / "analysis" / f"{data['name']}.json"
    assert json.loads(kept.read_text("utf-8")) == data
    assert data["settings"] == {
        "outcome": "dead", "policy": "bleed", "scenario": "bleeding-white", "method": "morris", "n": 128, "seed": 1,
    }  # fmt: skip
    assert data["command"][:3] == ["fournos", "study", "sensitivity"]
    shown = typed("study", "sensitivity", str(folder), "--method", "tornado", "-n", "8")
    assert shown.exit_code == 0
    assert "not established" in shown.stdout
    assert "no interactions" in " ".join(shown.stdout.split())
    assert (folder / "analysis" / "sensitivity-outcome-dead-method-tornado-n-8.json").is_file()


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("--policy", "bled"), "Did you mean 'bleed'"),
        (("--outcome", "deed"), "Did you mean 'dead'"),
        (("--scenario", "x"), "scenario"),
        (("--method", "sobel"), "sobol"),
        (("-n", "100", "--method", "sobol"), "64 or 128"),
        (("-n", "1"), "from 2"),
        (("-n", "many"), "whole number"),
        (("--seed", "-1"), "--seed"),
    ],
)
def test_wrong_words_are_refused_in_one_message(folder: Path, words: tuple[str, ...], part: str):
    result = typed("study", "sensitivity", str(folder), *words)
    assert part in refused(result.exit_code, result.stdout, result.stderr)


def test_the_cost_is_told_before_it_is_paid(folder: Path):
    shown = typed("study", "sensitivity", str(folder), "--method", "sobol", "-n", "1024")
    assert "5,120 fresh runs are made (sobol 5,120)" in shown.stderr
