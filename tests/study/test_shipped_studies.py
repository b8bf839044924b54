"""The studies that come with the program: sound, runnable, and about what they say."""

from __future__ import annotations

import math

import numpy as np
import pytest

from docs.pages import studies as told
from scenarios import load, studies, study
from scenarios import names as scenarios
from sim import Study
from sim.errors import UnknownName
from sim.study import spec_file
from sim.study.starting import text_for


def small(name: str) -> Study:
    """Return a shipped study with a few points and runs."""
    return Study(study(name)).with_design(points=4, replications=2, trajectories=0)


@pytest.mark.parametrize("name", studies())
def test_every_shipped_study_runs_and_every_outcome_of_it_exists(name: str) -> None:
    results = small(name).run()
    assert results.spec.name == name
    assert results.manifest["runs"]["failed"] == 0
    for outcome in results.outcomes:
        values = results.array(outcome)
        assert values.shape == (len(results.policies), len(results.scenarios), 4, 2)
        assert np.isfinite(values).any(), outcome


@pytest.mark.parametrize("name", studies())
def test_a_shipped_study_asks_a_question_and_says_what_it_does_not_show(name: str) -> None:
    spec = study(name)
    assert "?" in spec.question and spec.limits
    assert all(
        (policy.title and policy.title[0].isupper()) or policy.title == policy.name for policy in spec.policies.values()
    )


def test_rival_theories_meet_the_same_luck_at_the_same_points() -> None:
    results = small("rival-theories").run()
    frame = results.runs(["policy", "scenario", "design_id", "replication", "luck"])
    places = {policy: rows.drop(columns="policy").reset_index(drop=True) for policy, rows in frame.groupby("policy")}
    first, *others = places.values()
    assert all(rows.equals(first) for rows in others)


@pytest.mark.parametrize("scenario", scenarios())
def test_a_study_to_begin_with_is_sound_for_every_scenario(scenario: str) -> None:
    spec = spec_file.parse(text_for(load(scenario)), "study", load)
    assert list(spec.scenarios) == [scenario]
    assert len(spec.policies) > 1 and len(spec.uncertainties) == 3


def test_an_unknown_study_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'fatigue'"):
        study("fatige")


def test_every_key_of_a_study_file_is_explained() -> None:
    keys = {key for schema in told.TABLES.values() for key in schema.model_fields}
    assert keys == set(told.MEANINGS)


def test_the_size_that_is_told_is_that_of_the_study() -> None:
    spec = study("fatigue")
    runs = math.prod([len(spec.policies), len(spec.scenarios), spec.design.points or 0, spec.design.replications])
    assert f"{runs:,}" in told.shipped()
