"""What the pages learn from the code: who reads a parameter, which draws there are, which functions a rule has."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from sim import mends, theories
from sim.parameters import table

SIM = Path(__file__).resolve().parents[2] / "sim"
DRAWS = ("luck", "noise", "pair", "uniform", "normal")
PATRONS = ("patron-a", "patron-b")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@lru_cache(maxsize=1)
def modules() -> dict[str, ast.Module]:
    """Return the modules whose functions read parameters or draw chance, by name: the rules first."""
    files = [*sorted((SIM / "rules").glob("*.py")), SIM / "opening.py", SIM / "observation.py", SIM / "outcome.py"]
    return {path.stem: ast.parse(path.read_text("utf-8")) for path in files if path.stem != "__init__"}


def functions(tree: ast.Module) -> Iterator[tuple[str, Function]]:
    """Yield the functions of a module, and those of its classes as `Class.function`."""
    for node in tree.body:
        if isinstance(node, Function):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{inner.name}", inner) for inner in node.body if isinstance(inner, Function))


@lru_cache(maxsize=1)
def readers() -> dict[str, list[str]]:
    """Return for each parameter the functions that read it, as `module.function`."""
    found: dict[str, list[str]] = {name: [] for name in table()}
    for module, tree in modules().items():
        for name, function in functions(tree):
            for parameter in sorted({read for node in ast.walk(function) if (read := _read(node)) in found}):
                found[parameter].append(f"{module}.{name}")
    return found


def _read(node: ast.AST) -> str:
    """Return the name of an attribute read from `p` or from something's `p`."""
    if isinstance(node, ast.Attribute):
        base = node.value
        if (isinstance(base, ast.Name) and base.id == "p") or (isinstance(base, ast.Attribute) and base.attr == "p"):
            return node.attr
    return ""


def draws() -> dict[str, str]:
    """Return every named draw with the kind of its number, in the order of the modules."""
    found: dict[str, str] = {}
    for tree in modules().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in DRAWS:
                kind = "normal" if node.func.attr in ("noise", "normal") else "uniform"
                found |= dict.fromkeys(_names(node), kind)
    return found


def _names(call: ast.Call) -> list[str]:
    """Return the names of the draws that a call asks for; a pair is one name a patron."""
    first = call.args[0] if call.args else None
    if isinstance(first, ast.Constant) and isinstance(first.value, str) and "/" in first.value:
        pair = isinstance(call.func, ast.Attribute) and call.func.attr == "pair"
        return [f"{first.value}/{patron}" for patron in PATRONS] if pair else [first.value]
    if isinstance(first, ast.JoinedStr) and isinstance(first.values[0], ast.Constant):
        return [re.sub(r"patron-$", patron, str(first.values[0].value)) for patron in PATRONS]
    return []


def rules() -> dict[str, list[str]]:
    """Return the public functions of each module of `sim/rules`, by module."""
    own = {path.stem for path in (SIM / "rules").glob("*.py")}
    return {
        module: [name for name, _ in functions(tree) if "." not in name and not name.startswith("_")]
        for module, tree in modules().items()
        if module in own
    }


def switches() -> dict[str, list[str]]:
    """Return the mends and switches of rival codings that each module of the rules asks for, by module."""
    coded = (coding.switches for row in theories.questions().values() for coding in row.codings.values())
    known = [*mends.table(), *dict.fromkeys(name for names in coded for name in names)]
    return {module: [name for name in known if name in texts()[module]] for module in rules()}


def askers(switch: str) -> list[str]:
    """Return the modules of the rules that ask for a switch."""
    return [module for module, names in switches().items() if switch in names]


@lru_cache(maxsize=1)
def texts() -> dict[str, set[str]]:
    """Return the texts that stand in each module, by module."""
    return {module: _texts(tree) for module, tree in modules().items()}


def _texts(tree: ast.Module) -> set[str]:
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def attributes(kind: type) -> dict[str, str]:
    """Return what a class's docstring says of each of its attributes, in the words of its section `Attributes`."""
    text = (inspect.getdoc(kind) or "").partition("Attributes\n")[2]  # Python 3.13 strips the indent, others do not
    found: dict[str, str] = {}
    names: list[str] = []
    for line in text.splitlines()[1:]:
        entry = re.match(r"(\w[\w, ]*) : (.+)", line)
        if entry:
            names = [name.strip() for name in entry[1].split(",")]
            found |= dict.fromkeys(names, entry[2].strip())
        elif line.strip():
            found |= {name: f"{found[name]} {line.strip()}" for name in names}
    return found
