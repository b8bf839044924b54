"""Events from outside, by hand: other theatres, elections, rivalry, the Far East, Taiwan, dated events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from sim.parameters import Values
from sim.rules import events
from sim.scenario import Event
from tests.engine import CENTRE, resolved, scenario, with_events

QUIET = with_events(scenario("four-nos")).model_copy(update={"chance": scenario("ukraine-analogue").chance})
"""A scenario in which no dated event falls, and neither a Far East incident nor a Taiwan crisis can happen."""


@pytest.mark.parametrize(
    ("old", "luck", "pull"),
    [
        (0.0, 0.5, 0.0),
        (0.5, 0.5, 0.425),
        (0.0, 0.0, 0.4),
        (0.5, 0.0225, 0.65),
        (1.0, 0.0225, 0.85),
        (0.5, 0.045, 0.425),
    ],
    ids=["calm", "fading", "small-flare", "flare", "older-one-is-larger", "just-no-flare"],
)
def test_distraction(old: float, luck: float, pull: float) -> None:
    assert events.distraction(np.array([old]), np.array([luck]), CENTRE) == pytest.approx(pull)


def test_without_hazard_no_theatre_flares_up() -> None:
    calm = Values({"h_fl": 0.0})
    assert events.distraction(np.zeros(3), np.array([0.0, 1e-300, 0.5]), calm).tolist() == [0.0, 0.0, 0.0]


def test_distraction_of_both_patrons_with_values_by_run() -> None:
    often = Values({"h_fl": np.array([0.0, 0.5, 1.0])})
    pull = events.distraction(np.zeros((2, 3)), np.full((2, 3), 0.25), often)
    assert pull == pytest.approx(np.array([[0.0, 0.65, 0.525]] * 2))


@pytest.mark.parametrize(
    ("old", "structural", "noise", "new"),
    [
        (0.5, 0.5, 0.0, 0.5),
        (0.65, 0.2, 0.0, 0.6401),
        (0.5, 0.5, 2.0, 0.56),
        (0.01, 0.0, -3.0, 0.0),
        (0.99, 1.0, 3.0, 1.0),
    ],
    ids=["at-rest", "drawn-back", "noise", "floor", "ceiling"],
)
def test_rivalry(old: float, structural: float, noise: float, new: float) -> None:
    assert events.rivalry(np.array([old]), np.array([structural]), np.array([noise]), CENTRE) == pytest.approx(new)


@pytest.mark.parametrize(("comes", "mood"), [(True, 0.25), (False, 0.1)], ids=["chosen-anew", "not"])
def test_mood(comes: bool, mood: float) -> None:
    assert events.mood(np.array([0.1]), np.array([comes]), np.array([1.0]), CENTRE) == pytest.approx(mood)


@pytest.mark.parametrize(
    ("old", "comes", "new"),
    [(0.2, True, 0.6), (0.8, True, 1.0), (0.2, False, 0.2)],
    ids=["incident", "ceiling", "none"],
)
def test_far_east_incident(old: float, comes: bool, new: float) -> None:
    assert events.incident(np.array([old]), np.array([comes]), CENTRE) == pytest.approx(new)


@pytest.mark.parametrize(
    ("old", "comes", "new"), [(0.0, True, 1.0), (1.0, False, 0.75), (0.4, True, 1.0)], ids=["begins", "fades", "again"]
)
def test_taiwan(old: float, comes: bool, new: float) -> None:
    assert events.taiwan(np.array([old]), np.array([comes]), CENTRE) == pytest.approx(new)


@pytest.mark.parametrize(
    ("event", "quarters", "falls"),
    [
        ({"kind": "election", "quarter": 3, "every": 16}, range(40), [3, 19, 35]),
        ({"kind": "flare-up", "quarter": 5}, range(40), [5]),
        ({"kind": "flare-up", "quarter": 0, "every": 1}, range(3), [0, 1, 2]),
    ],
    ids=["every-16", "once", "always"],
)
def test_when_a_dated_event_falls(event: dict[str, Any], quarters: Sequence[int], falls: list[int]) -> None:
    assert [quarter for quarter in quarters if Event(**event).falls_in(quarter)] == falls


ROWS = ("distraction", "rivalry", "mood", "taiwan", "gone")
AT_REST = {
    "distraction": [[0.0], [0.0]],
    "rivalry": [[0.65], [0.2]],
    "mood": [[0.0], [0.0]],
    "taiwan": 0.0,
    "gone": 0.0,
}


@pytest.mark.parametrize(
    ("event", "luck", "changed"),
    [
        ({"kind": "flare-up", "seat": "us", "size": 0.7}, {}, {"distraction": [[0.7], [0.0]]}),
        ({"kind": "flare-up", "size": 0.7}, {}, {"distraction": [[0.7], [0.7]]}),
        ({"kind": "election", "seat": "us"}, {"events/election/patron-a": 2.0}, {"mood": [[0.3], [0.0]]}),
        ({"kind": "election", "seat": "russia"}, {"events/election/patron-b": -1.0}, {"mood": [[0.0], [-0.15]]}),
        ({"kind": "strain", "size": 0.1}, {}, {"rivalry": [[0.65], [0.3]]}),
        ({"kind": "strain", "size": 0.9}, {}, {"rivalry": [[0.65], [1.0]]}),
        ({"kind": "restraint", "size": 0.15}, {}, {"rivalry": [[0.65], [0.05]]}),
        ({"kind": "restraint", "size": 0.3}, {}, {"rivalry": [[0.65], [0.0]]}),
        ({"kind": "far-east-incident"}, {}, {"rivalry": [[0.65], [0.6]]}),
        ({"kind": "taiwan-crisis"}, {}, {"taiwan": [1.0], "distraction": [[0.8], [0.0]]}),
        ({"kind": "withdrawal", "seat": "russia"}, {}, {"gone": [[0.0], [1.0]]}),
        ({"kind": "guiding-rules"}, {}, {}),
    ],
    ids=[
        "flare-us",
        "flare-all",
        "election-us",
        "election-russia",
        "strain",
        "strain-ceiling",
        "restraint",
        "restraint-floor",
        "far-east",
        "taiwan",
        "withdrawal",
        "guiding-rules",
    ],
)
def test_a_dated_event_changes_what_it_names_and_nothing_else(
    event: dict[str, Any], luck: dict[str, float], changed: dict[str, Any]
) -> None:
    base = with_events(QUIET, Event(quarter=4, **event))
    world, _turn = resolved("events", AT_REST, base=base, quarter=4, luck=luck)
    for name in ROWS:
        expected = np.broadcast_to(changed.get(name, AT_REST[name]), getattr(world, name).shape)
        assert getattr(world, name) == pytest.approx(expected), name
    early, _turn = resolved("events", AT_REST, base=base, quarter=3, luck=luck)
    assert all(
        getattr(early, name) == pytest.approx(np.broadcast_to(AT_REST[name], getattr(early, name).shape))
        for name in ROWS
    )


@pytest.mark.parametrize(
    ("luck", "base", "row", "value"),
    [
        ({"events/far-east": 0.003}, scenario("four-nos"), "rivalry", [[0.65], [0.6]]),
        ({"events/far-east": 0.005}, scenario("four-nos"), "rivalry", [[0.65], [0.2]]),
        ({"events/far-east": 0.0}, QUIET, "rivalry", [[0.65], [0.2]]),
        ({"events/taiwan": 0.009}, scenario("four-nos"), "taiwan", [1.0]),
        ({"events/taiwan": 0.011}, scenario("four-nos"), "taiwan", [0.0]),
        ({"events/taiwan": 0.0}, QUIET, "taiwan", [0.0]),
        ({"events/succession": 0.05 * 0.8413447461}, QUIET, "mood", [[0.0], [0.15]]),
        ({"events/succession": 0.06}, QUIET, "mood", [[0.0], [0.0]]),
        ({"events/flare-up/patron-b": 0.0}, QUIET, "distraction", [[0.0], [0.4]]),
        ({"events/rivalry/patron-a": 1.0}, QUIET, "rivalry", [[0.68], [0.2]]),
    ],
    ids=[
        *("far-east", "no-far-east", "far-east-impossible", "taiwan", "no-taiwan", "taiwan-impossible"),
        *("succession", "no-succession", "flare-b", "noise-a"),
    ],
)
def test_hazards(luck: dict[str, float], base: Any, row: str, value: list[Any]) -> None:
    world, _turn = resolved("events", AT_REST, base=base, quarter=1, luck=luck)
    assert getattr(world, row) == pytest.approx(np.array(value))
