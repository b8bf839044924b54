"""`fournos study compare`, `robustness`, `converge` and `survival`: what they print and keep, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scenarios import load
from sim.study.answers import load as load_answer
from sim.study.study import Study
from tests.command_line import JARGON, refused, typed

STUDY = """
name = "small"
title = "Small"
question = "Which?"
scenarios = ["bleeding-white"]
quarters = 30
[policies.bleed]
[policies.punish]
doctrines = { china = "punitive" }
[uncertainties.psi]
[design]
points = 16
replications = 8
[outcomes.lost]
of = "challenger_weariness"
better = "more"
threshold = 0.3
title = "The challenger's weariness"
[outcomes.quarters]
of = "war_quarters"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("asked") / "study"
    Study.parse(STUDY, load).run(path)
    return path


@pytest.mark.parametrize(
    ("words", "name", "first"),
    [
        (("compare",), "compare", "Differences to bleed on the same luck"),
        (("compare", "A", "B"), "compare-policies-punish-bleed", "Differences to bleed on the same luck"),
        (("robustness", "--outcome", "lost"), "robustness-lost", "Robustness of The challenger's weariness"),
        (("converge", "--precision", "0.02"), "converge-precision-0.02", "How many replications the outcomes need"),
        (("survival",), "survival", "Time to settlement in "),
    ],
)
def test_a_question_is_answered_in_words_and_kept(folder: Path, words: tuple[str, ...], name: str, first: str) -> None:
    question, *options = words
    options = ["punish", "bleed"] if options == ["A", "B"] else options
    result = typed("study", question, str(folder), *options)
    assert result.exit_code == 0, result.output
    assert result.stdout.lstrip().startswith(first)
    kept = load_answer(folder / "analysis" / f"{name}.json")
    assert kept.command == ("fournos", "study", question, str(folder), *options)
    for table in kept.tables:
        assert (folder / "analysis" / f"{name}-{table}.csv").is_file()
    assert not JARGON.search(result.output)


@pytest.mark.parametrize("question", ["compare", "robustness", "converge", "survival"])
def test_a_question_is_answered_as_json(folder: Path, question: str) -> None:
    options = ["--outcome", "lost"] if question != "survival" else []
    result = typed("study", question, str(folder), *options, "--json")
    assert result.exit_code == 0, result.output
    data = json.loads(result.stdout)
    assert data["question"] == question
    assert set(data["standing"]) == {"established", "reasons"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("compare", "DIR", "punsh"), "Unknown policy 'punsh'. Did you mean 'punish'?"),
        (("compare", "DIR", "bleed"), "A comparison takes two policies."),
        (("compare", "DIR", "--scenario", "ukraine"), "Unknown scenario 'ukraine'."),
        (("robustness", "DIR"), "--outcome"),
        (("robustness", "DIR", "--outcome", "lsot"), "Unknown outcome of this study 'lsot'. Did you mean 'lost'?"),
        (("robustness", "DIR", "--outcome", "quarters"), "whether more or less of quarters is better"),
        (("robustness", "DIR", "--outcome", "lost", "--hurwicz", "2"), "allowed is a number from 0 to 1"),
        (
            ("robustness", "DIR", "--outcome", "lost", "--threshold", "nan"),
            "--threshold is 'nan'; allowed is a number.",
        ),
        (("converge", "DIR", "--precision", "0"), "--precision is '0'; allowed is a number from "),
        (("converge", "DIR", "--reference", "x"), "Unknown policy of this study 'x'."),
        (("survival", "DIR", "--scenario", "x"), "Unknown scenario of this study 'x'."),
        (("compare", "nowhere"), "nowhere"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_message(folder: Path, words: tuple[str, ...], message: str) -> None:
    result = typed("study", *(str(folder) if word == "DIR" else word for word in words))
    assert message in " ".join(refused(result.exit_code, result.stdout, result.stderr).split())
