"""The generated parts of docs/scale.md: what a run moves, weighs and costs, and what many of them do."""

from __future__ import annotations

from typing import Any

from docs.gather import read
from docs.pages.markdown import not_gathered, table
from sim.study.consistency import MOST_RUNS

SIZES = (1_000_000, 1_000_000_000)
LINKS = {"1 Gbit/s": 125e6, "10 Gbit/s": 1250e6}
"""Bytes a second of a network."""
CORES = (2, 64, 1024)
POINTS, OUTCOMES, KEPT = 1_000_000, 20, 3
"""Points and outcomes of a study that keeps summaries, and numbers kept of each: count, mean, sum of squares."""
WHOLE, RECORDED = 8, 0.001
"""Bytes of a number in memory; share of runs that are recorded every quarter."""


def measured() -> str:
    """Return what was measured of a run."""
    found = read("scale")
    if found is None:
        return not_gathered("scale")
    study = found["study"]
    head = ["a batch of " + f"{found['width']:,} runs", "bytes out a run:", "bytes back a run:", "runs a core-second:"]
    rows = [
        [job["name"], f"{job['out'] / job['runs']:.1f}", f"{job['back'] / job['runs']:.0f}", _round(job)]
        for job in found["jobs"]
    ]
    per_run = {name: 1e6 * study[f"seconds_{name}"] / study["runs"] for name in ("written", "read")}
    words = (
        f"On disk, a study of {study['runs']:,} runs at {study['points']:,} points with {study['columns']} columns: "
        f"{study['bytes_runs'] / study['runs']:.1f} bytes a run, "
        f"{study['bytes_trajectories'] / study['recorded_rows']:.0f} bytes a recorded quarter, "
        f"{study['bytes_part']:,} bytes of manifest a part, {study['bytes_design'] / study['points']:.0f} bytes a "
        f"point of the design. Running and writing took {per_run['written']:.0f} µs a run, reading one outcome "
        f"{per_run['read']:.2f} µs a run and {WHOLE} bytes of memory. Processor time of one process; "
        f"{found['scenario']}, {found['jobs'][0]['quarters']} quarters; measured {found['manifest']['date']} with "
        f"numpy {found['manifest']['software']['numpy']}."
    )
    return table(head, rows) + "\n\n" + words


def costs() -> str:
    """Return what a million and a thousand million runs cost, by formula."""
    found = read("scale")
    if found is None:
        return not_gathered("scale")
    each = [_costs(found, runs) for runs in SIZES]
    head = ["what", "formula", *(f"{runs:,} runs:" for runs in SIZES)]
    rows = [[name, formula, *(column[name][1] for column in each)] for name, (formula, _value) in each[0].items()]
    return table(head, rows)


def _costs(found: dict[str, Any], runs: int) -> dict[str, tuple[str, str]]:
    study, (plain, _own, moves) = found["study"], found["jobs"]
    weight, parts = study["bytes_runs"] / study["runs"], -(-runs // found["rows"])
    row = study["bytes_trajectories"] / study["recorded_rows"]
    kept = RECORDED * runs * (plain["quarters"] + 1)
    return {
        "core-hours, moves off": ("runs / rate / 3600", f"{runs / plain['runs_per_second'] / 3600:,.2f}"),
        "core-hours, moves on": ("runs / rate / 3600", f"{runs / moves['runs_per_second'] / 3600:,.2f}"),
        "batches": ("runs / width", f"{-(-runs // found['width']):,}"),
        "results moved": ("runs x bytes back", _size(runs * plain["back"] / plain["runs"])),
        "cases moved, a set a run": ("runs x bytes out", _size(runs * moves["out"] / moves["runs"])),
        "runs on disk": ("runs x bytes a run", _size(runs * weight)),
        f"{RECORDED:.1%} of them recorded": ("runs x share x quarters x bytes", _size(kept * row)),
        "parts": ("runs / rows a part", f"{parts:,}"),
        "manifest": ("parts x bytes a part", _size(parts * study["bytes_part"])),
        "writing it anew with every part": ("parts² x bytes a part / 2", _size(parts**2 * study["bytes_part"] / 2)),
        "reading one outcome, time": ("runs x time a run", f"{runs * study['seconds_read'] / study['runs']:,.0f} s"),
        "reading one outcome, memory": (f"runs x {WHOLE}", _size(runs * WHOLE)),
        "the same as summaries of points": (
            f"{POINTS:,} points x {OUTCOMES} outcomes x {KEPT} x {WHOLE}",
            _size(POINTS * OUTCOMES * KEPT * WHOLE) if runs > POINTS else "–",
        ),
    }


def cluster() -> str:
    """Return how long clusters take, and how many cores one client can feed."""
    found = read("scale")
    if found is None:
        return not_gathered("scale")
    rows = []
    for job in found["jobs"]:
        heavier = max(job["out"], job["back"]) / job["runs"]
        fed = [f"{speed / (heavier * job['runs_per_second']):,.0f}" for speed in LINKS.values()]
        hours = [f"{SIZES[-1] / job['runs_per_second'] / cores / 3600:,.2f}" for cores in CORES]
        rows.append([job["name"], *hours, *fed])
    lasts = [f"hours on {cores:,} cores:" for cores in CORES]
    return table(["runs", *lasts, *(f"cores fed at {name}:" for name in LINKS)], rows)


def limit() -> str:
    """Return how many runs one study may have."""
    return f"One study holds at most {MOST_RUNS:,} runs."


def _round(job: dict[str, Any]) -> str:
    return f"{round(job['runs_per_second'], -2):,.0f}"


def _size(count: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:,.3g} {unit}"
        count /= 1000
    return f"{count:,.3g} TB"
