"""Fresh runs belong to the study that they are asked for, or are refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scenarios import study
from sim import Study
from sim.errors import InputError
from sim.study.sampling import sampler_of


def test_a_study_that_other_rules_have_run_gets_no_fresh_runs() -> None:
    results = Study(study("fatigue")).with_design(points=2, replications=1, trajectories=0).run()
    assert sampler_of(results, "full").policy == "full"
    older = replace(results, manifest={**results.manifest, "engine": "0" * 32})
    with pytest.raises(InputError, match="made by other rules"):
        sampler_of(older, "full")
