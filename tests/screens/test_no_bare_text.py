"""No widget is given a bare string, which Textual would read as markup: a look at every call of the screens."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("tui/screens", "tui/widgets")
MODULES = sorted([ROOT / "tui/app.py", *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))])
SAFE = {"content", "joined", "lined", "cell", "Content", "styled_text"}
"""What gives text that is never markup: `tui.text`."""
SHOWING = {"Static": "content", "Label": "content", "Button": "label", "Option": "prompt", "Digits": "value"}
"""Widgets that show what they are given first, and the keyword of it."""
SETTERS = {"border_title", "border_subtitle", "tooltip", "placeholder", "sub_title"}
METHODS = {"update", "add_row", "add_column", "add_columns", "add_option", "add_options", "replace_option_prompt"}
ONLY_IN = {"notify": "tui/app.py", "from_markup": "tui/text.py", "Text": "tui/text.py"}
"""Calls that one module alone may make."""


def faults(tree: ast.AST, name: str) -> Iterator[str]:
    """Yield where a string may reach a widget past `tui.text`."""
    functions = {f.name: f for f in ast.walk(tree) if isinstance(f, ast.FunctionDef)}
    for owner in [
        tree,
        *(node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))),
    ]:
        known = _safe_names(owner, functions)
        for node in _own(owner):
            yield from _call_faults(node, name, known, functions)
            set_here = node.targets if isinstance(node, ast.Assign) else []
            for target in set_here:
                named = isinstance(target, ast.Attribute) and target.attr in SETTERS
                if named and not _safe(node.value, known, functions):
                    yield f"{name}:{node.lineno} sets {target.attr}"


def _own(owner: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a function or module, without those of functions inside it."""
    for child in ast.iter_child_nodes(owner):
        if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield child
            yield from _own(child)


def _call_faults(node: ast.AST, name: str, known: set[str], functions: dict[str, ast.FunctionDef]) -> Iterator[str]:
    if not isinstance(node, ast.Call):
        return
    called = _called(node)
    if (
        called in ONLY_IN
        and ONLY_IN[called] != name
        and not (called == "Text" and isinstance(node.func, ast.Attribute))
    ):
        yield f"{name}:{node.lineno} calls {called}"
    shown = list(node.args[:1]) if called in SHOWING else list(node.args) if called in METHODS else []
    shown += [word.value for word in node.keywords if word.arg == SHOWING.get(called, "-")]
    shown += [word.value for word in node.keywords if word.arg in SETTERS and called != "CommandPalette"]
    for given in shown:
        if not _safe(given, known, functions):
            yield f"{name}:{node.lineno} gives {called} {ast.unparse(given)}"


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _safe_names(owner: ast.AST, functions: dict[str, ast.FunctionDef]) -> set[str]:
    """Return the names that hold safe text in a function: parameters annotated so, and what was made by safe calls."""
    found: set[str] = set()
    if isinstance(owner, (ast.FunctionDef, ast.AsyncFunctionDef)):
        arguments = [*owner.args.args, *owner.args.kwonlyargs]
        found = {each.arg for each in arguments if each.annotation and "Content" in ast.unparse(each.annotation)}
    for node in _own(owner):
        if isinstance(node, ast.Assign) and _safe(node.value, found, functions):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


def _safe(node: ast.AST, known: set[str], functions: dict[str, ast.FunctionDef]) -> bool:
    """Whether what an expression gives is never a bare string."""
    match node:
        case ast.Call():
            own = functions.get(_called(node))
            made = own is not None and own.returns is not None and "Content" in ast.unparse(own.returns)
            safe = _called(node) in SAFE or made
        case ast.IfExp():
            safe = _safe(node.body, known, functions) and _safe(node.orelse, known, functions)
        case ast.Name():
            safe = node.id in known
        case ast.Starred():
            safe = _safe(node.value, known, functions)
        case ast.ListComp() | ast.GeneratorExp():
            safe = _safe(node.elt, known, functions)
        case ast.List() | ast.Tuple():
            safe = all(_safe(each, known, functions) for each in node.elts)
        case ast.Dict() | ast.DictComp() | ast.Set() | ast.SetComp():
            safe = True  # an argument of a dictionary's or a set's `update`
        case _:
            safe = isinstance(node, ast.Constant) and node.value in ("", None)
    return safe


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_widget_is_given_a_bare_string(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    assert list(faults(ast.parse(path.read_text("utf-8")), name)) == []


@pytest.mark.parametrize(
    "source",
    [
        "Static('hello')",
        "Static(_('hello'))",
        "def f(w, name):\n    w.update(f'{name}')",
        "def f(w):\n    w.border_title = 'x'",
        "def f(w):\n    w.notify('x')",
        "def f(t, row):\n    t.add_row(*row)",
        "def f(w, text):\n    shown = text\n    w.update(shown)",
        "Static(content=_('a').format(b=1))",
    ],
)
def test_the_look_finds_bare_strings(source: str) -> None:
    assert list(faults(ast.parse(source), "x.py"))


@pytest.mark.parametrize(
    "source",
    [
        "Static(content('hello'))",
        "Static()",
        "def f(w, text):\n    shown = joined((text, ''))\n    w.update(shown)",
        "def f(t, row):\n    t.add_row(*[cell(each) for each in row])",
        "def f(taken, more):\n    taken.update({1})",
    ],
)
def test_the_look_lets_safe_text_pass(source: str) -> None:
    assert not list(faults(ast.parse(source), "x.py"))
