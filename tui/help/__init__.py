"""The texts of the help, read from the data file beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from sim.language import _


@dataclass(frozen=True)
class Page:
    """A page of the help: its name, its title, and its text in paragraphs; a tab parts a line of two columns."""

    name: str
    title: str
    text: str


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Sequence[Mapping[str, str]]]:
    data: Mapping[str, Sequence[Mapping[str, str]]] = tomllib.loads(
        resources.files(__name__).joinpath("help.toml").read_text("utf-8")
    )
    return data


def pages() -> list[Page]:
    """Return the pages in their order: those of the file, then keys, words, and the sources."""
    found = [Page(row["name"], _(row["title"]), _(row["text"]).strip()) for row in _data()["page"]]
    found.insert(1, Page("keys", _("Keys"), _keys()))
    found.insert(2, Page("words", _("Words"), _words()))
    return [*found, Page("sources", _("Sources"), _sources())]


def keys() -> list[tuple[str, str]]:
    """Return every key with what it does."""
    return [(row["key"], _(row["text"])) for row in _data()["key"]]


def _keys() -> str:
    listed = [f"{key}\t{text}" for key, text in keys()]
    note = _(
        "A screen has some more keys; its bottom line and the page Here list them. In a field, letters are only typed."
    )
    return "\n".join([*listed, "", note])


def _words() -> str:
    return "\n\n".join(f"{_(row['title'])}: {_(row['text'])}" for row in _data()["term"])


def _sources() -> str:
    from sim.claims import claims, essays

    intro = _("The rules are taken from these essays, in our own words. `fournos claims` lists every claim.")
    parts = [intro]
    for name, essay in essays().items():
        count = sum(1 for row in claims().values() if row.essay == name)
        words = _("Essay {letter}: {title} ({author}; {date}). {count} claims.")
        parts.append(words.format(letter=name, title=essay.title, author=essay.author, date=essay.date, count=count))
    parts.append(_("Facts, treaties, losses and further reading: docs/bibliography.md; each number names its source."))
    return "\n\n".join(parts)
