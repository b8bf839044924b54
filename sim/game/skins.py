"""Skins: the same world under invented names, kept in `skins.toml` and revealed at the end.

A skin is laid over texts as they are shown, after their translation; nothing that is kept holds an invented name.
`shown` turns what the program says into what people read, `read` turns what they type back. On the names of seats,
moves and postures the two are exact inverses; in prose several real names may share an invented one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from sim.errors import UnknownName
from sim.game import undated
from sim.language import _, chosen

NONE = ""
"""The name of no skin: real names."""
SHORT = "us"
"""An identifier that is an English word as well, so that it counts only where it cannot be that word."""
MENDS = (
    (re.compile(r"\b(a|A)n (?=Country|Union|Land|Red|T |K |U |W |the )"), r"\1 "),
    (re.compile(r"\b([Tt])he the (?=[A-Z]|ocean|continental|rig|money|leader|president|assembly)"), r"\1he "),
    (
        re.compile(
            r"\b(a|A|its|Its|their|Their|no|No|other|Other|both|some|any|every|each|another|more) the (?=[A-Zoc])"
        ),
        r"\1 ",
    ),
    (re.compile(r"\b(a|A) (?=Inner|Island|[EN]-|[EN] City)"), r"\1n "),
    (re.compile(r"\b([Nn])ước (?=Nước)"), ""),
    (re.compile(r"\b([Tt])hủ đô (?=Thủ đô)"), ""),
)
"""What invented names do to the words before them: articles, and words that they bring along."""
SENTENCE = re.compile(
    r"(?:^|(?<=[.?] )|(?<=\n)|(?<=  ))(?=(?:the|a|people|members|phe|tiền|lãnh|tổng|các|hiệp|vũ|giàn|eo|lục|miền) )"
)


@dataclass(frozen=True)
class Skin:
    """One skin.

    Attributes
    ----------
    name, title, text : its name, and what people read of it.
    ids : invented identifier of each real one, in the notation of orders.
    names : real names and the invented one of each language, as the file lists them.
    undated : whether years are counted from the start of the scenario.
    """

    name: str
    title: str
    text: str
    ids: Mapping[str, str]
    names: tuple[tuple[tuple[str, ...], Mapping[str, str]], ...]
    undated: bool


@dataclass
class _Worn:
    """What is laid over texts now: a skin, and the year that counts as the first."""

    skin: Skin | None = None
    first: int | None = None


_worn = _Worn()


@lru_cache(maxsize=1)
def table() -> dict[str, Skin]:
    """Return all skins by name."""
    rows: dict[str, Any] = tomllib.loads(resources.files("sim.game").joinpath("skins.toml").read_text("utf-8"))
    return {name: _skin(name, row, rows[row.get("names_of", name)]) for name, row in rows.items()}


def _skin(name: str, row: Mapping[str, Any], held: Mapping[str, Any]) -> Skin:
    names = tuple((tuple(each["real"]), {key: each[key] for key in each if key != "real"}) for each in held["names"])
    title, text = row["title"], row["text"]
    return Skin(name, _(title), _(text), dict(held["ids"]), names, row.get("years") == "hidden")


def use(name: str, start: str = "") -> None:
    """Lay a skin over all texts that are shown from now on; "" takes it off.

    Parameters
    ----------
    start : first quarter of the scenario, such as 1979Q1, from which a skin without dates counts its years.

    Raises
    ------
    UnknownName
        If there is no such skin; the nearest is offered.
    """
    if name and name not in table():
        raise UnknownName("skin", name, table())
    _worn.skin = table()[name] if name else None
    _worn.first = int(start[:4]) if start else None


def current() -> str:
    """Return the name of the skin that is laid over texts now; "" if there is none."""
    return _worn.skin.name if _worn.skin else NONE


def shown(text: str) -> str:
    """Return a text as people read it: invented names for real ones, and years counted where the skin hides them."""
    if _worn.skin is None or not text:
        return text
    return _disguised(text, _worn.skin.name, _worn.first, chosen())


@lru_cache(maxsize=4096)
def _disguised(text: str, name: str, first: int | None, language: str) -> str:
    """Return a text under a skin; screens show the same texts over and over."""
    skin = table()[name]
    found = _ids(tuple(skin.ids)).sub(lambda match: skin.ids[match[0]], text)
    pattern, invented = _prose(name, language)
    found = pattern.sub(lambda match: invented[match[0]], found)
    if found != text:
        for wrong, right in MENDS:
            found = wrong.sub(right, found)
        found = SENTENCE.sub("\0", found)
        found = re.sub("\0(.)", lambda match: match[1].upper(), found)
    return undated.counted(found, first) if skin.undated else found


def read(text: str) -> str:
    """Return what a person typed, with the real identifiers for the invented ones."""
    skin = _worn.skin
    if skin is None:
        return text
    real = {invented: name for name, invented in skin.ids.items()}
    found = _whole(tuple(real)).sub(lambda match: real[match[0]], text)
    return undated.calendar(found, _worn.first) if skin.undated else found


def revealed() -> tuple[tuple[str, str], ...]:
    """Return (invented, real) of every name of the skin in use, for the debrief; real names are joined by commas."""
    skin = _worn.skin
    if skin is None:
        return ()
    language = chosen()
    rows: dict[str, list[str]] = {}
    for real, invented in skin.names:
        listed = rows.setdefault(invented.get(language, invented["en"]), [])
        listed += [name for name in _plain(real) if name not in listed]
    return tuple((invented, ", ".join(real)) for invented, real in rows.items())


def _plain(real: Sequence[str]) -> list[str]:
    """Return real names without the forms that only differ by an article."""
    return [name for name in real if not name.lower().startswith("the ")]


@lru_cache(maxsize=8)
def _prose(name: str, language: str) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Return what finds a skin's real names, the longest first, and the invented name of each."""
    invented = {each: forms.get(language, forms["en"]) for real, forms in table()[name].names for each in real}
    longest = sorted(invented, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)"), invented


@lru_cache(maxsize=8)
def _ids(names: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds identifiers in prose and notation; the short one only where it cannot be a word."""
    others = "|".join(sorted((re.escape(name) for name in names if name != SHORT), key=len, reverse=True))
    places = (
        r"(?<=[a-z]-)us(?![\w])",
        r"(?<![\w-])us(?=-[a-z])",
        r"(?<![\w-])us(?=\s*[:=])",
        r"(?<=['\"`])us(?=['\"`])",
        r"(?<=[,(:] )us(?=[,)])",
        r"(?<=\()us(?=[,)])",
        r"\Aus\Z",
    )
    return re.compile(rf"(?<!\w)(?:{others})(?!\w)|{'|'.join(places)}")


@lru_cache(maxsize=8)
def _whole(names: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(map(re.escape, names), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest)})(?!\w)")
