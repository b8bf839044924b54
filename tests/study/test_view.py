"""A planned study in pictures and in a notebook: the plots of runs read it, and its methods only pass questions on."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import scenarios
from sim import Study, plots
from sim.errors import InputError, StoreError, UnknownName
from sim.plots import answered
from sim.report.pictures import of_answer
from sim.study.answers import Answer, kept
from sim.study.results import Results, open_results
from sim.study.view import View
from tests.command_line import typed

TEXT = """
name = "two"
title = "Two scenarios"
question = "Does it show?"
scenarios = ["bleeding-white", "rig-crisis"]
quarters = 6
[policies.bleed]
doctrines = { china = "bleed-white" }
[policies.punish]
title = "A short punitive war"
doctrines = { china = "punitive" }
parameters = { lam = 3.0 }
[uncertainties.psi]
[uncertainties.aid]
doctrine = "us"
levels = ["full", "offshore"]
[design]
points = 16
replications = 6
trajectories = 60
[outcomes.crises]
better = "less"
threshold = 1.0
"""
OF_RUNS = [kind for kind in plots.KINDS if kind != "contour"]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return Study.parse(TEXT, scenarios.load).run(tmp_path_factory.mktemp("two") / "two")


def test_a_view_holds_the_runs_of_one_scenario_each_once(study: Results) -> None:
    view = View(study, "rig-crisis")
    frame = view.runs(("replication", "policy", "ending"))
    assert list(frame.columns) == ["replication", "policy", "ending"]
    assert frame.groupby("policy", observed=True)["replication"].nunique().tolist() == [96, 96]
    paths = view.trajectories(("replication", "policy", "quarter", "grievance"))
    assert not paths.duplicated(["replication", "policy", "quarter"]).any()
    assert {row["runs_done"] for row in view.manifest["cells"]} == {96}
    assert [case.doctrines["china"] for case in view.cases()] == ["bleed-white", "punitive"]


@pytest.mark.parametrize("kind", OF_RUNS)
def test_every_kind_of_saved_runs_shows_a_scenario_of_a_study(study: Results, kind: str) -> None:
    view = study.view("rig-crisis")
    figure = plots.draw(kind, view)
    told = plots.describe(kind, view)
    texts = " ".join(text.get_text() for text in figure.findobj(match=lambda item: hasattr(item, "get_text")))
    assert view.scenario().title in texts
    assert "16 points of psi, aid" in told and "policy" in told
    assert "bleed" in told and "?" not in told


def test_shares_in_the_picture_are_those_of_the_runs(study: Results) -> None:
    frame = study.runs(("policy", "ending"), scenario="rig-crisis", policy="punish")
    share = (frame["ending"].astype(str) == "no_war").mean()
    row = next(
        line for line in plots.describe("endings", study.view("rig-crisis")).splitlines() if line[:6] == "punish"
    )
    assert plots.words.percent(share) in row.replace("  ", "|")


def test_what_does_not_go_with_a_study_is_refused(study: Results) -> None:
    with pytest.raises(InputError, match="runs anew around one point"):
        plots.draw("contour", study.view())
    with pytest.raises(UnknownName, match="punish"):
        plots.draw("fan", study.view(), policy="punich")
    with pytest.raises(UnknownName, match="rig-crisis"):
        study.view("rig").scenario()


def test_the_command_draws_runs_and_answers_and_keeps_their_numbers_beside_them(study: Results) -> None:
    folder = str(study.path)
    assert typed("study", "robustness", folder, "--outcome", "crises").exit_code == 0
    done = typed("plot", folder, "--kind", "endings", "--scenario", "rig-crisis")
    assert done.exit_code == 0, done.stderr
    regret = typed("plot", folder, "--kind", "regret", "-o", str(study.path / "figures" / "r.svg"), "--json")
    assert regret.exit_code == 0, regret.stderr
    twin = (study.path / "figures" / "endings-rig-crisis.png.txt").read_text("utf-8")
    assert twin.startswith(f"# fournos plot {folder} --kind endings --scenario rig-crisis\n")
    assert plots.describe("endings", study.view("rig-crisis")) in twin
    picture = (study.path / "figures" / "r.svg").read_text("utf-8")
    assert f"fournos plot {folder} --kind regret" in picture
    assert json.loads(regret.stdout)["text"] == answered.describe("regret", kept(study.path)[0])


def test_time_to_settlement_is_asked_when_its_picture_is_wanted(study: Results) -> None:
    done = typed("plot", str(study.path), "--kind", "survival", "--scenario", "bleeding-white")
    assert done.exit_code == 0, done.stderr
    (answer,) = [answer for answer in kept(study.path) if answer.question == "survival"]
    assert answer.command[-2:] == ("--scenario", "bleeding-white")


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("--kind", "pareto"), "fournos study search"),
        (("--kind", "tornade"), "Did you mean 'tornado'"),
        (("--kind", "regret", "--policy", "bleed"), "choose it with --answer"),
        (("--kind", "regret", "--scenario", "rig-crisis"), "choose it with --answer"),
        (("--kind", "regret", "--answer", "regret"), "Unknown answer"),
        (("--kind", "fan", "--answer", "regret"), "shows runs and no answer"),
        (("--kind", "fan", "--scenario", "rig-crises"), "Did you mean 'rig-crisis'"),
        (("--kind", "contour"), "runs anew"),
    ],
)
def test_a_wrong_wish_is_refused_in_one_sentence(study: Results, words: tuple[str, ...], fault: str) -> None:
    done = typed("plot", str(study.path), *words)
    assert done.exit_code == 2 and fault in done.stderr and done.stderr.count("\n") == 1


def test_every_kind_of_answer_has_a_module_that_draws_and_tells() -> None:
    for row in answered.KINDS.values():
        module = __import__(f"sim.plots.{row.module}", fromlist=["draw"])
        assert callable(module.draw) and callable(module.describe) and row.text.endswith(".")


def test_an_answer_of_another_release_is_no_accident(study: Results) -> None:
    bare = Answer("discover", "discover", "When it fails", ("It fails.",), data={"policy": "bleed"})
    for kind in answered.kinds_of(bare):
        with pytest.raises(StoreError, match="ask again: fournos study discover"):
            answered.draw(kind, bare)
    assert all(not picture and "ask again" in text for _kind, picture, text in of_answer(bare))
    assert len(list(of_answer(bare))) == 3


def test_the_methods_of_results_only_pass_questions_on(study: Results) -> None:
    from sim.study.questions import comparison, convergence, robustness

    assert study.compare().to_data() == comparison.ask(study).to_data()
    assert study.converge(precision=0.5).to_data() == convergence.ask(study, precision=0.5).to_data()
    whole = robustness.ask(study, "crises")
    assert study.robustness().to_data() == whole.to_data()
    assert study.regret()["mean"].tolist() == [row["mean"] for row in whole.tables["regret"].records()]
    found = study.discover("bleed", min_density=0.5, seed=3)
    assert (found.settings["policy"], found.settings["min_density"]) == ("bleed", 0.5)


def test_a_fan_in_numbers_parts_the_runs_by_how_they_end(study: Results) -> None:
    found = study.fan("grievance", scenario="rig-crisis")
    frame = study.trajectories(("run", "policy", "quarter", "grievance"), scenario="rig-crisis")
    ends = study.runs(("run", "ending")).set_index("run")["ending"]
    one = found.iloc[-1]
    own = frame[(frame["policy"] == one["policy"]) & (frame["quarter"] == one["quarter"])]
    values = own["grievance"][own["run"].map(ends).astype(str) == str(one["ending"])]
    assert one["runs"] == len(values)
    assert one["q50"] == pytest.approx(np.median(values), rel=1e-6)
    with pytest.raises(UnknownName, match="grievance"):
        study.fan("grievanse")


def test_a_folder_of_saved_runs_is_drawn_as_before(tmp_path: Path) -> None:
    folder = str(tmp_path / "runs")
    assert typed("run", "rig-crisis", "--runs", "8", "--quarters", "3", "-o", folder).exit_code == 0
    done = typed("plot", folder, "--kind", "endings", "--scenario", "rig-crisis", "-o", str(tmp_path / "e.png"))
    assert done.exit_code == 0, done.stderr
    assert (tmp_path / "e.png.txt").exists()
    other = typed("plot", folder, "--kind", "endings", "--scenario", "amur")
    assert other.exit_code == 2 and "rig-crisis" in other.stderr
    assert open_results(folder).view().scenario().name == "rig-crisis"
