"""`fournos theories`: the questions and their codings, as text and as JSON, and what it says of a name it lacks."""

from __future__ import annotations

import pytest

from sim.theories import questions
from tests.command_line import answer, refused, typed


def test_the_list_names_every_question_and_coding_and_marks_the_usual_ones() -> None:
    told = typed("theories")
    assert told.exit_code == 0 and told.stderr == ""
    for question in questions().values():
        assert f"\n{question.name} " in told.stdout
        assert f" {question.usual} (usual) " in told.stdout
        assert all(f" {coding} " in told.stdout for coding in question.codings)
    assert f"{len(questions())} questions." in told.stdout


@pytest.mark.parametrize("name", questions())
def test_a_question_is_told_with_what_each_coding_changes_and_rests_on(name: str) -> None:
    text = " ".join(typed("theories", name).stdout.split())
    question = questions()[name]
    assert text.startswith(question.question)
    assert text.count("the usual coding") == 1
    for coding in question.codings.values():
        assert " ".join(coding.source.split()) in text
        for value in (*coding.switches, *coding.parameters, *coding.opening_times):
            assert value in text
    assert "nothing" in text


def test_multiples_and_values_are_told_as_such() -> None:
    assert "quarrel.front times 0.4" in typed("theories", "throughput").stdout
    assert "quality_power = 2" in typed("theories", "numbers").stdout
    assert "the rules' switch fire-rallies" in typed("theories", "bleeding").stdout


def test_json_holds_the_same() -> None:
    listed = answer("theories")
    assert [row["name"] for row in listed] == list(questions())
    one = answer("theories", "throughput")
    assert one == next(row for row in listed if row["name"] == "throughput")
    assert one["usual"] == "coded"
    assert one["codings"]["low"]["opening_times"] == {"quarrel.front": 0.4}
    assert set(one["codings"]["high"]) == {
        *("text", "switches", "parameters", "opening", "opening_times", "source", "claims")
    }


def test_an_unknown_question_is_refused_with_the_nearest_name() -> None:
    told = typed("theories", "bleading")
    message = refused(told.exit_code, told.stdout, told.stderr)
    assert "'bleading'" in message and "'bleeding'" in message


def test_a_coding_can_be_named_to_the_commands_that_run() -> None:
    told = answer("run", "bleeding-white", "--runs", "3", "--quarters", "2", "--theory", "throughput=low")
    plain = answer("run", "bleeding-white", "--runs", "3", "--quarters", "2")
    assert told["outcomes"]["target_dead_thousand"]["mean"] < plain["outcomes"]["target_dead_thousand"]["mean"]
    wrong = typed("run", "bleeding-white", "--runs", "3", "--theory", "throughput=lower")
    assert "'low'" in refused(wrong.exit_code, wrong.stdout, wrong.stderr)
