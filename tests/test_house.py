"""The house rules that no linter knows: sizes, names, nothing half done, nothing from outside the project."""

from __future__ import annotations

import ast
import io
import re
import statistics
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from docs.extract_toml import extract

pytestmark = pytest.mark.xdist_group("house")  # what is worked out once serves many tests

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("sim", "scenarios", "tui")
FOLDERS = (*PACKAGES, "docs", "tests")
REFERENCE = ROOT / "tests" / "reference"  # frozen copies, exempt
TEXT = {".py", ".toml", ".tcss", ".md", ".cfg", ".json", ".txt", ".yml", ".yaml", ".po", ""}

MODULE, MEDIAN, BODY, MOST_BODIES = 300, 170, 60, 25
VAGUE = re.compile(r"(^|_)(utils?|helpers?|managers?|misc|common)(_|$)|(Utils?|Helper|Manager)$")
UNDONE = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|NotImplemented" r"Error)\b")
OUTSIDE = ("../" + "shared", "work/" + "shared", "work/" + "main")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules() -> list[Path]:
    """Return every Python module of ours."""
    found = (path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py")))
    return [path for path in found if REFERENCE not in path.parents]


def texts() -> list[Path]:
    """Return every text file of ours, also those at the top of the project."""
    found = [*ROOT.iterdir(), *(path for folder in (*FOLDERS, ".ci") for path in (ROOT / folder).rglob("*"))]
    apart = ("__pycache__", REFERENCE.name)
    return sorted(p for p in found if p.is_file() and p.suffix in TEXT and not set(apart) & set(p.parts))


def name_of(path: Path) -> str:
    """Return a path as the project names it."""
    return path.relative_to(ROOT).as_posix()


def body_of(function: Function) -> int:
    """Return how many lines a function's body takes, its docstring aside."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


@dataclass(frozen=True)
class Module:
    """What is asked of a module: its lines, the lines of its functions by name and place, and the names it gives."""

    lines: int
    bodies: dict[str, int]
    names: list[str]


@cache
def read(path: Path) -> Module:
    """Return what is asked of a module; each is parsed once."""
    text = path.read_text(encoding="utf-8")
    named = [n for n in ast.walk(ast.parse(text, str(path))) if isinstance(n, Function | ast.ClassDef)]
    bodies = {f"{node.name}, line {node.lineno}": body_of(node) for node in named if isinstance(node, Function)}
    return Module(len(text.splitlines()), bodies, [node.name for node in named])


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_module_is_of_one_size_with_the_rest(path: Path) -> None:
    assert read(path).lines <= MODULE
    long = {name: size for name, size in read(path).bodies.items() if size > BODY}
    assert not long, f"longer than {BODY} lines: {long}"


def test_modules_and_functions_stay_small_on_the_whole() -> None:
    sizes = [read(path).lines for path in modules() if path.name != "__init__.py"]
    assert statistics.median(sizes) <= MEDIAN
    bodies = sorted(size for path in modules() for size in read(path).bodies.values())
    assert bodies[int(0.9 * len(bodies))] <= MOST_BODIES


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_names_say_what_a_thing_is(path: Path) -> None:
    names = [*path.relative_to(ROOT).with_suffix("").parts, *read(path).names]
    assert not [name for name in names if VAGUE.search(name)]


@pytest.mark.parametrize("path", [p for p in modules() if p.is_relative_to(ROOT / "sim")], ids=name_of)
def test_what_is_public_in_sim_is_documented(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    assert path.name == "__init__.py" or ast.get_docstring(tree)
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    owned = [node for owner in [tree, *classes] for node in owner.body if isinstance(node, Function)]
    public = [*classes, *(f for f in owned if not f.name.startswith("_"))]
    assert not [node.name for node in public if not ast.get_docstring(node)]


@pytest.mark.parametrize("path", texts(), ids=name_of)
def test_nothing_is_half_done_or_from_outside_the_project(path: Path) -> None:
    text = path.read_text(encoding="utf-8", errors="replace")
    assert not UNDONE.findall(text)
    assert not [word for word in OUTSIDE if word in text]


def test_texts_of_data_files_reach_the_translators() -> None:
    source = 'name = "x"\ntitle = "The bleed"\n[seats.china]\nlabel = " China "\ngoals = ["See it"]\nsize = 3\n'
    found = list(extract(io.BytesIO(source.encode()), (), (), {"keys": "title label goals"}))
    assert found == [
        (2, "", "The bleed", ["title"]),
        (4, "", "China", ["seats.china.label"]),
        (5, "", "See it", ["seats.china.goals"]),
    ]
