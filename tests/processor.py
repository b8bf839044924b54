"""What this processor makes of the engine, as JSON: run by tests in a process of its own, with features switched off.

    python -m tests.processor [--unrounded]

NumPy picks faster code for the processor that it finds when it is first imported, and their last bits differ; so the
comparison needs another process. `--unrounded` leaves out the rounding of each quarter: the control.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
SCENARIOS = ("bleeding-white", "four-nos", "ukraine-analogue")
RUNS, SEED = 600, 5
LIBRARY = "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX512F"
FUNCTIONS = {"exp": np.exp, "log10": lambda x: np.log10(x + 20.0), "power": lambda x: np.power(x + 20.0, 1.3)}


def features() -> dict[str, bool]:
    """Return NumPy's own list of features that it can do without, and whether each is in use now."""
    from numpy._core import _multiarray_umath as core

    return {name: bool(core.__cpu_features__.get(name)) for name in core.__cpu_dispatch__}


def _hash(values: Any) -> str:
    return hashlib.blake2b(np.ascontiguousarray(values).tobytes(), digest_size=16).hexdigest()


def report(unrounded: bool) -> dict[str, Any]:
    """Return features in use, hashes of elementary functions, of states and of outcomes, and the golden games."""
    from sim.world import World
    from tests.engine import play, scenario
    from tests.golden import GAMES, written

    if unrounded:
        World.settle = lambda self: None  # type: ignore[method-assign]
    grid = np.linspace(-19.9, 19.9, 4001)
    played = {name: play(scenario(name), runs=RUNS, seed=SEED, types="prior") for name in SCENARIOS}
    return {
        "features": features(),
        "functions": {name: _hash(function(grid)) for name, function in FUNCTIONS.items()},
        "states": {name: run.world.digest() for name, run in played.items()},
        "outcomes": {
            f"{name} {measure}": _hash(values)
            for name, run in played.items()
            for measure, values in run.outcomes.items()
        },
        "games": {game.name: written(game) for game in GAMES},
    }


def elsewhere(off: str = "", *, unrounded: bool = False) -> dict[str, Any]:
    """Return the report of another process, with the features named in `off` switched off.

    With them goes what the C library makes of fused multiply-add, where it is glibc on x86: SciPy's normals use it, and
    NumPy where it has no code of its own. Other systems ignore that wish.
    """
    command = [sys.executable, "-m", "tests.processor", *(["--unrounded"] if unrounded else [])]
    plainer = {"NPY_DISABLE_CPU_FEATURES": off, "GLIBC_TUNABLES": LIBRARY} if off else {}
    surroundings = {**os.environ, **plainer}
    done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--unrounded", action="store_true")
    print(json.dumps(report(parser.parse_args().unrounded)))
