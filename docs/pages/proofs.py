"""The generated part of docs/evidence.md: the proofs that there are, and when each was gathered last."""

from __future__ import annotations

import ast
from typing import Any

from docs.gather import PROOFS, names, read
from docs.pages.markdown import table


def proofs() -> str:
    """Return what each proof asks, the data it left, and what those were made with."""
    return table(["proof", "what it asks", "gathered", "with", "minutes:"], map(_row, names()))


def _row(name: str) -> list[str]:
    found = read(name)
    about = _question(name)
    if found is None:
        return [f"`{name}`", about, "not yet", "", ""]
    manifest: dict[str, Any] = found["manifest"]
    software = manifest["software"]
    made = ", ".join(f"{package} {software[package]}" for package in ("fournos", "numpy", "mesa"))
    minutes = f"{manifest['seconds'] / 60:.0f}" if "seconds" in manifest else ""
    return [f"[`{name}`](evidence/{name}.json)", about, manifest["date"], made, minutes]


def _question(name: str) -> str:
    """Return the first sentence of a proof's docstring."""
    text = ast.get_docstring(ast.parse((PROOFS / f"{name}.py").read_text("utf-8"))) or ""
    return " ".join(text.split("\n\n")[0].split())
