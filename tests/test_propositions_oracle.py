"""Propositions against the reference battery: the same comparison, run by the reference prototype, comes out alike.

Single runs cannot be compared, since chance differs; at the central values effects have to agree within their luck.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from scenarios import load
from sim.posterior import free_parameters
from sim.propositions import propositions
from sim.study.findings import Finding
from sim.study.verdicts import battery

RUNS = 1500
Out = dict[str, Any]


@cache
def prototype() -> ModuleType:
    path = Path(__file__).parent / "reference" / "prototype.py"
    spec = importlib.util.spec_from_file_location("reference_prototype", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def findings() -> dict[str, Finding]:
    chosen = [row for row in propositions(load) if row.id in EXPECTED]
    centre = np.array([[row.central for row in free_parameters()]])
    return battery(chosen, centre, load=load, runs=RUNS, mends="none")


def run(case: str, target: str = "case", *, levers: dict[str, Any] | None = None, **options: Any) -> Out:
    module = prototype()
    if levers:
        module.TPOL["changed"] = {**module.TPOL[target], **levers}
        target = "changed"
    found: Out = module.simulate(case, target, R=RUNS, seed=3, **{**USUAL[case], **options})
    return found


USUAL: dict[str, dict[str, str]] = {
    "c1979": {"cdoc": "bleed", "bdoc": "patron", "adoc": "burden"},
    "ukraine": {"cdoc": "seize", "bdoc": "patron", "adoc": "limited"},
    "bleed": {"cdoc": "bleed", "bdoc": "supplier", "adoc": "limited"},
    "present": {"bdoc": "supplier", "adoc": "limited"},
}
NO_TREATY = {"kap": (0.05, 0.2), "chi": (0.05, 0.1), "kpol": (0.05, 0.2)}
NO_CAMBODIA = {"g": 0.45, "gs": 0.35}
TENSE: Out = {"cd": {"g": 0.65, "gs": 0.45}}
UPGRADE = {"k": (0.6, 0.4)}
CONQUEST: Out = {"cd": {"s": 3, "g": 0.6}, "T": 40, "cdoc": "seize"}


def ever(o: Out) -> float:
    return float((o["cterms"][o["war"]]).mean())


def terms(o: Out) -> float:
    return float(np.nanmean(o["z"]))


def early(o: Out) -> float:
    return float((o["twar"] <= 8).mean())


def settled_of_ended(o: Out) -> float:
    return float(o["settled"][np.isin(o["ending"], (1, 2, 3))].mean())


EXPECTED: dict[str, Callable[[], float]] = {
    "A5": lambda: ever(run("c1979")) - ever(run("c1979", cdoc="punitive")),
    "A12": lambda: early(run("c1979")),
    "A39": lambda: early(run("c1979")) - early(run("c1979", cd=NO_CAMBODIA)),
    "B3-treaty": lambda: early(run("c1979")) - early(run("c1979", cd=NO_TREATY)),
    "A33": lambda: ever(run("c1979", withdraw=(1, 12))) - ever(run("c1979")),
    "A14-terms": lambda: terms(run("ukraine", cd={"corr": (0.45, 0.35)})) - terms(run("ukraine")),
    "A15": lambda: terms(run("ukraine")) - terms(run("ukraine", par={"fear": 0.0})),
    "A35": lambda: float((run("ukraine")["z"] < 0.1).mean()),
    "A36": lambda: settled_of_ended(run("bleed", "four_nos")),
    "B8-crises": lambda: float(
        run("present", "bamboo", levers={**UPGRADE, "pace": 0, "reas": 0.2}, **TENSE)["ncr"].mean()
        - run("present", "bamboo", levers=UPGRADE, **TENSE)["ncr"].mean()
    ),
    "C8-crises": lambda: float(
        run("present", "bamboo")["ncr"].mean() - run("present", "bamboo", levers={"k": (0.5, 0.0)})["ncr"].mean()
    ),
    "B17-land": lambda: float(
        run("present", "porcupine", **CONQUEST)["thmax"].mean() - run("present", "bamboo", **CONQUEST)["thmax"].mean()
    ),
    "C7": lambda: float(
        run("present", "four_nos", cdoc="coerce", cd={"xC": 0.3})["conc"].mean()
        - run("present", "four_nos", cdoc="coerce", cd={"xC": 0.08})["conc"].mean()
    ),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_proposition_is_the_comparison_of_the_reference_battery(name: str) -> None:
    found = findings()[name]
    luck = float(np.sqrt(2.0 * found.variance[0]))
    assert found.effect == pytest.approx(EXPECTED[name](), abs=4.0 * luck + 0.003)
