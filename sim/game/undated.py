"""Texts without dates: years counted from the first year of a scenario, for skins that hide when it is."""

from __future__ import annotations

import re

from sim.language import _

CALENDAR = r"(?P<first>1[89]\d\d|20\d\d)"
YEAR = re.compile(
    rf"(?<![\w.,-])(?:[Nn]ăm )?(?<![\d.,]){CALENDAR}(?:[-–](?P<last>\d\d)(?![\d-]))?(?P<quarter>Q[1-4])?(?!\d|,\d|s\b)"
)
DECADE = re.compile(
    rf"(?:\b[Tt]he )?(?:\b(?:early|late) )?(?<!\d){CALENDAR}s\b|\b[Tt]hập niên (?P<vi>1[89]\d\d|20\d\d)\b"
)
ID_YEAR = re.compile(rf"(?<=[a-z]-){CALENDAR}(?![\w-])")
ID_COUNT = re.compile(r"(?<=[a-z]-)year-(?P<count>\d+)(?![\w-])")


def counted(text: str, first: int | None) -> str:
    """Return a text with its years counted from `first`, which is year 1; where that is None, they are left out."""

    def named(year: int) -> str:
        return _("a year") if first is None else _("Year {number}").format(number=year - first + 1)

    def decade(match: re.Match[str]) -> str:
        return _("the years around {year}").format(year=named(int(match["first"] or match["vi"])))

    def year(match: re.Match[str]) -> str:
        begins = int(match["first"])
        told = named(begins)
        if match["last"] is not None and first is not None:
            told += f"-{begins - begins % 100 + int(match['last']) - first + 1}"
        return f"{told} {match['quarter']}" if match["quarter"] else told

    if first is not None:
        text = ID_YEAR.sub(lambda match: f"year-{int(match['first']) - first + 1}", text)
    return YEAR.sub(year, DECADE.sub(decade, text))


def calendar(text: str, first: int | None) -> str:
    """Return a text with the identifiers in which `counted` has counted a year as they were."""
    if first is None:
        return text
    return ID_COUNT.sub(lambda match: str(first + int(match["count"]) - 1), text)
