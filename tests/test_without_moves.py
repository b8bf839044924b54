"""Without moves the engine gives what it gave before it knew them, bit for bit."""

from __future__ import annotations

import json

import pytest

from tests.reference.make_without_moves import CHOICES, SCENARIOS, TABLE, digests


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize(("mends", "types"), CHOICES)
def test_without_moves_nothing_has_changed(scenario: str, mends: str, types: str) -> None:
    frozen = json.loads(TABLE.read_text())
    assert digests(scenario, mends, types) == frozen[f"{scenario} mends={mends} types={types}"]
