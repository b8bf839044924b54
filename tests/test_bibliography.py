"""Every source that is named by its key stands in the bibliography, which is in order and says how each was read."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.claims import essays

ROOT = Path(__file__).resolve().parent.parent
BIBLIOGRAPHY = ROOT / "docs" / "bibliography.md"
ENTRY = re.compile(
    r"- \*\*\[(?P<key>[^\]]+)\]\*\* (?P<author>.+?) \((?P<year>[^)]+)\)\. \*(?P<title>.+?)\*(?P<rest>.+)"
)
HOW = re.compile(r"; (text|abstract|through another source|data|not obtained|compiled)\b")
KEY = r"[A-Z][A-Za-z]+[A-Za-z0-9-]*"
# Not after a name, which would make it a subscript as in NDArray[Any]; not before "(", which would make it a link.
CITED = re.compile(rf"(?<![\w\])])\[({KEY}(?:[,;] {KEY})*)\](?!\()")
NO_KEYS = {"Any", "Key"}


def keys_in(text: str) -> set[str]:
    """Return the keys of the sources that a text cites in square brackets."""
    return {key for group in CITED.findall(text) for key in re.split(r"[,;] ", group)} - NO_KEYS


def entries() -> list[str]:
    return [line for line in BIBLIOGRAPHY.read_text(encoding="utf-8").splitlines() if line.startswith("- **[")]


def known() -> list[str]:
    return [line.split("]", 1)[0].removeprefix("- **[") for line in entries()]


def docstrings(path: Path) -> Iterator[str]:
    """Yield the docstrings of a module, and the strings that document a name below its assignment."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value


def sources(value: object, wanted: bool = False) -> Iterator[str]:
    """Yield every text under a key called source, sources or note, however deep."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from sources(inner, key in ("source", "sources", "note"))
    elif isinstance(value, list):
        for inner in value:
            yield from sources(inner, wanted)
    elif wanted and isinstance(value, str):
        yield value


def cited(path: Path) -> set[str]:
    """Return the keys that one file of ours cites."""
    texts = docstrings(path) if path.suffix == ".py" else sources(tomllib.loads(path.read_text(encoding="utf-8")))
    return {key for text in texts for key in keys_in(text)}


def files() -> list[Path]:
    code = (ROOT / "sim").rglob("*.py")
    tables = (path for folder in ("sim", "scenarios") for path in (ROOT / folder).rglob("*.toml"))
    return sorted([*code, *tables])


def test_each_entry_has_author_year_title_place_and_how_it_was_read() -> None:
    assert len(entries()) > 60
    for line in entries():
        assert ENTRY.fullmatch(line), line
        assert line.count("; ") >= 2, line
        assert HOW.search(line), line


def test_keys_are_unique_and_in_order() -> None:
    keys = known()
    assert not [key for key, times in Counter(keys).items() if times > 1]
    assert keys == sorted(keys, key=str.casefold)
    assert not [key for key in keys if not re.fullmatch(KEY, key)]


@pytest.mark.parametrize("path", files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_source_that_is_cited_is_in_the_bibliography(path: Path) -> None:
    assert not cited(path) - set(known())


def test_the_bibliography_and_the_essays_cite_only_what_it_holds() -> None:
    inner = {key for line in entries() for key in keys_in(line)}
    assert not (inner | {row.key for row in essays().values()}) - set(known())


def test_something_is_found_at_all() -> None:
    found = {key for path in files() for key in cited(path)}
    assert {"EssayA", "Signorino1999", "FactsRecord"} <= found


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("as in [Fearon1995].", {"Fearon1995"}),
        ("[COW-GML] and [EssayA]", {"COW-GML", "EssayA"}),
        ("[Fearon1995, Powell2006]", {"Fearon1995", "Powell2006"}),
        ("values : NDArray[Any], dict[str, Value]", set()),
        ("a link [Page](page.md), a range [0, 1], [x]", set()),
        ("a source [Key], resolved below", set()),
    ],
)
def test_keys_are_told_from_types_links_and_ranges(text: str, keys: set[str]) -> None:
    assert keys_in(text) == keys
