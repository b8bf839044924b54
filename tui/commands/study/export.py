"""`fournos study export`: a study's runs, trajectories and design for other programs."""

from __future__ import annotations

import click

from sim.errors import InputError
from sim.language import _
from tui.commands import described
from tui.commands.console import emit, note
from tui.commands.exits import saved
from tui.commands.options import as_json
from tui.commands.progress import progress
from tui.commands.study import SUMMARIES
from tui.commands.study.shared import directory_argument, opened

TABLES = ("runs", "trajectories", "design", "all")
HELP = described(
    SUMMARIES["export"],
    _(
        "--csv for spreadsheets and R, --parquet for one file of typed columns, --netcdf for arrays by policy, "
        "scenario, point and replication (needs fournos[study]), --sql for a DuckDB database, or for its text where "
        "PATH ends in .sql. A row is one run, with the values of the uncertainties and the study's outcomes beside its "
        "measures. PATH is a file; with --table all a folder, where CSV gets a list of what the columns mean; a "
        "database is always one file. Files appear whole or not at all. Texts that a spreadsheet could take for a "
        "formula get an apostrophe before them; names in a study cannot begin like one."
    ),
    [
        "study export build/study --csv",
        "study export build/study --csv --table all -o exported",
        "study export build/study --parquet -o runs.parquet",
        "study export build/study --netcdf -o study.nc --overwrite",
        "study export build/study --sql -o study.duckdb --table all",
    ],
)


@click.command("export", help=HELP)
@directory_argument
@click.option("--csv", is_flag=True, help=_("Comma-separated values."))
@click.option("--parquet", is_flag=True, help=_("Parquet."))
@click.option("--netcdf", is_flag=True, help=_("netCDF."))
@click.option("--sql", is_flag=True, help=_("A DuckDB database, or its text in SQL."))
@click.option("--table", type=click.Choice(TABLES), default="runs", show_default=True, help=_("Which table."))
@click.option("-o", "--output", type=click.Path(), metavar="PATH", help=_("Where to put it.  [default: DIR/export]"))
@click.option("--overwrite", is_flag=True, help=_("Replace files that are there."))
@as_json
def command(directory: str, *, table: str, output: str | None, overwrite: bool, json: bool, **kinds: bool) -> None:
    """Write a study's tables for other programs."""
    from sim.study.export import export, wished

    chosen = [kind for kind, wanted in kinds.items() if wanted]
    if len(chosen) != 1:
        allowed = ", ".join(f"--{kind}" for kind in kinds)
        message = _("Say what to write: one of {allowed}.").format(allowed=allowed)
        raise InputError(message, field="--csv", got=", ".join(chosen) or None, allowed=allowed)
    results = opened(directory)
    wish = wished(results, chosen[0], table, output, overwrite=overwrite)
    with progress(_("writing")) as report:
        files = export(results, wish, report)
    saved()
    if json:
        rows = [{"file": str(path), "bytes": path.stat().st_size} for path in files]
        return emit({"kind": chosen[0], "tables": list(wish.tables), "files": rows})
    for path in files:
        note(_("Written: {file}").format(file=path))
    return None
