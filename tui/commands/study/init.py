"""`fournos study init`: write a study file to begin with."""

from __future__ import annotations

import os
from pathlib import Path

import click

from sim.errors import InputError, StoreError, shown
from sim.language import _
from tui.commands import described
from tui.commands.console import emit, note, verbatim
from tui.commands.exits import saved
from tui.commands.options import SCENARIO, as_json
from tui.commands.study import SUMMARIES
from tui.commands.study.shared import STUDY

HELP = described(
    SUMMARIES["init"],
    _(
        "Writes a study of the seat that a scenario compares, with comments on what can be changed; it runs as it "
        "stands. --from copies a study that comes with the program instead. Without -o the text is printed."
    ),
    ["study init -o study.toml", "study init four-nos -o study.toml", "study init --from fatigue -o fatigue.toml"],
)


@click.command("init", help=HELP)
@click.argument("scenario", type=SCENARIO, required=False)
@click.option("--from", "model", type=STUDY, metavar="STUDY", help=_("Copy this study that comes with the program."))
@click.option("-o", "--output", type=click.Path(), metavar="FILE", help=_("Where to write it.  [default: print it]"))
@click.option("--overwrite", is_flag=True, help=_("Replace the file if there is one."))
@as_json
def command(scenario: str | None, model: str | None, output: str | None, overwrite: bool, json: bool) -> None:
    """Write a study file."""
    text = wanted(scenario, model, output)
    if output is None:
        return emit({"text": text}) if json else verbatim(text.rstrip("\n"))
    put(Path(output), text, overwrite=overwrite)
    saved()
    if json:
        return emit({"file": output, "text": text})
    return note(_("The study is in {file}; next: fournos study check {file}").format(file=shown(output, 200)))


def wanted(scenario: str | None, model: str | None, output: str | None) -> str:
    """Return the text that was asked for.

    Raises
    ------
    InputError
        If both a scenario and a study are named; or as for `scenarios.load` and `scenarios.study`.
    """
    import scenarios
    from sim.study.starting import text_for

    if model is None:
        name = Path(output).stem if output else "study"
        plain = "".join(c if c.isascii() and (c.islower() or c.isdigit() or c == "-") else "-" for c in name.lower())
        return text_for(scenarios.load(scenario or "bleeding-white"), plain.strip("-0123456789")[:40] or "study")
    if scenario is not None:
        raise InputError(_("Name a scenario or --from a study, not both."), field="--from", got=model)
    return scenarios.study(model).text


def put(path: Path, text: str, *, overwrite: bool) -> None:
    """Write a text file whole or not at all.

    Raises
    ------
    StoreError
        If there is one already and it is not to be replaced, or it cannot be written.
    """
    from sim.study import place

    name = shown(path, 200)
    if path.is_dir():
        raise StoreError(_("{name} is a folder; give the name of a file.").format(name=name), field="-o")
    if path.exists() and not overwrite:
        message = _("{name} is there already; give another name, or ask to overwrite it (--overwrite).")
        raise StoreError(message.format(name=name), field="-o", got=os.fspath(path))
    with place.told(path):
        place.put_texts(path.parent, {path.name: text})
