"""What is said of the survival of wars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.language import _


def sentences(rows: Sequence[Mapping[str, Any]], length: int, stands: Sequence[str]) -> list[str]:
    """Return how long it takes until half of the wars are settled, policy by policy, or that it does not stand."""
    if not stands:
        return [_("How long wars last until they are settled is not established.")]
    text = _(
        "In these simulated runs {share:.0%} of {wars:,} wars under {policy} are settled within {length} quarters; "
        "{median}."
    )
    said = []
    for row in rows:
        if row["policy"] not in stands:
            said.append(_("{policy}: {standing}.").format(**{key: row[key] for key in ("policy", "standing")}))
            continue
        names = {name: row[name] for name in ("wars", "policy")}
        said.append(text.format(share=row["settled"], length=length, median=_half(row, length), **names))
    return said


def _half(row: Mapping[str, Any], length: int) -> str:
    if not np.isfinite(row["median"]):
        return _("the median lies beyond")
    low, high = (_quarter(row[name], length) for name in ("median_low", "median_high"))
    text = _("half of them within {median:.0f} quarters (95 % interval {low} to {high})")
    return text.format(median=row["median"], low=low, high=high)


def _quarter(value: float, length: int) -> str:
    return f"{value:.0f}" if np.isfinite(value) else _("more than {length}").format(length=length)
