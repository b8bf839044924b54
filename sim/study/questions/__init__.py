"""Questions that are asked of a study: functions of arrays first, then `ask`, which returns an `Answer`."""

from __future__ import annotations
