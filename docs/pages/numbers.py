"""The parts of README.md that come from real runs: every posture in the bleed, and the pictures of it."""

from __future__ import annotations

import hashlib
import math
import tempfile
from functools import lru_cache
from pathlib import Path

import numpy as np

from docs.pages.markdown import link, table
from scenarios import load
from sim.doctrines import doctrine
from sim.ensemble import compare, compared_seat
from sim.outcome import ENDINGS
from sim.results import Ensemble

ROOT = Path(__file__).resolve().parents[2]
SCENARIO, RUNS, SEED = "bleeding-white", 1000, 1
FIGURES = {"endings": "How the runs end under each posture", "fan": "Weariness over time, one panel an ending"}
"""Pictures by kind, with the words for those who cannot see them."""
TITLES = {
    "no_war": "no war",
    "challengers_terms": "China's terms",
    "targets_terms": "Vietnam's terms",
    "challenger_left": "China left",
    "still_fighting": "still fighting",
    "general_war": "general war",
}


@lru_cache(maxsize=1)
def found() -> list[Ensemble]:
    """Return the runs of every posture, on the same luck."""
    return compare(load(SCENARIO), runs=RUNS, seed=SEED, trajectories=RUNS)


def digest() -> str:
    """Return a hash of all outcomes, rounded so that processors agree on it."""
    mark = hashlib.blake2b(digest_size=8)
    for ensemble in found():
        mark.update(ensemble.policy.encode())
        for name in sorted(ensemble.outcomes):
            mark.update((np.round(ensemble.outcomes[name].astype(float), 6) + 0.0).tobytes())
    return mark.hexdigest()


def figure(kind: str) -> Path:
    """Return where a picture stands."""
    return ROOT / "docs" / "figures" / f"{SCENARIO}-{kind}.png"


def draw() -> None:
    """Draw the pictures anew."""
    from sim.plots import draw as drawn
    from sim.plots import save
    from sim.study.folder import open_study, write

    with tempfile.TemporaryDirectory() as place:
        folder = open_study(write(Path(place, "study"), found()))
        for kind in FIGURES:
            figure(kind).parent.mkdir(exist_ok=True)
            save(drawn(kind, folder), figure(kind))


def picture() -> str:
    """Return the pictures for README.md, with what they were drawn from."""
    marks = [f"runs {digest()}", *(f"{figure(kind).name} {_hash(figure(kind))}" for kind in FIGURES)]
    shown = [f"![{text}]({figure(kind).relative_to(ROOT).as_posix()})" for kind, text in FIGURES.items()]
    return "\n\n".join([f"<!-- drawn from: {', '.join(marks)} -->", *shown])


def _hash(path: Path) -> str:
    return hashlib.blake2b(path.read_bytes(), digest_size=8).hexdigest() if path.is_file() else "missing"


def postures() -> str:
    """Return the table of postures: endings in per cent of the runs, and the dead."""
    seat = compared_seat(found()[0].case.scenario)
    met = [name for name in ENDINGS if any(e.summary()["ending"][name] > 0 for e in found())]
    rows = [[_posture(e.case.doctrines[seat]), *_endings(e, met), _dead(e)] for e in found()]
    head = ["posture", *(f"{TITLES[name]}:" for name in met), "Vietnamese dead, thousand:"]
    case = found()[0].case
    labels = {name: row.label for name, row in case.scenario.seats.items() if name != seat}
    others = ", ".join(f"{label} {case.doctrines[name]}" for name, label in labels.items())
    words = (
        f"`fournos compare {SCENARIO}`: {RUNS:,} runs of {case.quarters} quarters for each posture of Vietnam, seed "
        f"{SEED}, all on the same luck, against {others}. Endings in per cent of runs, which chance alone moves by up "
        f"to about {_margin()} points; the dead as median and middle nine tenths, those of the strike before the "
        "opening included."
    )
    return f"{words}\n\n{table(head, rows)}"


def _margin() -> int:
    """Return half the width of the widest 95 % interval of a share, in whole points."""
    return round(196 * math.sqrt(0.25 / RUNS))


def _posture(name: str) -> str:
    return link(f"`{name}`", "docs/doctrines.md", name)


def _endings(ensemble: Ensemble, met: list[str]) -> list[str]:
    shares = ensemble.summary()["ending"]
    return [f"{100 * shares[name]:.0f}" for name in met]


def _dead(ensemble: Ensemble) -> str:
    found = ensemble.summary()["target_dead_thousand"]
    return f"{found['p50']:.0f} ({found['p05']:.0f} to {found['p95']:.0f})"


def meanings() -> str:
    """Return what each posture is, one line each."""
    scenario = load(SCENARIO)
    seat = compared_seat(scenario)
    role = scenario.role_of(seat)
    return "\n".join(f"- `{name}`: {doctrine(role, name).text}" for name in scenario.seats[seat].doctrines)
