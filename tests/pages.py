"""The pages of the documentation as tests read them: their text, code, commands and anchors."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
FENCE = re.compile(r"^(?P<indent> *)```(?P<kind>\w*)\n(?P<text>.*?)^ *```$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
ANCHOR = re.compile(r'<a id="([^"]+)"></a>')


def text_of(path: Path | str) -> str:
    return (ROOT / path).read_text("utf-8")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def fences(path: Path | str, kind: str) -> list[str]:
    """Return the blocks of code of one kind on a page, their indent taken off."""
    return [textwrap.dedent(found["text"]) for found in FENCE.finditer(text_of(path)) if found["kind"] == kind]


def plain(text: str) -> str:
    """Return a page without its code."""
    return CODE.sub("", FENCE.sub("", text))


def commands(path: Path) -> list[str]:
    """Return the commands that a page gives, a line each, without remarks."""
    return [line.strip() for block in fences(path, "sh") for line in block.splitlines() if line.strip()]
