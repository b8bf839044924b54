"""`fournos backtest`: the model over its calibrated sets against the record, misses included."""

from __future__ import annotations

import json as codec
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.errors import StoreError, shown
from sim.language import _
from tui.commands import SUMMARIES, described
from tui.commands.cases import codings
from tui.commands.console import emit, note
from tui.commands.exits import cancelling, saved
from tui.commands.options import as_json, over_sets
from tui.commands.progress import progress, working
from tui.commands.targets import listed, show

if TYPE_CHECKING:
    from sim.study.backtest import Backtest
    from sim.study.targets import Row

REPORT = "backtest.json"

HELP = described(
    SUMMARIES["backtest"],
    _(
        "Runs the calibrated parameter sets and holds the model's numbers against the targets R1 to R11 of the record. "
        "A target is a check; or fitted, where the calibration or a parameter was set by the same figure, so that "
        "agreement proves nothing; or not represented, where the model has no such quantity. Only checks are counted. "
        "Misses are shown as they are."
    ),
    ["backtest", "backtest --mends none", "backtest --sets 50 --runs 10 -o build/backtest"],
)


@click.command("backtest", help=HELP)
@over_sets(runs=20, seed=21)
@click.option(
    "-o", "--output", type=click.Path(), metavar="DIR", help=_("Draw the plots into this folder, with the numbers.")
)
@as_json
def command(
    sets: int,
    runs: int,
    seed: int,
    mends: str,
    theories: tuple[str, ...],
    workers: int,
    output: str | None,
    json: bool,
) -> None:
    """Hold the model against the record."""
    held = codings(theories)
    if output is not None:
        check_output(Path(output))
    found = run(sets, runs, seed, mends, held, workers, drawn=output is not None)
    rows = found.rows()
    if json:
        emit([listed(row, found) for row in rows])
    else:
        show(found, rows)
    if output is not None:
        draw(found, rows, Path(output))


def run(
    sets: int, runs: int, seed: int, mends: str, theories: Mapping[str, str], workers: int, *, drawn: bool
) -> Backtest:
    """Return the back-test, showing how far it is; `drawn`: read also what the plots show."""
    from scenarios import load
    from sim.mends import chosen
    from sim.posterior import posterior, variant
    from sim.study.backtest import run_backtest

    used = chosen(mends)
    paths = None
    if drawn:
        from sim.study.courses import wanted

        paths = wanted(used)
    values = posterior(variant(used)).sample(sets)
    with progress(_("starting")) as report, cancelling() as cancel:
        return run_backtest(
            values,
            runs,
            load=load,
            mends=used,
            theories=theories,
            drawn=paths,
            seed=seed,
            workers=workers,
            progress=report,
            cancel=cancel,
        )


def check_output(folder: Path) -> None:
    """Refuse at once a folder that could not be written.

    Raises
    ------
    StoreError
        If it is a file, or lies in no folder.
    """
    if folder.exists() and not folder.is_dir():
        message = _("{name} is a file; give a folder.")
        raise StoreError(message.format(name=shown(folder, 200)), field="-o", got=str(folder))
    if not folder.exists() and not folder.absolute().parent.is_dir():
        message = _("There is no folder {name}.")
        raise StoreError(message.format(name=shown(folder.parent, 200)), field="-o", got=str(folder))


def draw(found: Backtest, rows: Sequence[Row], folder: Path) -> None:
    """Draw the plots into a folder, and write the numbers beside them."""
    from sim.plots import save
    from sim.plots.backtest import PICTURES
    from sim.plots.backtest import draw as drawn

    with working(_("drawing")):
        figures = {name: drawn(name, found) for name in PICTURES}
    folder.mkdir(exist_ok=True)
    for name, picture in figures.items():
        save(picture, folder / f"backtest-{name}.png")
    numbers = [listed(row, found) for row in rows]
    draft = folder / f".{REPORT}.part"
    draft.write_text(codec.dumps(_finite(numbers), indent=1) + "\n", "utf-8")
    draft.replace(folder / REPORT)
    saved()
    note(_("The plots are in {folder}").format(folder=folder))


def _finite(value: Any) -> Any:
    """Return plain data that JSON can hold."""
    if isinstance(value, Mapping):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
