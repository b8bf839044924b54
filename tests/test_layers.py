"""Who may import whom, and what may not be imported before it is needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("mesa", "matplotlib", "pandas", "scipy", "duckdb", "textual", "networkx")


def python(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run this Python in the project's folder, in a process of its own."""
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120, check=False)


def test_the_import_contracts_of_pyproject_hold(root: Path) -> None:
    lint = "from importlinter.cli import lint_imports_command as lint; lint()"
    done = python(root, "-c", lint, "--no-logo", "--no-cache")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("module", ["sim", "scenarios", "tui.cli"])
def test_nothing_heavy_is_imported_before_it_is_needed(root: Path, module: str) -> None:
    done = python(root, "-c", f"import {module}, sys; print(*sorted(set(sys.modules) & set({HEAVY!r})))")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


@pytest.mark.parametrize("module", ["sim", "scenarios", "tui"])
def test_the_package_imported_is_the_one_tested(root: Path, module: str) -> None:
    done = python(root, "-c", f"import {module}; print({module}.__file__)")
    assert Path(done.stdout.strip()).parent.parent == root, done.stderr
