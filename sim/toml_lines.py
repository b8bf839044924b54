"""Where things stand in a TOML text: the line of every key, and how deeply brackets and dotted keys are nested.

`tomllib` gives values without lines, and fails with a RecursionError on deep nesting. The scan below reads tokens only,
so it is safe on any text; the lines are exact for text that `tomllib` accepts, and a best guess for other text.
"""

from __future__ import annotations

import contextlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

Path = tuple[str | int, ...]
"""Keys and list positions (from 0) that lead to a value."""

_TOKEN = re.compile(
    r'''(?P<string>"""(?:[^"\\]|\\.|"(?!""))*+"{3,5} | \'\'\'(?:[^']|'(?!''))*+'{3,5}
                 | "(?!"")(?:[^"\\\n]|\\.)*+" | '(?!'')[^'\n]*+')
      | (?P<comment>\#[^\n]*+) | (?P<newline>\n\s*+) | (?P<mark>[][{}=,.])
      | (?P<space>[ \t\r]++) | (?P<bare>[^][{}=,.#"'\s]++)''',
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A mark, a string, a bare word or a line's end, and the line on which it begins."""

    kind: str
    text: str
    line: int


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a TOML text, without spaces and comments; stop at the first character that cannot be one."""
    at, line = 0, 1
    while found := _TOKEN.match(text, at):
        kind = found.lastgroup or ""
        if kind not in ("space", "comment"):
            yield Token(kind, "\n" if kind == "newline" else found.group(), line)
        line += text.count("\n", at, found.end())
        at = found.end()


@dataclass(frozen=True)
class Size:
    """How large a text is to a parser: its deepest nesting and where that is, and its number of keys."""

    depth: int
    line: int
    keys: int


def size(text: str) -> Size:
    """Return how deeply a text nests (brackets, or parts of one dotted key), and how many keys and tables it has."""
    deepest, at, keys = 0, 1, 0
    depth = parts = 0
    for token in tokens(text):
        if token.text in ("[", "{"):
            depth += 1
        elif token.text in ("]", "}"):
            depth = max(depth - 1, 0)
        parts = parts + 1 if token.text == "." else parts if token.kind in ("bare", "string") else 0
        keys += token.text in ("=", "[", "{", ",")
        if max(depth, parts) > deepest:
            deepest, at = max(depth, parts), token.line
    return Size(deepest, at, keys)


def lines(text: str) -> dict[Path, int]:
    """Return the line of each key, table and list entry of a TOML text, by path."""
    index = _Index(list(tokens(text)))
    with contextlib.suppress(IndexError, ValueError):  # the text is no TOML: keep what was found
        index.read()
    return index.lines


def line_of(path: Path, index: dict[Path, int]) -> int | None:
    """Return the line of a path, or of the nearest table around it that has one."""
    for end in range(len(path), 0, -1):
        if path[:end] in index:
            return index[path[:end]]
    return None


class _Index:
    """One pass over the tokens. Nesting is bounded by `size` before this is called, so recursion is safe."""

    def __init__(self, found: list[Token]) -> None:
        self.tokens = found
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.entries: dict[Path, int] = {}  # last position in each array of tables

    def read(self) -> None:
        table: Path = ()
        while self.at < len(self.tokens):
            if self._here("\n"):
                self.at += 1
            elif self._here("["):
                table = self._header()
            else:
                self._pair(table)

    def _here(self, text: str) -> bool:
        token = self.tokens[self.at]
        return token.text == text and token.kind in ("mark", "newline")

    def _header(self) -> Path:
        line = self.tokens[self.at].line
        listed = self.tokens[self.at + 1].text == "["
        self.at += 2 if listed else 1
        keys = self._key()
        path: Path = ()
        for key in keys[:-1]:
            path = self._inside((*path, key))
        path = (*path, keys[-1])
        self._note(path, line)
        if listed:
            self.entries[path] = self.entries.get(path, -1) + 1
            self._note(self._inside(path), line)
            path = self._inside(path)
        self.at += 2 if listed else 1
        return path

    def _inside(self, path: Path) -> Path:
        """Return the path of the last entry, if the path is an array of tables."""
        return (*path, self.entries[path]) if path in self.entries else path

    def _key(self) -> list[str]:
        keys = []
        while True:
            token = self.tokens[self.at]
            if token.kind not in ("bare", "string"):
                raise ValueError("no key")
            keys.append(_plain(token))
            self.at += 1
            if not self._here("."):
                return keys
            self.at += 1

    def _pair(self, table: Path) -> None:
        line = self.tokens[self.at].line
        keys = self._key()
        for end in range(1, len(keys) + 1):
            self._note((*table, *keys[:end]), line)
        self.at += 1  # the equals sign
        self._value((*table, *keys))

    def _note(self, path: Path, line: int) -> None:
        self.lines.setdefault(path, line)

    def _value(self, path: Path) -> None:
        if self._here("["):
            self._list(path)
        elif self._here("{"):
            self._table(path)
        else:
            begin = self.at
            while self.at < len(self.tokens) and not any(self._here(end) for end in (",", "]", "}", "\n")):
                self.at += 1
            if self.at == begin:
                raise ValueError("no value")

    def _list(self, path: Path) -> None:
        self.at += 1
        entry = 0
        while not self._here("]"):
            if self._here("\n"):
                self.at += 1
            elif self._here(","):
                self.at, entry = self.at + 1, entry + 1
            else:
                self._note((*path, entry), self.tokens[self.at].line)
                self._value((*path, entry))
        self.at += 1

    def _table(self, path: Path) -> None:
        self.at += 1
        while not self._here("}"):
            if self._here("\n") or self._here(","):
                self.at += 1
            else:
                self._pair(path)
        self.at += 1


def _plain(token: Token) -> str:
    """Return a key as `tomllib` would read it."""
    if token.kind == "bare":
        return token.text
    return str(tomllib.loads(f"key = {token.text}")["key"])
